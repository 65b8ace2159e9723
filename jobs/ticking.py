"""One run of the timetable: who is due now? Idempotent: twice at one instant plans once."""

from __future__ import annotations

from datetime import datetime

from jobs.asking_back import ask_back_due
from jobs.clock import is_set
from jobs.departing import depart_due
from jobs.following_up import follow_up_due
from jobs.introducing import introduce_due
from jobs.landing import land_due
from jobs.planning import are_many_due, plan_due
from jobs.pulsing import pulse_due
from jobs.reckoning import reckon_due
from jobs.remembering import remember_due
from jobs.report import Report
from storage.database import Database


class ClockNotSet(Exception):
    """The clock shows a day before 2020: by such a one nothing is decided."""


def tick(database: Database, now: datetime, report: Report) -> None:
    """Plan everything that is due at ``now``; sending is the drain's. Raises ClockNotSet."""
    if not is_set(now):
        raise ClockNotSet
    _before_plans(database, now, report)
    plan_due(database, now, report)
    _after_plans(database, now, report)


def tick_one_of_many(database: Database, now: datetime, report: Report) -> bool:
    """The same on one of several nodes: whether so many are due that all of them should plan."""
    if not is_set(now):
        raise ClockNotSet
    _before_plans(database, now, report)
    many = are_many_due(database, now)
    if not many:
        plan_due(database, now, report)
    _after_plans(database, now, report)
    return many


def _before_plans(database: Database, now: datetime, report: Report) -> None:
    depart_due(database, now, report)
    introduce_due(database, now, report)
    follow_up_due(database, now, report)


def _after_plans(database: Database, now: datetime, report: Report) -> None:
    """What has a week's time goes before what has all the time in the world."""
    ask_back_due(database, now, report)
    pulse_due(database, now, report)
    remember_due(database, now, report)
    land_due(database, now, report)
    reckon_due(database, now, report)
