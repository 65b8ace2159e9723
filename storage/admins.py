"""Admins: an explicit list; never membership of a channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, select, update

from storage.database import Tx, in_workspace
from storage.tables import admins


@dataclass(frozen=True)
class Admin:
    """``confirmed``: not waiting for the word of a second admin."""

    person: str
    added_by: str | None
    added_at: datetime
    had_role: bool
    confirmed: bool


# --- who is one ----------------------------------------------------------------------------------


def everyone(tx: Tx, workspace: str) -> list[Admin]:
    """All of them, and those who wait; the first one first."""
    mine = admins.c.workspace == in_workspace(workspace)
    rows = tx.all(select(admins).where(mine).order_by(admins.c.added_at, admins.c.person))
    return [_admin(row) for row in rows]


def confirmed(tx: Tx, workspace: str) -> list[str]:
    return [one.person for one in everyone(tx, workspace) if one.confirmed]


def get(tx: Tx, workspace: str, person: str) -> Admin | None:
    row = tx.one(select(admins).where(*_is(workspace, person)))
    return _admin(row) if row else None


def has(tx: Tx, workspace: str, person: str) -> bool:
    found = get(tx, workspace, person)
    return found is not None and found.confirmed


class Standing(StrEnum):
    ADMIN = "admin"
    NOT_LISTED = "not listed"
    LOST_ROLE = "lost role"


def check(tx: Tx, workspace: str, person: str, holds_role: bool) -> Standing:
    """On the list, and still holding the platform's admin role if they ever held it.

    Whoever the operator named without that role stands by the operator's word.
    """
    found = get(tx, workspace, person)
    if found is None or not found.confirmed:
        return Standing.NOT_LISTED
    if holds_role and not found.had_role:
        tx.run(update(admins).where(*_is(workspace, person)).values(had_role=True))
    return Standing.LOST_ROLE if found.had_role and not holds_role else Standing.ADMIN


# --- the list changes ----------------------------------------------------------------------------


def seed(tx: Tx, workspace: str, people: Iterable[str], now: datetime) -> None:
    """The first admins of a workspace; afterwards the list is kept by its admins alone."""
    if tx.one(select(admins).where(admins.c.workspace == in_workspace(workspace))) is None:
        for person in people:
            add(tx, workspace, person, None, now)


def hold(tx: Tx, workspace: str) -> None:
    """The list, for this transaction alone: two admins at once do not remove each other."""
    tx.hold(select(admins).where(admins.c.workspace == in_workspace(workspace)))


def add(tx: Tx, workspace: str, person: str, by: str | None, now: datetime) -> None:
    """From now on an admin, also where they waited to be."""
    who = {"workspace": in_workspace(workspace), "person": person}
    if not tx.add_new(admins, **who, added_by=by, added_at=now):
        tx.run(update(admins).where(*_is(workspace, person)).values(confirmed=True))


def propose(tx: Tx, workspace: str, person: str, by: str, now: datetime) -> None:
    """They wait for the word of a second admin; proposed anew, by whoever does so now."""
    who = {"workspace": in_workspace(workspace), "person": person}
    if not tx.add_new(admins, **who, added_by=by, added_at=now, confirmed=False):
        waiting = (*_is(workspace, person), admins.c.confirmed.is_(False))
        tx.run(update(admins).where(*waiting).values(added_by=by, added_at=now))


def remove(tx: Tx, workspace: str, person: str) -> None:
    tx.run(delete(admins).where(*_is(workspace, person)))


def _is(workspace: str, person: str) -> tuple[Any, ...]:
    return admins.c.workspace == in_workspace(workspace), admins.c.person == person


def _admin(row: Row[Any]) -> Admin:
    return Admin(row.person, row.added_by, row.added_at, row.had_role, row.confirmed)
