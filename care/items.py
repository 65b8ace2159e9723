"""Items: the goals and challenges of a person, and what each leader may know of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from care import policy
from care.cadence import Cadence
from care.text import clean


class Kind(StrEnum):
    GOAL = "goal"
    CHALLENGE = "challenge"


class Area(StrEnum):
    WORK = "work"
    PERSONAL = "personal"


class State(StrEnum):
    ACTIVE = "active"
    DONE = "done"  # a goal reached, a challenge resolved


class Level(StrEnum):
    """What the owner lets one leader know of one item."""

    PRIVATE = "private"  # only me
    KNOWN = "known"  # listed for the leader, never nudged
    DISCREET = "discreet"  # a nudge says "something Ana shared with you"
    NAMED = "named"  # a nudge may carry the title


NUDGEABLE = frozenset({Level.DISCREET, Level.NAMED})


@dataclass(frozen=True)
class Content:
    """What a person typed about one goal or challenge."""

    kind: Kind
    area: Area
    title: str
    details: str = ""
    date: date | None = None


@dataclass(frozen=True)
class Item:
    """``content`` is None where it could not be read: damaged or not ours.

    ``cadence``: the owner's own choice of how often a talk about it is worth it. ``unshared``:
    nobody answered whether it still holds, and so its sharing has ended.
    """

    id: str
    owner: str
    state: State
    content: Content | None
    cadence: Cadence | None = None
    unshared: bool = False


def levels_for(content: Content) -> tuple[Level, ...]:
    """Challenges and personal items are at most discreet: a title can be seen over a shoulder."""
    if content.kind is Kind.GOAL and content.area is Area.WORK:
        return tuple(Level)
    return (Level.PRIVATE, Level.KNOWN, Level.DISCREET)


def tells_less(level: Level, than: Level) -> bool:
    order = tuple(Level)
    return order.index(level) < order.index(than)


class Flaw(StrEnum):
    """What is wrong with what was typed."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    NO_DATE = "no date"
    NO_CHOICE = "no choice"
    NOT_NAMED = "not named"


@dataclass(frozen=True)
class Draft:
    """What came out of a form, cleaned: either content, or the flaw of each field."""

    content: Content | None
    flaws: dict[str, Flaw]


def draft(kind: str, area: str, title: str, details: str, day: str) -> Draft:
    """Check what a person typed. Limits count characters after cleaning."""
    flaws: dict[str, Flaw] = {}
    title, details = clean(title, one_line=True), clean(details)
    if not title:
        flaws["title"] = Flaw.EMPTY
    elif len(title) > policy.TITLE_LONGEST:
        flaws["title"] = Flaw.TOO_LONG
    if len(details) > policy.DETAILS_LONGEST:
        flaws["details"] = Flaw.TOO_LONG
    if kind not in set(Kind):
        flaws["kind"] = Flaw.NO_CHOICE
    if area not in set(Area):
        flaws["area"] = Flaw.NO_CHOICE
    when = day_in(day) if day else None
    if day and when is None:
        flaws["date"] = Flaw.NO_DATE
    if flaws:
        return Draft(None, flaws)
    return Draft(Content(Kind(kind), Area(area), title, details, when), {})


def day_in(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
