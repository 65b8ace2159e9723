"""Somebody named a leader: they are asked once whether it is so, all in one message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage import bonds, deliveries, people, workspaces
from storage.deliveries import Kind, State
from storage.tables import deliveries as table
from tests.jobs.post import Room
from tests.people import ACME, ANA, BEN, CHIDI, MAYA, TUESDAY, open_workspace, profile


@pytest.fixture(autouse=True)
def _workspace(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        people.learn(tx, ACME, profile(MAYA), TUESDAY)


def names_maya(room: Room, *reports: str) -> None:
    with room.database.begin() as tx:
        for report in reports:
            people.learn(tx, ACME, profile(report), TUESDAY)
            bonds.report_says(tx, ACME, MAYA, report, room.clock.at)


def asked(room: Room) -> list[tuple[State, int]]:
    """The questions in order: how each stands, and about how many people it asks."""
    with room.database.read() as tx:
        rows = tx.all(
            select(table.c.id, table.c.state)
            .where(table.c.kind == Kind.INTRODUCTION)
            .order_by(table.c.created_at)
        )
        return [(State(row.state), len(bonds.introduced_in(tx, ACME, row.id))) for row in rows]


def test_three_who_named_her_are_one_question(room: Room) -> None:
    names_maya(room, ANA, BEN, CHIDI)
    room.run()
    assert asked(room) == [(State.SENT, 3)]


def test_she_is_asked_once(room: Room) -> None:
    names_maya(room, ANA)
    for _ in room.live(TUESDAY + timedelta(days=10), hours=4):
        pass
    assert asked(room) == [(State.SENT, 1)]


def test_who_names_her_after_the_question_waits_for_the_next_day(room: Room) -> None:
    names_maya(room, ANA)
    room.run()
    names_maya(room, BEN)
    room.later(hours=1)
    assert len(room.standing.to(MAYA)) == 1
    room.run(datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert asked(room) == [(State.SENT, 1), (State.SENT, 1)]


def test_of_the_three_messages_of_a_week_the_last_is_kept_for_the_plan(room: Room) -> None:
    for day, report in enumerate((ANA, BEN, CHIDI, "U0EVA")):
        room.clock.at = TUESDAY + timedelta(days=day)
        names_maya(room, report)
        room.run()
    assert len(asked(room)) == 2
    room.run(TUESDAY + timedelta(days=7))
    assert len(asked(room)) == 3


def test_never_at_night(room: Room) -> None:
    room.clock.at = datetime(2026, 11, 24, 20, tzinfo=UTC)
    names_maya(room, ANA)
    room.run()
    assert asked(room) == []
    room.run(datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert asked(room) == [(State.SENT, 1)]


def test_not_before_an_admin_pressed_start(room: Room) -> None:
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, started_at=None)
    names_maya(room, ANA)
    room.run()
    room.later(minutes=1)
    assert asked(room) == []
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, started_at=room.clock.at)
        bonds.look_again(tx, ACME)
    room.later(minutes=1)
    assert asked(room) == [(State.SENT, 1)]


def test_an_answer_before_it_is_sent_makes_the_question_needless(room: Room) -> None:
    names_maya(room, ANA)
    room.plan()
    with room.database.begin() as tx:
        bonds.leader_says(tx, ACME, MAYA, ANA, TUESDAY)
    room.send()
    assert asked(room) == [(State.SKIPPED, 1)]
    for _ in room.live(TUESDAY + timedelta(days=2), hours=4):
        pass
    assert len(asked(room)) == 1


def test_whoever_said_not_mine_is_not_asked_again(room: Room) -> None:
    names_maya(room, ANA)
    room.run()
    with room.database.begin() as tx:
        (found,) = bonds.of_leader(tx, ACME, MAYA)
        bonds.change(tx, ACME, found.id, accepted=False)
    names_maya(room, ANA)
    for _ in room.live(TUESDAY + timedelta(days=3), hours=4):
        pass
    assert len(asked(room)) == 1


def test_a_bond_she_made_herself_needs_no_question(room: Room) -> None:
    with room.database.begin() as tx:
        bonds.leader_says(tx, ACME, MAYA, ANA, TUESDAY)
        bonds.report_says(tx, ACME, MAYA, ANA, TUESDAY)
    room.run()
    assert asked(room) == []


def test_what_was_looked_at_is_pushed_forward(room: Room) -> None:
    names_maya(room, ANA)
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, paused_until=TUESDAY + timedelta(days=1))
    assert room.plan().counts["held"] == 1
    assert room.plan(TUESDAY + timedelta(minutes=1)).lines == []
    room.run(TUESDAY + timedelta(days=1))
    assert asked(room) == [(State.SENT, 1)]


def test_one_broken_row_is_not_tried_each_minute(room: Room) -> None:
    names_maya(room, ANA)
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, starts="later")
    assert room.plan().counts["failed"] == 1
    assert room.plan(TUESDAY + timedelta(minutes=1)).counts["failed"] == 0
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, starts=None)
    room.run(TUESDAY + timedelta(hours=1, minutes=1))
    assert asked(room) == [(State.SENT, 1)]
    with room.database.read() as tx:
        assert deliveries.totals(tx, ACME) == {State.SENT: 1}
