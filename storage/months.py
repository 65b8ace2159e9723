"""The organisation's months: what they are reckoned from, and the pages, which never change."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, func, or_, select, update

from care import policy
from care.organisation import Pair
from storage.database import Tx, in_workspace, new_id
from storage.deliveries import Kind, State
from storage.tables import (
    answers,
    bonds,
    deliveries,
    draws,
    items,
    months,
    nudges,
    people,
    workspaces,
)
from storage.tables import talks as talks_table

SOON = timedelta(days=policy.SOON_DAYS)


@dataclass(frozen=True)
class Span:
    """A month: its days, and the instants at which they begin and are over in its zone."""

    first: date
    after: date
    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class Month:
    """A page as it was made. ``basis``: marks of those whose records count, for the next one."""

    first: date
    made_at: datetime
    page: dict[str, Any]
    basis: dict[str, Any]


@dataclass(frozen=True)
class Chance:
    """A nudge that could have been left out: whether it was, and whether they talked after it."""

    leader: str
    report: str
    withheld: bool
    talked: bool


# --- when ----------------------------------------------------------------------------------------


def due(tx: Tx, now: datetime) -> list[str]:
    """Workspaces whose month is to be reckoned; the first look is at the start."""
    c = workspaces.c
    rows = tx.all(select(c.id).where(c.reckon_at <= now, c.gone_at.is_(None)))
    return sorted(row.id for row in rows)


def next_look(tx: Tx, after: datetime) -> datetime | None:
    """The next instant at which a month may be reckoned."""
    c = workspaces.c
    found: datetime | None = tx.value(select(func.min(c.reckon_at)).where(c.reckon_at > after))
    return found


def hold(tx: Tx, workspace: str) -> None:
    tx.hold(select(workspaces).where(workspaces.c.id == in_workspace(workspace)))


def reckon_again_at(tx: Tx, workspace: str, at: datetime) -> None:
    where = workspaces.c.id == in_workspace(workspace)
    tx.run(update(workspaces).where(where).values(reckon_at=at))


# --- pages ---------------------------------------------------------------------------------------


def keep(
    tx: Tx, workspace: str, month: date, page: dict[str, Any], basis: dict[str, Any], now: datetime
) -> bool:
    """Whether it was new: a month is told once. The marks of the one before are forgotten."""
    in_workspace(workspace)
    tx.run(update(months).where(months.c.workspace == workspace).values(basis=None))
    row = {"page": json.dumps(page), "basis": json.dumps(basis), "made_at": now}
    return tx.add_new(months, workspace=workspace, month=month, **row)


def all_of(tx: Tx, workspace: str) -> list[Month]:
    """Oldest first."""
    query = select(months).where(months.c.workspace == in_workspace(workspace))
    return [_month(row) for row in tx.all(query.order_by(months.c.month))]


def get(tx: Tx, workspace: str, month: date) -> Month | None:
    where = (months.c.workspace == in_workspace(workspace), months.c.month == month)
    row = tx.one(select(months).where(*where))
    return _month(row) if row else None


def told_in(tx: Tx, workspace: str, delivery: str) -> Month | None:
    """The month that this message tells."""
    c = deliveries.c
    query = select(c.slot).where(c.workspace == in_workspace(workspace), c.id == delivery)
    row = tx.one(query)
    return get(tx, workspace, date.fromisoformat(row.slot.rpartition(":")[2])) if row else None


def _month(row: Row[Any]) -> Month:
    return Month(row.month, row.made_at, json.loads(row.page), json.loads(row.basis or "{}"))


def new_key() -> str:
    return new_id()


def marks(key: str, people: Iterable[str]) -> dict[str, str]:
    """Of each person, a mark that without the key is nobody's."""
    return {
        one: hmac.new(key.encode(), one.encode(), hashlib.sha256).hexdigest()[:32] for one in people
    }


# --- what a month is reckoned from ---------------------------------------------------------------


def pairs(tx: Tx, workspace: str, span: Span) -> list[Pair]:
    """Leaders and their people who were together for all of it."""
    workspace = in_workspace(workspace)
    talked = _talks(tx, workspace, span)
    told = _nudges(tx, workspace, span)
    together = (
        bonds.c.workspace == workspace,
        bonds.c.since <= span.begins,
        or_(bonds.c.ended_at.is_(None), bonds.c.ended_at >= span.ends),
        bonds.c.accepted.is_not(False),
    )
    rows = tx.all(select(bonds.c.id, bonds.c.leader, bonds.c.report).where(*together))
    nothing = (0, 0)
    return [
        Pair(
            row.leader,
            row.report,
            *talked.get((row.leader, row.report), nothing),
            *told.get(row.id, nothing),
        )
        for row in rows
    ]


def _talks(tx: Tx, workspace: str, span: Span) -> dict[tuple[str, str], tuple[int, int]]:
    """Days with a talk, and how many of them no nudge set off."""
    c = talks_table.c
    of_month = (c.workspace == workspace, c.day >= span.first, c.day < span.after)
    days = func.count(func.distinct(c.day))
    rows = tx.all(
        select(c.leader, c.report, days.label("n")).where(*of_month).group_by(c.leader, c.report)
    )
    own = tx.all(
        select(c.leader, c.report, days.label("n"))
        .where(*of_month, c.nudge.is_(None))
        .group_by(c.leader, c.report)
    )
    unprompted = {(row.leader, row.report): int(row.n) for row in own}
    return {
        (row.leader, row.report): (int(row.n), unprompted.get((row.leader, row.report), 0))
        for row in rows
    }


def _nudges(tx: Tx, workspace: str, span: Span) -> dict[str, tuple[int, int]]:
    """By bond: nudges that reached the leader, and how many were answered within two days."""
    on = and_(
        deliveries.c.workspace == nudges.c.workspace,
        deliveries.c.id == nudges.c.delivery,
        deliveries.c.state == State.SENT,
        deliveries.c.sent_at >= span.begins,
        deliveries.c.sent_at < span.ends,
    )
    first = (
        select(func.min(answers.c.at))
        .where(answers.c.workspace == nudges.c.workspace, answers.c.nudge == nudges.c.id)
        .scalar_subquery()
    )
    rows = tx.all(
        select(nudges.c.bond, deliveries.c.sent_at, first.label("at"))
        .select_from(nudges.join(deliveries, on))
        .where(nudges.c.workspace == workspace)
    )
    found: dict[str, tuple[int, int]] = {}
    for row in rows:
        count, soon = found.get(row.bond, (0, 0))
        is_soon = row.at is not None and row.at - row.sent_at <= SOON
        found[row.bond] = (count + 1, soon + is_soon)
    return found


def stopping(tx: Tx, workspace: str, span: Span) -> dict[str, bool]:
    """Leaders who had a plan in it, or stopped: whether they stopped in it."""
    workspace = in_workspace(workspace)
    c = deliveries.c
    had = select(c.address).where(
        c.workspace == workspace,
        c.kind == Kind.PLAN,
        c.state == State.SENT,
        c.sent_at >= span.begins,
        c.sent_at < span.ends,
    )
    leaders = {row.address for row in tx.all(had.distinct())}
    now = (people.c.stopped_at >= span.begins, people.c.stopped_at < span.ends)
    rows = tx.all(select(people.c.id).where(people.c.workspace == workspace, *now))
    done = {row.id for row in rows}
    return {who: who in done for who in leaders}


def taking_part(tx: Tx, workspace: str) -> frozenset[str]:
    """Who wrote something down, or leads or is led by their own word."""
    workspace = in_workspace(workspace)
    wrote = exists().where(items.c.workspace == people.c.workspace, items.c.owner == people.c.id)
    here = (bonds.c.workspace == people.c.workspace, bonds.c.ended_at.is_(None))
    leads = exists().where(*here, bonds.c.leader == people.c.id, bonds.c.accepted.is_(True))
    is_led = exists().where(*here, bonds.c.report == people.c.id, bonds.c.confirmed.is_(True))
    who = (people.c.workspace == workspace, people.c.may_take_part.is_(True))
    rows = tx.all(select(people.c.id).where(*who, or_(wrote, leads, is_led)))
    return frozenset(row.id for row in rows)


def chances(tx: Tx, workspace: str, since: date, until: date) -> list[Chance]:
    """Of the days from ``since`` to the one before ``until``."""
    days = timedelta(days=policy.EFFECT_DAYS)
    where = (draws.c.workspace == in_workspace(workspace), draws.c.day >= since)
    rows = tx.all(select(draws).where(*where, draws.c.day < until))
    talked = _talk_days(tx, workspace, since)
    return [
        Chance(
            row.leader,
            row.report,
            row.withheld,
            any(
                row.day <= day < row.day + days for day in talked.get((row.leader, row.report), ())
            ),
        )
        for row in rows
    ]


def _talk_days(tx: Tx, workspace: str, since: date) -> dict[tuple[str, str], Sequence[date]]:
    c = talks_table.c
    found: dict[tuple[str, str], list[date]] = {}
    query = select(c.leader, c.report, c.day).where(c.workspace == workspace, c.day >= since)
    for row in tx.all(query):
        found.setdefault((row.leader, row.report), []).append(row.day)
    return {pair: tuple(days) for pair, days in found.items()}
