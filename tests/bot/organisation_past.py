"""A month in a company of thirteen people under three leaders, one of whom leads the other two."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sandbox.company import INES, MAYA, MAYAS_PEOPLE, TOM, TOMS_PEOPLE
from storage import people, talks, workspaces
from tests.bot.scenes import TEAM, start
from tests.office import Office
from tests.people import bond, profile

BEFORE = datetime(2026, 10, 28, 9, tzinfo=UTC)
AFTER = datetime(2026, 12, 1, 10, tzinfo=UTC)
LED = {MAYA: MAYAS_PEOPLE, TOM: TOMS_PEOPLE, INES: (MAYA, TOM)}


def a_month(office: Office) -> None:
    """November, with a talk each week; nobody gets a plan, and the page is on its way."""
    office.clock.at = BEFORE
    start(office)
    with office.tend.database.begin() as tx:
        workspaces.change(tx, TEAM, pulse=False)
        for leader, reports in LED.items():
            people.learn(tx, TEAM, profile(leader), BEFORE)
            people.change(tx, TEAM, leader, stopped_at=BEFORE)
            for report in reports:
                bond(tx, leader, report, TEAM, BEFORE)
                for week in range(4):
                    day = date(2026, 11, 3) + timedelta(weeks=week)
                    talks.record(tx, TEAM, leader, report, day, (), BEFORE)
    office.clock.at = AFTER
    office.tick()
