"""Admins: an explicit list; never membership of a channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from storage.database import Tx, in_workspace
from storage.tables import admins


def add(tx: Tx, workspace: str, person: str, by: str | None, now: datetime) -> None:
    if not has(tx, workspace, person):
        row = {"workspace": workspace, "person": person, "added_by": by, "added_at": now}
        tx.run(admins.insert().values(**row))


def seed(tx: Tx, workspace: str, people: Iterable[str], now: datetime) -> None:
    """The first admins of a workspace; afterwards the list is kept by its admins alone."""
    if tx.one(select(admins).where(admins.c.workspace == in_workspace(workspace))) is None:
        for person in people:
            add(tx, workspace, person, None, now)


def has(tx: Tx, workspace: str, person: str) -> bool:
    found = select(admins.c.person).where(
        admins.c.workspace == in_workspace(workspace), admins.c.person == person
    )
    return tx.one(found) is not None
