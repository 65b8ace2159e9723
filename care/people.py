"""People as the platform knows them, and who may take part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Profile:
    """What the platform says of one person; Tend keeps the zone and the flags, never the name."""

    id: str
    zone: str | None = None  # IANA name
    locale: str | None = None
    is_bot: bool = False
    is_guest: bool = False
    is_external: bool = False
    is_deactivated: bool = False
    is_admin: bool = False  # the platform's own admin or owner
    is_on_leave: bool = False  # so says their status
    leave_until: datetime | None = None  # None: until the status says otherwise


def may_take_part(profile: Profile) -> bool:
    """Guests, bots, people of other companies and deactivated people have no bond and no item."""
    return not (profile.is_bot or profile.is_guest or profile.is_external or profile.is_deactivated)
