"""What a client says of the person before it: where they are, and their language."""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import available_timezones

from bot.edge.payload import Body, at, every, first, text

_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_OFFSET = re.compile(r"[0-9T:.\-]{10,40}([+-])(\d\d):00")
_BY_OFFSET = "Etc/"


def zone_of(body: Body) -> str:
    """A zone by its name; else the one of the hours they are ahead just now; "" for neither."""
    named = (text(body, "localTimezone"), _of_client(body, "timezone"))
    known = (one for one in named if one in _zones())
    return next(known, "") or _by_offset(text(body, "localTimestamp"))


def locale_of(body: Body) -> str:
    found = first(text(body, "locale"), _of_client(body, "locale"))
    return found if _LOCALE.fullmatch(found) else ""


def is_named(zone: str) -> bool:
    """Whether more than the hours of one day are known: when they change, too."""
    return bool(zone) and not zone.startswith(_BY_OFFSET)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _by_offset(stamp: str) -> str:
    """Etc/GMT-9 is nine hours ahead: the sign is turned round in these names."""
    found = _OFFSET.fullmatch(stamp)
    if found is None:
        return ""
    name = f"{_BY_OFFSET}GMT{'-' if found[1] == '+' else '+'}{int(found[2])}"
    return name if name in _zones() else ""


def _of_client(body: Body, name: str) -> str:
    found = (one for one in every(body, "entities") if at(one, "type") == "clientInfo")
    return text(next(found, {}), name)
