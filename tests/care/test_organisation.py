"""The organisation's page: silent below its floors, and nobody can be found in what it tells."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care import policy
from care.organisation import (
    Figure,
    Pair,
    Silent,
    blur_of,
    changed_enough,
    counted,
    figures,
    halves_frequency,
    laplace,
    mean,
    month_before,
    next_month,
    stopped,
    taking_part,
)

MOST = policy.MOST_COUNTED_A_MONTH


def middle() -> float:
    """Chance that adds nothing."""
    return 0.5


def company(*teams: int, talks: int = 2) -> list[Pair]:
    return [
        Pair(f"leader {n}", f"person {n}.{m}", talks, 1, 3, 2)
        for n, size in enumerate(teams)
        for m in range(size)
    ]


# --- floors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("teams", "why"),
    [
        ((3, 3, 3), Silent.FEW_PEOPLE),
        ((10,), Silent.FEW_LEADERS),
        ((5, 5), Silent.FEW_LEADERS),
        ((20, 1, 1), Silent.ONE_LEADER),
        ((4, 3, 3), None),
    ],
)
def test_ten_people_under_three_leaders_and_none_with_most_of_them(
    teams: tuple[int, ...], why: Silent | None
) -> None:
    found = figures(company(*teams), middle)
    assert found["talks"].silent is why
    assert why is None or {one.silent for one in found.values()} == {why}


def test_one_person_of_three_leaders_is_one_person() -> None:
    nine = company(3, 3, 3)
    twice = [replace(nine[0], leader="leader 1"), replace(nine[0], leader="leader 2")]
    assert figures([*nine, *twice], middle)["talks"].silent is Silent.FEW_PEOPLE


def test_what_it_says_is_the_mean_and_the_shares() -> None:
    found = figures(company(*[5] * 40), middle)
    assert found["talks"] == Figure(2.0, 0.5)
    assert found["unprompted"].value == 0.5
    assert found["answered"].value == pytest.approx(0.65)


def test_no_pair_counts_for_more_than_five_talks() -> None:
    """One who noted a hundred talks is not seen in the figure."""
    usual, busy = company(5, 5, 5), company(5, 5, 5)
    busy[0] = replace(busy[0], talks=100)
    seen = [mean(pairs, lambda one: one.talks, MOST, middle).exact for pairs in (usual, busy)]
    assert seen[1] - seen[0] == pytest.approx((MOST - 2) / 15)


@pytest.mark.parametrize(("people", "said"), [(9, None), (10, 10), (14, 10), (15, 15), (49, 45)])
def test_how_many_take_part_is_rounded_down(people: int, said: int | None) -> None:
    assert taking_part(people).value == said


# --- joining and leaving -------------------------------------------------------------------------


def names(*numbers: int) -> frozenset[str]:
    return frozenset(f"person {n}" for n in numbers)


def test_whoever_is_new_counts_once_ten_are_new() -> None:
    before, few, many = names(*range(12)), names(*range(12, 21)), names(*range(12, 22))
    assert counted(before | few, before) == before
    assert counted(before | many, before) == before | many
    assert counted(before - names(3), before) == before - names(3)


@given(st.sets(st.integers(0, 60)), st.sets(st.integers(0, 60)))
def test_between_two_months_nobody_joins_but_in_tens(now: set[int], before: set[int]) -> None:
    counts = counted(names(*now), names(*before))
    joined = counts - names(*before)
    assert counts <= names(*now)
    assert not before or not joined or len(joined) >= policy.FLOOR_PEOPLE


def test_the_number_of_people_moves_in_tens() -> None:
    assert changed_enough(names(*range(30)), frozenset())
    assert not changed_enough(names(*range(30)), names(*range(21)))
    assert not changed_enough(names(*range(5, 30)), names(*range(1, 29)))
    assert changed_enough(names(*range(10, 20)), names(*range(15, 25)))


# --- the blur ------------------------------------------------------------------------------------


def test_the_chance_has_its_scale_and_both_ways() -> None:
    dice = random.Random(4).random
    drawn = [laplace(2.0, dice) for _ in range(20_000)]
    assert sum(drawn) / len(drawn) == pytest.approx(0, abs=0.1)
    assert sum(map(abs, drawn)) / len(drawn) == pytest.approx(2.0, rel=0.05)


pairs_of_a_company = st.lists(
    st.tuples(st.integers(0, 6), *(st.integers(0, 30) for _ in range(4))),
    min_size=12,
    max_size=60,
)


def as_company(rows: list[tuple[int, int, int, int, int]]) -> list[Pair]:
    return [Pair(f"leader {row[0]}", f"person {n}", *row[1:]) for n, row in enumerate(rows)]


def without_what_they_did(pairs: list[Pair], which: str) -> list[Pair]:
    return [
        Pair(one.leader, one.report) if which in (one.leader, one.report) else one for one in pairs
    ]


@settings(max_examples=200, deadline=None)
@given(pairs_of_a_company, st.integers(0, 59))
def test_no_one_leader_and_no_one_person_moves_a_figure_by_more_than_its_give_or_take(
    rows: list[tuple[int, int, int, int, int]], nth: int
) -> None:
    """Whatever they did or did not do: so the chance in a figure hides it.

    For who knows all the rest, a figure is never more than e² times as likely with the one record
    than with the other: that of a leader; of one person it is nearly as likely.
    """
    pairs = as_company(rows)
    of = (lambda one: one.talks, lambda one: one.unprompted, lambda one: one.nudges)
    someone = pairs[nth % len(pairs)]
    for value in of:
        for who in (someone.leader, someone.report):
            with_them = mean(pairs, value, MOST, middle)
            without = mean(without_what_they_did(pairs, who), value, MOST, middle)
            assert with_them.blur == without.blur, "how blurred it is tells nothing either"
            assert abs(with_them.exact - without.exact) <= with_them.give_or_take + 1e-9


@settings(max_examples=100, deadline=None)
@given(pairs_of_a_company, st.integers(0, 59))
def test_whether_there_is_a_figure_depends_on_who_is_there_and_not_on_what_they_did(
    rows: list[tuple[int, int, int, int, int]], nth: int
) -> None:
    pairs = as_company(rows)
    who = pairs[nth % len(pairs)].leader
    floors = [
        figures(one, middle)["talks"].silent for one in (pairs, without_what_they_did(pairs, who))
    ]
    assert floors[0] == floors[1]


def test_the_blur_is_half_of_the_biggest_team_and_no_less_than_a_person() -> None:
    assert blur_of(company(4, 3, 3)) == pytest.approx(0.2)
    assert blur_of(company(*[1] * 20)) == pytest.approx(1 / 20)


def test_an_attacker_who_knows_all_but_one_leader_is_seldom_wiser() -> None:
    """Chidi's leader talked weekly or not at all; everybody else's records are known.

    Played ten thousand times: the attacker says the likelier of the two, and is right a little
    more often than a coin. Without the blur they would be right each time.
    """
    dice = random.Random(7)
    busy = company(*[5] * 20, talks=2)
    idle = without_what_they_did(busy, "leader 3")
    halfway = (exact(busy) + exact(idle)) / 2
    right = 0
    for _ in range(10_000):
        is_busy = dice.random() < 0.5
        seen = mean(busy if is_busy else idle, lambda one: one.talks, MOST, dice.random).blurred
        right += (seen > halfway) == is_busy
    assert 0.5 < right / 10_000 < 0.7
    assert math.isclose(exact(busy) - exact(idle), 0.1)


def exact(pairs: list[Pair]) -> float:
    return mean(pairs, lambda one: one.talks, MOST, middle).exact


# --- stopping ------------------------------------------------------------------------------------


def test_below_ten_leaders_nobody_is_told_who_stops() -> None:
    assert stopped([True] * 9, middle).silent is Silent.FEW_LEADERS


@pytest.mark.parametrize(
    ("leaders", "stop", "halves"),
    [
        (100, 3, False),
        (100, 4, True),
        (1_000, 31, False),
        (1_000, 36, True),
        (20, 1, False),
        (20, 4, True),
        (20, 3, False),
        (9, 9, False),
    ],
)
def test_plans_come_half_as_often_when_more_than_three_in_a_hundred_stop(
    leaders: int, stop: int, halves: bool
) -> None:
    assert halves_frequency(stopped([n < stop for n in range(leaders)], middle)) is halves


@pytest.mark.parametrize("leaders", [10, 12, 20, 50])
def test_where_nobody_stopped_chance_alone_makes_no_plan_rarer(leaders: int) -> None:
    """Each month is another throw: one in a hundred would be a company's every eighth year."""
    dice, nobody = random.Random(leaders).random, [False] * leaders
    assert sum(halves_frequency(stopped(nobody, dice)) for _ in range(2_000)) <= 7


# --- months --------------------------------------------------------------------------------------


def test_the_months_of_a_year() -> None:
    first = date(2026, 1, 1)
    for number in range(2, 14):
        following = next_month(first)
        assert month_before(following) == first and following.day == 1
        assert following.month == (number - 1) % 12 + 1
        first = following
