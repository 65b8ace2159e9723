"""Everything that a decision about one leader needs, and what keeps everything from a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property, lru_cache

from care import policy
from care.answers import quiet_until
from care.bonds import Bond, serves
from care.cadence import Cadence, Source, nearest
from care.choosing import (
    Candidate,
    Choice,
    Waiting,
    choose,
    choose_dates,
    choose_owed,
    reaches_the_rest,
)
from care.hours import DAY, Away, Hours, Rhythm, Slot, local_day, slot_from
from care.moments import CareDate
from care.owed import Because, Owed, Standing
from storage import asks, deliveries, items, nudges, people, plans, promises, workspaces
from storage.database import Tx
from storage.items import Shared
from storage.people import Person
from storage.plans import Led
from storage.workspaces import Workspace

SlotFrom = Callable[[date | None], Slot | None]


@lru_cache(maxsize=512)
def _slots(now: datetime, rhythm: Rhythm, hours: Hours, last: date | None) -> SlotFrom:
    """Not before a day, or now. People of one zone ask the same at one moment: it is kept, and
    what they have in common is compared once for each of them, not for each of their people.
    """
    return cache(lambda not_before: slot_from(now, rhythm, hours, last, not_before))


_day_in = lru_cache(maxsize=4096)(local_day)  # whole teams begin at one instant


@dataclass(frozen=True)
class Leader:
    """Read in one transaction."""

    workspace: Workspace
    person: Person
    hours: Hours
    bonds: tuple[Bond, ...]
    candidates: tuple[Candidate, ...]

    @property
    def id(self) -> str:
        return self.person.id

    @cached_property
    def rhythm(self) -> Rhythm:
        return self.person.rhythm(self.workspace)

    def slot(self, now: datetime) -> Slot | None:
        return _slots(now, self.rhythm, self.hours, self.person.last_plan)(None)

    def next_slots(
        self, now: datetime, candidates: Iterable[Candidate]
    ) -> Iterator[tuple[Candidate, Slot | None]]:
        """The plan in which each of these people of theirs may be next."""
        today = _day_in(now, self.hours.zone)
        slot_from_day = _slots(now, self.rhythm, self.hours, self.person.last_plan)
        for candidate in candidates:
            day = min(candidate.due_from(today), candidate.spoken_from(today))
            yield candidate, None if day == date.max else slot_from_day(day)

    @property
    def interval_days(self) -> int:
        return 7 * self.rhythm.every_weeks

    def choices(
        self,
        today: date,
        has_words: Callable[[Choice], bool] = lambda _: True,
        without: Collection[str] = (),
    ) -> tuple[Choice, ...]:
        """Who would stand in a plan of that day: promises, dates, what was asked for, the usual."""
        places = self.workspace.places
        asked = choose_owed(self.candidates, Because.ASKED, today, policy.OWED_IN_A_PLAN)
        dates = choose_dates(self._besides(asked), today, self.hours, places)
        dates = tuple(choice for choice in dates if has_words(choice))
        left = policy.OWED_IN_A_PLAN - len(asked)
        others = self._besides((*asked, *dates))
        promised = choose_owed(others, Because.PROMISED, today, left)
        first = (*promised, *dates, *asked)
        return choose(self.candidates, today, self.interval_days, places, first, without)

    def reaches_the_rest(self, told: Sequence[Choice], today: date) -> bool:
        """Whether plans after one with these people still reach the others in time."""
        places = self.workspace.places
        return reaches_the_rest(told, self.candidates, today, self.interval_days, places)

    def _besides(self, chosen: Sequence[Choice]) -> Sequence[Candidate]:
        """Nobody stands in a plan twice."""
        if not chosen:
            return self.candidates
        named = {choice.candidate.bond for choice in chosen}
        return [one for one in self.candidates if one.bond not in named]


def facts(tx: Tx, workspace: str, leader: str, as_shown: bool = False) -> Leader:
    """``as_shown``: to the leader, who is not told which of their people paused the nudges, nor
    until when somebody wants nothing but listening.
    """
    return facts_of(tx, workspace, [leader], as_shown)[0]


def facts_of(
    tx: Tx, workspace: str, leaders: Sequence[str], as_shown: bool = False
) -> list[Leader]:
    """The same of many: one statement for each question, however many they are."""
    place = workspaces.load(tx, workspace)
    known = people.several(tx, workspace, leaders)
    found = _Found.read(tx, place, leaders)
    return [
        found.leader(known.get(who) or people.ensure(tx, workspace, who), as_shown)
        for who in leaders
    ]


@dataclass(frozen=True)
class _Found:
    """What was read of many leaders at once."""

    place: Workspace
    led: Mapping[str, list[Led]]
    reports: Mapping[str, Person]  # those alone who may keep nudges about themselves away
    talked: Mapping[tuple[str, str], date]
    held: Mapping[str, list[datetime]]  # by bond
    shared: Mapping[tuple[str, str], list[Shared]]  # by leader and owner
    about: Mapping[tuple[str, str], date]
    told: Mapping[tuple[str, str], date]
    owed: Mapping[tuple[str, str], list[Standing]]  # by leader and report

    @classmethod
    def read(cls, tx: Tx, place: Workspace, leaders: Sequence[str]) -> _Found:
        led = plans.led(tx, place.id, leaders)
        shared = _nudgeable(tx, place.id, leaders)
        sharing = list({leader for leader, _ in shared})
        dated = list({leader for (leader, _), theirs in shared.items() if _any_dates(theirs)})
        return cls(
            place,
            led,
            plans.in_the_way(tx, place.id, {one.bond.report for of in led.values() for one in of}),
            plans.last_talks(tx, place.id, leaders),
            _held(tx, place.id, leaders),
            shared,
            plans.last_talks_about(tx, place.id, sharing) if sharing else {},
            plans.dates_told(tx, place.id, dated) if dated else {},
            _all_owed(tx, place.id, leaders),
        )

    def leader(self, person: Person, as_shown: bool) -> Leader:
        hours, led = person.hours(self.place), self.led.get(person.id, [])
        cadence, _ = leader_cadence_of(person, self.place)
        found = tuple(
            self._candidate(one, person, hours, cadence, as_shown)
            for one in led
            if serves(one.bond) and not self._is_left_alone(one.bond.report, as_shown)
        )
        return Leader(self.place, person, hours, tuple(one.bond for one in led), found)

    def _is_left_alone(self, report: str, as_shown: bool) -> bool:
        """Nobody is nudged about who has left, or who wants no nudges about themselves."""
        found = self.reports.get(report)
        if found is None:
            return False
        return not found.may_take_part or (found.not_about_me and not as_shown)

    def _candidate(
        self, one: Led, person: Person, hours: Hours, cadence: Cadence, as_shown: bool
    ) -> Candidate:
        bond, leader = one.bond, person.id
        if bond.cadence is not None:
            cadence, _ = cadence_of(bond, person, self.place)
        theirs = self.shared.get((leader, bond.report), ())
        last = self.talked.get((leader, bond.report))
        report = self.reports.get(bond.report)
        listens = _listens_until(report) if not as_shown else date.min
        return Candidate(
            bond=bond.id,
            report=bond.report,
            since=_day_in(bond.since, hours.zone),
            talked_on=last,
            nudged_on=one.nudged_on,
            held_until=self._held_until(one, hours),
            cadence=cadence,
            items=tuple([self._waiting(share, hours, listens) for share in theirs]),
            dates=self._dates_from(listens, theirs, last, hours) if theirs else (),
            away=_away(report, self.place) if report is not None else (),
            listens_until=listens,
            owed=tuple([_owed(one, hours) for one in self.owed.get((leader, bond.report), ())]),
        )

    def _held_until(self, one: Led, hours: Hours) -> date | None:
        """By an answer of the leader's, or by a leave that they told of."""
        held = self.held.get(one.bond.id)
        if not held:
            return one.held_until
        return max(quiet_until(max(held), hours), one.held_until or date.min)

    def _waiting(self, one: Shared, hours: Hours, quiet_until: date) -> Waiting:
        shared_on = local_day(one.shared_at, hours.zone)
        cadence, _ = item_cadence_of(one.cadence, self.place)
        talked_on = self.about.get((one.leader, one.item))
        return Waiting(one.item, one.level, shared_on, talked_on, cadence, quiet_until)

    def _dates_from(
        self, day: date, shared: Iterable[Shared], talked_on: date | None, hours: Hours
    ) -> tuple[CareDate, ...]:
        return tuple(one for one in self._dates(shared, talked_on, hours) if one.day >= day)

    def _dates(
        self, shared: Iterable[Shared], talked_on: date | None, hours: Hours
    ) -> Iterator[CareDate]:
        for one in shared:
            if one.content is not None and one.content.date is not None:
                shared_on = local_day(one.shared_at, hours.zone)
                told_on = self.told.get((one.leader, one.item))
                yield CareDate(one.item, one.level, one.content.date, shared_on, talked_on, told_on)


def _all_owed(
    tx: Tx, workspace: str, leaders: Sequence[str]
) -> dict[tuple[str, str], list[Standing]]:
    found = promises.owed(tx, workspace, leaders)
    for who, asked in asks.owed(tx, workspace, leaders).items():
        found.setdefault(who, []).extend(asked)
    return found


def _owed(one: Standing, hours: Hours) -> Owed:
    return Owed(one.id, one.because, _day_in(one.at, hours.zone), one.day)


def _held(tx: Tx, workspace: str, leaders: Sequence[str]) -> dict[str, list[datetime]]:
    """The moments until which plans and "later" of the leaders' own keep each bond quiet."""
    held: dict[str, list[datetime]] = {}
    for bond, given in nudges.holding(tx, workspace, leaders).items():
        if moments := [answer.moment for answer, _ in given if answer.moment is not None]:
            held[bond] = moments
    return held


def _nudgeable(
    tx: Tx, workspace: str, leaders: Sequence[str]
) -> dict[tuple[str, str], list[Shared]]:
    found: dict[tuple[str, str], list[Shared]] = defaultdict(list)
    for one in items.nudgeable(tx, workspace, leaders):
        found[one.leader, one.owner].append(one)
    return found


def _any_dates(shared: Iterable[Shared]) -> bool:
    return any(one.content and one.content.date for one in shared)


def _listens_until(report: Person | None) -> date:
    """The first day after which their goals may come up."""
    return (report.listening_until if report is not None else None) or date.min


def _away(report: Person, place: Workspace) -> tuple[Away, ...]:
    """When nobody is nudged about this person: their leave, and the first days back."""
    theirs = report.hours(place)
    return tuple(Away(away.first, theirs.quiet_until(away)) for away in theirs.away)


# --- whose cadence holds -------------------------------------------------------------------------


def cadence_of(bond: Bond, leader: Person, place: Workspace) -> tuple[Cadence, Source]:
    """The cadence of talks in force for this bond, and where it is set."""
    return nearest(
        (
            (Source.BOND, bond.cadence),
            (Source.LEADER, leader.cadence),
            (Source.WORKSPACE, place.talks),
        ),
        own=place.bounds if place.own_cadence else None,
    )


def leader_cadence_of(leader: Person, place: Workspace) -> tuple[Cadence, Source]:
    """The same for whoever of their people has none of their own."""
    settings = ((Source.LEADER, leader.cadence), (Source.WORKSPACE, place.talks))
    return nearest(settings, own=place.bounds if place.own_cadence else None)


def item_cadence_of(own: Cadence | None, place: Workspace) -> tuple[Cadence, Source]:
    """The cadence of talks about one item: its owner's setting, or the workspace's."""
    if own is not None:
        return own, Source.ITEM
    return place.item_cadence, Source.WORKSPACE if place.items else Source.TEND


# --- what holds everything back ------------------------------------------------------------------


@dataclass(frozen=True)
class Hold:
    """Why nothing is planned now. ``until`` None: until something changes."""

    why: str
    until: datetime | None


def standing_hold(place: Workspace, person: Person, now: datetime) -> Hold | None:
    """What keeps everything unasked from this person, whatever is due."""
    for why, holds in _standing(place, person):
        if holds:
            return Hold(why, None)
    until = person.pause_at(now)
    return Hold("paused", until) if until is not None else None


def _standing(place: Workspace, person: Person) -> Iterable[tuple[str, bool]]:
    return (
        ("uninstalled", place.gone_at is not None),
        ("not_started", place.started_at is None),
        ("all_paused", place.paused_at is not None),
        ("stopped", person.stopped_at is not None),
        ("left", not person.may_take_part),
        ("unreachable", bool(person.unreachable)),
    )


def outside_pilot(place: Workspace, person: Person) -> Hold | None:
    """Of a pilot only its leaders are written to as leaders."""
    return None if place.covers(person.id, person.group) else Hold("not_in_pilot", None)


def room_for_unasked(tx: Tx, place: Workspace, person: str, today: date, most: int) -> bool:
    """Whether the caps leave room for one more message that nobody asked for."""
    days = deliveries.unasked_days(tx, place.id, person, today - 6 * DAY)
    return today not in days and len(days) < most
