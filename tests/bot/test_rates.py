"""A hand that never stops is asked for a moment; nobody in a hurry, and nobody else, notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.ids import Action, FormName
from bot.rates import MOST_KEPT, OF_PERSON, Kind, Limit, Rates
from bot.ui import (
    Actor,
    Command,
    Do,
    Event,
    HomeOpened,
    Opened,
    PersonChanged,
    Place,
    Pressed,
    Said,
    Submitted,
)
from bot.wording import technical
from sandbox.company import ANA, BEN, MAYA
from tests.bot.forging import Forger
from tests.bot.scenes import TEAM, leads, own_items
from tests.office import Office, open_office, text_of

DAY = 86_400

CLICKS = OF_PERSON[Kind.CLICK][0].times


@dataclass
class Clock:
    at: float = 0.0

    def __call__(self) -> float:
        return self.at


def by(person: str, workspace: str = TEAM) -> tuple[Actor, str]:
    return Actor(workspace, person), ""


def command(person: str = ANA, workspace: str = TEAM) -> Event:
    return Command(*by(person, workspace), name="/mygoals", text="", channel="")


def press(person: str = MAYA) -> Event:
    return Pressed(*by(person), action="we_talked", id="n", place=Place.MESSAGE)


def admitted(rates: Rates, *events: Event) -> int:
    return sum(rates.admits(event) for event in events)


def test_twenty_commands_a_minute_and_no_more() -> None:
    clock = Clock()
    rates = Rates(clock)
    assert admitted(rates, *[command()] * 100) == 20
    clock.at = 59.9
    assert admitted(rates, command()) == 0, "nor by waiting for another minute to begin"
    clock.at = 60.1
    assert admitted(rates, *[command()] * 100) == 20, "what was refused is not counted"


def test_two_hundred_commands_a_day() -> None:
    clock = Clock()
    rates = Rates(clock)
    served = 0
    for _ in range(30):
        clock.at += 61
        served += admitted(rates, *[command()] * 20)
    assert served == 200
    clock.at += DAY
    assert admitted(rates, command()) == 1


def test_others_do_not_notice() -> None:
    rates = Rates(Clock())
    admitted(rates, *[command(ANA)] * 100)
    assert admitted(rates, *[command(BEN)] * 20) == 20
    assert admitted(rates, *[command(ANA, "T0OTHER")] * 20) == 20


def test_a_workspace_has_six_hundred_commands_a_minute() -> None:
    clock = Clock()
    rates = Rates(clock)
    crowd = [command(f"U{n}") for n in range(40) for _ in range(20)]
    assert admitted(rates, *crowd) == 600
    assert admitted(rates, command("U99", "T0OTHER")) == 1
    clock.at = 61
    assert admitted(rates, *crowd) == 600


def test_five_nudges_answered_in_a_hurry_are_never_too_many() -> None:
    rates, talked = Rates(Clock()), FormName.TALKED
    one = [
        press(),
        Opened(*by(MAYA), form=talked, id="n", place=Place.MESSAGE),
        Submitted(*by(MAYA), form=talked, id="n", values={}),
        Pressed(*by(MAYA), action="undo", id="n", place=Place.MESSAGE),
        Opened(*by(MAYA), form=FormName.WHEN, id="n", place=Place.MESSAGE),
        Submitted(*by(MAYA), form=FormName.WHEN, id="n", values={}),
        Said(*by(MAYA), text="talked with Ana"),
        HomeOpened(*by(MAYA)),
    ]
    assert admitted(rates, *one * 5) == 40


@pytest.mark.parametrize("event", [press(), Said(*by(MAYA), text="x"), HomeOpened(*by(MAYA))])
def test_a_forged_flood_ends(event: Event) -> None:
    rates = Rates(Clock())
    assert admitted(rates, *[event] * 1000) == CLICKS
    assert sum(rates.may_tell(event) for _ in range(1000)) == OF_PERSON[Kind.TOLD][0].times


def test_what_slack_reports_of_people_is_never_missed() -> None:
    assert admitted(Rates(Clock()), *[PersonChanged(*by(ANA))] * 1000) == 1000


def test_a_thousand_thousand_strangers_fill_no_memory() -> None:
    rates = Rates(Clock(), of_workspace=dict.fromkeys(Kind, ()))
    admitted(rates, *(command(f"U{n}") for n in range(MOST_KEPT)))
    assert len(rates._windows) == MOST_KEPT


# --- as people meet it ---------------------------------------------------------------------------


@pytest.fixture
def counted(tmp_path: Path) -> Iterator[Office]:
    """An office in which Tend counts."""
    with open_office(tmp_path, hurried=False) as opened:
        yield opened


@pytest.mark.slow
def test_a_hundred_commands_are_answered_in_words_and_cost_nothing(counted: Office) -> None:
    ana, ben = counted.person("Ana"), counted.person("Ben")
    for number in range(20):
        ana.command("/mygoals", f"add Learn {number}")
    before = counted.rows()
    with counted.statements() as statements:
        said = [ana.answer_to("/mygoals", "add More") for _ in range(80)]
    assert set(said) == {technical.too_many()}
    assert statements == [] and counted.rows() == before
    assert len(own_items(counted, "Ana")) == 20
    ben.command("/mygoals", "add Learn to weld")
    assert len(own_items(counted, "Ben")) == 1
    counted.no_violations()


@pytest.mark.slow
def test_what_tend_redraws_by_itself_is_nobodys_doing(counted: Office) -> None:
    ana = counted.person("Ana")
    for number in range(20):
        ana.command("/mygoals", f"add Learn {number}")
    assert counted.settle(lambda: counted.tend.errands.going == 0)
    before = len(counted.called("views.publish"))
    for _ in range(20):
        ana.home()
    assert len(counted.called("views.publish")) == before + 20


@pytest.mark.slow
def test_a_flood_of_forged_presses_is_told_a_few_times_and_then_nothing(counted: Office) -> None:
    counted.person("Maya").home()
    forger = Forger(counted, MAYA)
    for _ in range(CLICKS):
        forger.submit(FormName.MY_SETTINGS, "", {"days": ["9"]})
    before = len(counted.called("chat.postEphemeral"))
    world, run = counted.world, counted.workspace.run
    body = forger.interaction(Do(Action.UNDO, "x"), "x")
    for _ in range(30):
        ack = run(world.deliver("interactive", body))
        assert ack.in_time
    counted.settle(lambda: counted.tend.errands.going == 0)
    assert len(counted.called("chat.postEphemeral")) - before == 6


@pytest.mark.slow
def test_a_form_stays_open_with_what_was_typed(counted: Office) -> None:
    leads(counted, "Maya", "Ana")
    ana = counted.person("Ana")
    ana.command("/mygoals", "add")
    forger = Forger(counted, ANA)
    for _ in range(CLICKS):
        forger.submit(FormName.MY_SETTINGS, "", {"days": ["9"]})
    fields = {"kind": "goal", "area": "work", "title": "Learn to weld"}
    refused = ana.fill_and_submit({**fields, ana.know_field(): "private"})
    assert list((refused.errors or {}).values()) == [technical.too_many()]
    assert "Learn to weld" in str(ana.modal.state_values)
    assert own_items(counted, "Ana") == []
    assert technical.too_many() not in text_of(ana.home())


def test_who_counts_hears_of_each_that_was_refused() -> None:
    refused: list[Event] = []
    once = {kind: (Limit(1, 60.0),) for kind in Kind}
    rates = Rates(of_person=once, of_workspace=once, refused=refused.append)
    press = HomeOpened(Actor("T0TEND", "U0MAYA"), "key")
    assert rates.admits(press) and refused == []
    assert not rates.admits(press) and refused == [press]
