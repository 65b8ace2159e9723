"""Slack's user object read as a profile."""

from __future__ import annotations

from typing import Any

from bot.edge.payload import at, id, text
from bot.slack.events import SLACKBOT
from bot.slack.undisturbed import instant_in
from care.people import Profile

# Being away from work, ill or on vacation; an airplane may as well be a day at a customer's.
LEAVE = frozenset(
    (
        ":beach:",
        ":beach_with_umbrella:",
        ":desert_island:",
        ":face_with_thermometer:",
        ":palm_tree:",
    )
)


def profile_of(user: Any, workspace: str) -> Profile:
    """Nothing of the name, the address, the picture or the words of their status is kept."""
    is_on_leave = text(user, "profile", "status_emoji") in LEAVE
    return Profile(
        id=id(user, "id"),
        zone=id(user, "tz") or None,
        locale=id(user, "locale") or None,
        is_bot=_any(user, "is_bot", "is_workflow_bot") or id(user, "id") == SLACKBOT,
        is_guest=_any(user, "is_restricted", "is_ultra_restricted"),
        is_external=_any(user, "is_stranger") or id(user, "team_id") not in ("", workspace),
        is_deactivated=_any(user, "deleted"),
        is_admin=_any(user, "is_admin", "is_owner", "is_primary_owner"),
        is_on_leave=is_on_leave,
        leave_until=instant_in(at(user, "profile", "status_expiration")) if is_on_leave else None,
    )


def names_of(user: Any) -> tuple[str, ...]:
    """Every name that colleagues use: as they see it, in full, and the handle."""
    found = (
        text(user, "profile", "display_name"),
        text(user, "profile", "real_name") or text(user, "real_name"),
        text(user, "profile", "first_name"),
        text(user, "name"),
    )
    return tuple(dict.fromkeys(name for name in found if name))


def _any(user: Any, *flags: str) -> bool:
    return any(at(user, flag) is True for flag in flags)
