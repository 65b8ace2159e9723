"""The weekly plan: who is due now, about what, and when to look again at everybody else."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from care import policy
from care.answers import quiet_until
from care.bonds import Bond, serves
from care.cadence import Cadence, Source, nearest
from care.choosing import Candidate, Choice, Waiting, choose
from care.hours import (
    DAY,
    Hours,
    Slot,
    days_between,
    instant,
    local_day,
    next_opening,
    open_at,
    slot_from,
)
from care.items import Level
from care.nudges import WORDINGS, acts_for, freshest
from jobs.report import Report
from storage import bonds, deliveries, items, nudges, people, talks, workspaces
from storage.database import Database, Tx
from storage.people import Person
from storage.workspaces import Workspace

log = logging.getLogger(__name__)
BATCH = 500
AFTER_A_FAULT = timedelta(hours=1)


@dataclass(frozen=True)
class Leader:
    """Everything a decision about one leader needs, read in one transaction."""

    workspace: Workspace
    person: Person
    hours: Hours
    bonds: tuple[Bond, ...]
    candidates: tuple[Candidate, ...]

    @property
    def id(self) -> str:
        return self.person.id

    def slot(self, now: datetime, not_before: date | None = None) -> Slot | None:
        rhythm = self.person.rhythm(self.workspace)
        return slot_from(now, rhythm, self.hours, self.person.last_plan, not_before)

    @property
    def interval_days(self) -> int:
        return 7 * self.person.rhythm(self.workspace).every_weeks


def plan_due(database: Database, now: datetime, report: Report) -> None:
    """Plan for every leader who has somebody to look at. One bad row stops nobody else."""
    failed: set[tuple[str, str]] = set()
    while True:
        with database.read() as tx:
            found = [who for who in bonds.due(tx, now, BATCH) if who not in failed]
        if not found:
            return
        for workspace, leader in found:
            try:
                with database.begin() as tx:
                    plan_leader(tx, workspace, leader, now, report)
            except Exception:
                failed.add((workspace, leader))
                log.exception("plan_failed workspace=%s leader=%s", workspace, leader)
                report.say("failed", workspace, leader)
                with database.begin() as tx:
                    bonds.put_off(tx, workspace, leader, now, now + AFTER_A_FAULT)


def plan_leader(tx: Tx, workspace: str, leader: str, now: datetime, report: Report) -> None:
    """Decide for one leader, and push forward everything that was looked at."""
    people.hold(tx, workspace, leader)
    bonds.hold(tx, workspace, leader)  # whatever changes them next asks to look again, after us
    them = facts(tx, workspace, leader)
    bonds.push(tx, workspace, [bond.id for bond in them.bonds if serves(bond)], None)
    hold = standing_hold(them.workspace, them.person, now)
    slot = them.slot(now)
    if hold is None and slot is not None and slot.opens_at <= now:
        hold = _closed(them, now) or _capped(tx, them, now)
    if hold is not None:
        bonds.push(tx, workspace, [c.bond for c in them.candidates], hold.until)
        report.say("held", workspace, leader, hold.why)
        return
    if slot is not None and slot.opens_at <= now:
        them = _plan(tx, them, slot, now, report)
    _push(tx, them, now)


def _plan(tx: Tx, them: Leader, slot: Slot, now: datetime, report: Report) -> Leader:
    """Send a plan if anybody is due; the leader as they stand afterwards."""
    today = local_day(now, them.hours.zone)
    choices = choose(them.candidates, today, them.interval_days)
    if not choices:
        return them
    delivery = _send_plan(tx, them, slot, choices, today, now)
    if delivery:
        detail = f"{delivery} nudges={len(choices)}"
        report.say("planned", them.workspace.id, them.id, detail)
    return facts(tx, them.workspace.id, them.id)


# --- facts ---------------------------------------------------------------------------------------


def facts(tx: Tx, workspace: str, leader: str) -> Leader:
    place = workspaces.load(tx, workspace)
    person = people.ensure(tx, workspace, leader)
    hours = person.hours(place)
    all_bonds = tuple(bonds.of_leader(tx, workspace, leader))
    found = tuple(_candidates(tx, place, person, hours, all_bonds))
    return Leader(place, person, hours, all_bonds, found)


def _candidates(
    tx: Tx, place: Workspace, person: Person, hours: Hours, of: tuple[Bond, ...]
) -> Iterator[Candidate]:
    talked = talks.last_with(tx, place.id, person.id)
    dates = bonds.planner_dates(tx, place.id, person.id)
    held = _held(tx, place.id, person.id, hours)
    waiting = _waiting(tx, place, person, hours)
    reports = people.several(tx, place.id, [bond.report for bond in of])
    for bond in of:
        report = reports.get(bond.report)
        if not serves(bond) or (report is not None and not report.may_take_part):
            continue
        nudged_on, leave_until = dates[bond.id]
        holds = [day for day in (leave_until, held.get(bond.id)) if day]
        cadence, _ = cadence_of(bond, person, place)
        yield Candidate(
            bond=bond.id,
            report=bond.report,
            since=local_day(bond.since, hours.zone),
            talked_on=talked.get(bond.report),
            nudged_on=nudged_on,
            held_until=max(holds, default=None),
            cadence=cadence,
            items=tuple(waiting[bond.report]),
        )


def cadence_of(bond: Bond, leader: Person, place: Workspace) -> tuple[Cadence, Source]:
    """The cadence of talks in force for this bond, and where it is set."""
    return nearest(
        (
            (Source.BOND, bond.cadence),
            (Source.LEADER, leader.cadence),
            (Source.WORKSPACE, place.talks),
        )
    )


def _held(tx: Tx, workspace: str, leader: str, hours: Hours) -> dict[str, date]:
    """Until when plans and "later" of the leader's own keep each bond quiet."""
    held: dict[str, date] = {}
    for bond, given in nudges.holding(tx, workspace, leader).items():
        moments = [answer.moment for answer, _ in given if answer.moment is not None]
        if moments:
            held[bond] = quiet_until(max(moments), hours)
    return held


def _waiting(tx: Tx, place: Workspace, person: Person, hours: Hours) -> dict[str, list[Waiting]]:
    talked = talks.last_about(tx, place.id, person.id)
    found: dict[str, list[Waiting]] = defaultdict(list)
    for row in items.nudgeable(tx, place.id, person.id):
        own = workspaces.cadence_in(row.ideal, row.maximum)
        item = Waiting(
            item=row.item,
            level=Level(row.level),
            shared_on=local_day(row.shared_at, hours.zone),
            talked_on=talked.get(row.item),
            cadence=own or place.item_cadence,
        )
        found[row.owner].append(item)
    return found


# --- what holds a plan back ----------------------------------------------------------------------


@dataclass(frozen=True)
class Hold:
    """Why nothing is planned now. ``until`` None: until something changes."""

    why: str
    until: datetime | None


def standing_hold(place: Workspace, person: Person, now: datetime) -> Hold | None:
    """What keeps everything unasked from this person, whatever is due."""
    if place.started_at is None:
        return Hold("not_started", None)
    if person.stopped_at is not None:
        return Hold("stopped", None)
    if not person.may_take_part:
        return Hold("left", None)
    if person.unreachable:
        return Hold("unreachable", None)
    until = person.pause_at(now)
    return Hold("paused", until) if until is not None else None


def _closed(them: Leader, now: datetime) -> Hold | None:
    return None if open_at(now, them.hours) else Hold("closed", next_opening(now, them.hours))


def _capped(tx: Tx, them: Leader, now: datetime) -> Hold | None:
    today = local_day(now, them.hours.zone)
    if room_for_unasked(tx, them.workspace.id, them.id, today):
        return None
    return Hold("capped", next_opening(instant(today + DAY, time(0), them.hours.zone), them.hours))


def room_for_unasked(tx: Tx, workspace: str, person: str, today: date) -> bool:
    """Whether the caps leave room for one more message that nobody asked for."""
    days = deliveries.unasked_days(tx, workspace, person, today - 6 * DAY)
    return days.count(today) < policy.UNASKED_A_DAY and len(days) < policy.UNASKED_A_WEEK


# --- acting on the decision ----------------------------------------------------------------------


def _send_plan(
    tx: Tx,
    them: Leader,
    slot: Slot,
    choices: tuple[Choice, ...],
    today: date,
    now: datetime,
) -> str | None:
    place, leader = them.workspace.id, them.id
    people.change(tx, place, leader, last_plan=slot.nominal)
    delivery = deliveries.slot(
        tx, place, deliveries.Kind.PLAN, leader, f"{slot.nominal}", now, slot.stale_at, today, now
    )
    if delivery is None:
        return None
    for place_in_plan, choice in enumerate(choices):
        _nudge(tx, them, choice, delivery, place_in_plan, today)
    return delivery


def _nudge(
    tx: Tx,
    them: Leader,
    choice: Choice,
    delivery: str,
    place: int,
    today: date,
) -> None:
    who, item = choice.candidate, choice.item
    since = today - timedelta(days=policy.VARIETY_DAYS)
    wordings, acts = nudges.used_since(tx, them.workspace.id, them.id, since)
    subject = item.level if item else None
    touched = item.touched_on if item else who.touched_on
    nudges.add(
        tx,
        them.workspace.id,
        delivery=delivery,
        place=place,
        bond=who.bond,
        leader=them.id,
        report=who.report,
        item=item.item if item else None,
        level=subject,
        days=days_between(touched, today),
        reason="item" if item else "talk",  # an item is chosen only when it is due itself
        act=freshest(acts_for(subject), acts, today),
        wording=freshest(WORDINGS, wordings, today),
        day=today,
    )
    bonds.change(tx, them.workspace.id, who.bond, nudged_on=today)


def _push(tx: Tx, them: Leader, now: datetime) -> None:
    """Look again at each bond when there can next be something to say about it."""
    later: dict[datetime | None, list[str]] = defaultdict(list)
    soonest = now + timedelta(minutes=1)
    for candidate in them.candidates:
        slot = them.slot(now, not_before=candidate.due_on)
        later[max(slot.opens_at, soonest) if slot else None].append(candidate.bond)
    for look_at, ids in later.items():
        bonds.push(tx, them.workspace.id, ids, look_at)
