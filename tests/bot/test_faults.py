"""Slack fails in every way it knows while the loop runs: nothing lost, nothing doubled."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.ids import Action
from bot.wording import technical
from sandbox.company import ANA, GENERAL, MAYA
from storage.deliveries import State
from tests.bot.forging import Forger
from tests.bot.scenes import AWS, leads, nudges_of, sent, shares, start, talks_with
from tests.office import Office, open_office, text_of

LOST: list[dict[str, Any]] = [
    {"what": "lost_answer"},
    {"what": "lost_request"},
    {"what": "http", "status": 500},
    {"what": "http", "status": 500, "effect": True},
    {"what": "http", "status": 503, "body": "<html>"},
    {"what": "error", "error": "internal_error"},
    {"what": "error", "error": "internal_error", "effect": True},
    {"what": "error", "error": "fatal_error"},
    {"what": "garbage"},
    {"what": "garbage", "effect": True},
    {"what": "http", "status": 429, "headers": {"Retry-After": "30"}},
    {"what": "http", "status": 429},
]

SOME = LOST[::2]  # of each kind one, where the kinds are treated alike


def named(fault: dict[str, Any]) -> str:
    more = [str(fault[k]) for k in ("status", "error") if k in fault]
    return " ".join([fault["what"], *more, *(["done"] if fault.get("effect") else [])])


def before_the_plan(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana")
    office.clock.forward(days=21)


def let_it_mend(office: Office, rounds: int = 5, seconds: int = 130) -> list[str]:
    """Leases run out and retries come due; what was done about it, line by line."""
    lines: list[str] = []
    for _ in range(rounds):
        office.quiet()
        office.machine.forward(seconds=seconds)
        office.clock.forward(seconds=seconds)
        lines += office.tend.tick_once().lines
    office.quiet()
    return lines


def copies(office: Office) -> Counter[str]:
    """How often each delivery stands in somebody's conversation."""
    rooms = list(office.world.rooms.channels)
    said = [m for room in rooms for m in office.world.rooms.kept(room)]
    found = [(m.metadata or {}).get("event_payload", {}).get("d") for m in said]
    return Counter(delivery for delivery in found if delivery)


def nothing_lost_nothing_doubled(office: Office) -> None:
    stand = copies(office)
    doubled = {delivery: n for delivery, n in stand.items() if n > 1}
    assert doubled == {}
    for person in ("Maya", "Tom", "C0ADMINS"):
        for delivery in sent(office, person):
            assert (delivery.state is State.SENT) is (delivery.id in stand), delivery
            assert delivery.state not in (State.DUE, State.SENDING), delivery


@pytest.mark.parametrize("fault", LOST, ids=named)
def test_a_plan_arrives_once_whatever_slack_answers(office: Office, fault: dict[str, Any]) -> None:
    before_the_plan(office)
    office.fault("chat.postMessage", **fault)
    told = [*office.tend.tick_once().lines, *let_it_mend(office)]
    maya = office.person("Maya")
    assert [AWS in text_of(m) for m in maya.messages] == [True]
    nothing_lost_nothing_doubled(office)
    assert told or sent(office, "Maya", "plan")[0].state is State.SENT
    maya.press("We talked", maya.message)
    assert maya.sees("Noted: you talked today.")
    office.no_violations()


@pytest.mark.parametrize("fault", LOST, ids=named)
def test_so_it_does_when_looking_for_it_fails_too(office: Office, fault: dict[str, Any]) -> None:
    before_the_plan(office)
    office.fault("chat.postMessage", "lost_answer")
    office.fault("conversations.history", times=2, **fault)
    office.tend.tick_once()
    let_it_mend(office, rounds=8)
    nothing_lost_nothing_doubled(office)
    assert len(office.person("Maya").messages) == 1


def test_a_message_that_appears_a_minute_late_is_not_sent_again(office: Office) -> None:
    before_the_plan(office)
    office.fault("chat.postMessage", "lost_answer", delay=0.4)
    office.tend.tick_once()
    assert office.settle(lambda: len(office.person("Maya").messages) == 1)
    let_it_mend(office)
    nothing_lost_nothing_doubled(office)


def test_slack_asks_for_quiet_and_gets_it(office: Office) -> None:
    before_the_plan(office)
    office.fault("chat.postMessage", "http", status=429, headers={"Retry-After": "600"})
    office.tend.tick_once()
    let_it_mend(office, rounds=4)  # 520 seconds
    posted = [c for c in office.world.calls if c.method == "chat.postMessage"]
    assert office.person("Maya").messages == [] and posted[-1].outcome == "http 429"
    let_it_mend(office, rounds=2)
    assert len(office.person("Maya").messages) == 1
    nothing_lost_nothing_doubled(office)


def test_a_day_of_silence_ends_with_the_current_plan(office: Office) -> None:
    """What went stale meanwhile is forgotten, the subject comes with the next plan, once."""
    before_the_plan(office)
    fault = office.fault("chat.postMessage", "http", status=503, times=None)
    office.tend.tick_once()
    for _ in range(20):
        office.clock.forward(hours=3)
        office.machine.forward(hours=3)
        office.tend.tick_once()
    office.world.faults.programme.remove(fault)
    let_it_mend(office)
    assert office.person("Maya").messages == []
    assert [d.state for d in sent(office, "Maya", "plan")] == [State.SKIPPED]
    for _ in range(6 * 8):
        office.clock.forward(hours=3)
        office.machine.forward(hours=3)
        office.tend.tick_once()
    assert len(office.person("Maya").messages) == 1
    nothing_lost_nothing_doubled(office)


@pytest.mark.parametrize("fault", SOME, ids=named)
def test_an_answer_is_seen_in_the_message_in_the_end(office: Office, fault: dict[str, Any]) -> None:
    before_the_plan(office)
    office.tick()
    maya, nudge = office.person("Maya"), nudges_of(office, "Maya")[-1]
    office.fault("chat.update", **fault)
    Forger(office, MAYA).press(Action.WE_TALKED, nudge.id)
    assert len(talks_with(office, "Maya", "Ana")) == 1
    let_it_mend(office, rounds=2, seconds=70)
    assert maya.sees("Noted: you talked today.")
    assert len(maya.messages) == 1
    office.no_violations()


@pytest.mark.parametrize("fault", SOME, ids=named)
def test_a_form_that_does_not_open_is_said(office: Office, fault: dict[str, Any]) -> None:
    office.person("Ana").home()
    office.fault("views.open", **fault)
    office.workspace.run(office.world.command(ANA, GENERAL, "/mygoals"))
    assert office.settle(lambda: technical.no_answer() in whispered(office, ANA))
    office.person("Ana").command("/mygoals")
    assert office.person("Ana").has_modal
    office.no_violations()


def test_slack_is_given_less_than_a_second_to_say_who_somebody_is(tmp_path: Path) -> None:
    with open_office(tmp_path, hurried=False) as office:
        office.fault("users.info", "late_answer", delay=2.0)
        assert technical.no_answer() in office.person("Ben").answer_to("/mygoals")
        office.no_violations(1.5)


@pytest.mark.parametrize("fault", SOME, ids=named)
def test_somebody_new_is_asked_to_try_again_while_slack_is_silent(
    office: Office, fault: dict[str, Any]
) -> None:
    office.fault("users.info", **fault)
    ben = office.person("Ben")
    assert technical.no_answer() in ben.answer_to("/mygoals")
    assert office.rows()["people"] == []
    ben.command("/mygoals")
    assert ben.has_modal
    office.no_violations()


def whispered(office: Office, person: str) -> str:
    """What only this person sees in the channel."""
    said = office.world.messages(GENERAL, person)
    return "\n".join(text_of(m) for m in said if m.only_for == person)


def test_somebody_known_is_served_while_slack_is_silent(office: Office) -> None:
    ben = office.person("Ben")
    ben.home()
    office.machine.forward(days=2)
    office.restart()
    office.fault("users.info", "http", status=500, times=None)
    ben.command("/mygoals")
    assert ben.has_modal


def test_a_name_is_not_taken_without_a_look_and_nothing_typed_is_lost(office: Office) -> None:
    ana = office.person("Ana")
    ana.command("/mygoals")
    office.fault("users.info", "http", status=500, only={"user": MAYA})
    refused = ana.submit(leader=MAYA)
    assert refused.errors == {"leader": technical.no_answer()}
    assert ana.has_modal
    assert ana.submit(leader=MAYA).accepted


@pytest.mark.parametrize("fault", SOME, ids=named)
def test_a_profile_that_cannot_be_seen_delays_the_plan_and_no_more(
    office: Office, fault: dict[str, Any]
) -> None:
    before_the_plan(office)
    office.fault("users.info", only={"user": MAYA}, **fault)
    office.restart()  # what was seen of Maya a moment ago is forgotten
    office.tend.tick_once()
    let_it_mend(office)
    assert office.world.faults.programme == []
    assert len(office.person("Maya").messages) == 1
    nothing_lost_nothing_doubled(office)


def test_home_comes_with_the_next_look(office: Office) -> None:
    office.person("Ana").home()
    office.fault("views.publish", "http", status=500)
    office.person("Ana").command("/mygoals", "add Learn Rust")
    assert "Learn Rust" in text_of(office.person("Ana").home())


def test_who_has_left_meanwhile_gets_nothing(office: Office) -> None:
    before_the_plan(office)
    office.world.people[MAYA] = office.world.people[MAYA].__class__(
        MAYA, "maya", "Maya Lindqvist", deleted=True
    )
    office.restart()
    office.tick()
    assert office.person("Maya").messages == []
    assert [d.state for d in sent(office, "Maya", "plan")] == [State.SKIPPED]


def test_a_token_that_is_refused_waits_for_the_next_hour(office: Office) -> None:
    before_the_plan(office)
    office.world.token_error = "token_revoked"
    office.tend.tick_once()
    let_it_mend(office, rounds=3)
    refused = len([c for c in office.world.calls if c.outcome == "token_revoked"])
    assert refused < 5, "it is not asked again and again"
    office.world.token_error = None
    let_it_mend(office, rounds=2, seconds=3700)
    assert len(office.person("Maya").messages) == 1
    nothing_lost_nothing_doubled(office)


def test_killed_between_claim_and_answer_it_is_found_again(office: Office) -> None:
    """The program ends while a message is on its way; the next one looks before it sends."""
    before_the_plan(office)
    office.fault("chat.postMessage", "lost_answer")
    office.fault("conversations.history", "http", status=500)
    office.tend.tick_once()
    office.restart()
    assert [d.state for d in sent(office, "Maya", "plan")] == [State.SENDING]
    let_it_mend(office)
    nothing_lost_nothing_doubled(office)
    assert len(office.person("Maya").messages) == 1


METHODS = ("chat.postMessage", "chat.update", "conversations.history", "users.info", "views.open")


@pytest.mark.long  # each fault alone, and the suite of faults, are played every time
@pytest.mark.parametrize("seed", range(4))
def test_weeks_of_bad_weather(office: Office, seed: int) -> None:
    """Faults at random everywhere, weeks of plans and answers: each message stands there once."""
    weather = random.Random(seed)
    start(office)
    leads(office, "Maya", "Ana", "Ben", "Chidi")
    shares(office, "Ana")
    shares(office, "Ben", title="Write the handbook")
    maya = office.person("Maya")
    for _ in range(5 * 7):
        for method in METHODS:
            if weather.random() < 0.3:
                office.fault(method, **random_fault(weather))
        office.clock.forward(days=1)
        let_it_mend(office, rounds=2)
        answer_something(office, weather)
    office.world.faults.clear()
    let_it_mend(office, rounds=8, seconds=4000)
    assert len(maya.messages) >= 2
    nothing_lost_nothing_doubled(office)
    office.no_violations()


def random_fault(weather: random.Random) -> dict[str, Any]:
    return weather.choice(LOST)


def answer_something(office: Office, weather: random.Random) -> None:
    maya = office.person("Maya")
    if not maya.messages or weather.random() < 0.5:
        return
    message = maya.message
    for label in ("We talked", "Undo", "Yes"):
        if label in text_of(message).splitlines() and weather.random() < 0.5:
            maya.press(label, message)
            return
