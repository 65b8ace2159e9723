"""Not nagging: what silence changes, what care without nudges changes, and what nobody repeats."""

from __future__ import annotations

from datetime import date, timedelta

from care import policy
from care.answers import Answer
from care.nudges import is_question
from storage import bonds, deliveries, nudges, people, talks
from storage.deliveries import Asks
from storage.nudges import Nudge
from storage.people import Person
from tests.jobs.post import Room
from tests.jobs.test_planning import alone, plans, talk
from tests.people import ACME, ANA, BEN, CHIDI, MAYA, TUESDAY, settle_in

A_WEEK = timedelta(days=7)


def maya(room: Room) -> Person:
    with room.database.read() as tx:
        return people.load(tx, ACME, MAYA)


def weeks(room: Room, *numbers: int) -> None:
    """The plan's hour of these weeks, nobody saying anything."""
    for week in numbers:
        room.run(TUESDAY + week * A_WEEK)


def answer(room: Room, nudge: Nudge, given: Answer = Answer.NOT_THIS_TIME) -> None:
    with room.database.begin() as tx:
        nudges.answer(tx, ACME, nudge, given, room.clock.at)
        bonds.look_again_at(tx, ACME, nudge.leader, nudge.report)


def asked(room: Room, plan: list[Nudge]) -> Asks | None:
    with room.database.read() as tx:
        delivery = deliveries.get(tx, ACME, plan[0].delivery)
    assert delivery is not None
    return delivery.asks


# --- silence -------------------------------------------------------------------------------------


def test_after_three_plans_without_an_answer_the_next_one_asks(room: Room) -> None:
    settle_in(room.database, [MAYA])
    weeks(room, 0, 1, 2, 3)
    assert [asked(room, plan) for plan in plans(room.database)] == [None, None, None, Asks.KEEP]


def test_who_is_on_leave_is_not_silent(room: Room) -> None:
    settle_in(room.database, [MAYA])
    weeks(room, 0, 1, 2, 3)
    asked_on = TUESDAY.date() + 3 * A_WEEK
    with room.database.begin() as tx:
        span = {"away_first": asked_on + timedelta(days=1), "away_back": asked_on + 3 * A_WEEK}
        people.change(tx, ACME, MAYA, **span)
        bonds.look_again_at_person(tx, ACME, MAYA)
    weeks(room, *range(4, 8))
    assert (maya(room).plan_every, maya(room).slowed) == (None, None)
    weeks(room, 8)
    assert maya(room).slowed == "silence"


def test_silence_to_that_question_means_monthly(room: Room) -> None:
    settle_in(room.database, [MAYA])
    weeks(room, *range(13))
    days = [(plan[0].day - TUESDAY.date()).days // 7 for plan in plans(room.database)]
    assert days == [0, 1, 2, 3, 7, 11]
    assert (maya(room).plan_every, maya(room).slowed) == (4, "silence")


def test_one_answer_in_between_and_nothing_is_asked(room: Room) -> None:
    settle_in(room.database, [MAYA])
    weeks(room, 0, 1)
    answer(room, plans(room.database)[1][2])
    weeks(room, 2, 3)
    assert Asks.KEEP not in [asked(room, plan) for plan in plans(room.database)]


def test_a_talk_that_nobody_prompted_is_a_sign_of_life_too(room: Room) -> None:
    settle_in(room.database, [MAYA])
    weeks(room, 0, 1, 2)
    talk(room, MAYA, CHIDI, room.clock.at.date())
    weeks(room, 3, 4)
    assert Asks.KEEP not in [asked(room, plan) for plan in plans(room.database)]


def test_whoever_answers_after_the_question_is_kept_as_they_were(room: Room) -> None:
    settle_in(room.database, [MAYA])
    weeks(room, 0, 1, 2, 3)
    answer(room, plans(room.database)[3][0])
    weeks(room, 4, 5)
    assert len(plans(room.database)) == 6
    assert (maya(room).plan_every, maya(room).keep_asked_in) == (None, None)


def test_a_monthly_leader_is_not_asked_again(room: Room) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, plan_every=4)
    weeks(room, *range(25))
    assert {asked(room, plan) for plan in plans(room.database)} == {None}


def test_two_unanswered_plans_bring_another_kind_of_act(room: Room) -> None:
    settle_in(room.database, [MAYA])
    weeks(room, 0, 1, 2)
    first, second, third = ([is_question(n.act) for n in plan] for plan in plans(room.database))
    assert sum([*first, *second]) > 3
    assert third == [False, False, False]


# --- care that needs no nudge --------------------------------------------------------------------


def talked_weekly(room: Room, number: int, unprompted: int) -> None:
    """So many talks in the weeks before, some of them prompted."""
    with room.database.begin() as tx:
        for n in range(number):
            day = TUESDAY.date() - timedelta(days=8 + 5 * n)
            nudge = None if n < unprompted else f"{n:032}"
            report = (ANA, BEN, CHIDI)[n % 3]
            talks.record(tx, ACME, MAYA, report, day, (), TUESDAY - A_WEEK, nudge=nudge)


def test_who_mostly_cares_without_nudges_hears_half_as_often_and_is_told(room: Room) -> None:
    settle_in(room.database, [MAYA], since=TUESDAY - timedelta(days=90))
    talked_weekly(room, 10, unprompted=7)
    weeks(room, 0, 1, 2)
    assert [plan[0].day for plan in plans(room.database)] == [date(2026, 11, 24), date(2026, 12, 8)]
    assert (maya(room).plan_every, maya(room).slowed) == (2, "own care")
    assert "step back: Plans come every two weeks" in room.said_to(MAYA)[0]


def test_below_seven_in_ten_nothing_changes(room: Room) -> None:
    settle_in(room.database, [MAYA], since=TUESDAY - timedelta(days=90))
    talked_weekly(room, 10, unprompted=6)
    weeks(room, 0)
    assert maya(room).plan_every is None


def test_a_few_talks_tell_nothing_yet(room: Room) -> None:
    settle_in(room.database, [MAYA], since=TUESDAY - timedelta(days=90))
    talked_weekly(room, policy.UNPROMPTED_TALKS - 1, unprompted=7)
    weeks(room, 0)
    assert maya(room).plan_every is None


def test_whoever_is_new_is_watched_for_eight_weeks_first(room: Room) -> None:
    settle_in(room.database, [MAYA], since=TUESDAY - timedelta(days=40))
    talked_weekly(room, 10, unprompted=10)
    weeks(room, 0)
    assert maya(room).plan_every is None


def test_a_choice_of_the_leaders_own_stands_for_eight_weeks(room: Room) -> None:
    settle_in(room.database, [MAYA], since=TUESDAY - timedelta(days=90))
    talked_weekly(room, 10, unprompted=10)
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, slowed_on=TUESDAY.date() - timedelta(days=55))
    weeks(room, 0)
    assert maya(room).plan_every is None


# --- useful? -------------------------------------------------------------------------------------


def test_every_fourth_plan_asks_a_leader_who_answers_whether_it_was_useful(room: Room) -> None:
    alone(room)
    for week in range(8):
        room.run(TUESDAY + week * A_WEEK)
        answer(room, plans(room.database)[-1][0])
    wanted = [None, None, None, Asks.USEFUL] * 2
    assert [asked(room, plan) for plan in plans(room.database)] == wanted
