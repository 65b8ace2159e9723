"""Planning is made faster now and then: a team hears of the same people in the same words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from care.items import Level
from storage import bonds, people
from storage.database import Database
from storage.nudges import Nudge
from tests.jobs.post import Room
from tests.people import (
    ACME,
    ANA,
    BEN,
    CHIDI,
    EVA,
    EXAM,
    JO,
    KOFI,
    LINA,
    MAYA,
    SLEEP,
    TOM,
    TUESDAY,
    bond,
    settle_in,
    share,
)

RECORDED = Path(__file__).parent / "recorded" / "picks.txt"
WEEKS = 6


def two_teams(database: Database) -> None:
    """Maya's and Tom's, with rhythms, leaves, goals and a date of their own."""
    settle_in(database)
    with database.begin() as tx:
        share(tx, ANA, MAYA, EXAM)
        share(tx, BEN, MAYA, SLEEP, Level.DISCREET)
        share(tx, CHIDI, MAYA, replace(EXAM, date=date(2026, 12, 15)))
        share(tx, JO, TOM, SLEEP)
        lina = bond(tx, MAYA, LINA)
        bonds.change(tx, ACME, lina, ideal=7, maximum=14)
        bonds.change(tx, ACME, bond(tx, MAYA, EVA), held_until=date(2026, 12, 9))
        people.change(tx, ACME, TOM, plan_weekday=3, plan_every=2)
        leave = {"away_first": date(2026, 11, 30), "away_back": date(2026, 12, 8)}
        people.change(tx, ACME, KOFI, **leave)


def told(nudge: Nudge) -> str:
    about = f"{nudge.level}" if nudge.level else "-"
    words = (nudge.reason, nudge.act, nudge.wording, f"{nudge.days}d", about)
    return " ".join((f"{nudge.day}", nudge.leader, f"{nudge.place}", nudge.report, *words))


def picks(room: Room) -> list[str]:
    two_teams(room.database)
    room.clock.at = TUESDAY
    for _ in room.live(TUESDAY + timedelta(weeks=WEEKS), hours=12):
        pass
    return [told(nudge) for leader in (MAYA, TOM) for nudge in room.nudges_to(leader)]


def test_six_weeks_of_two_teams_are_as_they_were(room: Room) -> None:
    found = picks(room)
    assert len(found) > 2 * WEEKS, "somebody is spoken of"
    assert found == RECORDED.read_text().splitlines()
