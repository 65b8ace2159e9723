"""What Tend knows while somebody types: given by the caller, never looked up here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from care.hours import Hours, local_day
from care.items import Kind


@dataclass(frozen=True)
class Known:
    """A person whom the speaker leads, with every name they go by ("Ana Moreira", "ana")."""

    id: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class OpenNudge:
    """A nudge without an answer. ``follow_up``: the planned moment, once Tend asked about it."""

    id: str
    who: str
    delivery: str
    item: str | None = None
    follow_up: datetime | None = None


@dataclass(frozen=True)
class SharedItem:
    """An item of a report that this leader may know by its title."""

    id: str
    who: str
    title: str


@dataclass(frozen=True)
class OwnItem:
    id: str
    title: str
    kind: Kind


@dataclass(frozen=True)
class Context:
    """``nudges``: the last one first. ``away``: the speaker's own next time away, both ends.

    ``one_on_ones``: "weekday HH:MM" by person, as a bond keeps it.
    """

    now: datetime
    hours: Hours
    people: tuple[Known, ...] = ()
    nudges: tuple[OpenNudge, ...] = ()
    shared: tuple[SharedItem, ...] = ()
    own: tuple[OwnItem, ...] = ()
    one_on_ones: Mapping[str, str] = field(default_factory=dict)
    away: tuple[date, date] | None = None

    @property
    def today(self) -> date:
        return local_day(self.now, self.hours.zone)

    @property
    def last_nudges(self) -> tuple[OpenNudge, ...]:
        """The open nudges of the last message: what "she" and "done" are about."""
        if not self.nudges:
            return ()
        return tuple(n for n in self.nudges if n.delivery == self.nudges[0].delivery)

    def nudge_about(self, person: str) -> str | None:
        """The last open nudge about this person."""
        return next((nudge.id for nudge in self.nudges if nudge.who == person), None)
