"""The audit trail: who did what to which thing, and how it ended. Never text.

The database itself refuses to change a row, and to delete one, unless the same transaction holds
a key: a mistake elsewhere in the program cannot make the trail shorter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, or_, select

from storage.database import Tx, in_workspace, new_id
from storage.tables import audit, audit_keys


def note(
    tx: Tx, workspace: str, actor: str, action: str, thing: str, outcome: str, now: datetime
) -> None:
    row = {"workspace": in_workspace(workspace), "actor": actor, "action": action[:32]}
    at = now.replace(microsecond=0)
    tx.run(audit.insert().values(**row, object=thing[:64], outcome=outcome, at=at))


def when(
    tx: Tx, workspace: str, actions: Collection[str], before: datetime
) -> list[tuple[datetime, str]]:
    """When any of these was done until then, and which, oldest first."""
    here = (audit.c.workspace == in_workspace(workspace), audit.c.at < before)
    query = select(audit.c.at, audit.c.action).where(*here, audit.c.action.in_(actions))
    return [(row.at, row.action) for row in tx.all(query.order_by(audit.c.at, audit.c.id))]


def forget_before(tx: Tx, workspace: str, instant: datetime) -> int:
    """Erase what is older; how many."""
    return _forget(tx, workspace, audit.c.at < instant)


def forget_person(tx: Tx, workspace: str, person: str) -> int:
    """Erase what they did and what was done to them; how many."""
    return _forget(tx, workspace, or_(audit.c.actor == person, audit.c.object == person))


def forget_workspace(tx: Tx, workspace: str) -> int:
    return _forget(tx, workspace)


def _forget(tx: Tx, workspace: str, *which: ColumnElement[bool]) -> int:
    with _key(tx, workspace):
        return tx.changed(delete(audit).where(audit.c.workspace == in_workspace(workspace), *which))


@contextmanager
def _key(tx: Tx, workspace: str) -> Iterator[None]:
    """No other transaction ever sees it: it is gone again before the end."""
    key = {"workspace": in_workspace(workspace), "id": new_id()}
    tx.run(insert(audit_keys).values(**key))
    yield
    tx.run(delete(audit_keys).where(audit_keys.c.id == key["id"]))
