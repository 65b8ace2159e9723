"""Leaving: who is no longer here, since when, and whose time to come back is over.

By the machine's clock, as all that the platform says of people.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, select, update

from storage.database import Tx, in_workspace
from storage.tables import bonds, items, people

_HAS_A_BOND = (
    select(bonds.c.id)
    .where(
        bonds.c.workspace == people.c.workspace,
        or_(bonds.c.leader == people.c.id, bonds.c.report == people.c.id),
    )
    .exists()
)
_HAS_AN_ITEM = (
    select(items.c.id)
    .where(items.c.workspace == people.c.workspace, items.c.owner == people.c.id)
    .exists()
)


def note(tx: Tx, workspace: str, machine_now: datetime) -> None:
    """Who is gone and was never seen going: their time begins now. Guests leave nothing."""
    used_it = or_(people.c.welcomed_at.is_not(None), _HAS_A_BOND, _HAS_AN_ITEM)
    gone = and_(people.c.may_take_part.is_(False), people.c.left_at.is_(None), used_it)
    where = (people.c.workspace == in_workspace(workspace), gone)
    tx.run(update(people).where(*where).values(left_at=machine_now))


def gone_before(tx: Tx, workspace: str, instant: datetime) -> list[str]:
    """Who left before that instant and has not come back."""
    where = (people.c.workspace == in_workspace(workspace), people.c.left_at < instant)
    rows = tx.all(select(people.c.id).where(*where, people.c.may_take_part.is_(False)))
    return [row.id for row in rows]
