"""Askings: what a person's words may have meant, kept sealed until they choose, for a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from storage.database import Tx, in_workspace, new_id
from storage.sealing import context
from storage.tables import askings

KEPT = timedelta(days=1)


def ask(tx: Tx, workspace: str, person: str, readings: str, now: datetime) -> str:
    """Keep the readings until one is chosen; the asking's id."""
    asking = new_id()
    sealed = tx.seals.seal(readings, context(workspace, "askings", "sealed", person))
    row = {"workspace": in_workspace(workspace), "id": asking, "person": person}
    tx.run(askings.insert().values(**row, sealed=sealed, at=now))
    return asking


def whose(tx: Tx, workspace: str, asking: str) -> str | None:
    """The person whose words they were."""
    where = (askings.c.workspace == in_workspace(workspace), askings.c.id == asking)
    row = tx.one(select(askings.c.person).where(*where))
    return row.person if row else None


def take(tx: Tx, workspace: str, person: str, asking: str) -> str | None:
    """The readings of this person's asking, once."""
    where = _is(workspace, person, asking)
    row = tx.one(select(askings.c.sealed).where(*where))
    tx.run(delete(askings).where(*where))
    where_sealed = context(workspace, "askings", "sealed", person)
    return tx.seals.try_open(row.sealed, where_sealed) if row else None


def forget(tx: Tx, now: datetime) -> int:
    """Forget what nobody chose from; how many."""
    return tx.changed(delete(askings).where(askings.c.at < now - KEPT))


def _is(workspace: str, person: str, asking: str) -> tuple[Any, ...]:
    return (
        askings.c.workspace == in_workspace(workspace),
        askings.c.id == asking,
        askings.c.person == person,
    )
