"""What was already done: a repeat of the same event has no second effect."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from storage.database import Tx, in_workspace
from storage.tables import seen

KEPT = timedelta(days=1)  # platforms repeat within minutes


def first_time(tx: Tx, workspace: str, key: str, machine_now: datetime) -> bool:
    """Note this event in the transaction of its effect; False when it is a repeat."""
    return tx.add_new(seen, workspace=in_workspace(workspace), key=key[:255], at=machine_now)


def forget(tx: Tx, machine_now: datetime) -> int:
    """Forget what can no longer be repeated; how many."""
    return tx.changed(delete(seen).where(seen.c.at < machine_now - KEPT))
