"""The audit trail: who did what to which thing, and how it ended. Never text."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from storage.database import Tx, in_workspace
from storage.tables import audit


def note(
    tx: Tx, workspace: str, actor: str, action: str, thing: str, outcome: str, now: datetime
) -> None:
    row = {"workspace": in_workspace(workspace), "actor": actor, "action": action[:32]}
    at = now.replace(microsecond=0)
    tx.run(audit.insert().values(**row, object=thing[:64], outcome=outcome, at=at))


def forget_before(tx: Tx, workspace: str, instant: datetime) -> int:
    """Erase what is older; how many."""
    return tx.changed(
        delete(audit).where(audit.c.workspace == in_workspace(workspace), audit.c.at < instant)
    )
