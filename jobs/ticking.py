"""One run of the timetable: who is due now? Idempotent: twice at one instant plans once."""

from __future__ import annotations

from datetime import datetime

from jobs.departing import depart_due
from jobs.following_up import follow_up_due
from jobs.introducing import introduce_due
from jobs.planning import plan_due
from jobs.remembering import remember_due
from jobs.report import Report
from storage.database import Database


def tick(database: Database, now: datetime, report: Report) -> None:
    """Plan everything that is due at ``now``; sending is the drain's."""
    depart_due(database, now, report)
    introduce_due(database, now, report)
    follow_up_due(database, now, report)
    plan_due(database, now, report)
    remember_due(database, now, report)
