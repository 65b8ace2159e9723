"""What the next seven days would bring, if Tend were started now: read, counted, nothing written.

It asks the very rules of the planner, for each leader up to their next plan. What people do in
between (a talk, a pause, a yes) is not foreseen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from care.bonds import serves, waits_for_leader
from care.choosing import Candidate
from care.frequency import Slowed, slow_down
from care.hours import DAY, instant, local_day, next_opening, slot_from
from care.moments import CareDate, next_moment
from jobs.facts import Hold, Leader, facts, outside_pilot, room_for_unasked, standing_hold
from jobs.questions import people_asked
from jobs.signs import past_of, signs_of
from jobs.upcoming import first_day_for_dates
from storage import bonds, people, workspaces
from storage.database import Database, Tx
from storage.workspaces import Workspace

AHEAD = timedelta(days=7)


class Why(StrEnum):
    """What keeps a leader's plan from coming within these days."""

    NOT_IN_PILOT = "not in the pilot"
    STOPPED = "stopped"
    PAUSED = "paused"
    UNREACHABLE = "out of reach"
    LEFT = "left"
    AWAY = "away"
    DAYS_OFF = "days off"
    ANOTHER_WEEK = "another week"
    CAPPED = "written to already"
    NOT_ACCEPTED = "not accepted"
    NOBODY_DUE = "nobody due"


_HELD = {
    "stopped": Why.STOPPED,
    "paused": Why.PAUSED,
    "unreachable": Why.UNREACHABLE,
    "left": Why.LEFT,
}


@dataclass(frozen=True)
class Expected:
    """One leader: the day of their next plan and how many it names, or why none comes."""

    leader: str
    day: date | None = None
    people: int = 0
    why: Why | None = None
    asked_on: date | None = None  # whether it is so that they lead these people
    dates: tuple[date, ...] = ()  # days with a message of their own about something's date


@dataclass(frozen=True)
class Forecast:
    """Counts, and the leaders they were counted from: those for the operator alone.

    ``questions``: people who would be asked something themselves.
    """

    each: tuple[Expected, ...]
    place: Workspace
    questions: int = 0

    @property
    def concerned(self) -> int:
        """How many leaders: of a pilot, only those in it."""
        return sum(one.why is not Why.NOT_IN_PILOT for one in self.each)

    @property
    def plans(self) -> dict[date, int]:
        return dict(sorted(Counter(one.day for one in self.each if one.day).items()))

    @property
    def days(self) -> dict[date, int]:
        """The plans, and the dates that do not wait for one."""
        dates = Counter(day for one in self.each for day in one.dates)
        return dict(sorted((Counter(self.plans) + dates).items()))

    @property
    def reasons(self) -> dict[Why, int]:
        found = Counter(one.why for one in self.each)
        return {why: found[why] for why in Why if found[why]}

    @property
    def asked(self) -> int:
        return sum(one.asked_on is not None for one in self.each)


def forecast(database: Database, workspace: str, now: datetime) -> Forecast:
    """A reading transaction for each leader: nobody waits for the whole."""
    with database.read() as tx:
        place = as_if_started(workspaces.load(tx, workspace), now)
        leaders = sorted(
            {one.bond.leader for one in bonds.ever(tx, workspace).values() if _is(one)}
        )
    found: list[Expected] = []
    for leader in leaders:
        with database.read() as tx:
            found += _expected(tx, place, leader, now)
    with database.read() as tx:
        asked = people_asked(tx, place, now, now + AHEAD)
    return Forecast(tuple(found), place, len(asked))


def _is(one: bonds.Ever) -> bool:
    return not one.is_over and one.bond.accepted is not False


def as_if_started(place: Workspace, now: datetime) -> Workspace:
    """Not started yet: for the pilot that is chosen, or else for everybody."""
    if place.started_at is not None:
        return replace(place, paused_at=None)
    has_pilot = bool(place.pilot or place.pilot_group)
    return replace(place, started_at=now, paused_at=None, pilot_only=has_pilot)


def _expected(tx: Tx, place: Workspace, leader: str, now: datetime) -> Iterator[Expected]:
    if people.get(tx, place.id, leader) is None:  # nobody has met them
        return
    them = replace(facts(tx, place.id, leader), workspace=place)
    if outside_pilot(place, them.person) is not None:  # whatever else holds is no concern here
        yield Expected(leader, why=Why.NOT_IN_PILOT)
        return
    hold = standing_hold(place, them.person, now)
    if hold is not None and (hold.until is None or hold.until >= now + AHEAD):
        yield Expected(leader, why=_HELD[hold.why])
        return
    yield _Week(tx, them, _from(now, hold), now + AHEAD).expected()


def _from(now: datetime, hold: Hold | None) -> datetime:
    return hold.until if hold is not None and hold.until is not None else now


# --- one leader's week ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Week:
    tx: Tx
    them: Leader
    start: datetime
    end: datetime

    def expected(self) -> Expected:
        asked_on = self._asked_on()
        if not any(serves(bond) for bond in self.them.bonds):
            why = Why.NOT_ACCEPTED
            return Expected(self.them.id, why=why, asked_on=asked_on)
        day, count, why_not = self._plan(asked_on)
        dates = self._dates({day, asked_on})
        return Expected(self.them.id, day, count, why_not, asked_on, dates)

    def _dates(self, taken: set[date | None]) -> tuple[date, ...]:
        """Days on which a date does not wait for the plan; the plan keeps its place in the week."""
        ahead = {
            day
            for candidate in self.them.candidates
            for dated in candidate.dates
            for day in self._days_of(candidate, dated)
        }
        return tuple(sorted(ahead - taken)[: self.them.workspace.a_week - 1])

    def _days_of(self, candidate: Candidate, dated: CareDate) -> Iterator[date]:
        """When this date is told of, if nobody talks in between."""
        hours = self.them.hours
        day, end = (
            first_day_for_dates(self.them, candidate, self.start),
            local_day(self.end, hours.zone),
        )
        while (found := next_moment(dated, day, hours) if day < end else None) is not None:
            if found >= end:
                return
            yield found
            dated, day = replace(dated, told_on=found), candidate.there_from(found + DAY)

    def _by(self, day: date) -> Leader:
        """The leader as they will stand that day: of some dates they will have heard."""
        return replace(
            self.them, candidates=tuple(self._told(c, day) for c in self.them.candidates)
        )

    def _told(self, candidate: Candidate, by: date) -> Candidate:
        told = {
            d.item: [on for on in self._days_of(candidate, d) if on < by] for d in candidate.dates
        }
        dates = tuple(
            replace(d, told_on=max(told[d.item], default=d.told_on)) for d in candidate.dates
        )
        nudged_on = max((on for days in told.values() for on in days), default=candidate.nudged_on)
        return replace(candidate, dates=dates, nudged_on=nudged_on)

    def _plan(self, asked_on: date | None) -> tuple[date | None, int, Why | None]:
        at, why = self.start, self._why_no_slot()
        while (moment := self._next_moment(at)) is not None:
            day = local_day(moment, self.them.hours.zone)
            if not self._room(day, asked_on, self.them.workspace.a_week):
                why, at = Why.CAPPED, instant(day + DAY, time(0), self.them.hours.zone)
                continue
            count = 0 if self._is_silent(moment) else len(self._by(day).choices(day))
            if count:
                return day, count, None
            why, at = Why.NOBODY_DUE, self._after(moment)
        return None, 0, why

    def _next_moment(self, at: datetime) -> datetime | None:
        """When the plan can be sent that is open from then on, or is the next one."""
        slot = self.them.slot(at)
        while slot is not None and slot.opens_at < self.end:
            moment = next_opening(max(slot.opens_at, at), self.them.hours)
            if moment is not None and moment < min(slot.stale_at, self.end):
                return moment
            slot = self.them.slot(slot.stale_at)
        return None

    def _after(self, moment: datetime) -> datetime:
        """Whoever is due only later stands in a later plan."""
        slot = self.them.slot(moment)
        return slot.stale_at if slot is not None else self.end

    def _room(self, day: date, asked_on: date | None, most: int) -> bool:
        """What would be asked before takes a place too."""
        if day == asked_on:
            return False
        most -= 1 if asked_on is not None and asked_on < day else 0
        return room_for_unasked(self.tx, self.them.workspace, self.them.id, day, most)

    def _asked_on(self) -> date | None:
        """The day on which the leader would be asked about people whom others named."""
        place, hours = self.them.workspace, self.them.hours
        if not any(
            waits_for_leader(bond)
            for bond in bonds.not_asked_about(self.tx, place.id, self.them.id)
        ):
            return None
        moment = next_opening(self.start, hours)
        while moment is not None and moment < self.end:
            day = local_day(moment, hours.zone)
            if room_for_unasked(self.tx, place, self.them.id, day, max(place.a_week - 1, 1)):
                return day
            moment = next_opening(instant(day + DAY, time(0), hours.zone), hours)
        return None

    def _is_silent(self, moment: datetime) -> bool:
        """Asked how often, and no answer: the plans become rare."""
        weeks = self.them.person.rhythm(self.them.workspace).every_weeks
        slower = slow_down(weeks, signs_of(self.them, past_of(self.tx, self.them, moment), moment))
        return slower is not None and slower[1] is Slowed.SILENCE

    def _why_no_slot(self) -> Why:
        """Why these days have none: asked again without what could keep it away."""
        hours = self.them.hours
        for why, without in (
            (Why.AWAY, replace(hours, away=())),
            (Why.DAYS_OFF, replace(hours, away=(), off=())),
        ):
            slot = slot_from(
                self.start,
                self.them.person.rhythm(self.them.workspace),
                without,
                self.them.person.last_plan,
            )
            if slot is not None and slot.opens_at < self.end:
                return why
        return Why.ANOTHER_WEEK
