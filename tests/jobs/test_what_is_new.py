"""A workspace that an older program started: what came later begins there too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from sqlalchemy import select, text, update

from care import policy
from care.hours import instant
from jobs.housekeeping import clean_up
from storage import months, pulse, workspaces
from storage.database import engine_for
from storage.schema import MIGRATIONS, upgrade
from storage.tables import workspaces as table
from tests.jobs.post import Room
from tests.people import ACME, BERLIN, LONG_AGO, MAYA, MAYAS_PEOPLE, TUESDAY, bond, open_workspace

CHANNEL = "C0ADMINS"
WEDNESDAY = instant(TUESDAY.date() + timedelta(days=1), policy.PULSE_TIME, BERLIN)
A_WEEK = timedelta(days=7)
SOON = "From next week on Tend asks people"


@pytest.fixture
def of_before(room: Room) -> Room:
    """Ines pressed Start long ago, in a program that knew neither months nor questions."""
    with room.database.begin() as tx:
        open_workspace(tx, ACME, LONG_AGO - timedelta(days=90))
        for person in MAYAS_PEOPLE:
            bond(tx, MAYA, person)
        workspaces.change(tx, ACME, admin_channel=CHANNEL, zone=BERLIN, pulse=True)
        tx.run(update(table).values(reckon_at=None, pulse_at=None))
    return room


def rounds(room: Room) -> int:
    with room.database.read() as tx:
        found = pulse.last(tx, ACME)
    return found.nth if found else 0


def test_after_the_daily_look_its_months_are_told_and_its_people_asked(of_before: Room) -> None:
    of_before.plan(WEDNESDAY)
    with of_before.database.read() as tx:
        assert months.all_of(tx, ACME) == [] and pulse.last(tx, ACME) is None
    clean_up(of_before.database, WEDNESDAY, WEDNESDAY)
    of_before.run(WEDNESDAY)
    with of_before.database.read() as tx:
        assert len(months.all_of(tx, ACME)) == 1
    of_before.run(WEDNESDAY + A_WEEK)
    assert rounds(of_before) == 1


def test_its_admins_have_a_word_a_week_before_anybody_is_asked_and_only_one(
    of_before: Room,
) -> None:
    for _ in range(2):
        clean_up(of_before.database, WEDNESDAY, WEDNESDAY)
    of_before.run(WEDNESDAY)
    assert rounds(of_before) == 0
    assert [SOON in said for said in of_before.said_to(CHANNEL)].count(True) == 1
    of_before.run(WEDNESDAY + A_WEEK)
    of_before.run(WEDNESDAY + 5 * A_WEEK)
    assert rounds(of_before) == 2
    assert [SOON in said for said in of_before.said_to(CHANNEL)].count(True) == 1


def test_who_started_with_the_announcement_that_speaks_of_it_has_no_other_word(
    room: Room,
) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        for person in MAYAS_PEOPLE:
            bond(tx, MAYA, person)
        workspaces.change(tx, ACME, admin_channel=CHANNEL, zone=BERLIN, pulse=True)
    clean_up(room.database, WEDNESDAY, WEDNESDAY)
    room.run(WEDNESDAY)
    assert rounds(room) == 1
    assert not any(SOON in said for said in room.said_to(CHANNEL))


def test_the_migration_knows_who_began_before_there_were_questions(
    new_url: str, tmp_path: Path
) -> None:
    """Acme began and was never asked; Globex was; Initech has not begun: all of them may be."""
    before = tmp_path / "before"
    later = [f"{p.name}" for p in (MIGRATIONS / "versions").glob("*.py") if p.name[:4] > "0020"]
    copytree(MIGRATIONS, before, ignore=ignore_patterns(*later))
    engine = engine_for(new_url)
    upgrade(engine, before)
    with engine.begin() as connection:
        for name, started in (("acme", LONG_AGO), ("globex", LONG_AGO), ("initech", None)):
            values = {"id": name, "at": LONG_AGO, "started": started}
            connection.execute(
                text(
                    "INSERT INTO workspaces (id, platform, created_at, started_at) "
                    "VALUES (:id, 'slack', :at, :started)"
                ),
                values,
            )
        connection.execute(
            text(
                "INSERT INTO pulse_rounds (workspace, id, nth, opened_at, closes_at) "
                "VALUES ('globex', 'r', 1, :at, :at)"
            ),
            {"at": LONG_AGO},
        )
    upgrade(engine)
    with engine.begin() as connection:
        told = {row.id: row.pulse_told for row in connection.execute(select(table)).all()}
    engine.dispose()
    assert told == {"acme": False, "globex": True, "initech": True}
