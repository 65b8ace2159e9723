"""Modals and homes: opened, pushed, typed into, submitted, closed; with a real Bolt app."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from sandbox.company import ANA, GENERAL, MAYA
from sandbox.server import Serving
from sandbox.shapes import Timing
from tests.sandbox.drawing import (
    actions,
    button,
    choice,
    home,
    line,
    modal,
    option,
    section,
    words,
)
from tests.sandbox.workspace import QUICK, bolt_app, client_of

Join = Callable[[Serving, App], SocketModeHandler]
Start = Callable[..., Serving]
Heard = list[dict[str, Any]]


def opens(tend: App, view: dict[str, Any]) -> None:
    """/mygoals opens this view."""

    @tend.command("/mygoals")
    def open_it(ack: Any, client: Any, body: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()


def answers(tend: App, **answer: Any) -> Heard:
    """The form is answered so; what was heard is kept."""
    heard: Heard = []

    @tend.view("form")
    def submitted(ack: Any, body: Any) -> None:
        heard.append(body)
        ack(**answer)

    return heard


def error_of(call: Callable[[], Any]) -> str:
    with pytest.raises(SlackApiError) as error:
        call()
    return str(error.value.response["error"])


def test_a_command_opens_a_form_and_the_form_is_sent(slack: Serving, tend: App, join: Join) -> None:
    world = slack.world
    opens(tend, modal(line(), private_metadata="m1"))
    heard = answers(tend)
    join(slack, tend)
    slack.run(world.command(MAYA, GENERAL, "/mygoals"))
    (view,) = world.modals(MAYA)
    assert slack.run(world.submit(MAYA, view.id, {"goal": {"text": "Learn to sail"}})).accepted
    assert world.modals(MAYA) == []
    (body,) = heard
    assert body["view"]["state"]["values"] == {
        "goal": {"text": {"type": "plain_text_input", "value": "Learn to sail"}}
    }
    assert body["user"]["id"] == MAYA
    assert body["view"]["private_metadata"] == "m1"
    assert world.violations == []


def test_a_required_field_left_empty_never_reaches_the_app(
    slack: Serving, tend: App, join: Join
) -> None:
    opens(tend, modal(line(max_length=5)))
    heard = answers(tend)
    join(slack, tend)
    slack.run(slack.world.command(MAYA, GENERAL, "/mygoals"))
    (view,) = slack.world.modals(MAYA)
    empty = slack.run(slack.world.submit(MAYA, view.id, {"goal": {"text": ""}}))
    long = slack.run(slack.world.submit(MAYA, view.id, {"goal": {"text": "too long"}}))
    assert empty.errors == {"goal": "Please complete this required field."}
    assert long.errors == {"goal": "Please enter no more than 5 characters."}
    assert heard == []


def test_errors_are_shown_at_their_fields_and_the_form_stays_open(
    slack: Serving, tend: App, join: Join
) -> None:
    opens(tend, modal())
    answers(tend, response_action="errors", errors={"goal": "Say more."})
    join(slack, tend)
    slack.run(slack.world.command(MAYA, GENERAL, "/mygoals"))
    (view,) = slack.world.modals(MAYA)
    result = slack.run(slack.world.submit(MAYA, view.id, {"goal": {"text": "x"}}))
    assert result.errors == {"goal": "Say more."}
    assert slack.world.modals(MAYA)[0].state_values["goal"]["text"]["value"] == "x"


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"elsewhere": "x"}},
        {"response_action": "errors", "errors": {"goal": ""}},
        {"response_action": "update", "view": modal(section(""))},
        {"response_action": "update", "view": home()},
        {"response_action": "celebrate"},
    ],
)
def test_a_wrong_answer_to_a_form_is_trouble(
    slack: Serving, tend: App, join: Join, answer: dict[str, Any]
) -> None:
    opens(tend, modal())
    answers(tend, **answer)
    join(slack, tend)
    slack.run(slack.world.command(MAYA, GENERAL, "/mygoals"))
    (view,) = slack.world.modals(MAYA)
    result = slack.run(slack.world.submit(MAYA, view.id, {"goal": {"text": "x"}}))
    assert result.trouble == "We had some trouble connecting. Try again?"
    assert [v.rule for v in slack.world.violations] == ["response_action"]
    assert [v.id for v in slack.world.modals(MAYA)] == [view.id]


def test_a_form_can_be_followed_by_another_in_its_place_or_above_or_by_none(
    slack: Serving, tend: App, join: Join
) -> None:
    world = slack.world
    opens(tend, modal())
    steps: Iterator[dict[str, Any]] = iter(
        [
            {"response_action": "update", "view": modal(line("second"))},
            {"response_action": "push", "view": modal(line("third"))},
            {"response_action": "clear"},
        ]
    )

    @tend.view("form")
    def submitted(ack: Any) -> None:
        ack(**next(steps))

    join(slack, tend)
    slack.run(world.command(MAYA, GENERAL, "/mygoals"))
    (first,) = world.modals(MAYA)
    slack.run(world.submit(MAYA, first.id, {"goal": {"text": "x"}}))
    (second,) = world.modals(MAYA)
    assert (second.id, second.blocks[0]["block_id"]) == (first.id, "second")
    assert second.hash != first.hash
    slack.run(world.submit(MAYA, second.id, {"second": {"text": "x"}}))
    third = world.modals(MAYA)[1]
    assert (third.root_view_id, third.previous_view_id) == (first.id, first.id)
    slack.run(world.submit(MAYA, third.id, {"third": {"text": "x"}}))
    assert world.modals(MAYA) == []


def test_what_was_typed_stays_where_block_and_action_are_the_same(slack: Serving) -> None:
    world, client = slack.world, client_of(slack)
    form = modal(line("goal"), line("why"))
    opened = client.views_open(trigger_id=world.triggers.give(MAYA), view=form)["view"]
    slack.run(world.press(MAYA, world.modals(MAYA)[0], "goal", "text", "sail"))
    slack.run(world.press(MAYA, world.modals(MAYA)[0], "why", "text", "wind"))
    changed = modal(line("goal"), line("other"))
    client.views_update(view_id=opened["id"], hash=opened["hash"], view=changed)
    (view,) = world.modals(MAYA)
    assert view.state_values["goal"]["text"]["value"] == "sail"
    assert view.state_values["other"]["text"]["value"] is None


def test_an_update_with_an_old_hash_is_a_conflict(slack: Serving) -> None:
    client = client_of(slack)
    trigger = slack.world.triggers.give(MAYA)
    view = client.views_open(trigger_id=trigger, view=modal())["view"]
    client.views_update(view_id=view["id"], hash=view["hash"], view=modal())

    def update(**which: Any) -> str:
        return error_of(lambda: client.views_update(view=modal(), **which))

    assert update(view_id=view["id"], hash=view["hash"]) == "hash_conflict"
    assert update(view_id="V0NOTHING") == "not_found"


def test_a_trigger_opens_one_form_and_only_for_three_seconds(start: Start) -> None:
    moment = [0.0]
    slack = start(monotonic=lambda: moment[0], timing=Timing(trigger=3.0))
    client, triggers = client_of(slack), slack.world.triggers
    trigger, late = triggers.give(MAYA), triggers.give(MAYA)
    client.views_open(trigger_id=trigger, view=modal())

    def open_with(trigger_id: str) -> str:
        return error_of(lambda: client.views_open(trigger_id=trigger_id, view=modal()))

    assert open_with(trigger) == "exchanged_trigger_id"
    moment[0] = 3.1
    assert open_with(late) == "expired_trigger_id"
    assert open_with("12.34.abc") == "invalid_trigger_id"
    assert [v.rule for v in slack.world.violations] == ["trigger"] * 3


def test_three_modals_are_the_most(slack: Serving) -> None:
    client, world = client_of(slack), slack.world
    root = client.views_open(trigger_id=world.triggers.give(MAYA), view=modal())["view"]["id"]

    def push(trigger: str) -> Any:
        return client.views_push(trigger_id=trigger, view=modal())

    push(world.triggers.give(MAYA, root))
    push(world.triggers.give(MAYA, root))
    assert error_of(lambda: push(world.triggers.give(MAYA, root))) == "push_limit_reached"
    assert error_of(lambda: push(world.triggers.give(ANA))) == "not_found"
    assert len(world.modals(MAYA)) == 3


def test_a_wrong_view_is_refused_and_a_large_one_too(slack: Serving) -> None:
    client, give = client_of(slack), slack.world.triggers.give
    wrong = modal(title=words("x" * 25))
    large = modal(*[section("é" * 3000) for _ in range(42)])
    for view, error in ((wrong, "invalid_arguments"), (large, "view_too_large")):
        call = partial(client.views_open, trigger_id=give(MAYA), view=view)
        assert error_of(call) == error
    publish = error_of(lambda: client.views_publish(user_id=MAYA, view=modal()))
    assert publish == "invalid_arguments"
    assert slack.world.home(MAYA) is None


def test_closing_is_told_to_the_app_only_if_it_asked(slack: Serving, tend: App, join: Join) -> None:
    world = slack.world
    opens(tend, modal(notify_on_close=True))
    heard: Heard = []

    @tend.view_closed("form")
    def closed(ack: Any, body: Any) -> None:
        ack()
        heard.append(body)

    join(slack, tend)
    for everything in (False, True):
        slack.run(world.command(MAYA, GENERAL, "/mygoals"))
        slack.run(world.close(MAYA, world.modals(MAYA)[0].id, all_of_them=everything))
    assert [body["is_cleared"] for body in heard] == [False, True]
    assert world.modals(MAYA) == []


def test_a_home_is_published_when_opened_and_pressed_in(
    slack: Serving, tend: App, join: Join
) -> None:
    world, heard = slack.world, list[dict[str, Any]]()

    @tend.event("app_home_opened")
    def opened(event: Any, client: Any) -> None:
        if event["tab"] == "home":
            client.views_publish(user_id=event["user"], view=home(actions(button(value="n1"))))

    @tend.action("press")
    def pressed(ack: Any, body: Any) -> None:
        ack()
        heard.append(body)

    join(slack, tend)
    slack.run(world.open_messages_tab(MAYA))
    assert world.home(MAYA) is None
    slack.run(world.open_home(MAYA))
    view = world.home(MAYA)
    assert view is not None and world.home(ANA) is None
    slack.run(world.press(MAYA, view, "row", "press"))
    (body,) = heard
    assert body["container"] == {"type": "view", "view_id": view.id}
    assert body["view"]["hash"] == view.hash
    assert body["actions"][0]["value"] == "n1"
    with pytest.raises(LookupError):
        slack.run(world.press(ANA, view, "row", "press"))


def test_a_choice_is_sent_as_the_whole_option_with_all_that_stands_typed(
    slack: Serving, tend: App, join: Join
) -> None:
    world, heard = slack.world, list[dict[str, Any]]()
    kind: dict[str, Any] = {"type": "input", "block_id": "kind", "label": words("Kind")}
    kind |= {"element": choice("goal", "challenge"), "dispatch_action": True}
    opens(tend, modal(line(), kind, actions({"type": "datepicker", "action_id": "day"})))

    @tend.action("choice")
    def chosen(ack: Any, body: Any, client: Any) -> None:
        ack()
        heard.append(body)
        client.views_push(trigger_id=body["trigger_id"], view=modal())

    join(slack, tend)
    slack.run(world.command(MAYA, GENERAL, "/mygoals"))
    typed = {"goal": {"text": "sail"}, "row": {"day": "2026-11-05"}}
    slack.run(world.press(MAYA, world.modals(MAYA)[0], "kind", "choice", "challenge", typed))
    (body,) = heard
    assert body["actions"][0]["selected_option"] == option("challenge")
    assert body["view"]["state"]["values"] == {
        "goal": {"text": {"type": "plain_text_input", "value": "sail"}},
        "kind": {"choice": {"type": "static_select", "selected_option": option("challenge")}},
        "row": {"day": {"type": "datepicker", "selected_date": "2026-11-05"}},
    }
    assert len(world.modals(MAYA)) == 2
    with pytest.raises(LookupError):
        slack.run(world.press(MAYA, world.modals(MAYA)[0], "kind", "choice", "secret"))


def test_a_form_whose_app_is_away_says_so_and_keeps_what_was_typed(start: Start) -> None:
    slack = start(timing=QUICK)
    client_of(slack).views_open(trigger_id=slack.world.triggers.give(MAYA), view=modal())
    (view,) = slack.world.modals(MAYA)
    result = slack.run(slack.world.submit(MAYA, view.id, {"goal": {"text": "x"}}))
    assert result.trouble and not result.accepted
    assert slack.world.modals(MAYA)[0].state_values["goal"]["text"]["value"] == "x"


def test_a_form_opened_later_than_the_trigger_lives_is_not_opened(start: Start, join: Join) -> None:
    slack = start(timing=Timing(ack=1.0, trigger=0.05))
    tend, errors = bolt_app(slack), list[str]()

    @tend.command("/mygoals")
    def slow(ack: Any, client: Any, body: Any) -> None:
        ack()
        time.sleep(0.1)
        errors.append(
            error_of(lambda: client.views_open(trigger_id=body["trigger_id"], view=modal()))
        )

    join(slack, tend)
    slack.run(slack.world.command(MAYA, GENERAL, "/mygoals"))
    assert errors == ["expired_trigger_id"]
