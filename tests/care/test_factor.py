"""What a leader did, reckoned from talks and plans: checkable by hand, and about nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.factor import GRACE, LAST_TALKS, WEEKS, Led, Part, Plan, Talk, reckon
from tests.people import ANA, BEN, CHIDI, JO, KOFI, MAYAS_PEOPLE

TODAY = date(2026, 12, 9)
LONG = TODAY - timedelta(days=400)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def led(*people: str, ideal: int = 7, since: date = LONG) -> list[Led]:
    return [Led(who, since, ideal) for who in people]


def talks(report: str, *days: int, unprompted: bool = True) -> list[Talk]:
    return [Talk(report, ago(day), unprompted) for day in days]


LEDS = st.lists(
    st.builds(
        Led,
        st.sampled_from(MAYAS_PEOPLE),
        st.integers(0, 200).map(ago),
        st.integers(7, 90),
        st.none(),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda one: one.report,
)
TALKS = st.lists(
    st.builds(
        Talk, st.sampled_from((*MAYAS_PEOPLE, JO)), st.integers(0, 200).map(ago), st.booleans()
    ),
    max_size=40,
)
PLANS = st.lists(
    st.builds(
        lambda who, made, ahead: Plan(who, ago(made), ago(made - ahead)),
        st.sampled_from(MAYAS_PEOPLE),
        st.integers(0, 120),
        st.integers(0, 30),
    ),
    max_size=10,
)


# --- rhythm --------------------------------------------------------------------------------------


def test_the_last_talk_counts_to_the_day_on_which_it_is_worth_the_next() -> None:
    for days, fine in ((7, 1), (8, 0)):
        assert reckon(led(ANA), talks(ANA, days), [], TODAY).rhythm.now == Part(fine, 1)


def test_six_weeks_ago_is_reckoned_as_it_was_then() -> None:
    known_since = [*led(ANA), Led(BEN, ago(20), 7), Led(CHIDI, LONG, 30)]
    met = [*talks(ANA, 0, 45), *talks(BEN, 1), *talks(CHIDI, 70)]
    rhythm = reckon(known_since, met, [], TODAY).rhythm
    assert (rhythm.now, rhythm.before) == (Part(2, 3), Part(2, 2))


def test_whoever_is_away_is_not_counted_and_does_not_wait() -> None:
    away = Led(ANA, LONG, 7, away=True)
    did = reckon([away, *led(BEN)], talks(BEN, 1), [], TODAY)
    assert did.rhythm.now == Part(1, 1) and did.attention.waits is None


def test_a_last_talk_longer_ago_than_what_was_read_still_counts() -> None:
    one = Led(ANA, LONG, 7, last=ago(300))
    waits = reckon([one, *led(BEN)], talks(BEN, 1), [], TODAY).attention.waits
    assert waits == one


# --- without a nudge, and as planned -------------------------------------------------------------


def test_two_talks_on_one_day_are_one_and_any_own_one_makes_it_own() -> None:
    met = [*talks(ANA, 3, unprompted=False), *talks(ANA, 3), *talks(BEN, 3, unprompted=False)]
    for noted in (met, met[::-1]):
        assert reckon(led(ANA, BEN), noted, [], TODAY).unprompted.now == Part(1, 2)


def test_who_is_led_no_more_counts_no_more() -> None:
    did = reckon(led(ANA), talks(JO, 1, 2, 3), [Plan(JO, ago(9), ago(8))], TODAY)
    assert did.is_empty and did.kept.now == Part(0, 0)


@pytest.mark.parametrize(("after", "kept"), [(0, 1), (GRACE.days, 1), (GRACE.days + 1, 0)])
def test_a_planned_talk_may_come_a_week_later(after: int, kept: int) -> None:
    plan = Plan(ANA, ago(22), ago(20))
    did = reckon(led(ANA), talks(ANA, 20 - after), [plan], TODAY)
    assert did.kept.now == Part(kept, 1)


def test_a_talk_before_the_plan_was_made_does_not_keep_it() -> None:
    did = reckon(led(ANA), talks(ANA, 23), [Plan(ANA, ago(22), ago(20))], TODAY)
    assert did.kept.now == Part(0, 1)


@pytest.mark.parametrize("day", [-3, 0, GRACE.days])
def test_a_plan_that_may_still_come_true_says_nothing(day: int) -> None:
    assert reckon(led(ANA), [], [Plan(ANA, ago(9), ago(day))], TODAY).kept.now == Part(0, 0)


# --- attention -----------------------------------------------------------------------------------


def test_five_of_the_last_eight_talks_were_with_two_people_and_kofi_waits() -> None:
    met = [*talks(ANA, 1, 8, 15), *talks(BEN, 2, 9), *talks(CHIDI, 3, 10), *talks(JO, 4)]
    people = [*led(ANA, BEN, CHIDI, JO), Led(KOFI, LONG, 14)]
    attention = reckon(people, met, [], TODAY).attention
    assert (attention.talks, attention.people, attention.most) == (8, 4, 5)
    assert attention.is_uneven and attention.waits == people[-1]


def test_with_three_people_two_are_most_of_them_and_nothing_is_made_of_it() -> None:
    did = reckon(led(ANA, BEN, CHIDI), talks(ANA, 1, 2, 3, 4), [], TODAY)
    assert not did.attention.is_uneven


def test_who_waits_longest_is_reckoned_by_their_own_rhythm() -> None:
    people = [Led(ANA, LONG, 30), Led(BEN, LONG, 7)]
    met = [*talks(ANA, 40), *talks(BEN, 15)]
    assert reckon(people, met, [], TODAY).attention.waits == people[1]


# --- at a glance ---------------------------------------------------------------------------------


def test_the_last_week_is_the_last_seven_days() -> None:
    (glance,) = reckon(led(ANA), talks(ANA, 0, 7, 83, 84), [], TODAY).people
    assert glance.weeks == (True, *(False,) * 9, True, True)


def test_who_is_new_has_no_more_weeks_than_they_are_known() -> None:
    (glance,) = reckon(led(ANA, since=ago(15)), talks(ANA, 1), [], TODAY).people
    assert glance.weeks == (False, False, True)


# --- whatever happened ---------------------------------------------------------------------------


@given(LEDS, TALKS, PLANS)
def test_no_part_is_more_than_its_whole_and_everybody_stands_once(
    people: list[Led], met: list[Talk], plans: list[Plan]
) -> None:
    did = reckon(people, met, plans, TODAY)
    for beside in (did.rhythm, did.unprompted, did.kept):
        for part in (beside.now, beside.before):
            assert 0 <= part.of_these <= part.all
    assert [glance.who for glance in did.people] == people, "never ordered by what was done"
    assert all(1 <= len(glance.weeks) <= WEEKS for glance in did.people)
    assert did.attention.people <= did.attention.led and did.attention.talks <= LAST_TALKS
    assert did.is_empty == (sum(did.fortnights) == 0)


@given(LEDS, TALKS, PLANS)
def test_the_order_in_which_it_was_noted_says_nothing(
    people: list[Led], met: list[Talk], plans: list[Plan]
) -> None:
    assert reckon(people, met, plans, TODAY) == reckon(people, met[::-1], plans[::-1], TODAY)


@given(LEDS, TALKS, st.integers(0, 30))
def test_one_more_talk_never_makes_the_page_say_less(
    people: list[Led], met: list[Talk], day: int
) -> None:
    more = [*met, Talk(people[0].report, ago(day), True)]
    before, after = (reckon(people, some, [], TODAY) for some in (met, more))
    assert after.rhythm.now.of_these >= before.rhythm.now.of_these
    assert after.unprompted.now.of_these >= before.unprompted.now.of_these
    assert sum(after.people[0].weeks) >= sum(before.people[0].weeks)


@given(LEDS, TALKS, PLANS)
def test_one_persons_weeks_are_made_of_their_own_talks_alone(
    people: list[Led], met: list[Talk], plans: list[Plan]
) -> None:
    one = people[0]
    alone = reckon([one], [talk for talk in met if talk.report == one.report], [], TODAY)
    assert reckon(people, met, plans, TODAY).people[0] == alone.people[0]
