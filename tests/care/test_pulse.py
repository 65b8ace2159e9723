"""From what people answer to one word, and whom that word may be made of."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import policy
from care.pulse import (
    Answers,
    Band,
    Choice,
    Made,
    Pair,
    Question,
    askable,
    band,
    closing,
    floor,
    next_opening,
    publish,
    step,
    trend,
    worth_asking,
)
from tests.people import ANA, BEN, BERLIN, CHIDI, EVA, FINN, JO, KOFI, MAYA, TOM, TUESDAY

FIVE = frozenset({ANA, BEN, CHIDI, EVA, FINN})
EVERY_ANSWER: list[Answers] = [
    {q: choice for q, choice in zip(Question, three, strict=True) if choice is not None}
    for three in product((None, *Choice), repeat=3)
    if any(three)
]


def said(people: frozenset[str], n: int = 3) -> dict[str, int]:
    return dict.fromkeys(people, n)


# --- a word --------------------------------------------------------------------------------------


def test_often_to_everything_is_very_strong_and_not_yet_is_growing() -> None:
    assert band([step(dict.fromkeys(Question, Choice.OFTEN))] * 5) is Band.VERY_STRONG
    assert band([step(dict.fromkeys(Question, Choice.NOW_AND_THEN))] * 5) is Band.STRONG
    assert band([step(dict.fromkeys(Question, Choice.NOT_YET))] * 5) is Band.GROWING


def test_more_care_never_makes_a_lesser_word() -> None:
    for steps in product(range(4), repeat=4):
        words = [band([*steps, n]) for n in range(4)]
        assert all(trend(after, before) >= 0 for before, after in pairwise(words))


def test_each_step_stands_for_several_answers_to_every_question() -> None:
    """So that whoever could tell somebody's step would still not know one answer of theirs."""
    behind: dict[int, list[Answers]] = defaultdict(list)
    for answers in EVERY_ANSWER:
        behind[step(answers)].append(answers)
    assert set(behind) == {0, 1, 2, 3}
    for question, several in product(Question, behind.values()):
        whole = [one[question] for one in several if len(one) == len(Question)]
        assert len(set(whole)) > 1, (question, several)


def test_a_trend_is_more_less_or_the_same() -> None:
    assert trend(Band.STRONG, Band.STEADY) == 1
    assert trend(Band.GROWING, Band.STEADY) == -1
    assert trend(Band.STEADY, Band.STEADY) == 0


# --- whom it is made of --------------------------------------------------------------------------


@pytest.mark.parametrize("own", [None, 0, 1, 4, 5, 6, 20, -3])
def test_an_admin_can_only_raise_the_floor(own: int | None) -> None:
    assert floor(own) == max(5, own or 0)


def test_four_answers_make_no_word_and_five_do() -> None:
    four = FIVE - {ANA}
    assert publish(said(four), 8, [], 1, 5) is None
    assert publish(said(FIVE), 4, [], 1, 5) is None, "five of four is no five"
    assert publish(said(FIVE), 5, [], 1, 5) == (Band.VERY_STRONG, Made(1, 1, FIVE))


@given(st.dictionaries(st.integers(0, 30).map(str), st.integers(0, 3)), st.integers(0, 40))
def test_no_word_is_ever_made_of_fewer_than_five(steps: dict[str, int], own: int) -> None:
    past = [Made(1, 1, frozenset("01234"))]
    for before, nth in product(([], past), (2, 3, 6)):
        new = publish(steps, len(steps), before, nth, floor(own))
        assert new is None or len(new[1].marks) >= max(5, own)


def test_whoever_is_new_waits_for_the_fourth_round() -> None:
    joined = said(FIVE) | {JO: 0}
    past = [Made(1, 1, FIVE)]
    for nth in (2, 3, 4):
        new = publish(joined, 6, past, nth, 5)
        assert new == (Band.VERY_STRONG, Made(nth, 1, FIVE)), "without Jo"
        past.append(new[1])
    new = publish(joined, 6, past, 5, 5)
    assert new is not None and new[1] == Made(5, 5, FIVE | {JO})


def test_where_somebody_is_missing_the_word_stays_as_it_was() -> None:
    past = [Made(1, 1, FIVE | {JO})]
    for nth in (2, 3, 4):
        assert publish(said(FIVE), 6, past, nth, 5) is None
    assert publish(said(FIVE), 6, past, 5, 5) == (Band.VERY_STRONG, Made(5, 5, FIVE))


def test_a_set_that_differs_by_five_from_all_before_speaks_of_nobody() -> None:
    others = frozenset({KOFI, TOM, MAYA, JO, "U0NEW"})
    past = [Made(1, 1, FIVE)]
    assert publish(said(FIVE | others), 10, past, 2, 5) == (
        Band.VERY_STRONG,
        Made(2, 2, FIVE | others),
    )
    past.append(Made(2, 2, FIVE | others))
    assert publish(said(FIVE | {JO}), 6, past, 3, 5) is None, "the first set and Jo"


def test_a_raised_floor_holds_for_a_set_that_stands_too() -> None:
    nine = FIVE | {JO, KOFI, TOM, MAYA}
    assert publish(said(nine), 9, [Made(1, 1, FIVE)], 2, 8) is None


# --- who is asked, and when ----------------------------------------------------------------------


def test_nobody_is_asked_about_a_leader_with_fewer_than_five_people() -> None:
    pairs = [Pair(MAYA, who) for who in FIVE] + [Pair(TOM, who) for who in (JO, KOFI)]
    assert {one.leader for one in worth_asking(pairs, 5)} == {MAYA}
    assert worth_asking(pairs, 6) == []


def test_who_wants_no_such_questions_is_not_given_away_by_a_round_that_does_not_open() -> None:
    pairs = [Pair(MAYA, who, willing=who != ANA) for who in FIVE]
    assert {one.giver for one in worth_asking(pairs, 5)} == FIVE - {ANA}


def test_where_two_lead_each_other_neither_is_asked() -> None:
    pairs = [Pair(MAYA, who) for who in FIVE] + [Pair(ANA, MAYA, willing=False), Pair(TOM, TOM)]
    assert {(one.leader, one.giver) for one in askable(pairs)} == {
        (MAYA, who) for who in FIVE - {ANA}
    }


def test_a_round_opens_on_wednesdays_and_four_weeks_after_the_last() -> None:
    started = TUESDAY
    first = next_opening(TUESDAY, started, None, BERLIN)
    assert first == datetime(2026, 12, 9, 12, 0, tzinfo=TUESDAY.tzinfo), "two weeks and a day"
    assert next_opening(first + timedelta(hours=3), started, None, BERLIN) == first
    assert next_opening(first + timedelta(days=1), started, None, BERLIN).day == 16
    then = next_opening(first, started, first, BERLIN)
    assert then - first == policy.PULSE_EVERY
    assert closing(first) - first == timedelta(days=7)
    summer = datetime(2027, 3, 24, 12, 0, tzinfo=TUESDAY.tzinfo)
    assert next_opening(summer, started, summer, BERLIN).hour == 11, "one o'clock stays one"
