"""Who sends for a workspace: one node at a time, by a lease, and how far its pace has come.

Where one process has the database alone nobody asks here. All instants are the machine's clock;
on several machines that is the database server's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, or_, select, update

from storage.database import Tx, in_workspace
from storage.tables import senders

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Paced:
    """How many messages could go at once at that instant, and how many a second (0: nobody knows).

    ``node`` sent last.
    """

    tokens: float
    rate: float
    at: datetime
    node: str | None


def take(
    tx: Tx, workspace: str, node: str, machine_now: datetime, lease_until: datetime
) -> Paced | None:
    """Become the one who sends; None when somebody else is, who will then look once more."""
    tx.add_new(senders, workspace=in_workspace(workspace))
    row = tx.one(select(senders).where(senders.c.workspace == workspace))
    free = or_(senders.c.lease_until.is_(None), senders.c.lease_until <= machine_now)
    values = {"node": node, "lease_until": lease_until, "again": False}
    taken = update(senders).where(senders.c.workspace == workspace, free).values(**values)
    if row is None or not tx.changed(taken):
        tx.run(update(senders).where(senders.c.workspace == workspace).values(again=True))
        return None
    if row.lease_until is not None:  # they came to no end: nobody knows how much they sent
        return Paced(0.0, row.rate, machine_now, None)
    return Paced(row.tokens, row.rate, row.paced_at or LONG_AGO, row.node)


def keep(tx: Tx, workspace: str, node: str, lease_until: datetime) -> bool:
    """Go on; False when somebody else has taken over since."""
    mine = update(senders).where(*_mine(workspace, node))
    return tx.changed(mine.values(lease_until=lease_until)) == 1


def give_back(
    tx: Tx, workspace: str, node: str, tokens: float, rate: float, machine_now: datetime
) -> bool:
    """Be done; True when somebody asked for more meanwhile, and it goes on."""
    values = {"lease_until": None, "tokens": tokens, "rate": rate, "paced_at": machine_now}
    done = update(senders).where(*_mine(workspace, node), senders.c.again.is_(False))
    if tx.changed(done.values(**values)):
        return False
    return tx.changed(update(senders).where(*_mine(workspace, node)).values(again=False)) == 1


def _mine(workspace: str, node: str) -> tuple[ColumnElement[bool], ...]:
    return (
        senders.c.workspace == in_workspace(workspace),
        senders.c.node == node,
        senders.c.lease_until.is_not(None),
    )
