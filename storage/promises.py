"""Promises: what a leader said they would do for somebody, sealed, until it is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, exists, func, or_, select, update

from care.owed import STANDING, Because, PromiseState, Standing
from storage.database import Tx, in_workspace, new_id
from storage.many import one_of
from storage.sealing import context
from storage.tables import bonds, promises


@dataclass(frozen=True)
class Promise:
    id: str
    leader: str
    report: str
    words: str | None  # None: they could not be read
    day: date | None
    state: PromiseState
    made_at: datetime
    shown: bool
    leads: bool = True


_GOES_ON = exists().where(
    bonds.c.workspace == promises.c.workspace,
    bonds.c.leader == promises.c.leader,
    bonds.c.report == promises.c.report,
    bonds.c.ended_at.is_(None),
)


def make(
    tx: Tx,
    workspace: str,
    leader: str,
    report: str,
    words: str,
    day: date | None,
    shown: bool,
    now: datetime,
) -> str:
    """A promise of this leader's; its id."""
    promise = new_id()
    who = {"workspace": in_workspace(workspace), "id": promise, "leader": leader, "report": report}
    sealed = tx.seals.seal(words, _where(workspace, promise, leader, report))
    times = {"made_at": now, "shown_at": now if shown else None}
    row = {**who, "sealed": sealed, "by_day": day, "state": PromiseState.OPEN, **times}
    tx.run(promises.insert().values(**row))
    return promise


def get(tx: Tx, workspace: str, promise: str) -> Promise | None:
    """With whether its leader still leads them: else it is hidden from them."""
    query = select(promises, _GOES_ON.label("leads")).where(*_is(workspace, promise))
    row = tx.one(query)
    return replace(promise_in(tx, row), leads=bool(row.leads)) if row else None


def several(tx: Tx, workspace: str, ids: list[str]) -> dict[str, Promise]:
    if not ids:
        return {}
    where = (promises.c.workspace == in_workspace(workspace), promises.c.id.in_(ids))
    return {row.id: promise_in(tx, row) for row in tx.all(select(promises).where(*where))}


def close(tx: Tx, workspace: str, promise: str, state: PromiseState, now: datetime) -> None:
    """Or open it again."""
    closed_at = None if state in STANDING else now
    where = _is(workspace, promise)
    tx.run(update(promises).where(*where).values(state=state, closed_at=closed_at))


def show(tx: Tx, workspace: str, promise: str, at: datetime | None) -> None:
    """To whom it was made; None: no longer."""
    tx.run(update(promises).where(*_is(workspace, promise)).values(shown_at=at))


# --- reading -------------------------------------------------------------------------------------

_STANDING = select(promises).where(
    promises.c.workspace == bindparam("workspace"),
    or_(*(promises.c.state == state for state in STANDING)),  # a list is spelt out on each press
)
_OLDEST_FIRST = (promises.c.made_at, promises.c.id)
_BY_LEADER = _STANDING.where(promises.c.leader == bindparam("who")).order_by(*_OLDEST_FIRST)
_TO_REPORT = _STANDING.where(
    promises.c.report == bindparam("who"), promises.c.shown_at.is_not(None)
).order_by(*_OLDEST_FIRST)
_OWED = (
    select(
        *(promises.c.id, promises.c.leader, promises.c.report),
        *(promises.c.by_day, promises.c.made_at),
    )
    .where(
        promises.c.workspace == bindparam("workspace"),
        one_of(promises.c.leader, "leaders"),
        promises.c.state == PromiseState.OPEN,
    )
    .order_by(*_OLDEST_FIRST)
)


def by_leader(tx: Tx, workspace: str, leader: str) -> list[Promise]:
    """What nobody has closed, oldest first."""
    rows = tx.all(_BY_LEADER, workspace=in_workspace(workspace), who=leader)
    return [promise_in(tx, row) for row in rows]


def shown_to(tx: Tx, workspace: str, report: str) -> list[Promise]:
    """What they were shown and nobody has closed; also of who led them once."""
    rows = tx.all(_TO_REPORT, workspace=in_workspace(workspace), who=report)
    return [promise_in(tx, row) for row in rows]


def owed(tx: Tx, workspace: str, leaders: Iterable[str]) -> dict[tuple[str, str], list[Standing]]:
    """What these leaders promised and is open, by leader and report."""
    found: dict[tuple[str, str], list[Standing]] = defaultdict(list)
    for row in tx.all(_OWED, workspace=in_workspace(workspace), leaders=list(leaders)):
        one = Standing(row.id, Because.PROMISED, row.made_at, row.by_day)
        found[row.leader, row.report].append(one)
    return found


def count(tx: Tx, workspace: str, leader: str) -> int:
    """How many of this leader's nobody has closed."""
    mine = (promises.c.workspace == in_workspace(workspace), promises.c.leader == leader)
    standing = (*mine, promises.c.state.in_(STANDING))
    return int(tx.value(select(func.count()).select_from(promises).where(*standing)))


# --- forgetting ----------------------------------------------------------------------------------


def forget_before(tx: Tx, workspace: str, instant: datetime) -> int:
    """Erase what was closed before then, and what is older and nobody's to keep any more."""
    over = or_(promises.c.closed_at < instant, and_(promises.c.made_at < instant, ~_GOES_ON))
    here = promises.c.workspace == in_workspace(workspace)
    return tx.changed(delete(promises).where(here, over))


def _is(workspace: str, promise: str) -> tuple[Any, ...]:
    return promises.c.workspace == in_workspace(workspace), promises.c.id == promise


def _where(workspace: str, promise: str, leader: str, report: str) -> str:
    return context(workspace, "promises", "sealed", f"{leader}|{report}|{promise}")


def promise_in(tx: Tx, row: Row[Any]) -> Promise:
    where = _where(row.workspace, row.id, row.leader, row.report)
    return Promise(
        id=row.id,
        leader=row.leader,
        report=row.report,
        words=tx.seals.try_open(row.sealed, where),
        day=row.by_day,
        state=PromiseState(row.state),
        made_at=row.made_at,
        shown=row.shown_at is not None,
    )
