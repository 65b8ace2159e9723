"""A made-up company lives through the real jobs: what must never happen does not happen."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random

import pytest

from bot.simulating import telling
from bot.simulating.company import Company, Human
from bot.simulating.witness import NEVER, Witness, had_an_opportunity
from bot.simulating.year import Plan, Told, simulate
from storage.deliveries import Kind
from storage.nudges import Nudge
from tests.house.terminal import Terminal

JANUARY = datetime(2026, 1, 5, tzinfo=UTC)
TEN = datetime(2026, 3, 3, 9, tzinfo=UTC)  # ten o'clock in Berlin, a Tuesday


def test_two_months_of_a_small_company() -> None:
    told = simulate(Plan(1, leaders=5, people=20, starts=JANUARY, days=63))
    assert dict(told.never) == {}, told.examples
    assert told.doubled == 0
    assert told.messages[Kind.PLAN] > 8


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1, 9))
def test_half_a_year_of_other_companies(seed: int) -> None:
    told = simulate(Plan(seed, leaders=10, people=60, starts=JANUARY, days=182))
    assert dict(told.never) == {}, told.examples
    assert told.doubled == 0


@pytest.mark.long
def test_a_year_of_a_company_of_two_hundred_leaders() -> None:
    plan = Plan(1, leaders=200, people=1500, starts=JANUARY, days=365)
    told = telling.live_all(plan, 2, lambda done, of: None)
    assert telling.is_clean(told), told.examples


def test_the_same_plan_gives_the_same_year() -> None:
    plan = Plan(3, leaders=2, people=8, starts=JANUARY, days=28)
    assert simulate(plan) == simulate(plan)


# --- the witness would see it --------------------------------------------------------------------


@pytest.fixture
def witness() -> Witness:
    maya, ana = Human("U0MAYA", "Europe/Berlin"), Human("U0ANA", "Europe/Lisbon")
    ben = Human("U0BEN", "Europe/Berlin")
    people = {one.id: one for one in (maya, ana, ben)}
    led_by = {"U0ANA": "U0MAYA", "U0BEN": "U0MAYA"}
    return Witness(Company({"U0MAYA": maya}, people, led_by, 1, Random(1)))


def nudge(report: str = "U0ANA", number: int = 1, reason: str = "talk") -> Nudge:
    words = {"act": f"act_{number}", "wording": f"opening_{number}", "reason": reason}
    ids = {"id": f"n{number}", "delivery": "d", "bond": "b", "leader": "U0MAYA"}
    return Nudge(
        **ids, **words, report=report, place=0, item=None, level=None, days=7, day=TEN.date()
    )


def on(day: int, hour: int = 9) -> datetime:
    return TEN.replace(day=day, hour=hour)


def seen(witness: Witness, *messages: tuple[Kind, datetime, Nudge]) -> set[str]:
    for kind, at, one in messages:
        witness.saw(kind, "U0MAYA", at, [one])
    return set(witness.counts)


def test_nothing_to_see_in_a_plan_a_week(witness: Witness) -> None:
    plans = [(Kind.PLAN, on(day), nudge(number=day)) for day in (3, 10, 17)]
    assert seen(witness, *plans) == set()


@pytest.mark.parametrize(
    ("messages", "what"),
    [
        ([(Kind.PLAN, on(3, 6), nudge())], "outside the hours"),
        ([(Kind.PLAN, on(7), nudge())], "on a holiday or away"),
        (
            [(Kind.DATE, on(3), nudge()), (Kind.INTRODUCTION, on(3, 11), nudge())],
            "over a cap",
        ),
        (
            [(Kind.PLAN, on(3), nudge()), (Kind.PLAN, on(9), nudge(number=2))],
            "same person within 7 days",
        ),
        (
            [(Kind.PLAN, on(3), nudge()), (Kind.PLAN, on(5), nudge("U0BEN", 2))],
            "two plans within 3 days",
        ),
        (
            [(Kind.PLAN, on(3), nudge()), (Kind.PLAN, on(24), nudge())],
            "repeated within 4 weeks",
        ),
    ],
)
def test_the_witness_sees(
    witness: Witness, messages: list[tuple[Kind, datetime, Nudge]], what: str
) -> None:
    assert seen(witness, *messages) == {what}


def test_the_witness_sees_messages_about_and_to_people_who_are_not_there(witness: Witness) -> None:
    witness.company.people["U0ANA"].aways = [(date(2026, 3, 1), date(2026, 3, 9))]
    witness.company.people["U0MAYA"].here = False
    found = seen(witness, (Kind.PLAN, on(3), nudge()))
    assert found == {"about somebody away", "to somebody who left"}


def test_the_witness_sees_who_waits_too_long_and_who_hears_nothing(witness: Witness) -> None:
    maya = witness.company.people["U0MAYA"]
    for day in range(1, 31):
        witness.day_passes(maya, "U0ANA", date(2026, 3, day), bound=21, suspended=day < 9)
        witness.quiet_day(maya, date(2026, 3, day), most=30)
    assert set(witness.counts) == {"waited past the bound", "silence nobody asked for"}


def test_the_first_days_back_and_weeks_without_an_opportunity_are_known() -> None:
    maya = Human("U0MAYA", "Europe/Berlin", aways=[(date(2026, 3, 2), date(2026, 3, 9))])
    assert [maya.is_quiet(date(2026, 3, day)) for day in (6, 9, 10, 11)] == [True] * 3 + [False]
    assert not had_an_opportunity(maya, date(2026, 3, 4), 1)
    assert had_an_opportunity(maya, date(2026, 3, 11), 1)
    assert maya.starts == time(9)


# --- the command ---------------------------------------------------------------------------------


def test_the_command_prints_what_must_be_nought(tmp_path: Path) -> None:
    asked = ("--leaders", "2", "--people", "6", "--days", "21")
    out = Terminal(tmp_path).tend("simulate", *asked).worked()
    assert all(f"  {what:<28}      0" in out for what in NEVER)
    assert "introduction                      2" in out


def test_more_leaders_than_people_is_refused(tmp_path: Path) -> None:
    said = Terminal(tmp_path).tend("simulate", "--leaders", "9", "--people", "6").refused()
    assert "at least as many as leaders" in said


def test_parts_of_a_company_add_up() -> None:
    parts = Plan(1, leaders=120, people=905, starts=JANUARY, days=7).parts(50)
    assert [(p.leaders, p.people, p.seed) for p in parts] == [
        (40, 302, 1),
        (40, 302, 2),
        (40, 301, 3),
    ]
    assert Told() + Told(lost_answers=2) == Told(lost_answers=2)
