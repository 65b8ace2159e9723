"""Whose turn the daily look at everybody is: one node looks at each workspace, once a day.

All instants are the machine's clock; on several machines that is the database server's.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update

from storage.database import Tx, in_workspace
from storage.tables import workspaces

EVERY = timedelta(hours=23)  # looked for each hour, so that a failure is tried again in an hour
LEASE = timedelta(hours=6)  # longer than a look takes; whoever died in one is followed by then


def take(tx: Tx, workspace: str, machine_now: datetime) -> bool:
    """Be the one who looks now. False when it was done of late, somebody else is at it, or Tend
    knows nobody there.
    """
    due = or_(
        workspaces.c.look_at.is_(None),
        workspaces.c.look_at <= machine_now,
        workspaces.c.look_at > machine_now + EVERY,  # by a clock that has come back since
    )
    mine = update(workspaces).where(workspaces.c.id == in_workspace(workspace), due)
    return tx.changed(mine.values(look_at=machine_now + LEASE)) == 1


def done(tx: Tx, workspace: str, taken_at: datetime) -> None:
    """A day from when it began."""
    _go_on(tx, workspace, taken_at + EVERY)


def give_back(tx: Tx, workspace: str, taken_at: datetime) -> None:
    """It came to no end: whoever looks next tries again."""
    _go_on(tx, workspace, taken_at)


def _go_on(tx: Tx, workspace: str, at: datetime) -> None:
    here = workspaces.c.id == in_workspace(workspace)
    tx.run(update(workspaces).where(here).values(look_at=at))
