"""The effect of nudging: the interval holds the truth as often as it says, none or not."""

from __future__ import annotations

import random

import pytest

from care.organisation import Silent
from jobs import effect
from storage.months import Chance

SETS = 1000


def generated(
    seed: int, brings: float, leaders: int = 20, each: int = 8, weeks: int = 8
) -> list[Chance]:
    """Leaders differ in how much they talk anyway, and in what a nudge brings with them."""
    dice = random.Random(seed)
    found = []
    for n in range(leaders):
        habit = dice.betavariate(4, 6)
        moved = brings * dice.uniform(0.5, 1.5)
        for m in range(each):
            for _ in range(weeks):
                withheld = dice.random() < 0.1
                chance = min(max(habit + (0 if withheld else moved), 0), 1)
                talked = dice.random() < chance
                found.append(Chance(f"leader {n}", f"person {n}.{m}", withheld, talked))
    return found


def covered(brings: float, sets: int) -> float:
    """In which share of the sets the interval, as it is told, holds what was planted."""
    held = 0
    for seed in range(sets):
        found = effect.estimate(generated(seed, brings), random.Random(seed).random)
        told = effect.together([found])
        assert told.low is not None and told.high is not None
        held += told.low <= brings <= told.high
    return held / sets


@pytest.mark.parametrize("brings", [0.15, 0.0])
def test_the_interval_holds_what_was_planted(brings: float) -> None:
    """The same sets on each run: a hundred of them, of which ninety at least."""
    assert covered(brings, 100) >= 0.9


@pytest.mark.long
@pytest.mark.parametrize("brings", [0.15, 0.0])
def test_the_interval_holds_what_was_planted_as_often_as_it_says(brings: float) -> None:
    assert 0.93 <= covered(brings, SETS) <= 0.97


def test_below_thirty_left_out_or_ten_people_in_either_group_nothing_is_told() -> None:
    found = generated(1, 0.2)
    assert effect.too_few(found) is None
    few = [one for one in found if not one.withheld]
    few += [one for one in found if one.withheld][:29]
    assert effect.too_few(few) is Silent.NOTHING_YET
    one_team = [one for one in found if not one.withheld or one.leader == "leader 1"] * 4
    assert effect.too_few(one_team) is Silent.NOTHING_YET


def test_two_months_together_are_surer_than_each() -> None:
    dice = random.Random(1).random
    two = [effect.estimate(generated(seed, 0.15), dice) for seed in (1, 2)]
    alone, both = effect.together(two[:1]), effect.together(two)
    assert None not in (alone.low, alone.high, both.low, both.high)
    assert both.high - both.low < alone.high - alone.low  # type: ignore[operator]
