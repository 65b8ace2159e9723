"""Whether help was felt: asked by the day of sharing alone, and told only over ten people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from care.landing import Answered, Said, Share, Total, month_of, next_question, total

SHARED = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.mark.parametrize(("weeks", "next_in"), [(0, 4), (3, 4), (4, 8), (7, 8), (30, 32)])
def test_every_four_weeks_after_the_sharing(weeks: int, next_in: int) -> None:
    assert next_question(SHARED, SHARED + weeks * WEEK) == SHARED + next_in * WEEK


def team(leader: str, size: int, said: Said = Said.YES) -> list[Answered]:
    return [Answered(f"{leader}{n}", (leader,), said) for n in range(size)]


def test_nine_people_or_two_leaders_tell_nothing() -> None:
    assert total([*team("Maya", 3), *team("Tom", 3), *team("Chidi", 3)]) is None
    assert total([*team("Maya", 8), *team("Tom", 4)]) is None
    assert total([]) is None


def test_who_skips_has_not_taken_part() -> None:
    nine = [*team("Maya", 4), *team("Tom", 3), *team("Chidi", 2)]
    assert total([*nine, *team("Ines", 5, Said.SKIP)]) is None


def test_who_answers_twice_is_one_person() -> None:
    nine = [*team("Maya", 4), *team("Tom", 3), *team("Chidi", 2)]
    assert total([*nine, *nine]) is None


@pytest.mark.parametrize(
    ("yes", "share"),
    [(0, Share.FEW), (2, Share.FEW), (3, Share.SOME), (6, Share.MANY), (9, Share.MOST)],
)
def test_only_a_rough_share_of_a_rounded_crowd_is_told(yes: int, share: Share) -> None:
    crowd = [*team("Maya", 5), *team("Tom", 4), *team("Chidi", 3)]
    said = [
        Answered(one.owner, one.leaders, Said.YES if n < yes else Said.NOT_YET)
        for n, one in enumerate(crowd)
    ]
    assert total(said) == Total(10, share)


def test_a_month_is_the_same_for_everybody() -> None:
    assert month_of(SHARED).isoformat() == "2026-11-01"
