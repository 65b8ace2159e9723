"""Bonds in storage: who leads whom, and when the planner should look at each again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, or_, select, update

from care.bonds import LISTED, Bond, EndedBy, NamedBy
from storage import endings
from storage.database import Tx, in_workspace, new_id
from storage.many import one_of
from storage.tables import bonds, people
from storage.workspaces import cadence_in

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)  # look at the next tick, wherever the clock stands


_ALIVE = (
    select(bonds)
    .where(bonds.c.workspace == bindparam("workspace"), bonds.c.ended_at.is_(None))
    .order_by(bonds.c.since, bonds.c.id)
)
_OF_LEADER = _ALIVE.where(bonds.c.leader == bindparam("leader"))
_OF_REPORT = _ALIVE.where(bonds.c.report == bindparam("report"))
_BY_ID = _ALIVE.where(bonds.c.id == bindparam("bond"))


def of_leader(tx: Tx, workspace: str, leader: str) -> list[Bond]:
    return _bonds(tx, _OF_LEADER, workspace, leader=leader)


def of_report(tx: Tx, workspace: str, report: str) -> list[Bond]:
    return _bonds(tx, _OF_REPORT, workspace, report=report)


def get(tx: Tx, workspace: str, bond: str) -> Bond | None:
    return next(iter(_bonds(tx, _BY_ID, workspace, bond=bond)), None)


def between(tx: Tx, workspace: str, leader: str, report: str) -> Bond | None:
    found = of_report(tx, workspace, report)
    return next((bond for bond in found if bond.leader == leader), None)


def leader_says(tx: Tx, workspace: str, leader: str, report: str, now: datetime) -> Bond:
    """The leader names a report: it serves the leader at once."""
    return _say(tx, workspace, leader, report, now, NamedBy.LEADER, accepted=True)


def report_says(tx: Tx, workspace: str, leader: str, report: str, now: datetime) -> Bond:
    """The report names a leader: it may carry grants."""
    return _say(tx, workspace, leader, report, now, NamedBy.REPORT, confirmed=True)


def lists_say(
    tx: Tx, workspace: str, pairs: Iterable[tuple[str, str]], source: NamedBy, now: datetime
) -> None:
    """A list names leaders and reports: both are asked. What they ever said themselves stands."""
    rows = [_new(workspace, leader, report, source, now) for leader, report in pairs]
    tx.add_each_new(bonds, rows)


def lists_say_again(
    tx: Tx, workspace: str, ids: Iterable[str], source: NamedBy, now: datetime
) -> None:
    """What no person has ended begins anew: what both said to it stands, and nothing is shared."""
    fresh: dict[str, Any] = {"ended_at": None, "ended_by": None, "nudged_on": None}
    fresh |= {"held_until": None, "source": source, "since": now, "next_due_at": AT_ONCE}
    where = (bonds.c.workspace == in_workspace(workspace), bonds.c.id == bindparam("which"))
    rows = [{"which": bond} for bond in ids]
    if rows:
        tx.connection.execute(update(bonds).where(*where).values(**fresh), rows)


@dataclass(frozen=True)
class Ever:
    """A bond that is or was, and who ended it."""

    bond: Bond
    is_over: bool
    ended_by: EndedBy | None


def ever(tx: Tx, workspace: str) -> dict[tuple[str, str], Ever]:
    """Every (leader, report) there is a bond between, or was."""
    rows = tx.all(select(bonds).where(bonds.c.workspace == in_workspace(workspace)))
    return {(row.leader, row.report): _ever(row) for row in rows}


def _ever(row: Row[Any]) -> Ever:
    by = EndedBy(row.ended_by) if row.ended_by else None
    return Ever(bond_in(row), row.ended_at is not None, by)


def _say(
    tx: Tx, workspace: str, leader: str, report: str, now: datetime, by: NamedBy, **says: bool
) -> Bond:
    found = between(tx, workspace, leader, report)
    if found is None and not _revive(tx, workspace, leader, report, now, source=by, **says):
        tx.run(bonds.insert().values(**_new(workspace, leader, report, by, now), **says))
    elif found is not None:
        change(tx, workspace, found.id, next_due_at=AT_ONCE, **says)
    bond = between(tx, workspace, leader, report)
    assert bond is not None
    return bond


def _new(
    workspace: str, leader: str, report: str, source: NamedBy, now: datetime
) -> dict[str, Any]:
    who = {"workspace": in_workspace(workspace), "leader": leader, "report": report}
    return {**who, "id": new_id(), "source": source, "since": now, "next_due_at": AT_ONCE}


def _revive(tx: Tx, workspace: str, leader: str, report: str, now: datetime, **says: Any) -> bool:
    """A bond that had ended begins anew: nothing of what was said or planned holds any more."""
    fresh: dict[str, Any] = {"ended_at": None, "ended_by": None, "since": now}
    fresh |= {"accepted": None, "confirmed": None}
    fresh |= {"nudged_on": None, "held_until": None, "introduced_in": None, "one_on_one": ""}
    fresh |= {"ideal": None, "maximum": None}
    fresh |= {"next_due_at": AT_ONCE, **says}
    where = (bonds.c.workspace == workspace, bonds.c.leader == leader, bonds.c.report == report)
    return tx.changed(update(bonds).where(*where).values(**fresh)) > 0


def hold(tx: Tx, workspace: str, leader: str) -> None:
    """The leader's bonds, for this transaction alone."""
    where = (bonds.c.workspace == in_workspace(workspace), bonds.c.leader == leader)
    tx.hold(select(bonds.c.id).where(*where).order_by(bonds.c.id))


def change(tx: Tx, workspace: str, bond: str, **values: Any) -> None:
    tx.run(
        update(bonds)
        .where(bonds.c.workspace == in_workspace(workspace), bonds.c.id == bond)
        .values(**values)
    )


def leader_answers(tx: Tx, workspace: str, ids: Collection[str], accepted: bool) -> None:
    """Is it so that they lead these people? With a yes the planner looks at them at once."""
    where = (bonds.c.workspace == in_workspace(workspace), bonds.c.id.in_(ids))
    look_at = AT_ONCE if accepted else None
    tx.run(update(bonds).where(*where).values(accepted=accepted, next_due_at=look_at))


def end(tx: Tx, workspace: str, bond: str, now: datetime, by: EndedBy = EndedBy.LEADER) -> None:
    """The bond is over, and so is all that was shared and planned under it."""
    endings.end(tx, workspace, [bond], by, now)


def take_up_again(tx: Tx, workspace: str, bond: str) -> None:
    """The ending is taken back; grants that went with it do not return."""
    change(tx, workspace, bond, ended_at=None, ended_by=None, next_due_at=AT_ONCE)


def resume(tx: Tx, workspace: str, leader: str, since: datetime) -> None:
    """A leader who left after that instant is here again; grants do not return."""
    where = (bonds.c.workspace == in_workspace(workspace), bonds.c.leader == leader)
    left = (bonds.c.ended_by == EndedBy.LEFT, bonds.c.ended_at > since)
    fresh = {"ended_at": None, "ended_by": None, "next_due_at": AT_ONCE}
    tx.run(update(bonds).where(*where, *left).values(**fresh))


# --- when to look again --------------------------------------------------------------------------
# Whatever changes what the planner would decide asks it to look at once; it then pushes the bond
# forward to the next moment at which there can be anything to say.


def look_again(tx: Tx, workspace: str, *conditions: Any) -> None:
    where = (bonds.c.workspace == in_workspace(workspace), bonds.c.ended_at.is_(None), *conditions)
    tx.run(update(bonds).where(*where).values(next_due_at=AT_ONCE))


def look_again_at_leader(tx: Tx, workspace: str, leader: str) -> None:
    look_again(tx, workspace, bonds.c.leader == leader)


def look_again_at_person(tx: Tx, workspace: str, person: str) -> None:
    look_again(tx, workspace, or_(bonds.c.leader == person, bonds.c.report == person))


_LOOK_AGAIN_AT = (
    update(bonds)
    .where(
        bonds.c.workspace == bindparam("of"),
        bonds.c.leader == bindparam("who"),
        bonds.c.report == bindparam("whom"),
        bonds.c.ended_at.is_(None),
    )
    .values(next_due_at=AT_ONCE)
)


def look_again_at(tx: Tx, workspace: str, leader: str, report: str) -> None:
    tx.run(_LOOK_AGAIN_AT, of=in_workspace(workspace), who=leader, whom=report)


_WHOSE = (bonds.c.next_due_at, bonds.c.workspace, bonds.c.leader)  # as they stand in an index
_DUE = (
    select(bonds.c.workspace, bonds.c.leader)
    .where(bonds.c.next_due_at <= bindparam("now"), bonds.c.accepted.is_(True))
    .group_by(*_WHOSE)
    .order_by(*_WHOSE)
    .limit(bindparam("most"))
)
# many nodes plan beside each other: each leader falls into one shard, of a power of two
_DUE_IN_SHARD = _DUE.where(
    func.hashtext(bonds.c.workspace + bonds.c.leader).op("&")(bindparam("shards") - 1)
    == bindparam("shard")
)
_TO_INTRODUCE = (
    select(bonds.c.workspace, bonds.c.leader)
    .where(
        bonds.c.next_due_at <= bindparam("now"),
        bonds.c.ended_at.is_(None),
        bonds.c.accepted.is_(None),
        or_(bonds.c.confirmed.is_(True), bonds.c.source.in_(LISTED)),
        bonds.c.introduced_in.is_(None),
    )
    .limit(bindparam("most"))
)


def due(
    tx: Tx, now: datetime, limit: int, shard: tuple[int, int] | None = None
) -> list[tuple[str, str]]:
    """Leaders (workspace, id) with a bond to look at, longest due first, ``limit`` at most.

    ``shard``: (which, of how many) of them, on PostgreSQL.
    """
    if shard is None:
        rows = tx.all(_DUE, now=now, most=limit)
    else:
        rows = tx.all(_DUE_IN_SHARD, now=now, most=limit, shard=shard[0], shards=shard[1])
    return list(dict.fromkeys(map(tuple, rows)))


_PUSH = (
    update(bonds)
    .where(
        bonds.c.workspace == bindparam("of"),
        one_of(bonds.c.id, "ids"),
    )
    .values(next_due_at=bindparam("to"))
)


def push(tx: Tx, workspace: str, ids: Iterable[str], to: datetime | None) -> None:
    """Look at these again at that instant; None: not before something changes."""
    if ids := list(ids):
        tx.run(_PUSH, of=in_workspace(workspace), ids=ids, to=to)


def put_off(tx: Tx, workspace: str, leader: str, now: datetime, to: datetime) -> None:
    """Looking at this leader went wrong: not again before that instant."""
    where = (bonds.c.workspace == in_workspace(workspace), bonds.c.leader == leader)
    tx.run(update(bonds).where(*where, bonds.c.next_due_at <= now).values(next_due_at=to))


def next_look(tx: Tx, after: datetime) -> datetime | None:
    """The next instant after this one at which a bond is to be looked at."""
    query = select(bonds.c.next_due_at).where(bonds.c.next_due_at > after)
    row = tx.one(query.order_by(bonds.c.next_due_at).limit(1))
    return row.next_due_at if row else None


# of each who left, by an index: a join lets a server read every bond there is
_GOES_ON = (
    select(bonds.c.id)
    .where(
        bonds.c.workspace == people.c.workspace,
        bonds.c.leader == people.c.id,
        bonds.c.ended_at.is_(None),
    )
    .limit(1)
    .scalar_subquery()
)
_LEFT = (
    select(people.c.workspace, people.c.id)
    .where(people.c.may_take_part.is_(False), _GOES_ON.is_not(None))
    .limit(bindparam("most"))
)


def of_who_left(tx: Tx, limit: int) -> list[tuple[str, str]]:
    """Leaders (workspace, id) who may not take part any more and whose bonds go on."""
    return [(row.workspace, row.id) for row in tx.all(_LEFT, most=limit)]


def to_introduce(tx: Tx, now: datetime, limit: int = 200) -> list[tuple[str, str]]:
    """Leaders (workspace, id) whom somebody named and who have not been asked yet."""
    rows = tx.all(_TO_INTRODUCE, now=now, most=limit)
    return list(dict.fromkeys((row.workspace, row.leader) for row in rows))


_PLANNER_DATES = select(bonds.c.id, bonds.c.nudged_on, bonds.c.held_until).where(
    bonds.c.workspace == bindparam("workspace"), bonds.c.leader == bindparam("leader")
)


def planner_dates(
    tx: Tx, workspace: str, leader: str
) -> dict[str, tuple[date | None, date | None]]:
    """For each bond of the leader: the day of its last nudge, and until when it is held."""
    rows = tx.all(_PLANNER_DATES, workspace=in_workspace(workspace), leader=leader)
    return {row.id: (row.nudged_on, row.held_until) for row in rows}


def _bonds(tx: Tx, query: Select[Any], workspace: str, **values: str) -> list[Bond]:
    return [bond_in(row) for row in tx.all(query, workspace=in_workspace(workspace), **values)]


def bond_in(row: Row[Any]) -> Bond:
    return bond_of(*_BOND(row))


# a row that is asked name by name costs more than the bond that is made of it
IN_A_BOND = (
    *("id", "leader", "report", "accepted", "confirmed", "since"),
    *("ideal", "maximum", "one_on_one", "source"),
)
_BOND = attrgetter(*IN_A_BOND)
_NAMED_BY = {by.value: by for by in NamedBy}


def bond_of(
    id: str,
    leader: str,
    report: str,
    accepted: bool | None,
    confirmed: bool | None,
    since: datetime,
    ideal: int | None,
    maximum: int | None,
    one_on_one: str,
    source: str,
) -> Bond:
    """Of these columns, in this order."""
    cadence, named = cadence_in(ideal, maximum), _NAMED_BY[source]
    return Bond(id, leader, report, accepted, confirmed, since, cadence, one_on_one, named)


def not_introduced(tx: Tx, workspace: str, delivery: str) -> None:
    """That question was never asked: ask it another time."""
    where = (bonds.c.workspace == in_workspace(workspace), bonds.c.introduced_in == delivery)
    unanswered = update(bonds).where(*where, bonds.c.accepted.is_(None))
    tx.run(unanswered.values(introduced_in=None, next_due_at=AT_ONCE))


def not_asked_about(tx: Tx, workspace: str, leader: str) -> list[Bond]:
    """The leader's bonds that no message has asked about."""
    return _bonds(tx, _OF_LEADER.where(bonds.c.introduced_in.is_(None)), workspace, leader=leader)


def introduced_in(tx: Tx, workspace: str, delivery: str) -> list[Bond]:
    """The bonds about which this delivery asks the leader."""
    asked = _ALIVE.where(bonds.c.introduced_in == bindparam("delivery"))
    return _bonds(tx, asked, workspace, delivery=delivery)


def introduction_of(tx: Tx, workspace: str, bond: str) -> str | None:
    """The delivery that asked the leader about this bond."""
    where = (bonds.c.workspace == in_workspace(workspace), bonds.c.id == bond)
    row = tx.one(select(bonds.c.introduced_in).where(*where))
    return row.introduced_in if row else None
