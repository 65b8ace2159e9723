"""The hold-out: one in ten by lot, the same answer each time, and nobody waits too long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from care.cadence import Cadence
from care.choosing import Candidate, Choice, choose, reaches_the_rest
from care.holdout import Drawn, Lot, hold_out
from care.hours import DAY, LATEST_SHIFT
from care.items import Level
from care.moments import CareDate, Moment
from tests.care.test_choosing import TODAY, bound, longest_wait, somebody, teams

LOT = Lot("a key of one workspace", "T0ACME")


class Everybody(Lot):
    """A lot that would leave out everybody."""

    def leaves_out(self, bond: str, today: date) -> bool:
        return True


EVERYBODY = Everybody("", "")


def drawn(
    team: list[Candidate], lot: Lot, today: date = TODAY, first: tuple[Choice, ...] = ()
) -> Drawn:
    return hold_out(
        lambda without: choose(team, today, first=first, without=without),
        lambda told: reaches_the_rest(told, team, today),
        lot,
        today,
    )


def names(choices: tuple[Choice, ...]) -> list[str]:
    return [one.candidate.report for one in choices]


# --- the lot -------------------------------------------------------------------------------------


def test_it_says_the_same_on_each_day_of_a_week_and_is_drawn_anew_in_the_next() -> None:
    monday = date(2026, 11, 23)
    weeks = [
        {LOT.leaves_out("a bond", monday + timedelta(days=7 * week + day)) for day in range(7)}
        for week in range(200)
    ]
    assert all(len(said) == 1 for said in weeks)
    assert {True} in weeks and {False} in weeks


def test_one_in_ten_is_left_out() -> None:
    left_out = sum(LOT.leaves_out(f"bond {n}", TODAY) for n in range(20_000))
    assert 1_850 < left_out < 2_150  # the same on each run: it is a hash


def test_another_key_another_workspace_or_another_bond_is_another_lot() -> None:
    def of(lot: Lot, bond: str) -> list[bool]:
        return [lot.leaves_out(bond, TODAY + week * 7 * DAY) for week in range(300)]

    assert of(LOT, "a") == of(Lot(LOT.key, LOT.workspace), "a")
    others = (
        of(LOT, "b"),
        of(replace(LOT, key="other"), "a"),
        of(replace(LOT, workspace="T"), "a"),
    )
    assert of(LOT, "a") not in others


# --- what it may leave out -----------------------------------------------------------------------


def test_a_date_is_never_left_out() -> None:
    ana = replace(
        somebody("Ana", 1), dates=(CareDate("exam", Level.NAMED, TODAY + DAY, TODAY - 9 * DAY),)
    )
    dated = Choice(ana, None, ana.dates[0], Moment.NEAR)
    found = drawn([ana, somebody("Ben", 9)], EVERYBODY, first=(dated,))
    assert names(found.told) == ["Ana"] and names(found.withheld) == ["Ben"]
    assert found.eligible == ()


def test_the_place_that_falls_free_is_the_next_persons() -> None:
    """Of four with three places one waits anyway; their own lot decides whether they step in."""
    team = [somebody(f"{n}", 8 + n) for n in range(4)]
    without = names(choose(team, TODAY))
    key = next(n for n in range(10_000) if _only_first(Lot(f"{n}", "T"), without, team))
    found = drawn(team, Lot(f"{key}", "T"))
    assert names(found.withheld) == without[:1]
    assert len(found.told) == 3 and found.eligible == found.told


def _only_first(lot: Lot, chosen: list[str], team: list[Candidate]) -> bool:
    return [lot.leaves_out(one.bond, TODAY) for one in team] == [
        one.bond == chosen[0] for one in team
    ]


@pytest.mark.parametrize(("days", "waits"), [(11, True), (12, False)])
def test_who_would_then_wait_too_long_is_never_left_out(days: int, waits: bool) -> None:
    """A fortnight at most, and a week; and days off may move the next plan by three days."""
    found = drawn([somebody("Ana", days)], EVERYBODY)
    assert names(found.withheld) == (["Ana"] if waits else [])
    assert names(found.told) == ([] if waits else ["Ana"])
    assert found.eligible == ()


# --- nobody starves ------------------------------------------------------------------------------


def live(
    team: list[Cadence],
    weeks: int,
    seed: int,
    every: int,
    lot: Lot,
    moved: Callable[[int], int] = lambda week: 0,
) -> list[list[int]]:
    """As without the hold-out, plan by plan; ``seed`` says with whom the leader talks, ``moved`` by
    how many days the plan of a week is.
    """
    everyone = {
        f"{n:02}": Candidate(f"{n:02}", f"{n:02}", TODAY, None, None, None, cadence)
        for n, cadence in enumerate(team)
    }
    named: list[list[int]] = []
    for week in range(0, weeks, every):
        today = TODAY + (week * 7 + moved(week)) * DAY
        now = list(everyone.values())
        found = hold_out(
            lambda without, now=now, today=today: choose(now, today, 7 * every, without=without),  # type: ignore[misc]
            lambda told, now=now, today=today: reaches_the_rest(told, now, today, 7 * every),  # type: ignore[misc]
            lot,
            today,
        )
        named.append([int(one.candidate.report) for one in found.told])
        for one in found.told:
            who = one.candidate
            answers = (seed >> ((week * 7 + int(who.report)) % 30)) & 1
            talked = today + DAY if answers else who.talked_on
            everyone[who.report] = replace(who, nudged_on=today, talked_on=talked)
    return named


@settings(max_examples=60, deadline=None)
@given(teams, st.integers(0, 2**30), st.sampled_from([1, 1, 4]), st.integers(0, 999))
def test_nobody_waits_longer_than_the_bound(
    team: list[Cadence], seed: int, every: int, key: int
) -> None:
    """Whatever the lot says: one in ten left out, or everybody who may be."""
    for lot in (Lot(f"{key}", "T0ACME"), EVERYBODY):
        named = live(team, 40 * every, seed, every, lot)
        for person in range(len(team)):
            assert longest_wait(named, person, every) <= bound(team, person, every) + 1


@pytest.mark.parametrize("lot", [Lot("a key", "T0ACME"), EVERYBODY], ids=["a lot", "everybody"])
def test_nobody_does_either_where_days_off_move_the_plans(lot: Lot) -> None:
    """By up to three days each: as without the hold-out, it may be one day more."""
    for seed in range(40):
        dice = Random(seed)
        team = [Cadence(7, 14), *(_some_cadence(dice) for _ in range(dice.randint(0, 9)))]
        days_off = [dice.choice((0, 0, 0, 1, 2, LATEST_SHIFT)) for _ in range(40)]
        named = live(team, 40, dice.getrandbits(30), 1, lot, days_off.__getitem__)
        for person in range(len(team)):
            assert _days_waited(named, person, days_off) <= bound(team, person, 1) + 1


def _some_cadence(dice: Random) -> Cadence:
    ideal = dice.randint(7, 30)
    return Cadence(ideal, ideal + dice.randint(0, 40))


def _days_waited(named: list[list[int]], person: int, days_off: list[int]) -> int:
    """Days from the beginning, or from one nudge, to the next."""
    days = [0, *(7 * n + days_off[n] for n, plan in enumerate(named) if person in plan)]
    return max(later - earlier for earlier, later in pairwise(days))
