"""One person, by one look. Names are for drawing and are never stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.edge.payload import first, id, text
from care.people import Profile


@dataclass(frozen=True)
class Known:
    profile: Profile
    names: tuple[str, ...]
    email: str = ""


def names_in(account: Any, *fields: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for field in fields if (name := text(account, field).strip())))


def email_in(account: Any, field: str) -> str:
    return first(id(account, field), id(account, "userPrincipalName")).lower()
