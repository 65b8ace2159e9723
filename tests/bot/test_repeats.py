"""Whatever comes twice has one effect: retries, lost acknowledgements, two devices, two clicks."""

from __future__ import annotations

import asyncio
import copy
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from bot.conversations.registry import dispatch
from bot.ids import Action, FormName
from bot.ui import Actor, Submitted
from care.answers import Answer
from sandbox.company import ANA, MAYA
from sandbox.events import wrapped
from sandbox.shapes import Json
from storage import people
from tests.bot.forging import Forger, chosen, day
from tests.bot.scenes import (
    TEAM,
    a_plan,
    answer,
    bond,
    last_talks,
    leads,
    nudges_of,
    own_items,
    place,
    sent,
    shared_with,
    shares,
    start,
    talks_with,
)
from tests.office import ADMIN_CHANNEL, Office, text_of


def said_by_ben(office: Office, text: str) -> Json:
    world = office.world
    event = {
        "type": "message",
        "channel": world.dm("U0BEN").id,
        "channel_type": "im",
        "user": "U0BEN",
        "text": text,
        "ts": world.rooms.next_ts(),
        "team": TEAM,
    }
    return wrapped(world, event)


def test_a_repeat_of_their_erasing_makes_nobody_known_again(office: Office) -> None:
    office.person("Ana").home()
    actor = Actor(TEAM, ANA)
    erase = Submitted(actor, "view:V1 h1", form=FormName.ERASE, id="", values={"word": "erase"})
    for _ in range(2):
        dispatch(office.slack.desk, erase)
        assert office.look(lambda tx: people.get(tx, TEAM, ANA)) is None


def deliver(office: Office, *payloads: Json, kind: str = "interactive") -> None:
    """All at the same moment."""

    async def at_once() -> None:
        await asyncio.gather(*(office.world.deliver(kind, payload) for payload in payloads))

    office.workspace.run(at_once())
    office.quiet()


@pytest.fixture
def captured(office: Office) -> Callable[[Callable[[], object]], Json]:
    """What Slack delivered to the app for something that a person did."""

    def capture(doing: Callable[[], object]) -> Json:
        deliveries, seen = office.world.deliveries, []
        once = deliveries.once

        async def remembering(kind: str, payload: Json, **more: Any) -> Any:
            seen.append(copy.deepcopy(payload))
            return await once(kind, payload, **more)

        deliveries.once = remembering  # type: ignore[method-assign]
        try:
            doing()
        finally:
            deliveries.once = once  # type: ignore[method-assign]
        return seen[-1]

    return capture


# --- retries -------------------------------------------------------------------------------------


def test_an_event_that_slack_retries_is_answered_once(office: Office) -> None:
    payload = said_by_ben(office, "qwertz")
    deliver(office, payload, payload, payload, kind="events_api")
    deliver(office, payload, kind="events_api")
    office.restart()
    deliver(office, payload, kind="events_api")
    assert len(office.person("Ben").messages) == 1
    deliver(office, said_by_ben(office, "qwertz"), kind="events_api")
    assert len(office.person("Ben").messages) == 2, "the same words said again are no repeat"


def test_everything_delivered_twice_has_one_effect(office: Office) -> None:
    """Three weeks in which each delivery comes twice at the same moment."""
    office.fault("*", "duplicate", times=None)
    a_plan(office)
    maya = office.person("Maya")
    assert len(own_items(office, "Ana")) == 1 and len(shared_with(office, "Maya")) == 1
    assert len(office.rows()["bonds"]) == 1
    assert len(sent(office, ADMIN_CHANNEL)) == 2
    maya.press("When?", maya.message)
    maya.submit(when="today", time="11:00")
    assert len(office.rows()["answers"]) == 1
    maya.press("We talked", maya.message)
    assert len(talks_with(office, "Maya", "Ana")) == 1
    maya.press("Undo", maya.message)
    given = answer(office, "Maya")
    assert given is not None and given.answer is Answer.INTENDED, "only the talk is taken back"
    assert place(office).started_at is not None
    assert {v.rule for v in office.world.violations} <= {"trigger"}, "no click opens two forms"


def test_a_goal_typed_once_is_noted_once(
    office: Office, captured: Callable[[Callable[[], object]], Json]
) -> None:
    ana = office.person("Ana")
    payload = captured(lambda: ana.command("/mygoals", "add Learn Rust"))
    deliver(office, payload, payload, kind="slash_commands")
    assert len(own_items(office, "Ana")) == 1
    ana.command("/mygoals", "add Learn Rust")
    assert len(own_items(office, "Ana")) == 2, "typed again it is meant again"


# --- forms ---------------------------------------------------------------------------------------


def test_a_form_submitted_twice_is_one_item(
    office: Office, captured: Callable[[Callable[[], object]], Json]
) -> None:
    leads(office, "Maya", "Ana")
    ana = office.person("Ana")
    ana.command("/mygoals", "add")
    fields = {"kind": "goal", "area": "work", "title": "Once", ana.know_field(): "private"}
    payload = captured(lambda: ana.fill_and_submit(fields))
    deliver(office, payload, payload)
    assert len(own_items(office, "Ana")) == 1


def test_a_corrected_form_is_no_repeat(office: Office) -> None:
    """Slack keeps the id and the hash of a form that came back with errors."""
    leads(office, "Maya", "Ana")
    ana = office.person("Ana")
    ana.command("/mygoals", "add")
    before = ana.modal.hash
    fields = {"kind": "challenge", "area": "work", "title": "Sleep", ana.know_field(): "named"}
    assert ana.fill_and_submit(fields).errors
    assert ana.fill_and_submit({"title": "\u2800"}).errors
    assert ana.modal.hash == before
    assert ana.fill_and_submit({"title": "Sleep", ana.know_field(): "discreet"}).accepted
    assert len(own_items(office, "Ana")) == 1


def test_share_submitted_twice_shares_once(
    office: Office, captured: Callable[[Callable[[], object]], Json]
) -> None:
    leads(office, "Maya", "Ana")
    ana = office.person("Ana")
    ana.command("/mygoals", "add")
    fields = {"kind": "goal", "area": "work", "title": "Once", ana.know_field(): "named"}
    ana.fill_and_submit(fields)
    payload = captured(ana.submit)
    rows = office.rows("seen")
    office.clock.forward(days=1)
    deliver(office, payload, payload)
    assert office.rows("seen") == rows


# --- two clicks, two devices ---------------------------------------------------------------------


def test_we_talked_from_two_devices_is_one_talk(office: Office) -> None:
    a_plan(office)
    nudge = nudges_of(office, "Maya")[-1].id
    forger = Forger(office, MAYA)
    forger.press(Action.WE_TALKED, nudge)
    forger.press(Action.WE_TALKED, nudge)
    office.quiet()
    assert len(talks_with(office, "Maya", "Ana")) == 1
    assert "Noted: you talked today." in text_of(office.person("Maya").message)


def test_undo_pressed_twice_takes_back_one_answer(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="today", time="16:00")
    maya.press("We talked", maya.message)
    given, nudge = answer(office, "Maya"), nudges_of(office, "Maya")[-1]
    assert given is not None
    forger = Forger(office, MAYA)
    forger.press(Action.UNDO, f"{nudge.id}.{given.id}")
    forger.press(Action.UNDO, f"{nudge.id}.{given.id}")
    left = answer(office, "Maya")
    assert left is not None and left.answer is Answer.INTENDED


def test_undo_the_last_talk_pressed_twice_takes_back_one(office: Office) -> None:
    leads(office, "Maya", "Ana")
    maya = office.person("Maya")
    for noted in ("2026-11-18", "2026-11-20"):
        maya.command("/mypeople")
        maya.press("We talked")
        maya.submit(day=noted)
    bonded = bond(office, "Maya", "Ana")
    assert bonded is not None
    newest, _ = talks_with(office, "Maya", "Ana")[0]
    forger = Forger(office, MAYA)
    forger.press(Action.UNDO_TALK, f"{bonded.id}.{newest}")
    forger.press(Action.UNDO_TALK, f"{bonded.id}.{newest}")
    assert len(talks_with(office, "Maya", "Ana")) == 1


def test_yes_to_a_follow_up_from_two_devices(office: Office) -> None:
    a_plan(office)
    maya = office.person("Maya")
    maya.press("When?", maya.message)
    maya.submit(when="today", time="11:00")
    office.later(hours=3)
    nudge = nudges_of(office, "Maya")[-1].id
    for _ in range(2):
        Forger(office, MAYA).press(Action.IT_HAPPENED, nudge)
    assert len(last_talks(office, "Maya")) == 1 and len(talks_with(office, "Maya", "Ana")) == 1


def test_the_first_answer_to_is_it_so_stands(office: Office) -> None:
    start(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.submit(leader=MAYA)
    office.tick()
    asked = maya.message
    named = bond(office, "Maya", "Ana")
    assert named is not None
    maya.press("Yes", asked)
    Forger(office, MAYA).press(Action.REFUSE_REPORT, named.id)
    kept = bond(office, "Maya", "Ana")
    assert kept is not None and kept.accepted is True


def test_two_forms_filled_on_two_devices_the_later_one_holds(office: Office) -> None:
    a_plan(office)
    nudge = nudges_of(office, "Maya")[-1].id
    forger = Forger(office, MAYA)
    forger.submit(FormName.WHEN, nudge, {"when": chosen("pick"), "day": day("2026-12-02")})
    forger.submit(FormName.LATER, nudge, {"when": chosen("week")})
    given = answer(office, "Maya")
    assert given is not None and given.answer is Answer.LATER
    office.live(days=3)
    assert sent(office, "Maya", "follow-up") == [], "the plan does not hold any more"


def test_twenty_presses_at_one_moment_are_one_talk(
    office: Office, captured: Callable[[Callable[[], object]], Json]
) -> None:
    a_plan(office)
    maya = office.person("Maya")
    payload = captured(lambda: maya.press("Show", maya.message))
    action = payload["actions"][0]
    presses = [
        {
            **payload,
            "trigger_id": office.world.triggers.give(MAYA),
            "actions": [{**action, "action_id": "we_talked:1", "action_ts": secrets.token_hex(4)}],
        }
        for _ in range(20)
    ]
    deliver(office, *presses)
    assert len(talks_with(office, "Maya", "Ana")) == 1
    assert last_talks(office, "Maya").keys() == {ANA}
    office.no_violations(2.9)  # twenty writers of one file wait for one another


def test_a_word_and_a_button_for_the_same_are_two_things(office: Office) -> None:
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level="private")
    shares(office, "Ana", level="private")
    assert len(own_items(office, "Ana")) == 2
