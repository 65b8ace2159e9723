"""Thanks: what somebody sent a leader of theirs, sealed, with their name on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select

from storage.database import Tx, in_workspace, new_id
from storage.sealing import context
from storage.tables import thanks


@dataclass(frozen=True)
class Thanks:
    id: str
    giver: str
    leader: str
    words: str | None  # None: they could not be read


def give(
    tx: Tx, workspace: str, giver: str, leader: str, words: str, delivery: str, now: datetime
) -> str:
    """Told by this message; its id."""
    made = new_id()
    who = {"workspace": in_workspace(workspace), "id": made, "giver": giver, "leader": leader}
    sealed = tx.seals.seal(words, _where(workspace, made, giver, leader))
    tx.run(thanks.insert().values(**who, sealed=sealed, delivery=delivery, sent_at=now))
    return made


def get(tx: Tx, workspace: str, id: str) -> Thanks | None:
    where = (thanks.c.workspace == in_workspace(workspace), thanks.c.id == id)
    row = tx.one(select(thanks).where(*where))
    return thanks_in(tx, row) if row else None


def told_in(tx: Tx, workspace: str, delivery: str) -> Thanks | None:
    where = (thanks.c.workspace == in_workspace(workspace), thanks.c.delivery == delivery)
    row = tx.one(select(thanks).where(*where))
    return thanks_in(tx, row) if row else None


def forget_before(tx: Tx, workspace: str, instant: datetime) -> int:
    here = thanks.c.workspace == in_workspace(workspace)
    return tx.changed(delete(thanks).where(here, thanks.c.sent_at < instant))


def _where(workspace: str, id: str, giver: str, leader: str) -> str:
    return context(workspace, "thanks", "sealed", f"{giver}|{leader}|{id}")


def thanks_in(tx: Tx, row: Row[Any]) -> Thanks:
    where = _where(row.workspace, row.id, row.giver, row.leader)
    return Thanks(row.id, row.giver, row.leader, tx.seals.try_open(row.sealed, where))
