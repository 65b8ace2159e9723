"""What the planner reads of many leaders at once: one statement for each question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, or_, select, union_all

from care.bonds import Bond
from care.moments import Moment
from storage.bonds import IN_A_BOND, bond_of
from storage.database import Tx, in_workspace
from storage.deliveries import UNASKED, Kind, State
from storage.many import fixed, one_of
from storage.people import Person, person_in
from storage.tables import answers, bonds, deliveries, nudges, people, talk_items, talks

LAST_ACTS = 6


class Led(NamedTuple):
    """A bond, the day of its last nudge, and until when a leave the leader told of holds it."""

    bond: Bond
    nudged_on: date | None
    held_until: date | None


def _their(table: Table, column: str = "leader") -> tuple[ColumnElement[bool], ...]:
    """The rows of these leaders."""
    return table.c.workspace == bindparam("workspace"), one_of(table.c[column], "leaders")


# --- for this transaction alone ------------------------------------------------------------------

_ROWS = (
    select(people.c.id)
    .where(*_their(people, "id"))
    .order_by(people.c.id)
    .with_for_update(skip_locked=True)
)
_BONDS = select(bonds.c.leader).where(*_their(bonds), bonds.c.ended_at.is_(None))
_FREE = _BONDS.order_by(bonds.c.id).with_for_update(skip_locked=True).subquery()
_EVERY = _BONDS.add_columns(func.count()).group_by(bonds.c.leader)
_FREE_OF = select(_FREE.c.leader, func.count()).group_by(_FREE.c.leader)


def hold_free(tx: Tx, workspace: str, leaders: Collection[str]) -> list[str]:
    """Those of them whose row and bonds nobody else holds: they are this transaction's now.

    It waits for nobody: who holds many rows and waits for one more ends in a deadlock. On SQLite
    a writer has the whole file alone.
    """
    workspace = in_workspace(workspace)
    if tx.connection.dialect.name == "sqlite":
        return list(leaders)
    these = _these(workspace, leaders)
    rows = {row.id for row in tx.all(_ROWS, **these)}
    free, every = (_count(tx, query, these) for query in (_FREE_OF, _EVERY))
    return [who for who in leaders if who in rows and free.get(who) == every.get(who)]


def _count(tx: Tx, query: Select[tuple[str, int]], these: Mapping[str, object]) -> dict[str, int]:
    return {leader: count for leader, count in tx.all(query, **these)}


# --- their people --------------------------------------------------------------------------------

_LED = (
    select(*(bonds.c[name] for name in (*IN_A_BOND, "nudged_on", "held_until")))
    .where(*_their(bonds), bonds.c.ended_at.is_(None))
    .order_by(bonds.c.since, bonds.c.id)
)
_LAST_TALKS = (
    select(talks.c.leader, talks.c.report, func.max(talks.c.day).label("day"))
    .where(*_their(talks))
    .group_by(talks.c.leader, talks.c.report)
)
_LAST_TALKS_ABOUT = (
    select(talks.c.leader, talk_items.c.item, func.max(talks.c.day).label("day"))
    .join(
        talk_items,
        (talk_items.c.workspace == talks.c.workspace) & (talk_items.c.talk == talks.c.id),
    )
    .where(*_their(talks))
    .group_by(talks.c.leader, talk_items.c.item)
)
_DATES_TOLD = (
    select(nudges.c.leader, nudges.c.item, func.max(nudges.c.day).label("day"))
    .join(
        deliveries,
        (deliveries.c.workspace == nudges.c.workspace) & (deliveries.c.id == nudges.c.delivery),
    )
    .where(
        *_their(nudges),
        nudges.c.reason.in_(fixed(Moment)),
        deliveries.c.state.not_in(fixed((State.SKIPPED, State.DEAD))),
    )
    .group_by(nudges.c.leader, nudges.c.item)
)
# most people are there and let nudges about them be: those are not read at all
_IN_THE_WAY = select(people).where(
    people.c.workspace == bindparam("workspace"),
    one_of(people.c.id, "ids"),
    or_(
        people.c.may_take_part.is_(False),
        people.c.not_about_me.is_(True),
        people.c.away_first.is_not(None),
        people.c.on_leave.is_(True),
        people.c.leave_until.is_not(None),
        people.c.listening_until.is_not(None),
    ),
)


def led(tx: Tx, workspace: str, leaders: Iterable[str]) -> dict[str, list[Led]]:
    """The bonds of each."""
    found: dict[str, list[Led]] = defaultdict(list)
    for *bond, nudged_on, held_until in tx.all(_LED, **_these(workspace, leaders)):
        led = Led(bond_of(*bond), nudged_on, held_until)
        found[led.bond.leader].append(led)
    return found


def _these(workspace: str, leaders: Iterable[str]) -> dict[str, Any]:
    return {"workspace": in_workspace(workspace), "leaders": list(leaders)}


def _days_by_two(
    tx: Tx, query: Select[Any], workspace: str, leaders: Iterable[str]
) -> dict[tuple[str, str], date]:
    rows = tx.all(query, **_these(workspace, leaders))
    return {(leader, other): day for leader, other, day in rows}


def last_talks(tx: Tx, workspace: str, leaders: Iterable[str]) -> dict[tuple[str, str], date]:
    """The day of the last talk of each leader with each report."""
    return _days_by_two(tx, _LAST_TALKS, workspace, leaders)


def last_talks_about(tx: Tx, workspace: str, leaders: Iterable[str]) -> dict[tuple[str, str], date]:
    """The day of the last talk of each leader about each item."""
    return _days_by_two(tx, _LAST_TALKS_ABOUT, workspace, leaders)


def dates_told(tx: Tx, workspace: str, leaders: Iterable[str]) -> dict[tuple[str, str], date]:
    """The last day on which a nudge spoke to each leader of the date of each item."""
    return _days_by_two(tx, _DATES_TOLD, workspace, leaders)


def in_the_way(tx: Tx, workspace: str, ids: Iterable[str]) -> dict[str, Person]:
    """Those of these people with anything that could keep nudges about them away."""
    rows = tx.all(_IN_THE_WAY, workspace=in_workspace(workspace), ids=list(ids))
    return {row.id: person_in(row) for row in rows}


# --- what came before ----------------------------------------------------------------------------


@dataclass
class Past:
    """What one leader was sent, heard of and did, as far as the next plan depends on it."""

    unasked: list[tuple[date, Kind]] = field(default_factory=list)
    plans: list[datetime | None] = field(default_factory=list)  # when they reached the leader
    heard_at: datetime | None = None  # when they last answered a nudge or noted a talk
    asked_at: datetime | None = None  # when they were asked: keep, fewer, stop?
    talks: list[tuple[date, bool]] = field(default_factory=list)  # and whether a nudge set it off
    used: list[tuple[date, str, str]] = field(default_factory=list)  # wordings and acts

    def plans_since(self, instant: datetime | None) -> int:
        """How many plans reached them, in all or after that instant."""
        if instant is None:
            return len(self.plans)
        return sum(at is not None and at > instant for at in self.plans)

    def unasked_since(self, day: date, kinds: Collection[Kind] = UNASKED) -> list[date]:
        return [on for on, kind in self.unasked if on >= day and kind in kinds]


_UNASKED = select(deliveries.c.address, deliveries.c.day, deliveries.c.kind).where(
    *_their(deliveries, "address"),
    deliveries.c.day >= bindparam("week"),
    deliveries.c.kind.in_(fixed(UNASKED)),
    deliveries.c.state.not_in(fixed((State.SKIPPED, State.DEAD))),
)
_PLANS = select(deliveries.c.address, deliveries.c.sent_at).where(
    *_their(deliveries, "address"),
    deliveries.c.kind == Kind.PLAN,
    deliveries.c.state == State.SENT,
)
_HEARD = union_all(
    select(answers.c.leader, func.max(answers.c.at).label("at"))
    .where(*_their(answers))
    .group_by(answers.c.leader),
    select(talks.c.leader, func.max(talks.c.recorded_at).label("at"))
    .where(*_their(talks))
    .group_by(talks.c.leader),
)
_SENT_AT = select(deliveries.c.id, deliveries.c.sent_at).where(
    deliveries.c.workspace == bindparam("workspace"), one_of(deliveries.c.id, "ids")
)
_TALKS = select(talks.c.leader, talks.c.day, talks.c.nudge).where(
    *_their(talks),
    talks.c.day >= bindparam("since"),
)
_USED = select(nudges.c.leader, nudges.c.day, nudges.c.wording, nudges.c.act).where(
    *_their(nudges),
    nudges.c.day >= bindparam("month"),
)


def pasts(
    tx: Tx,
    workspace: str,
    leaders: Iterable[str],
    week: date,
    month: date,
    since: date,
    asked_in: Mapping[str, str],
) -> dict[str, Past]:
    """``week``: unasked messages from that day on; ``month``: words; ``since``: talks;
    ``asked_in``: the leaders who were asked whether to keep it so, each with the plan that asked.
    """
    these = _these(workspace, leaders)
    found: dict[str, Past] = defaultdict(Past)
    for leader, day, kind in tx.all(_UNASKED, **these, week=week):
        found[leader].unasked.append((day, Kind(kind)))
    for leader, sent_at in tx.all(_PLANS, **these):
        found[leader].plans.append(sent_at)
    for leader, at in tx.all(_HEARD, **these):
        heard = found[leader].heard_at
        found[leader].heard_at = max(heard, at) if heard else at
    for leader, sent_at in _asked(tx, workspace, asked_in):
        found[leader].asked_at = sent_at
    for leader, day, nudge in tx.all(_TALKS, **these, since=since):
        found[leader].talks.append((day, nudge is not None))
    for leader, day, wording, act in tx.all(_USED, **these, month=month):
        found[leader].used.append((day, wording, act))
    return found


def _asked(
    tx: Tx, workspace: str, asked_in: Mapping[str, str]
) -> Iterator[tuple[str, datetime | None]]:
    """When each of them was asked; of most people there is nothing to look for."""
    leaders = {plan: leader for leader, plan in asked_in.items()}
    if leaders:
        rows = tx.all(_SENT_AT, workspace=in_workspace(workspace), ids=list(leaders))
        yield from ((leaders[plan], sent_at) for plan, sent_at in rows)


_NTH = (
    func.row_number()
    .over(partition_by=nudges.c.leader, order_by=(nudges.c.day.desc(), nudges.c.place))
    .label("nth")
)
_ACTS = select(nudges.c.leader, nudges.c.act, _NTH).where(*_their(nudges)).subquery()
_LAST_ACTS = (
    select(_ACTS.c.leader, _ACTS.c.act)
    .where(_ACTS.c.nth <= LAST_ACTS)
    .order_by(_ACTS.c.leader, _ACTS.c.nth)
)


def last_acts(tx: Tx, workspace: str, leaders: Iterable[str]) -> dict[str, list[str]]:
    """The acts of the last nudges to each leader, newest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in tx.all(_LAST_ACTS, workspace=in_workspace(workspace), leaders=list(leaders)):
        found[row.leader].append(row.act)
    return found
