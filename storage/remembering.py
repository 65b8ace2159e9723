"""Which items their owners are asked about, and when to look at each again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from care.items import Item, State
from storage import items as items_of
from storage.database import Tx, in_workspace
from storage.deliveries import QUESTIONS
from storage.deliveries import State as Sending
from storage.tables import deliveries, grants, items

_DUE = (
    select(items.c.workspace, items.c.owner)
    .where(items.c.look_at <= bindparam("now"))
    .order_by(items.c.look_at)
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class Remembered:
    """An item, and where the question about it stands."""

    item: Item
    touched_at: datetime
    asked_in: str | None  # the delivery that asks, until it is answered
    leaders: tuple[str, ...]  # who may know of it

    @property
    def is_live(self) -> bool:
        """Shared, and there is still something to ask about."""
        return bool(self.leaders) and self.item.state is State.ACTIVE


def due(tx: Tx, now: datetime, limit: int) -> list[tuple[str, str]]:
    """Owners (workspace, id) with an item to look at, longest due first."""
    rows = tx.all(_DUE, now=now, most=limit)
    return list(dict.fromkeys((row.workspace, row.owner) for row in rows))


def next_look(tx: Tx, after: datetime) -> datetime | None:
    """The next instant at which an item may be due for a look."""
    found: datetime | None = tx.value(
        select(func.min(items.c.look_at)).where(items.c.look_at > after)
    )
    return found


def to_look_at(tx: Tx, workspace: str, owner: str, now: datetime) -> list[Remembered]:
    """This owner's items that are due for a look, longest untouched first."""
    mine = (items.c.workspace == in_workspace(workspace), items.c.owner == owner)
    query = select(items).where(*mine, items.c.look_at <= now)
    rows = tx.all(query.order_by(items.c.touched_at, items.c.id))
    known = _leaders(tx, workspace, owner)
    return [_remembered(tx, row, known) for row in rows]


def look_again(tx: Tx, workspace: str, ids: Iterable[str], at: datetime | None) -> None:
    """Look at these again at that instant; None: not before their owner touches them."""
    _change(tx, workspace, ids, look_at=at)


def put_off(tx: Tx, workspace: str, owner: str, now: datetime, to: datetime) -> None:
    """Looking went wrong: not again before that instant."""
    mine = (items.c.workspace == in_workspace(workspace), items.c.owner == owner)
    tx.run(update(items).where(*mine, items.c.look_at <= now).values(look_at=to))


def asked(
    tx: Tx, workspace: str, ids: Iterable[str], delivery: str, now: datetime, until: datetime
) -> None:
    """This message asks about them; look again when the time to answer is over."""
    _change(tx, workspace, ids, asked_at=now, asked_in=delivery, look_at=until)


def not_asked(tx: Tx, workspace: str, delivery: str, at: datetime) -> None:
    """That question never arrived, for all we know: nothing follows from its silence."""
    where = (items.c.workspace == in_workspace(workspace), items.c.asked_in == delivery)
    unanswered = update(items).where(*where, items.c.asked_at.is_not(None))
    tx.run(unanswered.values(asked_at=None, asked_in=None, look_at=at))


def stop_asking(tx: Tx, workspace: str, owner: str) -> list[str]:
    """Every open question to this owner is withdrawn; the messages that asked."""
    mine = (items.c.workspace == in_workspace(workspace), items.c.owner == owner)
    open_still = (*mine, items.c.asked_at.is_not(None))
    rows = tx.all(select(items.c.asked_in).where(*open_still))
    tx.run(update(items).where(*open_still).values(asked_at=None))
    return sorted({row.asked_in for row in rows if row.asked_in})


def hushed(tx: Tx, workspace: str, item: str, now: datetime) -> None:
    """Nobody answered: it is shared no longer, and its owner is shown why."""
    _change(tx, workspace, [item], asked_at=None, unshared_at=now, look_at=None)


def asked_in(tx: Tx, workspace: str, owner: str, delivery: str) -> list[Remembered]:
    """What this message asks its reader about, or asked."""
    mine = (items.c.workspace == in_workspace(workspace), items.c.owner == owner)
    query = select(items).where(*mine, items.c.asked_in == delivery)
    rows = tx.all(query.order_by(items.c.touched_at, items.c.created_at, items.c.id))
    known = _leaders(tx, workspace, owner)
    return [_remembered(tx, row, known) for row in rows]


def asked_since(tx: Tx, workspace: str, owner: str, day: date) -> bool:
    """Whether a question of this kind went to them on that day or later, or is on its way."""
    where = (
        deliveries.c.workspace == in_workspace(workspace),
        deliveries.c.address == owner,
        deliveries.c.day >= day,
        deliveries.c.kind.in_(QUESTIONS),
        deliveries.c.state.not_in((Sending.SKIPPED, Sending.DEAD)),
    )
    return tx.one(select(deliveries.c.id).where(*where).limit(1)) is not None


def is_waiting_for(tx: Tx, workspace: str, delivery: str, wait: timedelta) -> datetime | None:
    """When the time to answer this message is over; None where it did not surely arrive."""
    where = (deliveries.c.workspace == in_workspace(workspace), deliveries.c.id == delivery)
    row = tx.one(select(deliveries.c.sent_at).where(*where))
    return row.sent_at + wait if row is not None and row.sent_at is not None else None


def _leaders(tx: Tx, workspace: str, owner: str) -> dict[str, list[str]]:
    mine = (grants.c.workspace == in_workspace(workspace), grants.c.owner == owner)
    known = grants.c.suspended_at.is_(None)  # what is on hold is asked about by itself
    found: dict[str, list[str]] = {}
    for row in tx.all(select(grants.c.item, grants.c.leader).where(*mine, known)):
        found.setdefault(row.item, []).append(row.leader)
    return found


def _change(tx: Tx, workspace: str, ids: Iterable[str], **values: Any) -> None:
    where = (items.c.workspace == in_workspace(workspace), items.c.id.in_(list(ids)))
    tx.run(update(items).where(*where).values(**values))


def _remembered(tx: Tx, row: Row[Any], leaders: dict[str, list[str]]) -> Remembered:
    asking = row.asked_in if row.asked_at is not None else None
    known = tuple(sorted(leaders.get(row.id, [])))
    return Remembered(items_of.item_in(tx, row), row.touched_at, asking, known)
