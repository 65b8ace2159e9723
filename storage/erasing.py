"""Erasing: nothing of a person is left in any table. Outside the database a tombstone is.

Their audit entries go too: an entry names who did what and when for a year, and whoever asks to
be forgotten asks for that as well. That they were erased is proved by the tombstone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, false, func, or_, select, update

from care.answers import Answer
from storage import audit, conversations, people, pulse_answers, workspaces
from storage import deliveries as sending
from storage.database import Tx, in_workspace
from storage.deliveries import Kind
from storage.endings import AT_ONCE
from storage.inventory import INVENTORY
from storage.sealing import context
from storage.tables import (
    admins,
    answers,
    askings,
    asks,
    bonds,
    deliveries,
    draws,
    erased,
    grants,
    metadata,
    nudges,
    promises,
    seen,
    talks,
    thanks,
)
from storage.tables import people as people_table
from storage.tidying import tidy as tidy
from storage.tombstones import Scope, Tombstone

AS_A_LEADER = (Kind.PLAN, Kind.TODAY, Kind.FOLLOW_UP, Kind.DATE, Kind.INTRODUCTION)
SHOWN = (
    *AS_A_LEADER,
    Kind.STILL_TRUE,
    Kind.LANDING,
)  # messages in which somebody's texts may stand
DAY = timedelta(days=1)
LEADERS_OWN = ("plan_weekday", "plan_at", "plan_every", "ideal", "maximum", "heard_at")
LED = (answers, nudges, draws, talks, promises)  # what they did as a leader
FOUND_OUT = ("slowed", "slowed_on", "keep_asked_in", "last_plan")  # by Tend, about a leader


def erase_person(tx: Tx, workspace: str, person: str, machine_now: datetime) -> Counter[str]:
    """Everything of this person; how many rows of each table. Twice does no harm."""
    counts = held(tx, workspace, person)
    if counts:
        people.hold(tx, workspace, person)
        _lay(tx, Scope.PERSON, workspace, person, machine_now)
        forget_person(tx, workspace, person, machine_now)
    return counts


def erase_leader_record(
    tx: Tx, workspace: str, person: str, machine_now: datetime, now: datetime | None = None
) -> Counter[str]:
    """What they did as a leader, and no more: what they shared as an employee stays.

    Their people stay theirs, and the time since the last talk begins anew: ``now`` is Tend's.
    """
    counts = _record_of(tx, workspace, person)
    people.hold(tx, workspace, person)
    _lay(tx, Scope.RECORD, workspace, person, machine_now)
    forget_record(tx, workspace, person, machine_now, now or machine_now)
    return counts


def purge_workspace(tx: Tx, workspace: str, machine_now: datetime) -> Counter[str]:
    """Everything of everybody here, at once."""
    counts = Counter({t.name: _count(tx, t, _here(t, workspace)) for t in _tables()})
    _lay(tx, Scope.WORKSPACE, workspace, "", machine_now)
    forget_workspace(tx, workspace)
    return +counts


def concerned(tx: Tx, workspace: str, person: str) -> set[str]:
    """Others whose Home shows this person. Ask before erasing."""
    with_them = or_(bonds.c.leader == person, bonds.c.report == person)
    where = (bonds.c.workspace == in_workspace(workspace), bonds.c.ended_at.is_(None), with_them)
    rows = tx.all(select(bonds.c.leader, bonds.c.report).where(*where))
    return {one for row in rows for one in (row.leader, row.report)} - {person}


# --- how much there is ---------------------------------------------------------------------------


def held(tx: Tx, workspace: str, person: str) -> Counter[str]:
    """How many rows of each table are about this person."""
    about = {t.name: _about(t, workspace, person) for t in _tables() if INVENTORY[t.name].whose}
    return +Counter({name: _count(tx, metadata.tables[name], it) for name, it in about.items()})


def _record_of(tx: Tx, workspace: str, person: str) -> Counter[str]:
    counts = {t.name: _count(tx, t, _led(t, workspace, person)) for t in LED}
    return +Counter({**counts, "deliveries": _count(tx, deliveries, _to(workspace, person))})


def _tables() -> Iterable[Table]:
    """Every table with rows of a workspace, but for the note of what was erased."""
    named = (t for t in metadata.sorted_tables if t is not erased and "workspace" in t.c)
    return (*named, metadata.tables["workspaces"])


def _here(table: Table, workspace: str) -> ColumnElement[bool]:
    key = table.c.id if table.name == "workspaces" else table.c.workspace
    return key == in_workspace(workspace)


def _about(table: Table, workspace: str, person: str) -> ColumnElement[bool]:
    columns = (table.c[name] == person for name in INVENTORY[table.name].whose.split())
    return and_(_here(table, workspace), or_(false(), *columns))


def _led(table: Table, workspace: str, leader: str) -> ColumnElement[bool]:
    return and_(_here(table, workspace), table.c.leader == leader)


def _to(workspace: str, person: str, kinds: Iterable[Kind] = AS_A_LEADER) -> ColumnElement[bool]:
    to_them = and_(_here(deliveries, workspace), deliveries.c.address == person)
    return and_(to_them, deliveries.c.kind.in_(list(kinds)))


def _count(tx: Tx, table: Table, where: ColumnElement[bool]) -> int:
    return int(tx.value(select(func.count()).select_from(table).where(where)))


# --- erasing -------------------------------------------------------------------------------------


def _lay(tx: Tx, scope: Scope, workspace: str, person: str, machine_now: datetime) -> None:
    """On the disk before this transaction is: whatever happens now, it is not forgotten."""
    if tx.tombstones is not None:
        note(tx, tx.tombstones.lay(scope, workspace, person, machine_now))


def note(tx: Tx, stone: Tombstone) -> None:
    """This database has done what it says: it is not done again to who begins anew."""
    tx.add_new(erased, workspace=stone.workspace, mark=stone.mark, at=stone.at)


def forget_person(tx: Tx, workspace: str, person: str, machine_now: datetime) -> None:
    _redraw_without(tx, workspace, person)
    _scrub_unsent(tx, workspace, person)
    _scrub_mentions(tx, workspace, person)
    _take_down(tx, workspace, person, SHOWN, machine_now)
    conversations.forget_person(tx, workspace, person)
    audit.forget_person(tx, workspace, person)
    pulse_answers.forget_leader(tx, workspace, person)
    for name, kept in INVENTORY.items():
        if kept.whose and name != "audit":
            table = metadata.tables[name]
            tx.run(delete(table).where(_about(table, workspace, person)))


def forget_record(
    tx: Tx, workspace: str, leader: str, machine_now: datetime, now: datetime
) -> None:
    _take_down(tx, workspace, leader, AS_A_LEADER, machine_now)
    for table in LED:
        tx.run(delete(table).where(_led(table, workspace, leader)))
    tx.run(delete(deliveries).where(_to(workspace, leader)))
    tx.run(delete(askings).where(_about(askings, workspace, leader)))
    tx.run(update(grants).where(_led(grants, workspace, leader)).values(muted_at=None))
    fresh = {"ideal": None, "maximum": None, "one_on_one": "", "nudged_on": None}
    again = {"held_until": None, "next_due_at": AT_ONCE, "since": now}
    alive = and_(_led(bonds, workspace, leader), bonds.c.ended_at.is_(None))
    tx.run(update(bonds).where(alive).values(**fresh, **again))
    mine = _about(people_table, workspace, leader)
    empty = dict.fromkeys((*LEADERS_OWN, *FOUND_OUT))
    tx.run(update(people_table).where(mine).values(**empty))


def forget_workspace(tx: Tx, workspace: str) -> None:
    audit.forget_workspace(tx, workspace)
    for table in _tables():
        if table.name != "audit":
            tx.run(delete(table).where(_here(table, workspace)))


# --- what others see or wait for -----------------------------------------------------------------


def _redraw_without(tx: Tx, workspace: str, person: str) -> None:
    """What others were sent and what speaks of them is drawn anew, from what is left."""
    told = (nudges.c.workspace == in_workspace(workspace), nudges.c.report == person)
    in_plans = select(nudges.c.delivery).where(*told)
    given = answers.c.nudge.in_(select(nudges.c.id).where(*told))
    in_answers = select(answers.c.asked_in).where(answers.c.workspace == workspace, given)
    named = and_(_about(bonds, workspace, person), bonds.c.introduced_in.is_not(None))
    in_introductions = select(bonds.c.introduced_in).where(named)
    asked = and_(_here(asks, workspace), asks.c.leader == person, asks.c.asked_in.is_not(None))
    thanked = and_(_here(thanks, workspace), thanks.c.giver == person)
    spoke = or_(
        deliveries.c.id.in_(select(thanks.c.delivery).where(thanked)),
        deliveries.c.id.in_(select(asks.c.asked_in).where(asked)),
        deliveries.c.id.in_(in_plans),
        deliveries.c.id.in_(in_answers.where(answers.c.asked_in.is_not(None))),
        deliveries.c.id.in_(in_introductions),
        _said_on_the_day(tx, workspace, given),
    )
    others = and_(_here(deliveries, workspace), deliveries.c.address != person)
    tx.run(update(deliveries).where(others, spoke).values(redraw_at=AT_ONCE))


def _said_on_the_day(tx: Tx, workspace: str, given: ColumnElement[bool]) -> ColumnElement[bool]:
    """Reminders of what a leader had planned with them: of that day, in whichever zone."""
    planned = (answers.c.workspace == workspace, given, answers.c.answer == Answer.INTENDED)
    rows = tx.all(select(answers.c.leader, answers.c.moment).where(*planned))
    days = {
        (row.leader, row.moment.date() + DAY * n) for row in rows if row.moment for n in (-1, 0, 1)
    }
    said = (and_(deliveries.c.address == who, deliveries.c.day == day) for who, day in days)
    return and_(deliveries.c.kind == Kind.TODAY, or_(false(), *said))


def _scrub_unsent(tx: Tx, workspace: str, person: str) -> None:
    """What waits to be said to others, and what others' words may have meant, if it names them."""
    waiting = and_(
        _here(deliveries, workspace),
        deliveries.c.sealed.is_not(None),
        deliveries.c.kind != Kind.NEW_LEADER,  # else nobody would be told what has ended
    )
    for row in tx.all(select(deliveries.c.id).where(waiting)):
        found = sending.get(tx, workspace, row.id)
        if found is not None and person in (sending.body(tx, found) or ""):
            tx.run(delete(deliveries).where(waiting, deliveries.c.id == row.id))
    for row in tx.all(select(askings).where(_here(askings, workspace))):
        said = tx.seals.try_open(row.sealed, context(workspace, "askings", "sealed", row.person))
        if person in (said or ""):
            tx.run(delete(askings).where(_here(askings, workspace), askings.c.id == row.id))


def _scrub_mentions(tx: Tx, workspace: str, person: str) -> None:
    place = workspaces.get(tx, workspace)
    if place is not None and person in place.pilot:
        left = ",".join(sorted(place.pilot - {person}))
        workspaces.change(tx, workspace, pilot=left or None)
    if place is not None and person in (place.undo or ""):
        workspaces.change(tx, workspace, undo=None)
    thanked = and_(_here(deliveries, workspace), deliveries.c.kind == Kind.THANKS)
    by_name = deliveries.c.slot.contains(f":{person}.", autoescape=True)
    tx.run(update(deliveries).where(thanked, by_name).values(slot="gone:" + deliveries.c.id))
    by_them = and_(_here(admins, workspace), admins.c.added_by == person)
    tx.run(update(admins).where(by_them).values(added_by=None))
    names_them = seen.c.key.contains(person, autoescape=True)
    tx.run(delete(seen).where(_here(seen, workspace), names_them))


def _take_down(
    tx: Tx, workspace: str, person: str, kinds: Iterable[Kind], machine_now: datetime
) -> None:
    """What stands in their own conversation is edited once more; then its row goes, too."""
    stands = and_(_to(workspace, person, kinds), deliveries.c.ts.is_not(None))
    nameless: dict[str, Any] = dict.fromkeys(("day", "stale_at", "why", "asks", "useful", "sealed"))
    nameless |= {"address": "", "kind": Kind.WIPED, "slot": "wiped:" + deliveries.c.id}
    nameless |= dict.fromkeys(("created_at", "due_at", "sent_at"), machine_now)
    tx.run(update(deliveries).where(stands).values(**nameless, redraw_at=AT_ONCE))
