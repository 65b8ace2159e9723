"""The outbox: what is to be sent, found out about or redrawn at this moment."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select, union

from storage.database import Tx, in_workspace
from storage.deliveries import COLUMNS, UNASKED, Delivery, State, from_row
from storage.tables import deliveries, workspaces

_READY = (
    select(*COLUMNS)
    .join(workspaces, workspaces.c.id == deliveries.c.workspace)
    .where(
        workspaces.c.gone_at.is_(None),
        deliveries.c.state == State.DUE,
        deliveries.c.due_at <= bindparam("now"),
        or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= bindparam("machine")),
        or_(
            workspaces.c.blocked_until.is_(None), workspaces.c.blocked_until <= bindparam("machine")
        ),
        deliveries.c.address.not_in(bindparam("busy", expanding=True)),
    )
    # what somebody waits for at their screen goes before what nobody asked for
    .order_by(deliveries.c.kind.in_(UNASKED), deliveries.c.due_at, deliveries.c.id)
    .limit(bindparam("most"))
)
_RUN_OUT = (
    select(*COLUMNS)
    .where(deliveries.c.state == State.SENDING, deliveries.c.lease_until <= bindparam("machine"))
    .limit(bindparam("most"))
)
_TO_REDRAW = (
    select(*COLUMNS)
    .join(workspaces, workspaces.c.id == deliveries.c.workspace)
    .where(
        workspaces.c.gone_at.is_(None),  # it may come back: until then it is owed
        deliveries.c.redraw_at <= bindparam("machine"),
        deliveries.c.ts.is_not(None),
    )
    .order_by(deliveries.c.redraw_at)
    .limit(bindparam("most"))
)


_HERE = deliveries.c.workspace == bindparam("workspace")
_READY_HERE, _RUN_OUT_HERE = _READY.where(_HERE), _RUN_OUT.where(_HERE)
_TO_REDRAW_HERE = _TO_REDRAW.where(_HERE)
_WITH_WORK = union(
    *(
        select(found.subquery().c.workspace)
        for found in (_READY.order_by(None), _RUN_OUT, _TO_REDRAW.order_by(None))
    )
)


def ready(
    tx: Tx, now: datetime, machine_now: datetime, limit: int, busy: Collection[str] = ()
) -> list[Delivery]:
    """What may be claimed now: due, and put off neither by itself nor by its workspace.

    Nothing to those who are ``busy``: something is on its way to them.
    """
    at = {"now": now, "machine": machine_now, "most": limit, "busy": sorted(busy)}
    return [from_row(row) for row in tx.all(_READY, **at)]


def run_out(tx: Tx, machine_now: datetime, limit: int) -> list[Delivery]:
    """Messages whose lease ran out while sending: nobody knows whether they arrived."""
    return [from_row(row) for row in tx.all(_RUN_OUT, machine=machine_now, most=limit)]


def ready_in(
    tx: Tx,
    workspace: str,
    now: datetime,
    machine_now: datetime,
    limit: int,
    busy: Collection[str] = (),
) -> list[Delivery]:
    """The same of one workspace."""
    here = {"workspace": in_workspace(workspace), "machine": machine_now, "most": limit}
    return [from_row(row) for row in tx.all(_READY_HERE, now=now, busy=sorted(busy), **here)]


def run_out_in(tx: Tx, workspace: str, machine_now: datetime, limit: int) -> list[Delivery]:
    here = {"workspace": in_workspace(workspace), "machine": machine_now, "most": limit}
    return [from_row(row) for row in tx.all(_RUN_OUT_HERE, **here)]


def to_redraw(tx: Tx, machine_now: datetime, limit: int) -> list[Delivery]:
    return [from_row(row) for row in tx.all(_TO_REDRAW, machine=machine_now, most=limit)]


def to_redraw_in(tx: Tx, workspace: str, machine_now: datetime, limit: int) -> list[Delivery]:
    here = {"workspace": in_workspace(workspace), "machine": machine_now, "most": limit}
    return [from_row(row) for row in tx.all(_TO_REDRAW_HERE, **here)]


def with_work(tx: Tx, now: datetime, machine_now: datetime, limit: int) -> list[str]:
    """The workspaces in which something is to be sent, found out about or redrawn."""
    rows = tx.all(_WITH_WORK, now=now, machine=machine_now, most=limit, busy=[])
    return [row.workspace for row in rows]


def next_chance(tx: Tx, workspace: str, machine_now: datetime) -> datetime | None:
    """When something that was put off may go on, by the machine's clock."""
    here = deliveries.c.workspace == in_workspace(workspace)
    waits = (
        select(func.min(deliveries.c.not_before)).where(
            here, deliveries.c.state == State.DUE, deliveries.c.not_before > machine_now
        ),
        select(func.min(deliveries.c.lease_until)).where(
            here, deliveries.c.state == State.SENDING, deliveries.c.lease_until > machine_now
        ),
        select(workspaces.c.blocked_until).where(
            workspaces.c.id == workspace, workspaces.c.blocked_until > machine_now
        ),
    )
    found = [at for wait in waits if (at := tx.value(wait)) is not None]
    return min(found, default=None)
