"""Admins: an explicit list; never membership of a channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select, update

from storage.database import Tx, in_workspace
from storage.tables import admins


def add(tx: Tx, workspace: str, person: str, by: str | None, now: datetime) -> None:
    who = {"workspace": in_workspace(workspace), "person": person}
    tx.add_new(admins, **who, added_by=by, added_at=now)


def seed(tx: Tx, workspace: str, people: Iterable[str], now: datetime) -> None:
    """The first admins of a workspace; afterwards the list is kept by its admins alone."""
    if tx.one(select(admins).where(admins.c.workspace == in_workspace(workspace))) is None:
        for person in people:
            add(tx, workspace, person, None, now)


def has(tx: Tx, workspace: str, person: str) -> bool:
    return _row(tx, workspace, person) is not None


class Standing(StrEnum):
    ADMIN = "admin"
    NOT_LISTED = "not listed"
    LOST_ROLE = "lost role"


def check(tx: Tx, workspace: str, person: str, holds_role: bool) -> Standing:
    """On the list, and still holding the platform's admin role if they ever held it.

    Whoever the operator named without that role stands by the operator's word.
    """
    row = _row(tx, workspace, person)
    if row is None:
        return Standing.NOT_LISTED
    if holds_role and not row.had_role:
        mine = (admins.c.workspace == workspace, admins.c.person == person)
        tx.run(update(admins).where(*mine).values(had_role=True))
    return Standing.LOST_ROLE if row.had_role and not holds_role else Standing.ADMIN


def _row(tx: Tx, workspace: str, person: str) -> Row[Any] | None:
    return tx.one(
        select(admins).where(
            admins.c.workspace == in_workspace(workspace), admins.c.person == person
        )
    )
