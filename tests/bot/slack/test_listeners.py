"""What people set off in Slack reaches the product, and its answers reach them where they are."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from statistics import median
from typing import Any

import pytest

from bot.directory import Silent
from bot.edge.errands import Errands
from bot.ui import (
    Command,
    Done,
    Event,
    Home,
    HomeOpened,
    Invalid,
    Opened,
    Outcome,
    Outdated,
    PersonChanged,
    Place,
    Pressed,
    Reply,
    Said,
    Show,
    Submitted,
)
from sandbox.company import ANA, GENERAL, INES, MAYA
from sandbox.faults import Fault
from tests.bot.slack.office import TEAM, Office, eventually
from tests.bot.slack.product import goal_form, invitation, plain_view


def always(answer: Any, **more: Any) -> Any:
    return lambda event: Outcome(answer, **more)


def on(kind: type[Event], answer: Any, **more: Any) -> Any:
    """This answer to one kind of event, Maya's Home to its opening, nothing to the rest."""

    def answering(event: Event) -> Outcome:
        if isinstance(event, kind):
            return Outcome(answer, **more)
        return Outcome(Home(invitation())) if isinstance(event, HomeOpened) else Outcome()

    return answering


def with_open_form(office: Office) -> Any:
    """Maya has the goal form open."""
    office.answer = always(Show(goal_form()))
    office.run(office.world.command(MAYA, GENERAL, "/mygoals"))
    eventually(lambda: office.world.modals(MAYA))
    return office.world.modals(MAYA)[0]


def with_home(office: Office) -> Any:
    office.answer = on(Event, Home(invitation()))
    office.run(office.world.open_home(MAYA))
    eventually(lambda: office.world.home(MAYA))
    return office.world.home(MAYA)


def with_message(office: Office) -> Any:
    """Tend has written to Maya, with buttons."""
    office.answer = on(Said, Reply(invitation()))
    dm = office.world.dm(MAYA)
    office.run(office.world.say(MAYA, dm.id, "hello"))
    eventually(lambda: len(office.world.messages(dm.id, MAYA)) == 2)
    return office.world.messages(dm.id, MAYA)[-1]


def press(office: Office, where: Any, action_id: str) -> Any:
    block = next(
        block["block_id"]
        for block in where.blocks
        if any(e.get("action_id") == action_id for e in block.get("elements", ()))
    )
    return office.run(office.world.press(MAYA, where.place, block, action_id))


def said_privately(office: Office, channel: str) -> list[str]:
    return [m.text for m in office.world.messages(channel, MAYA) if m.only_for == MAYA]


# --- commands ------------------------------------------------------------------------------------


def test_a_command_is_answered_to_maya_alone(either_office: Office) -> None:
    office = either_office
    office.answer = always(Reply(plain_view("Your goals")))
    answered = office.run(office.world.command(MAYA, GENERAL, "/mygoals", "add “Weld”"))
    assert answered.message.text == "Your goals" and answered.message.only_for == MAYA
    (heard,) = office.heard
    assert isinstance(heard, Command)
    assert (heard.actor.person, heard.name, heard.text) == (MAYA, "/mygoals", "add “Weld”")
    assert heard.channel == GENERAL


def test_a_goal_about_a_payload_is_a_goal_like_any_other(either_office: Office) -> None:
    office = either_office
    office.answer = always(Reply(plain_view("Noted")))
    answered = office.run(office.world.command(MAYA, GENERAL, "/mygoals", "add payload = lighter"))
    assert answered.message.text == "Noted"
    assert office.heard[0].text == "add payload = lighter"  # type: ignore[attr-defined]


def test_a_command_opens_a_form(either_office: Office) -> None:
    modal = with_open_form(either_office)
    assert (modal.callback_id, modal.private_metadata) == ("goal", "i1")
    assert either_office.world.violations == []


def test_ines_mentions_somebody_in_the_admin_command(office: Office) -> None:
    office.run(office.world.command(INES, GENERAL, "/cadence", "lead @maya"))
    assert office.heard[0].text == "lead <@U0MAYA|maya>"  # type: ignore[attr-defined]


def test_a_novel_in_a_command_is_refused_before_anything_reads_it(office: Office) -> None:
    answered = office.run(office.world.command(MAYA, GENERAL, "/mygoals", "a" * 2001))
    assert "2000" in answered.message.text
    assert office.heard == []


def test_a_form_that_opens_too_late_is_told_not_swallowed(office: Office) -> None:
    office.answer = always(Show(goal_form()))
    office.world.faults.add(Fault("views.open", "error", error="expired_trigger_id"))
    office.run(office.world.command(MAYA, GENERAL, "/mygoals"))
    assert eventually(lambda: said_privately(office, GENERAL)) == [
        "The answer did not come in time. Please try again in a moment."
    ]


# --- buttons -------------------------------------------------------------------------------------


def test_a_press_in_a_message_is_answered_beside_it(either_office: Office) -> None:
    office = either_office
    message = with_message(office)
    office.answer = on(Pressed, Reply(plain_view("Recorded")))
    assert press(office, message, "we_talked:1").error is None
    assert eventually(lambda: said_privately(office, message.channel)) == ["Recorded"]
    pressed = office.heard[-1]
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.id, pressed.place) == ("we_talked", "n1", Place.MESSAGE)


def test_a_press_in_a_message_opens_a_form(either_office: Office) -> None:
    message = with_message(either_office)
    either_office.answer = on(Opened, Show(goal_form()))
    press(either_office, message, "open.plan:2")
    assert eventually(lambda: either_office.world.modals(MAYA))


def test_a_link_is_acknowledged_and_nothing_else(office: Office) -> None:
    message = with_message(office)
    office.heard.clear()
    pressed = press(office, message, "link:4")
    assert (pressed.error, pressed.url) == (None, "https://tend.example/why")
    assert office.heard == []


def test_a_press_on_home_is_answered_in_a_dialog(office: Office) -> None:
    home = with_home(office)
    office.answer = on(Pressed, Reply(plain_view("Recorded")))
    press(office, home, "we_talked:1")
    assert eventually(lambda: office.world.modals(MAYA))[0].callback_id == "note"


def test_a_button_in_a_form_changes_the_form_and_never_stacks_another(office: Office) -> None:
    with_home(office)
    office.answer = on(Pressed, Reply(invitation()))
    press(office, office.world.home(MAYA), "we_talked:1")
    note = eventually(lambda: office.world.modals(MAYA))[0]
    office.answer = on(Opened, Show(goal_form(title="Weld")))
    press(office, note, "open.plan:2")
    assert eventually(lambda: office.world.modals(MAYA)[-1].callback_id == "goal")
    assert len(office.world.modals(MAYA)) == 1
    assert isinstance(office.heard[-1], Opened) and office.heard[-1].place is Place.FORM


# --- forms ---------------------------------------------------------------------------------------


def test_a_form_is_submitted_and_closes(either_office: Office) -> None:
    office = either_office
    modal = with_open_form(office)
    office.answer = always(Done())
    typed: dict[str, dict[str, Any]] = {"title": {"value": "Weld"}, "days": {"value": ["mon"]}}
    assert office.run(office.world.submit(MAYA, modal.id, typed)).accepted
    submitted = office.heard[-1]
    assert isinstance(submitted, Submitted)
    assert (submitted.form, submitted.id) == ("goal", "i1")
    assert (submitted.values["title"], submitted.values["days"]) == ("Weld", ("mon",))
    assert submitted.values["details"] == ""
    assert office.world.modals(MAYA) == []


def test_what_is_wrong_stands_at_its_field_and_the_rest_at_the_first(office: Office) -> None:
    modal = with_open_form(office)
    office.answer = always(Invalid({"day": "In the past", "nowhere": "Too many", "": "Alas"}))
    answered = office.run(office.world.submit(MAYA, modal.id, {"title": {"value": "Weld"}}))
    assert answered.errors == {"day": "In the past", "title": "Too many Alas"}
    assert office.world.modals(MAYA)[0].id == modal.id


@pytest.mark.parametrize(
    ("answer", "shown"),
    [(Reply(plain_view("Saved")), "note"), (Show(goal_form(about="i2")), "goal")],
)
def test_a_form_gives_way_to_the_answer(office: Office, answer: Any, shown: str) -> None:
    modal = with_open_form(office)
    office.answer = always(answer)
    assert office.run(office.world.submit(MAYA, modal.id, {"title": {"value": "Weld"}})).accepted
    (open_now,) = office.world.modals(MAYA)
    assert open_now.callback_id == shown


# --- words, home, people -------------------------------------------------------------------------


def test_words_to_tend_are_answered_in_the_conversation(either_office: Office) -> None:
    assert with_message(either_office).text == "An invitation about <@U0ANA>"


def test_tend_does_not_answer_itself(office: Office) -> None:
    with_message(office)
    time.sleep(0.05)
    assert len(office.heard) == 1


def test_home_is_drawn_when_maya_opens_it(either_office: Office) -> None:
    assert with_home(either_office).blocks
    assert either_office.heard == [replace(either_office.heard[0])]


def test_the_messages_tab_is_not_home(office: Office) -> None:
    office.run(office.world.open_messages_tab(MAYA))
    time.sleep(0.05)
    assert office.heard == []


def test_a_changed_person_is_forgotten_and_told(office: Office) -> None:
    office.run(office.world.change(ANA, tz="Pacific/Auckland"))
    assert eventually(lambda: office.forgotten) == [ANA]
    assert isinstance(office.heard[0], PersonChanged) and office.heard[0].actor.person == ANA


def test_after_a_change_the_sender_looks_and_home_is_drawn_anew(office: Office) -> None:
    message = with_message(office)
    office.answer = on(Pressed, Done(), stirred=True, home_stale=True)
    press(office, message, "we_talked:1")
    assert eventually(lambda: office.stirred) == [TEAM]
    assert eventually(lambda: office.world.home(MAYA))
    redrawn = office.heard[-1]
    assert isinstance(redrawn, HomeOpened)
    assert (redrawn.actor.person, redrawn.key) == (MAYA, "")


def test_an_event_that_slack_repeats_keeps_its_key(office: Office) -> None:
    office.world.faults.add(Fault("app_home_opened", "duplicate"))
    with_home(office)
    assert eventually(lambda: len(office.heard) == 2)
    assert office.heard[0].key == office.heard[1].key != ""


# --- when something is wrong ---------------------------------------------------------------------


def raising(error: Exception) -> Any:
    def answering(event: Event) -> Outcome:
        raise error

    return answering


CANARY = "Ana wants to leave her husband"


def test_a_fault_of_ours_is_one_id_for_maya_and_the_log(
    either_office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office = either_office
    office.answer = raising(RuntimeError(CANARY))
    answered = office.run(office.world.command(MAYA, GENERAL, "/mygoals", CANARY))
    (line,) = [r.getMessage() for r in caplog.records if "event_failed" in r.getMessage()]
    error_id = line.rsplit("=", 1)[1]
    assert error_id in answered.message.text
    assert "class=RuntimeError" in line and CANARY not in caplog.text


def test_a_fault_while_saving_leaves_the_form_and_what_was_typed(office: Office) -> None:
    modal = with_open_form(office)
    office.answer = raising(RuntimeError(CANARY))
    answered = office.run(office.world.submit(MAYA, modal.id, {"title": {"value": "Weld"}}))
    assert "this code" in answered.errors["title"]
    assert office.world.modals(MAYA)[0].id == modal.id


def test_a_silent_slack_is_said(office: Office) -> None:
    office.answer = raising(Silent("timeout"))
    answered = office.run(office.world.command(MAYA, GENERAL, "/mygoals"))
    assert "did not come in time" in answered.message.text


def test_a_button_of_an_older_release_asks_to_open_it_again(office: Office) -> None:
    message = with_message(office)
    office.answer = raising(Outdated())
    assert press(office, message, "we_talked:1").error is None
    assert "open it again" in eventually(lambda: said_privately(office, message.channel))[0]


def forged(office: Office, **more: Any) -> dict[str, Any]:
    """A press as no Slack would send it."""
    dm = office.world.dm(MAYA).id
    action = {"action_id": "we_talked:1", "value": "n1", "action_ts": "1.2"}
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": MAYA, "team_id": TEAM},
        "channel": {"id": dm},
        "container": {"type": "message", "message_ts": "1.1", "channel_id": dm},
        "trigger_id": "t",
        "actions": [action],
        "response_url": f"{office.world.base_url}/respond/forged",
        **more,
    }


def test_a_press_without_an_action_asks_to_open_it_again(office: Office) -> None:
    ack = office.run(office.world.deliver("interactive", forged(office, actions=[{}])))
    assert ack.in_time
    dm = office.world.dm(MAYA).id
    assert "open it again" in eventually(lambda: said_privately(office, dm))[0]
    assert office.heard == []


@pytest.mark.parametrize(
    "more",
    [
        {"team": {"id": "T0OTHER"}},
        {"user": {"id": "USLACKBOT", "team_id": TEAM}},
        {"team": None, "is_enterprise_install": True},
    ],
    ids=["another workspace", "slackbot", "organisation"],
)
def test_who_does_not_belong_here_is_acknowledged_and_not_served(
    either_office: Office, more: dict[str, Any]
) -> None:
    office = either_office
    assert office.run(office.world.deliver("interactive", forged(office, **more))).in_time
    assert office.heard == []


def test_a_whole_organisation_is_told_in_words(office: Office) -> None:
    payload = {
        "team_id": None,
        "is_enterprise_install": "true",
        "enterprise_id": "E1",
        "user_id": MAYA,
        "command": "/mygoals",
        "text": "",
        "trigger_id": "t",
    }
    ack = office.run(office.world.deliver("slash_commands", payload))
    assert "people of this workspace" in ack.answer["text"]


def test_somebody_from_another_company_reaches_the_product_marked_as_such(office: Office) -> None:
    eve = {"id": "U0EVE", "team_id": "T0OTHER"}
    office.run(office.world.deliver("interactive", forged(office, user=eve)))
    assert office.heard[0].actor.is_external


def test_other_events_are_let_pass(office: Office) -> None:
    ack = office.run(office.world.event({"type": "team_join", "user": {"id": "U0NEW"}}))
    assert ack.in_time and office.heard == []


def test_tend_never_calls_a_response_url(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    office.run(office.world.deliver("interactive", forged(office, team={"id": "T0OTHER"})))
    assert not [c for c in office.world.calls if "respond" in c.method]
    assert office.called("auth.test") == []


# --- time ----------------------------------------------------------------------------------------


def test_a_slow_slack_delays_nobodys_acknowledgement(either_office: Office) -> None:
    """Twenty forms that Slack takes half a second to open."""
    office = either_office
    message = with_message(office)
    office.answer = on(Opened, Show(goal_form()))
    office.world.faults.add(Fault("views.open", "late_answer", times=None, delay=0.5))
    for _ in range(20):
        press(office, message, "open.plan:2")
    acks = [ack for ack in office.world.acks if ack.what == "block_actions"]
    assert len(acks) == 20 and all(ack.in_time for ack in acks)
    assert median(ack.latency or 9 for ack in acks) < 0.25


def test_too_many_errands_are_dropped_and_the_rest_still_done() -> None:
    done: list[int] = []
    opened = threading.Event()

    def errand(number: int) -> None:
        opened.wait(5)
        done.append(number)

    errands = Errands(hands=1, waiting=2)
    taken = [errands.run(errand, number) for number in range(4)]
    opened.set()
    errands.close()
    assert taken == [True, True, False, False] and done == [0, 1]
    assert errands.run(errand, 9) is False
