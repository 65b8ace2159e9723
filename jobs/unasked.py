"""When somebody may be asked something unasked: their hours, their pauses, and not too often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from care import policy
from care.bonds import serves
from care.hours import Hours, closes, instant, local_day, next_opening, open_at
from jobs.facts import room_for_unasked, standing_hold
from storage import bonds, people, workspaces
from storage.database import Tx
from storage.people import Person
from storage.workspaces import Workspace

A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Reader:
    """Whom a question goes to."""

    place: Workspace
    person: Person
    hours: Hours
    is_leader: bool

    @property
    def id(self) -> str:
        return self.person.id


def reader(tx: Tx, workspace: str, who: str) -> Reader:
    place = workspaces.load(tx, workspace)
    person = people.load(tx, workspace, who)
    leads = any(serves(bond) for bond in bonds.of_leader(tx, workspace, who))
    return Reader(place, person, person.hours(place), leads)


def not_before(tx: Tx, them: Reader, now: datetime) -> datetime | None:
    """When to look again, where now is not the time to ask; None where it is."""
    hold = standing_hold(them.place, them.person, now)
    if hold is not None:
        return hold.until or now + A_DAY
    if (until := listening_until(them, now)) is not None:
        return until
    if not open_at(now, them.hours):
        return next_opening(now, them.hours) or now + A_DAY
    return None if has_room(tx, them, now) else tomorrow(them, now)


def listening_until(them: Reader, now: datetime) -> datetime | None:
    """When their hard time is over; None where they have none."""
    today, until = local_day(now, them.hours.zone), them.person.listening_until
    if until is None or not them.person.listens_on(today):
        return None
    return instant(until, them.hours.starts, them.hours.zone)


def has_room(tx: Tx, them: Reader, now: datetime) -> bool:
    """A leader's plan goes first: not on its day, and not in its place."""
    today = local_day(now, them.hours.zone)
    if not them.is_leader:
        most = policy.UNASKED_A_WEEK_OF_A_REPORT
        return room_for_unasked(tx, them.place, them.id, today, most)
    if today.weekday() == them.person.rhythm(them.place).weekday:
        return False
    return room_for_unasked(tx, them.place, them.id, today, max(them.place.a_week - 1, 1))


def tomorrow(them: Reader, now: datetime) -> datetime:
    today = local_day(now, them.hours.zone)
    return next_opening(closes(today, them.hours), them.hours) or now + A_DAY
