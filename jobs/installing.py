"""A workspace takes Tend off, and comes back: sending ends at once and goes on without a burst."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import audit, bonds, deliveries, installations, sending, workspaces
from storage.database import Tx
from storage.endings import AT_ONCE

A_DAY = timedelta(days=1)  # what was to be said longer ago is not said any more
TEND = "tend"  # who did it, in the trail


def take_off(tx: Tx, workspace: str, now: datetime, machine_now: datetime) -> bool:
    """The token goes now, everything else when the time to come back is over.

    Whether that is news: told twice it is so since the first time.
    """
    had_token = installations.remove(tx, workspace)
    if not workspaces.leave(tx, workspace, machine_now):
        return had_token
    audit.note(tx, workspace, TEND, "uninstalled", workspace, "done", now)
    return True


def come_back(tx: Tx, workspace: str, now: datetime) -> bool:
    """As if it had never been away, but for what is too late by now; whether it had been."""
    if not workspaces.come_back(tx, workspace):
        return False
    sending.redraw_now(tx, workspace, AT_ONCE)
    deliveries.outdate(tx, workspace, now - A_DAY, now)
    bonds.look_again(tx, workspace)
    audit.note(tx, workspace, TEND, "installed_again", workspace, "done", now)
    return True
