"""Everything that a decision about one leader needs, and what keeps everything from a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from care.answers import quiet_until
from care.bonds import Bond, serves
from care.cadence import Cadence, Source, nearest
from care.choosing import Candidate, Choice, Waiting, choose, choose_dates
from care.hours import DAY, Away, Hours, Slot, local_day, slot_from
from care.moments import CareDate
from storage import bonds, deliveries, items, nudges, people, talks, workspaces
from storage.database import Tx
from storage.items import Shared
from storage.people import Person
from storage.workspaces import Workspace


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

    def slot(self, now: datetime, not_before: date | None = None) -> Slot | None:
        if not_before == date.max:
            return None
        rhythm = self.person.rhythm(self.workspace)
        return slot_from(now, rhythm, self.hours, self.person.last_plan, not_before)

    def next_slot_for(self, candidate: Candidate, now: datetime) -> Slot | None:
        """The plan in which this person may be next."""
        return self.slot(now, candidate.due_from(local_day(now, self.hours.zone)))

    @property
    def interval_days(self) -> int:
        return 7 * self.person.rhythm(self.workspace).every_weeks

    def choices(
        self, today: date, has_words: Callable[[Choice], bool] = lambda _: True
    ) -> tuple[Choice, ...]:
        """Who would stand in a plan of that day: dates first, then whose turn it is."""
        places = self.workspace.places
        dates = choose_dates(self.candidates, today, self.hours, places)
        first = tuple(choice for choice in dates if has_words(choice))
        return choose(self.candidates, today, self.interval_days, places, first)


def facts(
    tx: Tx, workspace: str, leader: str, person: Person | None = None, as_shown: bool = False
) -> Leader:
    """``person``: the leader's row, where it was read already.

    ``as_shown``: to the leader, who is not told which of their people paused the nudges.
    """
    place = workspaces.load(tx, workspace)
    person = person or people.ensure(tx, workspace, leader)
    hours = person.hours(place)
    all_bonds = tuple(bonds.of_leader(tx, workspace, leader))
    found = tuple(_candidates(tx, place, person, hours, all_bonds, as_shown))
    return Leader(place, person, hours, all_bonds, found)


def _candidates(
    tx: Tx,
    place: Workspace,
    person: Person,
    hours: Hours,
    of: tuple[Bond, ...],
    as_shown: bool,
) -> Iterator[Candidate]:
    talked = talks.last_with(tx, place.id, person.id)
    nudged = bonds.planner_dates(tx, place.id, person.id)
    held = _held(tx, place.id, person.id, hours)
    shared = _nudgeable(tx, place.id, person.id)
    about = talks.last_about(tx, place.id, person.id) if shared else {}
    told = nudges.dates_told(tx, place.id, person.id) if _any_dates(shared) else {}
    reports = people.several(tx, place.id, [bond.report for bond in of])
    for bond in of:
        report = reports.get(bond.report)
        if not serves(bond) or (report is not None and _is_left_alone(report, as_shown)):
            continue
        nudged_on, leave_until = nudged[bond.id]
        holds = [day for day in (leave_until, held.get(bond.id)) if day]
        cadence, _ = cadence_of(bond, person, place)
        theirs = shared.get(bond.report, [])
        last = talked.get(bond.report)
        yield Candidate(
            bond=bond.id,
            report=bond.report,
            since=local_day(bond.since, hours.zone),
            talked_on=last,
            nudged_on=nudged_on,
            held_until=max(holds, default=None),
            cadence=cadence,
            items=tuple(_waiting(one, about.get(one.item), place, hours) for one in theirs),
            dates=tuple(_dates(theirs, last, told, hours)),
            away=_away(report, place) if report is not None else (),
        )


def _is_left_alone(report: Person, as_shown: bool) -> bool:
    """Nobody is nudged about who has left, or who wants no nudges about themselves."""
    return not report.may_take_part or (report.not_about_me and not as_shown)


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


def _held(tx: Tx, workspace: str, leader: str, hours: Hours) -> dict[str, date]:
    """Until when plans and "later" of the leader's own keep each bond quiet."""
    held: dict[str, date] = {}
    for bond, given in nudges.holding(tx, workspace, leader).items():
        moments = [answer.moment for answer, _ in given if answer.moment is not None]
        if moments:
            held[bond] = quiet_until(max(moments), hours)
    return held


def _nudgeable(tx: Tx, workspace: str, leader: str) -> dict[str, list[Shared]]:
    found: dict[str, list[Shared]] = defaultdict(list)
    for one in items.nudgeable(tx, workspace, leader):
        found[one.owner].append(one)
    return found


def _any_dates(shared: dict[str, list[Shared]]) -> bool:
    return any(one.content and one.content.date for theirs in shared.values() for one in theirs)


def _waiting(one: Shared, talked_on: date | None, place: Workspace, hours: Hours) -> Waiting:
    shared_on = local_day(one.shared_at, hours.zone)
    cadence, _ = item_cadence_of(one.cadence, place)
    return Waiting(one.item, one.level, shared_on, talked_on, cadence)


def _dates(
    shared: list[Shared], talked_on: date | None, told: dict[str, date], hours: Hours
) -> Iterator[CareDate]:
    for one in shared:
        if one.content is not None and one.content.date is not None:
            shared_on = local_day(one.shared_at, hours.zone)
            told_on = told.get(one.item)
            yield CareDate(one.item, one.level, one.content.date, shared_on, talked_on, told_on)


def _away(report: Person, place: Workspace) -> tuple[Away, ...]:
    """When nobody is nudged about this person: their leave, and the first days back."""
    theirs = report.hours(place)
    return tuple(Away(away.first, theirs.quiet_until(away)) for away in theirs.away)


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
