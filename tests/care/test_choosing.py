"""Who is in a plan: the longest waiting first, nobody starves, the same past the same choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.cadence import Cadence
from care.choosing import Candidate, Waiting, choose, most_waiting, overdue
from care.hours import DAY
from care.items import Level

TODAY = date(2026, 11, 24)
PLACES = 3


def ago(days: int) -> date:
    return TODAY - days * DAY


def somebody(
    name: str,
    days: int,
    ideal: int = 7,
    maximum: int | None = None,
    nudged: int | None = None,
    items: tuple[Waiting, ...] = (),
) -> Candidate:
    """Last talked with so many days ago."""
    return Candidate(
        bond=name,
        report=name,
        since=ago(400),
        talked_on=ago(days),
        nudged_on=None if nudged is None else ago(nudged),
        held_until=None,
        cadence=Cadence(ideal, maximum or 2 * ideal),
        items=items,
    )


def thing(name: str, days: int, ideal: int = 21) -> Waiting:
    return Waiting(name, Level.NAMED, ago(days), None, Cadence(ideal, 2 * ideal))


def names(*candidates: Candidate, today: date = TODAY) -> list[str]:
    return [choice.candidate.report for choice in choose(candidates, today)]


# --- whether -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "is_due"), [(6, False), (7, True), (100, True)])
def test_a_talk_is_due_from_the_ideal_day_on(days: int, is_due: bool) -> None:
    assert names(somebody("Ana", days)) == (["Ana"] if is_due else [])


def test_an_item_s_clock_makes_due_though_they_talked_yesterday() -> None:
    assert names(somebody("Ana", 1, items=(thing("exam", 21),))) == ["Ana"]
    assert names(somebody("Ana", 1, items=(thing("exam", 20),))) == []


@pytest.mark.parametrize(("nudged", "is_due"), [(6, False), (7, True)])
def test_the_same_person_seven_days_apart(nudged: int, is_due: bool) -> None:
    assert names(somebody("Ana", 30, nudged=nudged)) == (["Ana"] if is_due else [])


def test_held_until_a_day_means_on_that_day_again() -> None:
    ana = somebody("Ana", 30)
    assert names(replace(ana, held_until=TODAY + DAY)) == []
    assert names(replace(ana, held_until=TODAY)) == ["Ana"]


def test_never_talked_counts_from_the_day_they_got_to_know_each_other() -> None:
    ana = replace(somebody("Ana", 0), talked_on=None)
    assert names(replace(ana, since=ago(7))) == ["Ana"]
    assert names(replace(ana, since=ago(6))) == []


def test_a_talk_from_before_they_were_bonded_does_not_make_it_longer() -> None:
    assert names(replace(somebody("Ana", 300), since=ago(3))) == []


# --- who goes first ------------------------------------------------------------------------------


def test_by_how_far_past_the_ideal_as_a_share_of_it() -> None:
    """Eight days over a fortnight's ideal are less than five days over a week's."""
    ana, ben = somebody("Ana", 12), somebody("Ben", 22, ideal=14)
    assert names(ben, ana) == ["Ana", "Ben"]
    assert overdue(ago(12), 7, TODAY) == pytest.approx(5 / 7)
    assert overdue(ago(6), 7, TODAY) == 0.0


def test_three_at_most() -> None:
    assert len(names(*(somebody(f"{n}", 30 + n) for n in range(8)))) == PLACES


def test_an_unanswered_nudge_is_a_turn_taken() -> None:
    """Ana has waited longest, and was just named; the others come before her."""
    ana = somebody("Ana", 60, maximum=400, nudged=8)
    others = [somebody(name, 20, maximum=400) for name in ("Ben", "Chidi", "Kofi")]
    assert "Ana" not in names(ana, *others)


def test_the_order_of_the_team_does_not_matter() -> None:
    team = [somebody(f"{n}", 20 + n % 3, ideal=7 + n % 2) for n in range(9)]
    assert names(*team) == names(*reversed(team))


def test_what_it_is_about_is_the_item_that_waited_longest() -> None:
    first, second = thing("exam", 30), thing("talk", 60, ideal=60)
    assert most_waiting([second, first], TODAY) is first
    assert most_waiting([], TODAY) is None


def test_of_two_that_waited_equally_the_longest_known_is_first() -> None:
    older, newer = thing("b", 20), thing("a", 10)
    assert most_waiting([newer, older], TODAY) is older


# --- nobody starves ------------------------------------------------------------------------------


cadences = st.builds(
    lambda ideal, more: Cadence(ideal, min(ideal + more, 90)),
    st.integers(7, 90),
    st.integers(0, 83),
)
teams = st.lists(cadences, min_size=1, max_size=30)
Answering = Callable[[int, int], bool]


def live(team: list[Cadence], weeks: int, answers: Answering, every: int = 1) -> list[list[int]]:
    """Plan by plan, who was named. Whom the leader talks with is up to ``answers``."""
    everyone = {
        f"{n:02}": Candidate(f"{n:02}", f"{n:02}", TODAY, None, None, None, cadence)
        for n, cadence in enumerate(team)
    }
    named: list[list[int]] = []
    for week in range(0, weeks, every):
        today = TODAY + week * 7 * DAY
        chosen = [c.candidate for c in choose(list(everyone.values()), today, 7 * every)]
        assert len(chosen) <= PLACES
        named.append([int(c.report) for c in chosen])
        for c in chosen:
            talked = today + DAY if answers(week, int(c.report)) else c.talked_on
            everyone[c.report] = replace(c, nudged_on=today, talked_on=talked)
    return named


def longest_wait(named: list[list[int]], person: int, every: int) -> int:
    """Days from the beginning, or from one nudge, to the next; and to the end."""
    weeks = [0] + [n * every for n, plan in enumerate(named) if person in plan]
    weeks.append((len(named) - 1) * every)
    return 7 * max(later - earlier for earlier, later in pairwise(weeks))


def bound(team: list[Cadence], person: int, every: int) -> int:
    """Where ideal and maximum are close and all are due on one day, it is the ideal and a round."""
    a_round, interval = -(-len(team) // PLACES) * 7 * every, 7 * every
    return max(max(team[person].maximum, a_round) + interval, team[person].ideal + a_round)


@settings(max_examples=60, deadline=None)
@given(teams, st.integers(0, 2**30), st.sampled_from([1, 1, 4]))
def test_nobody_waits_longer_than_the_bound(team: list[Cadence], seed: int, every: int) -> None:
    """Whoever answers or does not, whatever the cadences: everybody has their turn in time."""

    def answers(week: int, person: int) -> bool:
        return (seed >> ((week * 7 + person) % 30)) & 1 == 1

    named = live(team, weeks=40 * every, answers=answers, every=every)
    for person in range(len(team)):
        # after a talk the day after the plan, the clock starts one day later
        assert longest_wait(named, person, every) <= bound(team, person, every) + 1


@settings(max_examples=30, deadline=None)
@given(teams, st.integers(0, 2**30))
def test_the_same_past_makes_the_same_choice(team: list[Cadence], seed: int) -> None:
    def answers(week: int, person: int) -> bool:
        return (seed >> ((week + person) % 30)) & 1 == 1

    assert live(team, 12, answers) == live(team, 12, answers)


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(7, 30)), min_size=1, max_size=12))
def test_where_nobody_is_pressed_the_most_overdue_are_taken(facts: list[tuple[int, int]]) -> None:
    far = 400  # days: a bound that nobody is near
    team = [somebody(f"{n:02}", days, ideal, far) for n, (days, ideal) in enumerate(facts)]
    ratios = sorted(overdue(ago(days), ideal, TODAY) for days, ideal in facts if days >= ideal)
    chosen = [c.candidate for c in choose(team, TODAY)]
    taken = [overdue(c.touched_on, c.cadence.ideal, TODAY) for c in chosen]
    assert taken == ratios[::-1][:PLACES]


def test_a_long_cadence_is_not_starved_by_many_short_ones() -> None:
    """Twelve people each week, three places: the one on a quarterly cadence has a turn too."""
    team = [Cadence(7, 14)] * 12 + [Cadence(90, 90)]
    named = live(team, 40, answers=lambda week, person: False)
    assert longest_wait(named, 12, 1) <= bound(team, 12, 1)
