"""Landings: items their owners want to be asked about, and what they said until month's end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update

from care.landing import Answered, Said, Total, month_of, total
from storage.database import Tx, in_workspace
from storage.sealing import context
from storage.tables import bonds, grants, landing_totals, landings


@dataclass(frozen=True)
class Landing:
    item: str
    owner: str
    asked_in: str | None
    asked_at: datetime | None
    said: Said | None  # until the month is closed

    def is_closed(self, now: datetime) -> bool:
        return self.asked_at is None or month_of(self.asked_at) < month_of(now)


def turn_on(tx: Tx, workspace: str, owner: str, item: str, now: datetime) -> None:
    key = {"workspace": in_workspace(workspace), "item": item}
    tx.add_new(landings, **key, owner=owner, since=now, look_at=now)


def turn_off(tx: Tx, workspace: str, item: str) -> None:
    """And whatever was said goes with it."""
    tx.run(delete(landings).where(*_is(workspace, item)))


def of_item(tx: Tx, workspace: str, item: str) -> Landing | None:
    row = tx.one(select(landings).where(*_is(workspace, item)))
    return _landing(tx, row) if row else None


def among(tx: Tx, workspace: str, items: Iterable[str]) -> set[str]:
    """Those of these items about which their owner wants to be asked."""
    here = landings.c.workspace == in_workspace(workspace)
    query = select(landings.c.item).where(here, landings.c.item.in_(list(items)))
    return {row.item for row in tx.all(query)}


def asked_in(tx: Tx, workspace: str, delivery: str) -> Landing | None:
    where = (landings.c.workspace == in_workspace(workspace), landings.c.asked_in == delivery)
    row = tx.one(select(landings).where(*where))
    return _landing(tx, row) if row else None


def answer(tx: Tx, workspace: str, landing: Landing, said: Said) -> None:
    sealed = tx.seals.seal(said, _where(workspace, landing.item, landing.owner))
    tx.run(update(landings).where(*_is(workspace, landing.item)).values(sealed=sealed))


# --- asking --------------------------------------------------------------------------------------

_DUE = (
    select(landings.c.workspace, landings.c.item)
    .where(landings.c.look_at <= bindparam("now"))
    .order_by(landings.c.look_at)
    .limit(bindparam("most"))
)


def due(tx: Tx, now: datetime, most: int) -> list[tuple[str, str]]:
    """(workspace, item) to look at, longest due first."""
    return [(row.workspace, row.item) for row in tx.all(_DUE, now=now, most=most)]


def next_look(tx: Tx, after: datetime) -> datetime | None:
    """The next instant at which there may be somebody to ask."""
    soonest = select(func.min(landings.c.look_at)).where(landings.c.look_at > after)
    found: datetime | None = tx.value(soonest)
    return found


def looked_at_until(tx: Tx, workspace: str, until: datetime) -> list[str]:
    here = (landings.c.workspace == in_workspace(workspace), landings.c.look_at < until)
    return [row.item for row in tx.all(select(landings.c.item).where(*here))]


def look_again(tx: Tx, workspace: str, item: str, at: datetime | None) -> None:
    tx.run(update(landings).where(*_is(workspace, item)).values(look_at=at))


def asked(tx: Tx, workspace: str, item: str, delivery: str, now: datetime) -> None:
    values = {"asked_in": delivery, "asked_at": now}
    tx.run(update(landings).where(*_is(workspace, item)).values(**values))


def shared_since(tx: Tx, workspace: str, item: str) -> datetime | None:
    """Since when anybody has known of it; None: nobody does."""
    where = (grants.c.workspace == in_workspace(workspace), grants.c.item == item)
    known = (*where, grants.c.suspended_at.is_(None))
    since: datetime | None = tx.value(select(func.min(grants.c.shared_at)).where(*known))
    return since


# --- the end of a month --------------------------------------------------------------------------


def close_months(tx: Tx, workspace: str, now: datetime) -> int:
    """All in this transaction: the total, if enough took part, and every single answer erased.

    How many answers that were.
    """
    begins = datetime.combine(month_of(now), time(0), UTC)
    over = (
        landings.c.workspace == in_workspace(workspace),
        landings.c.asked_at < begins,
        landings.c.sealed.is_not(None),
    )
    rows = tx.all(select(landings).where(*over))
    months: dict[date, list[Answered]] = {}
    for row in rows:
        found = _landing(tx, row)
        if found.said is not None and found.asked_at is not None:
            leaders = _leaders_of(tx, workspace, found.owner)
            one = Answered(found.owner, leaders, found.said)
            months.setdefault(month_of(found.asked_at), []).append(one)
    for month, answers in months.items():
        if (told := total(answers)) is not None:
            values = {"month": month, "people": told.people, "share": told.share}
            tx.add_new(landing_totals, workspace=in_workspace(workspace), **values)
    tx.run(update(landings).where(*over).values(sealed=None))
    return len(rows)


def _leaders_of(tx: Tx, workspace: str, report: str) -> tuple[str, ...]:
    alive = (bonds.c.ended_at.is_(None), bonds.c.accepted.is_(True), bonds.c.confirmed.is_(True))
    mine = (bonds.c.workspace == in_workspace(workspace), bonds.c.report == report)
    return tuple(row.leader for row in tx.all(select(bonds.c.leader).where(*mine, *alive)))


def totals(tx: Tx, workspace: str) -> list[tuple[date, Total]]:
    """What may be told of this workspace, newest month first."""
    here = landing_totals.c.workspace == in_workspace(workspace)
    query = select(landing_totals).where(here).order_by(landing_totals.c.month.desc())
    return [(row.month, Total(row.people, row.share)) for row in tx.all(query)]


def forget_totals_before(tx: Tx, workspace: str, day: date) -> int:
    here = landing_totals.c.workspace == in_workspace(workspace)
    return tx.changed(delete(landing_totals).where(here, landing_totals.c.month < day))


def _is(workspace: str, item: str) -> tuple[Any, ...]:
    return landings.c.workspace == in_workspace(workspace), landings.c.item == item


def _where(workspace: str, item: str, owner: str) -> str:
    return context(workspace, "landings", "sealed", f"{owner}|{item}")


def _landing(tx: Tx, row: Row[Any]) -> Landing:
    where = _where(row.workspace, row.item, row.owner)
    said = tx.seals.try_open(row.sealed, where) if row.sealed else None
    return Landing(row.item, row.owner, row.asked_in, row.asked_at, Said(said) if said else None)


def said_in(tx: Tx, row: Row[Any]) -> str | None:
    return _landing(tx, row).said
