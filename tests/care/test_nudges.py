"""Variety: nothing is repeated while it is fresh, and the same past gives the same choice."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care import policy
from care.items import Level
from care.nudges import ITEM_ACTS, TALK_ACTS, WORDINGS, acts_for, freshest

TODAY = date(2026, 11, 24)
SUBJECTS = [None, Level.NAMED, Level.DISCREET]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_three_a_week_repeat_nothing_within_four_weeks(subject: Level | None) -> None:
    for keys in (acts_for(subject), WORDINGS):
        used: dict[str, date] = {}
        for week in range(30):
            today = TODAY + timedelta(weeks=week)
            for _ in range(policy.UNASKED_A_WEEK):
                key = freshest(keys, used, today)
                assert today - used.get(key, date.min) >= timedelta(days=policy.VARIETY_DAYS)
                used[key] = today


@pytest.mark.parametrize("every", [2, 3, 5])
@pytest.mark.parametrize("late", [1, 2, 3])
def test_neither_does_a_plan_that_comes_late(every: int, late: int) -> None:
    """A plan that could not come on Tuesday comes on Wednesday."""
    used: dict[str, date] = {}
    for week in range(30):
        today = TODAY + timedelta(weeks=week, days=0 if week % every else late)
        for _ in range(policy.PEOPLE_IN_A_PLAN):
            key = freshest(TALK_ACTS, used, today)
            assert today - used.get(key, date.min) >= timedelta(days=policy.VARIETY_DAYS)
            used[key] = today


def test_acts_around_an_item_and_around_a_talk_are_different() -> None:
    assert acts_for(Level.NAMED) == acts_for(Level.DISCREET) == ITEM_ACTS
    assert acts_for(None) == TALK_ACTS
    assert not set(ITEM_ACTS) & set(TALK_ACTS)


@given(st.dictionaries(st.sampled_from(TALK_ACTS), st.integers(0, 60)))
def test_what_is_fresh_is_preferred_and_else_the_longest_unused(used: dict[str, int]) -> None:
    used_on = {key: TODAY - timedelta(days=days) for key, days in used.items()}
    key = freshest(TALK_ACTS, used_on, TODAY)
    assert freshest(TALK_ACTS, dict(reversed(used_on.items())), TODAY) == key
    if key in used and used[key] < policy.VARIETY_DAYS:
        assert used[key] == max(used.values())
        assert set(used) == set(TALK_ACTS)
