"""The cast as data: who they are, where they live, who leads whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from care.items import Area, Content, Kind, Level
from care.people import Profile
from storage import bonds, items, people, workspaces
from storage.database import Database, Tx

ACME, GLOBEX = "T0ACME", "T0GLOBEX"  # two workspaces that know nothing of each other

MAYA, TOM, INES = "U0MAYA", "U0TOM", "U0INES"
ANA, BEN, CHIDI, KOFI, JO = "U0ANA", "U0BEN", "U0CHIDI", "U0KOFI", "U0JO"
EVA, FINN, LINA, NOA, OMAR, PRIYA = "U0EVA", "U0FINN", "U0LINA", "U0NOA", "U0OMAR", "U0PRIYA"

MAYAS_PEOPLE = (ANA, BEN, CHIDI, KOFI, EVA, FINN, LINA, NOA)
TOMS_PEOPLE = (JO, OMAR, PRIYA)
TEAMS = {MAYA: MAYAS_PEOPLE, TOM: TOMS_PEOPLE}
EVERYONE = (INES, MAYA, TOM, *MAYAS_PEOPLE, *TOMS_PEOPLE)

BERLIN, AUCKLAND = "Europe/Berlin", "Pacific/Auckland"
ZONES = {TOM: AUCKLAND, JO: AUCKLAND, OMAR: "Asia/Kolkata", PRIYA: "Asia/Kolkata"}
ZONES |= {ANA: "Europe/Lisbon", CHIDI: "Africa/Lagos", KOFI: "Africa/Accra"}

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # ten o'clock in Berlin, the plan's hour
LONG_AGO = TUESDAY - timedelta(days=30)  # everybody's talk is worth it since

EXAM = Content(Kind.GOAL, Area.WORK, "Pass the AWS exam", "Module 2 is the hard one")
SLEEP = Content(Kind.CHALLENGE, Area.PERSONAL, "A newborn at home")


def profile(person: str, zone: str | None = None, **flags: Any) -> Profile:
    return Profile(person, zone or ZONES.get(person, BERLIN), "en-GB", **flags)


def open_workspace(tx: Tx, workspace: str = ACME, since: datetime | None = LONG_AGO) -> None:
    """The workspace; an admin pressed Start at that moment, or nobody has yet.

    No three questions: tests of them have a company of their own.
    """
    workspaces.ensure(tx, workspace, "slack", LONG_AGO)
    workspaces.change(tx, workspace, started_at=since, pulse=False)


def settle_in(
    database: Database,
    leaders: Iterable[str] = (MAYA, TOM),
    workspace: str = ACME,
    since: datetime = LONG_AGO,
) -> None:
    """A started workspace in which these leaders and their people know each other."""
    with database.begin() as tx:
        open_workspace(tx, workspace)
        for leader in leaders:
            people.learn(tx, workspace, profile(leader), since)
            for report in TEAMS[leader]:
                bond(tx, leader, report, workspace, since)


def bond(
    tx: Tx, leader: str, report: str, workspace: str = ACME, since: datetime = LONG_AGO
) -> str:
    """Both say that the one leads the other."""
    people.learn(tx, workspace, profile(leader), since)
    people.learn(tx, workspace, profile(report), since)
    bonds.leader_says(tx, workspace, leader, report, since)
    return bonds.report_says(tx, workspace, leader, report, since).id


def share(
    tx: Tx,
    owner: str,
    leader: str,
    content: Content = EXAM,
    level: Level = Level.NAMED,
    workspace: str = ACME,
    at: datetime = LONG_AGO,
) -> str:
    """This person writes it down and lets this leader know. The item."""
    item = items.create(tx, workspace, owner, content, at)
    items.share(tx, workspace, owner, item, leader, level, at)
    bonds.look_again_at(tx, workspace, leader, owner)
    return item
