"""Has anyone helped? Ana is asked every four weeks after sharing, if she wants to be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from care.items import Level
from care.landing import Said, Share, Total, month_of
from jobs.housekeeping import clean_up
from storage import items, landings, people, talks, workspaces
from storage.tables import landings as table
from tests.jobs.post import Room
from tests.people import (
    ACME,
    ANA,
    EXAM,
    MAYA,
    MAYAS_PEOPLE,
    TOM,
    TOMS_PEOPLE,
    TUESDAY,
    bond,
    open_workspace,
    share,
)

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
CHIDI = "U0CHIDI"


@pytest.fixture(autouse=True)
def _workspace(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx, since=TUESDAY - 60 * DAY)
        bond(tx, MAYA, ANA, since=TUESDAY - 60 * DAY)
        people.change(tx, ACME, MAYA, stopped_at=TUESDAY)  # plans are another matter


def shared(room: Room, on: bool = True) -> str:
    with room.database.begin() as tx:
        item = share(tx, ANA, MAYA, EXAM, Level.DISCREET, at=TUESDAY)
        if on:
            landings.turn_on(tx, ACME, ANA, item, TUESDAY)
    return item


def live(room: Room, days: int) -> None:
    for _ in room.live(room.clock.at + days * DAY, hours=6):
        pass


def asked(room: Room) -> int:
    return sum("Has anyone helped" in said for said in room.said_to(ANA))


def test_every_four_weeks_and_the_same_whatever_maya_notes(room: Room) -> None:
    shared(room)
    live(room, 27)
    assert asked(room) == 0
    with room.database.begin() as tx:
        talks.record(tx, ACME, MAYA, ANA, room.clock.at.date(), [], room.clock.at)
    live(room, 3)
    assert asked(room) == 1
    live(room, 25)
    assert asked(room) == 1
    live(room, 4)
    assert asked(room) == 2


def test_the_log_does_not_say_who_is_asked(room: Room) -> None:
    shared(room)
    lines = [line for report in room.live(TUESDAY + 30 * DAY, hours=6) for line in report.lines]
    assert {"asked", "sent"} <= {line.split()[0] for line in lines}
    assert ANA not in " ".join(lines)


def test_who_did_not_ask_for_it_is_never_asked(room: Room) -> None:
    shared(room, on=False)
    live(room, 60)
    assert asked(room) == 0


def test_not_what_is_shared_no_longer_and_not_before_the_start(room: Room) -> None:
    item = shared(room)
    with room.database.begin() as tx:
        items.withdraw(tx, ACME, ANA, item)
    live(room, 40)
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, started_at=None)
        items.share(tx, ACME, ANA, item, MAYA, Level.DISCREET, room.clock.at)
    live(room, 35)
    assert asked(room) == 0


def test_one_unasked_message_a_week(room: Room) -> None:
    shared(room)
    shared(room)
    live(room, 32)
    assert asked(room) == 1
    live(room, 8)
    assert asked(room) == 2


def answers(room: Room) -> list[str]:
    with room.database.read() as tx:
        rows = tx.all(select(table.c.sealed).where(table.c.sealed.is_not(None)))
        return [row.sealed for row in rows]


def everybody_answers(room: Room, leaders: dict[str, tuple[str, ...]]) -> None:
    with room.database.begin() as tx:
        for leader, reports in leaders.items():
            for report in reports:
                bond(tx, leader, report)
                item = share(tx, report, leader)
                landings.turn_on(tx, ACME, report, item, TUESDAY)
                landings.asked(tx, ACME, item, f"d{report}", TUESDAY)
                found = landings.of_item(tx, ACME, item)
                assert found is not None
                landings.answer(tx, ACME, found, Said.YES)


THREE_TEAMS = {MAYA: MAYAS_PEOPLE[:4], TOM: TOMS_PEOPLE, CHIDI: MAYAS_PEOPLE[4:7]}


def test_at_the_end_of_the_month_a_total_and_no_single_answer(room: Room) -> None:
    everybody_answers(room, THREE_TEAMS)
    clean_up(room.database, TUESDAY, TUESDAY)
    assert len(answers(room)) == 10  # the month goes on
    december = TUESDAY + 7 * DAY
    for _ in range(2):
        clean_up(room.database, december, december)
        assert answers(room) == []
    with room.database.read() as tx:
        assert landings.totals(tx, ACME) == [(month_of(TUESDAY), Total(10, Share.MOST))]


def test_too_few_leave_nothing_at_all(room: Room) -> None:
    everybody_answers(room, {MAYA: MAYAS_PEOPLE, TOM: TOMS_PEOPLE})
    december = TUESDAY + 7 * DAY
    clean_up(room.database, december, december)
    with room.database.read() as tx:
        assert landings.totals(tx, ACME) == [] and answers(room) == []
