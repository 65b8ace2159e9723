"""What a restored database no longer knows: which sharing was ended since, and what was sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from care.owed import AskState
from storage.database import Tx, in_workspace
from storage.deliveries import Kind, State
from storage.tables import answers, asks, bonds, deliveries, grants, promises

WHY = "restored"  # a delivery that may have been sent since the backup


def suspend(tx: Tx, workspace: str, now: datetime) -> list[str]:
    """No leader sees anything shared before its owner says that it holds; whom that concerns."""
    here = (grants.c.workspace == in_workspace(workspace), grants.c.suspended_at.is_(None))
    rows = tx.all(select(grants.c.owner).distinct().where(*here).order_by(grants.c.owner))
    tx.run(update(grants).where(*here).values(suspended_at=now))
    shown = promises.c.workspace == workspace  # a leader may have hidden one again since
    asked = (asks.c.workspace == workspace, asks.c.state == AskState.OPEN)  # or taken back since
    tx.run(update(asks).where(*asked).values(state=AskState.LAPSED, closed_at=now, look_at=None))
    tx.run(update(promises).where(shown).values(shown_at=None))
    return [row.owner for row in rows]


def send_nothing_again(tx: Tx, workspace: str) -> int:
    """Whatever was on its way may have arrived since: nobody can tell; how many."""
    where = (
        deliveries.c.workspace == in_workspace(workspace),
        deliveries.c.state.in_((State.DUE, State.SENDING)),
    )
    over = {"state": State.UNKNOWN, "why": WHY, "lease_until": None, "not_before": None}
    return tx.changed(update(deliveries).where(*where).values(**over, sealed=None))


def come_back_to_nothing(tx: Tx, workspace: str, now: datetime) -> int:
    """What was to be asked by now may have been: the subject returns with the next plan."""
    where = (answers.c.workspace == in_workspace(workspace), answers.c.wakes_at <= now)
    return tx.changed(update(answers).where(*where).values(wakes_at=None))


def leaders(tx: Tx, workspace: str) -> list[str]:
    """Whoever may get a plan."""
    here = (bonds.c.workspace == in_workspace(workspace), bonds.c.ended_at.is_(None))
    rows = tx.all(select(bonds.c.leader).distinct().where(*here).order_by(bonds.c.leader))
    return [row.leader for row in rows]


def questions_to(tx: Tx, workspace: str, owner: str, since: datetime) -> list[str]:
    """The messages from then on that ask this owner whether what they shared holds."""
    where = (
        deliveries.c.workspace == in_workspace(workspace),
        deliveries.c.address == owner,
        deliveries.c.kind == Kind.ON_HOLD,
        deliveries.c.created_at >= since,
    )
    return [row.id for row in tx.all(select(deliveries.c.id).where(*where))]
