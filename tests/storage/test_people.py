"""What the platform says of people is kept, and not written again for every message."""

from __future__ import annotations

from datetime import timedelta

from storage import people
from storage.database import Database
from tests.people import ACME, ANA, AUCKLAND, BERLIN, TUESDAY, open_workspace, profile


def known_at(database: Database, zone: str, minutes: int) -> tuple[str | None, int]:
    """After learning that much later: the zone, and how many minutes after the first time."""
    now = TUESDAY + timedelta(minutes=minutes)
    with database.begin() as tx:
        open_workspace(tx)
        people.learn(tx, ACME, profile(ANA, zone), now)
        ana = people.load(tx, ACME, ANA)
    assert ana.known_at is not None
    return ana.zone, int((ana.known_at - TUESDAY).total_seconds() // 60)


def test_the_same_again_within_ten_minutes_is_no_news(database: Database) -> None:
    assert known_at(database, BERLIN, 0) == (BERLIN, 0)
    assert known_at(database, BERLIN, 9) == (BERLIN, 0)
    assert known_at(database, BERLIN, 10) == (BERLIN, 10)


def test_what_has_changed_is_known_at_once(database: Database) -> None:
    known_at(database, BERLIN, 0)
    assert known_at(database, AUCKLAND, 1) == (AUCKLAND, 1)


def test_a_clock_that_was_set_back_stops_nothing(database: Database) -> None:
    known_at(database, BERLIN, 60)
    assert known_at(database, BERLIN, 0) == (BERLIN, 0)
