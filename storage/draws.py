"""What the hold-out's lot said: which nudges could be left out, and which were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete

from storage.database import Tx, in_workspace
from storage.tables import draws


def keep(tx: Tx, workspace: str, rows: Sequence[dict[str, Any]]) -> None:
    """Once a week for a bond: the first time is what counts."""
    kept = [{"workspace": in_workspace(workspace), **row} for row in rows]
    tx.add_each_new(draws, kept)


def forget_before(tx: Tx, workspace: str, day: date) -> int:
    where = (draws.c.workspace == in_workspace(workspace), draws.c.day < day)
    return tx.changed(delete(draws).where(*where))
