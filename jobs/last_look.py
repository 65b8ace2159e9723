"""The last look, from fresh rows, just before a message is sent: is it still right to?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from care.hours import Hours, closes, local_day, next_opening, open_at
from care.people import Profile, may_take_part
from jobs.facts import Hold, outside_pilot, standing_hold
from jobs.means import Compose
from jobs.together import APART, Apart
from storage import deliveries, familiar, people, sending, workspaces
from storage.database import Tx
from storage.deliveries import UNASKED, UNASKED_IN_A_CHANNEL, Delivery, Kind
from storage.familiar import Who
from storage.people import Person
from storage.workspaces import Workspace

V = TypeVar("V")

AS_A_LEADER = (Kind.PLAN, Kind.DATE, Kind.INTRODUCTION)
# what has happened anyway: a pause only puts them off
NEWS = (Kind.NEWS, Kind.NEW_LEADER, Kind.ON_HOLD, Kind.THANKS)
WHILE_PAUSED = timedelta(hours=1)  # how often news look whether the pause is over


@dataclass(frozen=True)
class NotNow:
    """Why a claimed message is not sent, and what becomes of it."""

    why: str
    skip: bool = False
    gone: bool = False
    whole_workspace: bool = False
    due_at: datetime | None = None
    retry: timedelta | None = None


REVOKED = NotNow("revoked", skip=True)
INACTIVE = NotNow("inactive", skip=True)
STALE = NotNow("stale", skip=True)


@dataclass(frozen=True)
class Held:
    """A claimed message, and what the platform says of its reader."""

    delivery: Delivery
    profile: Profile | None = None  # None: a channel
    quiet_until: datetime | None = None

    @property
    def who(self) -> Who:
        return self.delivery.workspace, self.delivery.address


@dataclass(frozen=True)
class Look(Generic[V]):
    """At this instant of both clocks, in this transaction."""

    tx: Tx
    compose: Compose[V]
    now: datetime
    machine: datetime

    def at_all(self, held: Sequence[Held], apart: bool) -> list[V | NotNow | Apart]:
        """``apart``: it is one by itself, and may write as much as it needs."""
        ours = sending.still_held(self.tx, (one.delivery for one in held))
        places = workspaces.several(self.tx, (one.delivery.workspace for one in held))
        # who was erased meanwhile has no row of theirs in hand: they are nobody we know
        met = [one for one in held if one.profile is not None and one.delivery.id in ours]
        known = self._learn(met) if apart else self._recognise(met, places)
        return [
            self._verdict(one, ours.get(one.delivery.id), places[one.who[0]], known) for one in held
        ]

    def _learn(self, met: Iterable[Held]) -> dict[Who, Person]:
        return {
            one.who: people.learn(self.tx, one.who[0], one.profile, self.machine)
            for one in met
            if one.profile is not None
        }

    def _recognise(self, met: Sequence[Held], places: dict[str, Workspace]) -> dict[Who, Person]:
        """Those of whom there is no news, or who are new; whoever changed is looked at apart."""
        known = familiar.several(self.tx, (one.who for one in met)) if met else {}
        known |= self._meet(one for one in met if one.who not in known)
        same = {one.who: known[one.who] for one in met if self._is_same(one, known, places)}
        late = [who for who, person in same.items() if not people.is_fresh(person, self.machine)]
        familiar.seen_again(self.tx, late, self.machine)
        return same

    def _meet(self, new: Iterable[Held]) -> dict[Who, Person]:
        """Whoever may not take part, or is on leave, has more to be written than a row."""
        profiles = {
            one.who: one.profile
            for one in new
            if one.profile is not None
            and may_take_part(one.profile)
            and not one.profile.is_on_leave
        }
        return familiar.meet(self.tx, profiles, self.machine) if profiles else {}

    def _is_same(self, one: Held, known: dict[Who, Person], places: dict[str, Workspace]) -> bool:
        if one.profile is None or one.who not in known:
            return False
        reads_status = places[one.who[0]].reads_status
        return people.is_as_it_was(known[one.who], one.profile, reads_status, self.machine)

    def _verdict(
        self, one: Held, ours: Delivery | None, place: Workspace, known: dict[Who, Person]
    ) -> V | NotNow | Apart:
        if ours is None:
            return REVOKED
        if ours.kind in UNASKED_IN_A_CHANNEL:
            if (reason := _wait_for(place.hours, ours, self.now, self.now, "closed")) is not None:
                return reason
        elif one.profile is not None:
            if one.who not in known:
                return APART
            if not may_take_part(one.profile):
                return INACTIVE
            if ours.kind is not Kind.REPLY:
                reader = Reader(self.tx, place, known[one.who], self.now)
                if (reason := reader.not_now(ours, one.quiet_until)) is not None:
                    return reason
        view = self.compose(self.tx, ours, self.now)
        return REVOKED if view is None else view


@dataclass(frozen=True)
class Reader:
    """Whoever a message is for, and the rules that hold for them now."""

    tx: Tx
    place: Workspace
    person: Person
    now: datetime

    @property
    def hours(self) -> Hours:
        return self.person.hours(self.place)

    def not_now(self, delivery: Delivery, quiet_until: datetime | None) -> NotNow | None:
        """Undisturbed, paused, outside the hours of the person, or one more today."""
        if quiet_until is not None and quiet_until > self.now:
            reason = self._wait_for_hours(delivery, quiet_until, "disturbs")
            if reason is not None:
                return reason
        hold = _hold(self.place, self.person, delivery.kind, self.now)
        if hold is not None:
            return NotNow(hold.why, skip=True)
        if self.place.paused_at is not None:  # news wait for the end of it
            return NotNow("all_paused", due_at=self.now + WHILE_PAUSED)
        return self._wait_for_hours(delivery, self.now, "closed") or self._wait_for_tomorrow(
            delivery
        )

    def _wait_for_tomorrow(self, delivery: Delivery) -> NotNow | None:
        """What was planned for another day, and is late, is not a second message of this one."""
        today = local_day(self.now, self.hours.zone)
        if delivery.kind not in UNASKED or delivery.day == today:
            return None
        days = deliveries.unasked_days(self.tx, delivery.workspace, delivery.address, today)
        if today not in days:
            return None
        return self._wait_for_hours(delivery, closes(today, self.hours), "capped")

    def _wait_for_hours(self, delivery: Delivery, at: datetime, why: str) -> NotNow | None:
        return _wait_for(self.hours, delivery, at, self.now, why)


def _wait_for(
    hours: Hours, delivery: Delivery, at: datetime, now: datetime, why: str
) -> NotNow | None:
    """Until these hours are open, from that instant on; dropped if stale by then."""
    if at <= now and open_at(at, hours):  # the clock has gone on since
        return None
    opening = next_opening(at, hours)
    if opening is None or (delivery.stale_at is not None and opening >= delivery.stale_at):
        return STALE
    return NotNow(why, due_at=opening)


def _hold(place: Workspace, person: Person, kind: Kind, now: datetime) -> Hold | None:
    if kind in NEWS:
        return Hold("not_started", None) if place.started_at is None else None
    hold = standing_hold(place, person, now)
    return hold or (outside_pilot(place, person) if kind in AS_A_LEADER else None)


def is_stale(delivery: Delivery, now: datetime) -> bool:
    return delivery.stale_at is not None and now >= delivery.stale_at
