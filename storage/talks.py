"""Talks: the days on which a leader invested time in a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select

from storage.database import Tx, in_workspace, new_id
from storage.tables import talk_items, talks


@dataclass(frozen=True)
class Talk:
    """Whose it is, and with whom."""

    id: str
    leader: str
    report: str


_RECORD = talks.insert()
_LAST_WITH = (
    select(talks.c.report, func.max(talks.c.day).label("day"))
    .where(talks.c.workspace == bindparam("workspace"), talks.c.leader == bindparam("leader"))
    .group_by(talks.c.report)
)
_LAST_ABOUT = (
    select(talk_items.c.item, func.max(talks.c.day).label("day"))
    .join(talks, (talks.c.workspace == talk_items.c.workspace) & (talks.c.id == talk_items.c.talk))
    .where(talks.c.workspace == bindparam("workspace"), talks.c.leader == bindparam("leader"))
    .group_by(talk_items.c.item)
)


def record(
    tx: Tx,
    workspace: str,
    leader: str,
    report: str,
    day: date,
    about: Iterable[str],
    now: datetime,
    nudge: str | None = None,
) -> str:
    """A talk on that day of the leader's calendar, about these items or none. Its id."""
    talk = new_id()
    key = {"workspace": in_workspace(workspace), "id": talk, "leader": leader, "report": report}
    tx.run(_RECORD, **key, day=day, recorded_at=now, nudge=nudge)
    rows = [{"workspace": workspace, "talk": talk, "item": item} for item in set(about)]
    if rows:
        tx.connection.execute(insert(talk_items), rows)
    return talk


def get(tx: Tx, workspace: str, talk: str) -> Talk | None:
    row = tx.one(select(talks.c.id, talks.c.leader, talks.c.report).where(*_is(workspace, talk)))
    return Talk(row.id, row.leader, row.report) if row else None


def erase(tx: Tx, workspace: str, talk: str) -> None:
    """Undone: it never happened."""
    tx.run(delete(talks).where(*_is(workspace, talk)))


def _is(workspace: str, talk: str) -> tuple[Any, ...]:
    return talks.c.workspace == in_workspace(workspace), talks.c.id == talk


def last_with(tx: Tx, workspace: str, leader: str) -> dict[str, date]:
    """The day of the leader's last talk with each report."""
    rows = tx.all(_LAST_WITH, workspace=in_workspace(workspace), leader=leader)
    return {row.report: row.day for row in rows}


def last_about(tx: Tx, workspace: str, leader: str) -> dict[str, date]:
    """The day of the leader's last talk about each item."""
    rows = tx.all(_LAST_ABOUT, workspace=in_workspace(workspace), leader=leader)
    return {row.item: row.day for row in rows}


def recent(tx: Tx, workspace: str, leader: str, report: str, limit: int) -> list[tuple[str, date]]:
    """The last talks with this report, newest first: (id, day)."""
    where = (
        talks.c.workspace == in_workspace(workspace),
        talks.c.leader == leader,
        talks.c.report == report,
    )
    query = select(talks.c.id, talks.c.day).where(*where)
    newest = query.order_by(talks.c.day.desc(), talks.c.recorded_at.desc()).limit(limit)
    return [(row.id, row.day) for row in tx.all(newest)]


def days_of(tx: Tx, workspace: str, ids: Iterable[str]) -> dict[str, date]:
    """The day of each of these talks."""
    where = (talks.c.workspace == in_workspace(workspace), talks.c.id.in_(list(ids)))
    return {row.id: row.day for row in tx.all(select(talks.c.id, talks.c.day).where(*where))}


def about(tx: Tx, workspace: str, talk: str) -> list[str]:
    """The items that this talk was about."""
    where = (talk_items.c.workspace == in_workspace(workspace), talk_items.c.talk == talk)
    return [row.item for row in tx.all(select(talk_items.c.item).where(*where))]


def forget_before(tx: Tx, workspace: str, day: date) -> int:
    """Erase the talks before that day; how many."""
    return tx.changed(
        delete(talks).where(talks.c.workspace == in_workspace(workspace), talks.c.day < day)
    )
