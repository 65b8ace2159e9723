"""Forgetting: who left is erased after thirty days, what is over after its time; backups too."""

from __future__ import annotations

import logging
import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from care import policy
from care.items import Area, Content, Kind, Level, State
from jobs.departing import be_forgotten, depart_due
from jobs.housekeeping import clean_up
from jobs.messenger import Unreachable
from jobs.report import Report
from storage import bonds, deliveries, items, outbox, people, talks
from storage.database import Database
from storage.deliveries import State as Sending
from storage.erasing import erase_leader_record, erase_person, held
from storage.exporting import export
from storage.forgetting import forget_again
from tests.jobs.post import Room
from tests.people import (
    ACME,
    ANA,
    EXAM,
    JO,
    KOFI,
    LONG_AGO,
    MAYA,
    SLEEP,
    TUESDAY,
    profile,
    settle_in,
    share,
)
from tests.storage.lives import live

DAY = timedelta(days=1)
GONE = TUESDAY
JUST_BEFORE, JUST_AFTER = GONE + 30 * DAY, GONE + 30 * DAY + timedelta(seconds=1)


@pytest.fixture
def team(sqlite: Database, tmp_path: Path) -> Database:
    """Maya's people share with her; she talked with Ana."""
    settle_in(sqlite)
    with sqlite.begin() as tx:
        share(tx, ANA, MAYA)
        talks.record(tx, ACME, MAYA, ANA, TUESDAY.date(), [], TUESDAY)
    forget_again(sqlite, tmp_path / "erased", TUESDAY)
    return sqlite


def learn(database: Database, person: str, at: datetime, **flags: Any) -> None:
    with database.begin() as tx:
        people.learn(tx, ACME, profile(person, **flags), at)


def count(database: Database, person: str) -> int:
    with database.read() as tx:
        return held(tx, ACME, person).total()


# --- who left ------------------------------------------------------------------------------------


@pytest.mark.parametrize("flags", [{"is_deactivated": True}, {"is_guest": True}])
def test_who_left_is_erased_after_thirty_days_and_not_before(
    team: Database, flags: dict[str, bool]
) -> None:
    learn(team, ANA, GONE, **flags)
    learn(team, ANA, GONE + DAY, **flags)  # seen again as gone: the time goes on
    clean_up(team, JUST_BEFORE, JUST_BEFORE)
    assert count(team, ANA) > 0
    clean_up(team, JUST_AFTER, JUST_AFTER)
    assert count(team, ANA) == 0


def test_who_is_back_in_time_finds_everything_as_it_was(team: Database) -> None:
    before = count(team, ANA)
    learn(team, ANA, GONE, is_deactivated=True)
    clean_up(team, JUST_BEFORE, JUST_BEFORE)
    learn(team, ANA, JUST_BEFORE)
    clean_up(team, JUST_AFTER, JUST_AFTER)
    assert count(team, ANA) == before
    with team.read() as tx:
        assert export(tx, ACME, ANA, JUST_AFTER)["settings"]["left_at"] is None


def test_away_a_second_time_the_thirty_days_begin_anew(team: Database) -> None:
    learn(team, ANA, GONE, is_deactivated=True)
    learn(team, ANA, GONE + 10 * DAY)
    learn(team, ANA, GONE + 20 * DAY, is_deactivated=True)
    clean_up(team, JUST_AFTER, JUST_AFTER)
    assert count(team, ANA) > 0


def test_of_a_leader_who_left_all_that_they_noted_goes(team: Database) -> None:
    learn(team, MAYA, GONE, is_deactivated=True)
    depart_due(team, GONE, Report())
    clean_up(team, JUST_AFTER, JUST_AFTER)
    assert count(team, MAYA) == 0
    with team.read() as tx:
        assert len(items.own(tx, ACME, ANA)) == 1  # hers


def test_who_had_left_before_tend_noted_it_has_thirty_days_from_now(team: Database) -> None:
    with team.begin() as tx:
        people.change(tx, ACME, ANA, may_take_part=False)
    clean_up(team, GONE, GONE)
    clean_up(team, JUST_BEFORE, JUST_BEFORE)
    assert count(team, ANA) > 0
    clean_up(team, JUST_AFTER, JUST_AFTER)
    assert count(team, ANA) == 0


def test_a_guest_who_only_said_hello_needs_no_tombstone(team: Database, tmp_path: Path) -> None:
    with team.begin() as tx:
        people.ensure(tx, ACME, "U0GUEST")
    learn(team, "U0GUEST", GONE, is_guest=True)
    clean_up(team, JUST_AFTER, JUST_AFTER)
    assert "person" not in (tmp_path / "erased").read_text()


def test_of_who_left_no_message_goes_on_showing_their_words(room: Room) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        share(tx, ANA, MAYA)
        for bond in bonds.of_leader(tx, ACME, MAYA):
            if bond.report != ANA:
                bonds.end(tx, ACME, bond.id, TUESDAY)
    room.run(TUESDAY)
    assert EXAM.title in repr(room.post.tried[-1][1])
    learn(room.database, ANA, GONE, is_deactivated=True)
    clean_up(room.database, JUST_AFTER, JUST_AFTER)
    room.clock.at = room.machine.at = JUST_AFTER
    room.send()
    assert "no longer shared" in repr(room.post.redrawn[-1][1])
    assert EXAM.title not in repr(room.post.redrawn[-1][1])


def test_a_leader_who_is_forgotten_keeps_nobody_s_words_and_their_people_are_told(
    room: Room,
) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        share(tx, ANA, MAYA)
    room.run(TUESDAY)
    assert EXAM.title in repr(room.post.tried[-1][1])
    with room.database.begin() as tx:
        be_forgotten(tx, ACME, MAYA, TUESDAY, TUESDAY)
    room.send()
    assert "What stood here was erased." in repr(room.post.redrawn[-1][1])
    assert len(room.standing.to(ANA)) == 1
    assert MAYA in repr(room.post.tried)
    assert count(room.database, MAYA) == 0
    with room.database.read() as tx:
        assert deliveries.totals(tx, ACME) == {Sending.SENT: 1}  # what Ana was told


ERASING = {
    "all of it": lambda tx: be_forgotten(tx, ACME, MAYA, TUESDAY, TUESDAY),
    "what she did as a leader": lambda tx: erase_leader_record(tx, ACME, MAYA, TUESDAY, TUESDAY),
}


@pytest.mark.parametrize("what", ERASING)
def test_a_plan_on_its_way_while_maya_erases_does_not_stay_with_ana_s_words(
    room: Room, what: str
) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        share(tx, ANA, MAYA)

    def erase() -> None:
        with room.database.begin() as tx:
            ERASING[what](tx)

    room.post.script.append(erase)
    room.run(TUESDAY)
    assert EXAM.title in repr(room.post.tried[0][1])
    room.send()
    assert "What stood here was erased." in repr(room.post.redrawn[-1][1])
    with room.database.read() as tx:
        assert deliveries.totals(tx, ACME).get(Sending.SENT, 0) == len(room.standing.to(ANA))


@pytest.mark.parametrize("late", [None, Unreachable("user_not_found")])
def test_who_erases_while_a_plan_is_on_its_way_is_not_known_again(
    room: Room, late: Exception | None
) -> None:
    settle_in(room.database, [MAYA])

    def erase() -> None:
        with room.database.begin() as tx:
            be_forgotten(tx, ACME, MAYA, TUESDAY, TUESDAY)
        if late is not None:
            raise late

    (room.post.script if late else room.post.profile_script).append(erase)
    room.run(TUESDAY)
    assert count(room.database, MAYA) == 0
    assert len(room.said_to(MAYA)) == (1 if late else 0)


# --- what is over --------------------------------------------------------------------------------

MOVE = Content(Kind.CHALLENGE, Area.WORK, "The new site opens", date=date(2027, 9, 1))


@pytest.mark.parametrize(
    ("content", "state", "days"),
    [
        (EXAM, State.DONE, 365),
        (SLEEP, State.DONE, 365),
        (SLEEP, State.ACTIVE, 180),
        (EXAM, State.ACTIVE, None),  # a goal is its owner's until they say otherwise
    ],
)
def test_what_is_over_is_erased_in_its_time(
    team: Database, content: Content, state: State, days: int | None
) -> None:
    with team.begin() as tx:
        item = items.create(tx, ACME, KOFI, content, TUESDAY)
        items.share(tx, ACME, KOFI, item, MAYA, Level.KNOWN, TUESDAY)
        items.set_state(tx, ACME, KOFI, item, state, TUESDAY)
    assert is_kept_at(team, TUESDAY + (days or 3000) * DAY)
    if days is not None:
        assert not is_kept_at(team, TUESDAY + days * DAY + timedelta(seconds=1))


def test_a_challenge_whose_day_is_still_ahead_is_kept_until_then(team: Database) -> None:
    with team.begin() as tx:
        items.create(tx, ACME, KOFI, MOVE, TUESDAY)
    assert is_kept_at(team, TUESDAY.replace(year=2027, month=9, day=1))
    assert not is_kept_at(team, TUESDAY.replace(year=2027, month=9, day=2))


def is_kept_at(database: Database, at: datetime) -> bool:
    clean_up(database, at, TUESDAY)
    with database.read() as tx:
        return bool(items.own(tx, ACME, KOFI))


def test_a_message_that_spoke_of_what_is_over_is_drawn_anew(sqlite: Database) -> None:
    with sqlite.begin() as tx:
        live(tx)  # Ana's challenge was in a plan of Maya's
    then = TUESDAY + policy.CHALLENGE_KEPT + DAY
    clean_up(sqlite, then, then)
    with sqlite.read() as tx:
        again = {(one.kind, one.address) for one in outbox.to_redraw(tx, then, 50)}
    assert again == {("plan", MAYA), ("follow-up", MAYA)}


def test_what_cannot_be_read_is_not_erased_for_it(team: Database) -> None:
    with team.begin() as tx:
        item = items.create(tx, ACME, JO, SLEEP, LONG_AGO)
        tx.run(text("UPDATE items SET sealed = 'x' WHERE id = :item"), item=item)
    clean_up(team, TUESDAY + 3000 * DAY, TUESDAY)
    with team.read() as tx:
        assert items.count(tx, ACME, JO) == 1


# --- the log, the file and its copies ------------------------------------------------------------


def test_the_log_counts_and_names_nobody(team: Database, caplog: pytest.LogCaptureFixture) -> None:
    learn(team, ANA, GONE, is_deactivated=True)
    with caplog.at_level(logging.INFO, "jobs.housekeeping"):
        clean_up(team, JUST_AFTER, JUST_AFTER)
    [line] = [record.getMessage() for record in caplog.records if "cleaned_up" in record.msg]
    assert "people=1" in line
    assert ANA not in line


def test_once_a_month_the_file_is_written_anew(team: Database) -> None:
    def pages() -> int:
        with team.read() as tx:
            return int(tx.value(text("PRAGMA freelist_count")))

    clean_up(team, TUESDAY, TUESDAY)
    with team.begin() as tx:
        tx.run(text("CREATE TABLE gap AS SELECT hex(zeroblob(200000)) AS x"))
        tx.run(text("DROP TABLE gap"))
    clean_up(team, TUESDAY + DAY, TUESDAY + DAY)
    assert pages() > 0
    clean_up(team, TUESDAY + 31 * DAY, TUESDAY + 31 * DAY)
    assert pages() == 0


def test_a_copy_from_before_a_migration_is_gone_after_thirty_days(
    team: Database, tmp_path: Path
) -> None:
    old, new = tmp_path / "tend.db.before-0002", tmp_path / "tend.db.before-0003"
    for copy, at in ((old, TUESDAY - 31 * DAY), (new, TUESDAY - 29 * DAY)):
        copy.touch()
        os.utime(copy, (at.timestamp(), at.timestamp()))
    clean_up(team, TUESDAY, TUESDAY)
    assert (old.exists(), new.exists()) == (False, True)


def test_an_erase_that_was_taken_back_is_done_by_the_next_clean_up(team: Database) -> None:
    with pytest.raises(RuntimeError), team.begin() as tx:
        erase_person(tx, ACME, ANA, TUESDAY)
        raise RuntimeError
    clean_up(team, TUESDAY, TUESDAY)
    assert count(team, ANA) == 0
