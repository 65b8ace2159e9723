"""What can be told of one person from the words that their leader was shown."""

from __future__ import annotations

from random import Random

import pytest

from care.pulse import Band, Choice, Question, band, publish, step
from tests.care.attacker import (
    Found,
    Word,
    attack,
    everybody_each_time,
    one_more,
    possible,
)

FIVE = frozenset({"ana", "ben", "chidi", "eva", "finn"})


def lives(seeds: range) -> Found:
    found = Found()
    for seed in seeds:
        found.add(attack(Random(seed)))
    return found


def check(found: Found) -> None:
    """Nobody is certain between re-bases, at most 3 in 100 at one, and no word is of four."""
    assert found.words and found.smallest >= 5
    assert found.between == 0
    assert found.at_risk and found.share <= 0.03


def test_in_many_years_of_many_leaders_nobody_is_certain() -> None:
    check(lives(range(200)))


@pytest.mark.long
def test_in_ten_thousand_lives_of_leaders_nobody_is_certain() -> None:
    found = lives(range(10_000))
    print(found.words, found.kept, found.at_risk, found.at_rebase, found.between, found.share)
    check(found)


def test_the_same_attacker_finds_people_out_where_everybody_counts_each_time() -> None:
    """Or else this attacker would be of no use: the rule that only counts heads is not enough."""
    found = Found()
    for seed in range(60):
        found.add(attack(Random(seed), everybody_each_time))
    assert found.between > 0


@pytest.mark.parametrize("people", [5, 6, 7, 8])
def test_differencing_one_more_person_at_a_rebase_tells_their_step_in_three_of_a_hundred(
    people: int,
) -> None:
    """And that is the worst: all others have answered the same for four rounds."""
    certain = sum(weight for weight, fitting, _ in one_more(people) if fitting == 1)
    assert certain <= 0.03


def test_homogeneous_answers_still_leave_each_person_a_choice() -> None:
    """All five said "often" to everything."""
    shown = band([3] * 5)
    assert all(len(possible([Word(FIVE, shown)], who)) > 1 for who in FIVE)


@pytest.mark.parametrize("shown", list(Band))
def test_no_single_word_tells_anybody_s_step(shown: Band) -> None:
    for people in (FIVE, FIVE | {"jo"}, FIVE | {"jo", "kofi", "tom"}):
        assert len(possible([Word(people, shown)], "ana")) > 1


def test_the_whole_minus_a_part_is_never_shown() -> None:
    """Neither the same people and one more, nor all but one of them, in the next rounds."""
    steps = {who: n % 4 for n, who in enumerate(sorted(FIVE | {"jo", "kofi"}))}
    first = publish(steps, 7, [], 1, 5)
    assert first is not None
    past = [first[1]]
    for nth in (2, 3, 4):
        for one in steps:
            part = {who: n for who, n in steps.items() if who != one}
            assert publish(part, 7, past, nth, 5) is None
            more = publish(steps | {"new": 0}, 8, past, nth, 5)
            assert more is not None and more[1].marks == first[1].marks


def test_four_of_five_who_tell_theirs_never_tell_what_the_fifth_answered() -> None:
    """They may tell on which step the fifth stands, and every step stands for many answers."""
    told = dict.fromkeys(sorted(FIVE - {"ana"}), 3)
    certain = 0
    for n in range(4):
        shown = band([*told.values(), n])
        fits = possible([Word(FIVE, shown)], "ana", told)
        certain += len(fits) == 1
        assert n in fits
    behind = [
        (asked, did, knows)
        for asked in Choice
        for did in Choice
        for knows in Choice
        if step(dict(zip(Question, (asked, did, knows), strict=True))) == 0
    ]
    assert certain < 4 and len(behind) > 3
