"""Who leaves, or becomes a guest: whatever was shared with them ends, and their people are told.

What they shared themselves is hidden by the queries as long as they are not here, and comes back
with them; their leader's nudges stop because the planner passes over who may not take part.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime

from care.bonds import EndedBy
from jobs.changing import end_bonds
from jobs.report import Report
from storage import bonds, erasing, people
from storage.database import Database, Tx

log = logging.getLogger(__name__)
BATCH = 500


def depart_due(database: Database, now: datetime, report: Report) -> None:
    """End the bonds of every leader who is no longer here."""
    with database.read() as tx:
        found = bonds.of_who_left(tx, BATCH)
    for workspace, leader in found:
        try:
            with database.begin() as tx:
                depart(tx, workspace, leader, now)
        except Exception:  # nothing goes to them meanwhile; the next tick tries again
            log.exception("departing_failed workspace=%s leader=%s", workspace, leader)
            report.say("failed", workspace, leader)
        else:
            report.say("departed", workspace, leader)


def depart(tx: Tx, workspace: str, leader: str, now: datetime) -> None:
    if people.hold(tx, workspace, leader).may_take_part:  # here again meanwhile
        return
    end_bonds(tx, workspace, bonds.of_leader(tx, workspace, leader), EndedBy.LEFT, now)


def be_forgotten(
    tx: Tx, workspace: str, person: str, now: datetime, machine_now: datetime
) -> Counter[str]:
    """Everything of this person goes; how much of what. Their people are told that it ended.

    That one message names them, sealed, until it is sent; it is the last that does.
    """
    counts = erasing.held(tx, workspace, person)
    end_bonds(tx, workspace, bonds.of_leader(tx, workspace, person), EndedBy.LEADER, now)
    erasing.erase_person(tx, workspace, person, machine_now)
    return counts
