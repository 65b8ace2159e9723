"""Asks: somebody's own sentence to one leader of theirs, sealed, until it is answered for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, exists, func, or_, select, update

from care.owed import AskState, Because, Standing
from storage.database import Tx, in_workspace, new_id
from storage.many import one_of
from storage.sealing import context
from storage.tables import asks, talks


@dataclass(frozen=True)
class Ask:
    id: str
    report: str
    leader: str
    words: str | None  # None: they could not be read
    state: AskState
    asked_at: datetime
    asked_in: str | None = None  # the message that asked whether it happened


def write(tx: Tx, workspace: str, report: str, leader: str, words: str, now: datetime) -> str:
    """Nobody else reads it before it is sent; its id."""
    ask = new_id()
    who = {"workspace": in_workspace(workspace), "id": ask, "report": report, "leader": leader}
    sealed = tx.seals.seal(words, _where(workspace, ask, report, leader))
    row = {**who, "sealed": sealed, "state": AskState.DRAFT, "asked_at": now}
    tx.run(asks.insert().values(**row))
    return ask


def get(tx: Tx, workspace: str, ask: str) -> Ask | None:
    row = tx.one(select(asks).where(*_is(workspace, ask)))
    return ask_in(tx, row) if row else None


def several(tx: Tx, workspace: str, ids: list[str]) -> dict[str, Ask]:
    if not ids:
        return {}
    where = (asks.c.workspace == in_workspace(workspace), asks.c.id.in_(ids))
    return {row.id: ask_in(tx, row) for row in tx.all(select(asks).where(*where))}


def send(tx: Tx, workspace: str, ask: str, now: datetime, look_at: datetime) -> None:
    """Asked now, or once more."""
    times = {"asked_at": now, "look_at": look_at, "closed_at": None, "asked_in": None}
    where = _is(workspace, ask)
    tx.run(update(asks).where(*where).values(state=AskState.OPEN, **times))


def close(tx: Tx, workspace: str, ask: str, state: AskState, now: datetime) -> None:
    where = _is(workspace, ask)
    tx.run(update(asks).where(*where).values(state=state, closed_at=now, look_at=None))


# --- reading -------------------------------------------------------------------------------------

_OPEN = (
    select(asks)
    .where(asks.c.workspace == bindparam("workspace"), asks.c.state == AskState.OPEN)
    .order_by(asks.c.asked_at, asks.c.id)
)
_BY_REPORT = _OPEN.where(asks.c.report == bindparam("who"))
_TO_LEADER = _OPEN.where(asks.c.leader == bindparam("who"))
_TALKED_SINCE = exists().where(
    talks.c.workspace == asks.c.workspace,
    talks.c.leader == asks.c.leader,
    talks.c.report == asks.c.report,
    talks.c.recorded_at >= asks.c.asked_at,
)
_OWED = select(asks.c.id, asks.c.leader, asks.c.report, asks.c.asked_at).where(
    asks.c.workspace == bindparam("workspace"),
    one_of(asks.c.leader, "leaders"),
    asks.c.state == AskState.OPEN,
    ~_TALKED_SINCE,
)


def by_report(tx: Tx, workspace: str, report: str) -> list[Ask]:
    """What they have asked for and not taken back, oldest first."""
    return [ask_in(tx, row) for row in tx.all(_BY_REPORT, **_who(workspace, report))]


def to_leader(tx: Tx, workspace: str, leader: str) -> list[Ask]:
    return [ask_in(tx, row) for row in tx.all(_TO_LEADER, **_who(workspace, leader))]


def owed(tx: Tx, workspace: str, leaders: Iterable[str]) -> dict[tuple[str, str], list[Standing]]:
    """What these leaders were asked for and have noted no talk since, by leader and report."""
    found: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for row in tx.all(_OWED, workspace=in_workspace(workspace), leaders=list(leaders)):
        found[row.leader, row.report].append(Standing(row.id, Because.ASKED, row.asked_at))
    return found


def _who(workspace: str, who: str) -> dict[str, str]:
    return {"workspace": in_workspace(workspace), "who": who}


# --- asking them, once, whether it happened ------------------------------------------------------

_DUE = (
    select(asks.c.workspace, asks.c.id)
    .where(asks.c.look_at <= bindparam("now"))
    .order_by(asks.c.look_at)
    .limit(bindparam("most"))
)


def due(tx: Tx, now: datetime, most: int) -> list[tuple[str, str]]:
    """(workspace, id) of what is to be looked at, longest due first."""
    return [(row.workspace, row.id) for row in tx.all(_DUE, now=now, most=most)]


def next_look(tx: Tx, after: datetime) -> datetime | None:
    """The next instant at which there may be somebody to ask back."""
    found: datetime | None = tx.value(
        select(func.min(asks.c.look_at)).where(asks.c.look_at > after)
    )
    return found


def to_ask_back(tx: Tx, workspace: str, until: datetime) -> set[str]:
    """Who is to be asked by then whether it happened."""
    c = asks.c
    here = (c.workspace == in_workspace(workspace), c.state == AskState.OPEN, c.look_at < until)
    rows = tx.all(select(c.report).where(*here, c.asked_in.is_(None)))
    return {row.report for row in rows}


def look_again(tx: Tx, workspace: str, ask: str, at: datetime | None) -> None:
    tx.run(update(asks).where(*_is(workspace, ask)).values(look_at=at))


def asked_back(tx: Tx, workspace: str, ask: str, delivery: str, look_at: datetime) -> None:
    """This message asks whether it happened; look again when nobody answered it."""
    values = {"asked_in": delivery, "look_at": look_at}
    tx.run(update(asks).where(*_is(workspace, ask)).values(**values))


def not_asked(tx: Tx, workspace: str, delivery: str, at: datetime) -> None:
    """That question was surely not said: it may be another time."""
    where = (asks.c.workspace == in_workspace(workspace), asks.c.asked_in == delivery)
    unsaid = update(asks).where(*where, asks.c.state == AskState.OPEN)
    tx.run(unsaid.values(asked_in=None, look_at=at))


def asked_in(tx: Tx, workspace: str, delivery: str) -> Ask | None:
    where = (asks.c.workspace == in_workspace(workspace), asks.c.asked_in == delivery)
    row = tx.one(select(asks).where(*where))
    return ask_in(tx, row) if row else None


# --- forgetting ----------------------------------------------------------------------------------


def forget(tx: Tx, workspace: str, drafts: datetime, closed: datetime) -> int:
    """What was written before then and never sent, and what was closed before then; how many."""
    unsent = and_(asks.c.state == AskState.DRAFT, asks.c.asked_at < drafts)
    over = or_(unsent, asks.c.closed_at < closed)
    return tx.changed(delete(asks).where(asks.c.workspace == in_workspace(workspace), over))


def _is(workspace: str, ask: str) -> tuple[Any, ...]:
    return asks.c.workspace == in_workspace(workspace), asks.c.id == ask


def _where(workspace: str, ask: str, report: str, leader: str) -> str:
    return context(workspace, "asks", "sealed", f"{report}|{leader}|{ask}")


def ask_in(tx: Tx, row: Row[Any]) -> Ask:
    where = _where(row.workspace, row.id, row.report, row.leader)
    words = tx.seals.try_open(row.sealed, where)
    state = AskState(row.state)
    return Ask(row.id, row.report, row.leader, words, state, row.asked_at, row.asked_in)
