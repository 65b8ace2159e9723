"""After a time without planning, or a clock that was set: what waits is moved."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, or_, select, update

from storage import bonds, nudges
from storage.database import Tx, in_workspace
from storage.deliveries import UNASKED, Kind, State
from storage.tables import bonds as bonds_table
from storage.tables import deliveries, people, workspaces

OF_DELIVERIES = ("lease_until", "not_before", "redraw_at")


def planned_at(tx: Tx, now: datetime) -> list[tuple[str, str]]:
    """The plans and dates that were made at this instant and wait: workspace and id."""
    c = deliveries.c
    made = (c.created_at == now, c.state == State.DUE, c.kind.in_((Kind.PLAN, Kind.DATE)))
    found = tx.all(select(c.workspace, c.id).where(*made).order_by(c.id))
    return [(row.workspace, row.id) for row in found]


def delay(tx: Tx, workspace: str, delivery: str, due_at: datetime) -> None:
    where = (deliveries.c.workspace == in_workspace(workspace), deliveries.c.id == delivery)
    waits = deliveries.c.state == State.DUE
    tx.run(update(deliveries).where(*where, waits).values(due_at=due_at))


def follow_machine(tx: Tx, by: timedelta) -> None:
    """The machine's clock was set: leases and pauses last as long as they would have."""
    _move(tx, deliveries, OF_DELIVERIES, by)
    _move(tx, workspaces, ("blocked_until",), by)


def forget_days_ahead(tx: Tx, now: datetime) -> None:
    """The clock was ahead, and plans were made by it: what it noted of days to come would silence
    people until then. What arrived counts for this day, what waits comes when it is right to.
    """
    today, ahead = now.date(), (now + timedelta(days=1)).date()
    for row in tx.all(select(deliveries).where(*_made_ahead(now))):
        values = {"state": State.SKIPPED, "why": "stale", "lease_until": None, "not_before": None}
        tx.run(update(deliveries).where(deliveries.c.id == row.id).values(**values))
        nudges.not_said(tx, row.workspace, row.id)
    tx.run(update(deliveries).where(deliveries.c.day > ahead).values(day=today))
    tx.run(update(people).where(people.c.last_plan > ahead).values(last_plan=None))
    tx.run(update(bonds_table).where(bonds_table.c.nudged_on > ahead).values(nudged_on=today))
    for row in tx.all(select(workspaces.c.id)):
        bonds.look_again(tx, row.id)


def _made_ahead(now: datetime) -> tuple[Any, ...]:
    c = deliveries.c
    return (c.state == State.DUE, c.kind.in_(UNASKED), c.created_at > now)


def _move(tx: Tx, table: Table, names: tuple[str, ...], by: timedelta) -> None:
    columns = [table.c[name] for name in names]
    keys = list(table.primary_key)
    moving = or_(*(column.is_not(None) for column in columns))
    for row in tx.all(select(*keys, *columns).where(moving)):
        found = row._asdict()
        values = {name: found[name] + by for name in names if found[name] is not None}
        same = [key == found[key.name] for key in keys]
        tx.run(update(table).where(*same).values(**values))
