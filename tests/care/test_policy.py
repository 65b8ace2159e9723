"""The default policy, line by line, as it is promised to people."""

from __future__ import annotations

from datetime import time, timedelta

from care import policy
from care.cadence import ITEMS, TALKS
from care.hours import Hours, Rhythm

MONDAY, TUESDAY, FRIDAY = 0, 1, 4


def test_the_plan_comes_on_tuesday_at_ten_each_week() -> None:
    assert Rhythm() == Rhythm(TUESDAY, time(10, 0), every_weeks=1)


def test_a_plan_names_three_people_at_most() -> None:
    assert policy.PEOPLE_IN_A_PLAN == 3


def test_a_talk_is_worth_it_after_seven_days_and_not_later_than_fourteen() -> None:
    assert (TALKS.ideal, TALKS.maximum) == (7, 14)


def test_an_item_is_worth_a_talk_after_twenty_one_days() -> None:
    assert (ITEMS.ideal, ITEMS.maximum) == (21, 42)


def test_a_cadence_lies_between_seven_and_ninety_days() -> None:
    assert (policy.SHORTEST_CADENCE, policy.LONGEST_CADENCE) == (7, 90)


def test_monthly_is_every_four_weeks_on_the_same_weekday() -> None:
    assert policy.MONTHLY_WEEKS == 4


def test_nobody_is_written_to_before_nine_after_five_or_at_the_weekend() -> None:
    assert Hours().days == frozenset(range(MONDAY, FRIDAY + 1))
    assert (Hours().starts, Hours().ends) == (time(9), time(17))


def test_one_unasked_message_a_day_and_three_a_week() -> None:
    assert (policy.UNASKED_A_DAY, policy.UNASKED_A_WEEK) == (1, 3)


def test_the_same_person_is_named_at_least_seven_days_apart() -> None:
    assert policy.SAME_PERSON_GAP_DAYS == 7


def test_a_follow_up_comes_two_hours_after_the_planned_moment() -> None:
    assert timedelta(hours=2) == policy.FOLLOW_UP_AFTER


def test_no_wording_and_no_act_comes_twice_within_four_weeks() -> None:
    assert policy.VARIETY_DAYS == 28


def test_a_title_has_120_characters_details_1000_and_a_person_fifty_items() -> None:
    assert (policy.TITLE_LONGEST, policy.DETAILS_LONGEST) == (120, 1000)
    assert policy.ITEMS_A_PERSON == 50
