"""After a restore: nothing is sent twice, and what was shared waits for its owner's word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from care import policy
from care.hours import DAY, Hours, Rhythm, local_day, monday_of, slot_of_week
from storage import audit, bonds, deliveries, people, pulse, restored, workspaces
from storage.database import Database, Tx
from storage.deliveries import Kind
from storage.people import Person
from storage.workspaces import Workspace

OPERATOR = "operator"  # who did it, in the trail


@dataclass(frozen=True)
class Settled:
    """How many people are asked about what they share, and how many messages were let go."""

    owners: int = 0
    messages: int = 0

    def __add__(self, other: Settled) -> Settled:
        return Settled(self.owners + other.owners, self.messages + other.messages)


def settle(database: Database, now: datetime) -> Settled:
    """Each workspace in a transaction of its own."""
    with database.read() as tx:
        places = workspaces.all_of(tx)
    settled = Settled()
    for place in places:
        with database.begin() as tx:
            settled += settle_in(tx, place, now)
    return settled


def settle_in(tx: Tx, place: Workspace, now: datetime) -> Settled:
    messages = restored.send_nothing_again(tx, place.id)
    restored.come_back_to_nothing(tx, place.id, now)
    pulse.end_all(tx, place.id, now)
    pulse.look_at(tx, place.id, now + policy.PULSE_EVERY)  # one since the backup may be over
    for leader in restored.leaders(tx, place.id):
        _no_second_plan(tx, place, people.ensure(tx, place.id, leader), now)
    owners = restored.suspend(tx, place.id, now)
    for owner in owners:
        _ask(tx, place, people.ensure(tx, place.id, owner), now)
    audit.note(tx, place.id, OPERATOR, "restore", place.id, "done", now)
    return Settled(len(owners), messages)


def _no_second_plan(tx: Tx, place: Workspace, leader: Person, now: datetime) -> None:
    """A plan that was up before now may have been sent: the next one comes in its own week."""
    rhythm = leader.rhythm(place)
    up = max(_up_by_now(leader.hours(place), rhythm, now), default=None)
    last = up - (rhythm.every_weeks - 1) * 7 * DAY if up else None
    if last is not None and (leader.last_plan is None or leader.last_plan < last):
        people.change(tx, place.id, leader.id, last_plan=last)
    bonds.look_again_at_leader(tx, place.id, leader.id)


def _up_by_now(hours: Hours, rhythm: Rhythm, now: datetime) -> Iterator[date]:
    """The days of the plans of this week and of the last, as far as they have been up."""
    monday = monday_of(local_day(now, hours.zone))
    for week in (monday - 7 * DAY, monday):
        slot = slot_of_week(week, rhythm, hours)
        if slot is not None and slot.opens_at <= now:
            yield slot.nominal


def _ask(tx: Tx, place: Workspace, owner: Person, now: datetime) -> None:
    """Once for each restore. It waits for their hours, and for an end of a pause."""
    today = local_day(now, owner.hours(place).zone)
    name = now.isoformat()
    deliveries.slot(tx, place.id, Kind.ON_HOLD, owner.id, name, now, None, today, now)
