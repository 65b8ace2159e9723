"""Coming back once to what a leader planned: merged, next morning at night, never stacked up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from care.answers import Answer, follow_up_at, morning_of, remind_at
from care.hours import Hours
from storage import bonds, deliveries, nudges, people
from storage.database import Tx
from storage.deliveries import Kind, State
from storage.nudges import Nudge
from storage.tables import deliveries as table
from tests.jobs.post import Room
from tests.people import ACME, ANA, BEN, BERLIN, CHIDI, MAYA, TUESDAY, bond, open_workspace

HOURS = Hours(BERLIN)
NOON = TUESDAY + timedelta(hours=2)


@pytest.fixture
def plan(room: Room) -> list[Nudge]:
    """Maya's plan of this Tuesday about Ana, Ben and Chidi, sent."""
    with room.database.begin() as tx:
        open_workspace(tx)
        for report in (ANA, BEN, CHIDI):
            bond(tx, MAYA, report)
    room.run()
    with room.database.read() as tx:
        made = tx.value(select(table.c.id))
        return nudges.of_delivery(tx, ACME, str(made))


def intends(room: Room, nudge: Nudge, moment: datetime) -> str:
    with room.database.begin() as tx:
        at = remind_at(moment, room.clock.at, HOURS) or follow_up_at(moment, HOURS)
        given = nudges.answer(
            tx, ACME, nudge, Answer.INTENDED, room.clock.at, moment=moment, wakes_at=at
        )
        bonds.look_again_at(tx, ACME, MAYA, nudge.report)
    return given


def asked(room: Room) -> list[tuple[State, int]]:
    """The follow-ups in order: how each stands, and of how many plans it speaks."""
    with room.database.read() as tx:
        rows = tx.all(
            select(table.c.id, table.c.state)
            .where(table.c.kind == Kind.FOLLOW_UP)
            .order_by(table.c.created_at)
        )
        return [(State(row.state), len(nudges.asked_in(tx, ACME, row.id))) for row in rows]


def test_asked_once_two_hours_after_and_then_silence(room: Room, plan: list[Nudge]) -> None:
    intends(room, plan[0], NOON)
    room.run(NOON + timedelta(hours=1, minutes=59))
    assert asked(room) == []
    room.run(NOON + timedelta(hours=2))
    assert asked(room) == [(State.SENT, 1)]
    for _ in room.live(TUESDAY + timedelta(days=6), hours=4):
        pass
    assert asked(room) == [(State.SENT, 1)]


def test_what_was_planned_for_the_evening_is_asked_the_next_morning(
    room: Room, plan: list[Nudge]
) -> None:
    intends(room, plan[0], datetime(2026, 11, 24, 15, 30, tzinfo=UTC))
    for _ in room.live(datetime(2026, 11, 25, 7, 59, tzinfo=UTC), minutes=30):
        pass
    assert asked(room) == []
    room.run(datetime(2026, 11, 25, 8, tzinfo=UTC))
    assert asked(room) == [(State.SENT, 1)]


def test_three_plans_that_come_up_together_are_one_question(room: Room, plan: list[Nudge]) -> None:
    for nudge in plan:
        intends(room, nudge, NOON)
    room.run(NOON + timedelta(hours=2))
    assert asked(room) == [(State.SENT, 3)]


def test_a_second_question_on_one_day_waits_for_the_next_morning(
    room: Room, plan: list[Nudge]
) -> None:
    intends(room, plan[0], TUESDAY + timedelta(hours=1))
    intends(room, plan[1], TUESDAY + timedelta(hours=3))
    for _ in room.live(datetime(2026, 11, 24, 22, tzinfo=UTC), minutes=30):
        pass
    assert asked(room) == [(State.SENT, 1)]
    for _ in room.live(datetime(2026, 11, 25, 12, tzinfo=UTC), minutes=30):
        pass
    assert asked(room) == [(State.SENT, 1), (State.SENT, 1)]


def test_a_new_answer_takes_the_place_of_the_plan(room: Room, plan: list[Nudge]) -> None:
    intends(room, plan[0], NOON)
    with room.database.begin() as tx:
        nudges.answer(tx, ACME, plan[0], Answer.TALKED, NOON)
    for _ in room.live(TUESDAY + timedelta(days=2), hours=1):
        pass
    assert asked(room) == []


def test_an_undone_plan_is_not_asked_about(room: Room, plan: list[Nudge]) -> None:
    intends(room, plan[0], NOON)
    with room.database.begin() as tx:
        nudges.take_back(tx, ACME, plan[0].id)
    room.run(NOON + timedelta(hours=2))
    assert asked(room) == []


def test_answered_between_asking_and_sending_the_question_is_not_sent(
    room: Room, plan: list[Nudge]
) -> None:
    intends(room, plan[0], NOON)
    room.plan(NOON + timedelta(hours=2))
    with room.database.begin() as tx:
        nudges.answer(tx, ACME, plan[0], Answer.TALKED, room.clock.at)
    room.send()
    assert asked(room) == [(State.SKIPPED, 1)]


def test_what_was_taken_back_before_the_question_does_not_come_up_when_it_is_redrawn(
    room: Room, plan: list[Nudge]
) -> None:
    for nudge in plan:
        intends(room, nudge, NOON)
    room.plan(NOON + timedelta(hours=2))
    with room.database.begin() as tx:
        people.change(tx, ACME, plan[0].report, not_about_me=True)
    room.send()
    (_, view), question = room.post.tried[-1], room.standing.to(MAYA)[-1]
    with room.database.begin() as tx:
        deliveries.mark_stale(tx, ACME, [question["delivery"]], room.machine.at)
    room.send()
    redrawn = dict(room.post.redrawn)[question["delivery"]]
    for drawn in (view, redrawn):
        assert plan[0].report not in repr(drawn)
        assert plan[1].report in repr(drawn)


def test_who_wanted_no_nudges_before_the_morning_s_word_does_not_come_up_when_it_is_redrawn(
    room: Room, plan: list[Nudge]
) -> None:
    """Maya presses Fewer in it. Who says so only afterwards stays where they stand."""
    for nudge in plan:
        intends(room, nudge, NOON + timedelta(days=1))
    with room.database.begin() as tx:
        people.change(tx, ACME, plan[0].report, not_about_me=True)
    room.run(TUESDAY + timedelta(days=1))
    with room.database.begin() as tx:
        people.change(tx, ACME, plan[1].report, not_about_me=True)
        (_, view), word = room.post.tried[-1], room.standing.to(MAYA)[-1]
        deliveries.mark_own_stale(tx, ACME, MAYA, word["delivery"], room.machine.at)
    room.send()
    for drawn in (view, dict(room.post.redrawn)[word["delivery"]]):
        assert [nudge.report in repr(drawn) for nudge in plan] == [False, True, True]


def test_a_bond_that_ended_is_not_asked_about(room: Room, plan: list[Nudge]) -> None:
    intends(room, plan[0], NOON)
    with room.database.begin() as tx:
        bonds.end(tx, ACME, plan[0].bond, TUESDAY)
    room.run(NOON + timedelta(hours=2))
    assert asked(room) == []


def test_a_day_too_late_it_is_a_clean_slate(room: Room, plan: list[Nudge]) -> None:
    """Tend was away from Tuesday noon to Thursday."""
    intends(room, plan[0], NOON)
    room.run(datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert asked(room) == []
    room.run(TUESDAY + timedelta(days=7))
    assert len(room.standing.to(MAYA)) == 2  # its person is in the next plan


def test_no_backlog_after_a_pause(room: Room, plan: list[Nudge]) -> None:
    for nudge in plan:
        intends(room, nudge, NOON)
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, paused_until=NOON + timedelta(hours=3))
    for _ in room.live(TUESDAY + timedelta(days=3), hours=1):
        pass
    assert asked(room) == []


def test_a_question_does_not_count_against_the_caps(room: Room, plan: list[Nudge]) -> None:
    """The leader planned it: it comes on the day of the plan as well."""
    intends(room, plan[0], NOON)
    room.run(NOON + timedelta(hours=2))
    with room.database.read() as tx:
        assert len(deliveries.unasked_days(tx, ACME, MAYA, TUESDAY.date())) == 1
    assert len(room.standing.to(MAYA)) == 2


def test_on_the_day_of_the_question_no_plan_speaks_of_the_same_person(
    room: Room, plan: list[Nudge]
) -> None:
    """Planned for Monday evening, asked on Tuesday at nine; at ten comes the plan."""
    intends(room, plan[0], datetime(2026, 11, 30, 16, tzinfo=UTC))
    room.run(TUESDAY + timedelta(days=7, hours=-1))
    assert asked(room) == [(State.SENT, 1)]
    room.run(TUESDAY + timedelta(days=7))
    with room.database.read() as tx:
        named = [n.report for d in _plans(tx) for n in nudges.of_delivery(tx, ACME, d)]
    assert named.count(plan[0].report) == 1
    assert named.count(plan[1].report) == 2


def _plans(tx: Tx) -> list[str]:
    return [row.id for row in tx.all(select(table.c.id).where(table.c.kind == Kind.PLAN))]


def test_later_comes_back_on_that_morning_and_not_before(room: Room, plan: list[Nudge]) -> None:
    day = datetime(2026, 12, 10, tzinfo=UTC).date()
    moment = morning_of(day, HOURS)
    with room.database.begin() as tx:
        nudges.answer(
            tx, ACME, plan[0], Answer.LATER, room.clock.at, moment=moment, wakes_at=moment
        )
    for _ in room.live(moment - timedelta(hours=1), hours=5):
        pass
    assert asked(room) == []
    room.run(moment)
    assert asked(room) == [(State.SENT, 1)]


def test_a_stopped_leader_is_asked_nothing(room: Room, plan: list[Nudge]) -> None:
    intends(room, plan[0], NOON)
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, stopped_at=NOON)
    for _ in room.live(TUESDAY + timedelta(days=2), hours=2):
        pass
    assert asked(room) == []


def test_nothing_that_came_up_is_looked_at_twice(room: Room, plan: list[Nudge]) -> None:
    for nudge in plan:
        intends(room, nudge, NOON)
    with room.database.begin() as tx:
        people.set_hours(tx, ACME, MAYA, Hours(days=frozenset({4})))
    room.run(NOON + timedelta(hours=2))  # not a day of hers
    with room.database.read() as tx:
        assert nudges.waking(tx, room.clock.at, 10) == []
        assert nudges.next_wake(tx, room.clock.at) == datetime(2026, 11, 27, 8, tzinfo=UTC)


# --- the morning of a plan -----------------------------------------------------------------------

THURSDAY_AT_TWO = datetime(2026, 11, 26, 13, tzinfo=UTC)


def words_to_maya(room: Room) -> list[str]:
    return room.said_to(MAYA)[1:]  # after the plan


def test_on_the_morning_of_the_day_the_leader_is_told_once(room: Room, plan: list[Nudge]) -> None:
    intends(room, plan[0], THURSDAY_AT_TWO)
    intends(room, plan[1], THURSDAY_AT_TWO + timedelta(hours=1))
    for _ in room.live(THURSDAY_AT_TWO, minutes=30):
        pass
    (said,) = words_to_maya(room)
    assert f"Today at 14:00: your talk with @{ANA}.\nToday at 15:00: your talk with @{BEN}." in said


def test_what_was_planned_for_the_same_day_is_not_told_again(room: Room, plan: list[Nudge]) -> None:
    intends(room, plan[0], NOON)
    for _ in room.live(NOON, minutes=30):
        pass
    assert words_to_maya(room) == []


def test_what_was_called_off_meanwhile_is_not_told(room: Room, plan: list[Nudge]) -> None:
    intends(room, plan[0], THURSDAY_AT_TWO)
    with room.database.begin() as tx:
        nudges.take_back(tx, ACME, plan[0].id)
    for _ in room.live(THURSDAY_AT_TWO + timedelta(hours=4), minutes=60):
        pass
    assert words_to_maya(room) == []


def test_after_the_morning_word_the_question_still_comes_once(
    room: Room, plan: list[Nudge]
) -> None:
    intends(room, plan[0], THURSDAY_AT_TWO)
    for _ in room.live(THURSDAY_AT_TWO + timedelta(days=3), hours=1):
        pass
    assert ["Today at" in said for said in words_to_maya(room)] == [True, False]
    assert asked(room) == [(State.SENT, 1)]
