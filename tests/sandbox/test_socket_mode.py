"""Socket Mode with the real handler: commands, presses, events, connections that come and go."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from websockets.asyncio.client import connect

from sandbox.company import ADMINS, ANA, BOT, GENERAL, INES, MAYA
from sandbox.faults import Fault
from sandbox.server import Serving
from sandbox.shapes import Person
from tests.sandbox.drawing import actions, button
from tests.sandbox.workspace import IMPATIENT, bolt_app, client_of, eventually

Join = Callable[[Serving, App], SocketModeHandler]
Start = Callable[..., Serving]


def hears(tend: App, event: str) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []

    @tend.event(event)
    def listener(body: Any) -> None:
        heard.append(body)

    return heard


def answers(tend: App, command: str, **answer: Any) -> list[dict[str, Any]]:
    heard: list[dict[str, Any]] = []

    @tend.command(command)
    def listener(ack: Any, body: Any) -> None:
        heard.append(body)
        ack(**answer)

    return heard


def test_a_command_is_answered_to_the_person_alone(slack: Serving, tend: App, join: Join) -> None:
    heard = answers(tend, "/mygoals", text="You have two goals.")
    join(slack, tend)
    result = slack.run(slack.world.command(MAYA, GENERAL, "/mygoals", " help "))
    assert result.message is not None and result.message.text == "You have two goals."
    assert [m.only_for for m in slack.world.messages(GENERAL, MAYA)] == [MAYA]
    assert slack.world.messages(GENERAL, ANA) == []
    (body,) = heard
    assert (body["user_id"], body["channel_name"], body["text"]) == (MAYA, "general", "help")


def test_only_a_command_that_asks_for_it_gets_people_as_ids(
    slack: Serving, tend: App, join: Join
) -> None:
    plain, escaped = answers(tend, "/mygoals"), answers(tend, "/tend")
    join(slack, tend)
    for command in ("/mygoals", "/tend"):
        slack.run(slack.world.command(INES, ADMINS, command, "lead @maya @nobody #general"))
    assert plain[0]["text"] == "lead @maya @nobody #general"
    assert escaped[0]["text"] == "lead <@U0MAYA|maya> @nobody <#C0GENERAL|general>"
    assert escaped[0]["channel_name"] == "privategroup"


def test_a_command_that_is_too_slow_fails_and_is_remembered(start: Start, join: Join) -> None:
    slack = start(timing=IMPATIENT)
    world, tend = slack.world, bolt_app(slack)

    @tend.command("/mygoals")
    def slow(ack: Any) -> None:
        time.sleep(0.4)
        ack("too late")

    join(slack, tend)
    result = slack.run(world.command(MAYA, GENERAL, "/mygoals"))
    assert result.error == '/mygoals failed with the error "operation_timeout"'
    assert [v.rule for v in world.violations] == ["ack_in_time"]
    assert eventually(lambda: (world.acks[0].latency or 0) > 0.2)
    assert not world.acks[0].in_time
    assert world.messages(GENERAL, MAYA) == []


def test_a_command_without_an_app_or_unknown_fails_at_once(slack: Serving) -> None:
    away = slack.run(slack.world.command(MAYA, GENERAL, "/mygoals"))
    unknown = slack.run(slack.world.command(MAYA, GENERAL, "/dance"))
    assert away.error == '/mygoals failed with the error "dispatch_failed"'
    assert unknown.error == "/dance is not a valid command."


def test_a_press_on_a_message_tells_who_where_and_what(
    slack: Serving, tend: App, join: Join
) -> None:
    world, heard = slack.world, list[dict[str, Any]]()

    @tend.action("press")
    def pressed(ack: Any, body: Any, client: Any) -> None:
        ack()
        heard.append(body)
        place = body["container"]
        client.chat_update(channel=place["channel_id"], ts=place["message_ts"], text="Noted")

    join(slack, tend)
    client_of(slack).chat_postMessage(
        channel=MAYA, text="Talked?", blocks=[actions(button(value="n1"))]
    )
    (message,) = world.messages("D0MAYA", MAYA)
    assert slack.run(world.press(MAYA, message, "row", "press")).error is None
    (body,) = heard
    assert body["user"] == {"id": MAYA, "username": "maya", "name": "maya", "team_id": "T0TEND"}
    assert body["message"]["ts"] == message.ts
    assert body["channel"] == {"id": "D0MAYA", "name": "directmessage"}
    assert body["actions"][0]["value"] == "n1"
    assert world.messages("D0MAYA", MAYA)[0].text == "Noted"
    assert world.response_urls.uses == 0


def test_a_press_nobody_answers_shows_a_triangle(start: Start, join: Join) -> None:
    slack = start(timing=IMPATIENT)
    tend = bolt_app(slack)
    join(slack, tend)
    client_of(slack).chat_postMessage(channel=MAYA, text="?", blocks=[actions(button())])
    (message,) = slack.world.messages("D0MAYA", MAYA)
    result = slack.run(slack.world.press(MAYA, message, "row", "press"))
    assert result.error is not None and result.error.startswith("⚠")


def test_an_answer_by_response_url_is_counted(slack: Serving, tend: App, join: Join) -> None:
    @tend.command("/mygoals")
    def respond_only(ack: Any, respond: Any) -> None:
        ack()
        respond("by another road")

    join(slack, tend)
    slack.run(slack.world.command(MAYA, GENERAL, "/mygoals"))
    assert slack.world.response_urls.uses == 1
    assert slack.world.messages(GENERAL, MAYA)[0].text == "by another road"


def test_what_a_person_writes_to_the_app_is_heard(slack: Serving, tend: App, join: Join) -> None:
    heard = hears(tend, "message")
    join(slack, tend)
    slack.run(slack.world.say(MAYA, slack.world.dm(MAYA).id, "hello"))
    (body,) = heard
    assert (body["event"]["channel_type"], body["event"]["text"]) == ("im", "hello")
    assert body["authorizations"][0]["user_id"] == BOT


def test_changes_of_people_and_of_channels_are_heard(start: Start, join: Join) -> None:
    slack = start(scopes=["users:read", "groups:read", "chat:write"])
    world, tend = slack.world, bolt_app(slack)
    names = ("user_change", "team_join", "member_joined_channel", "member_left_channel")
    changed, new, came, went = [hears(tend, name) for name in names]
    join(slack, tend)
    slack.run(world.change(ANA, tz="America/New_York"))
    slack.run(world.deactivate(ANA))
    slack.run(world.join_team(Person("U0ZOE", "zoe", "Zoe")))
    slack.run(world.invite(ADMINS, MAYA))
    slack.run(world.invite(ADMINS, BOT, inviter=INES))
    slack.run(world.leave(ADMINS, INES))
    assert [b["event"]["user"].get("tz") for b in changed] == ["America/New_York", None]
    assert new[0]["event"]["user"]["id"] == "U0ZOE"
    assert [(b["event"]["user"], b["event"]["inviter"]) for b in came] == [(BOT, INES)]
    assert [b["event"]["user"] for b in went] == [INES]


def test_an_event_without_its_scope_is_not_delivered(start: Start, join: Join) -> None:
    slack = start(scopes=["chat:write"])
    tend = bolt_app(slack)
    heard = hears(tend, "user_change")
    join(slack, tend)
    slack.run(slack.world.change(ANA, title="Lead"))
    assert heard == [] and slack.world.acks == []


def test_after_uninstalling_the_tokens_are_dead_and_the_app_knows(
    slack: Serving, tend: App, join: Join
) -> None:
    gone, revoked = hears(tend, "app_uninstalled"), hears(tend, "tokens_revoked")
    join(slack, tend)
    slack.run(slack.world.uninstall())
    assert len(gone) == 1 and revoked[0]["event"]["tokens"]["bot"] == [BOT]
    assert slack.world.token_error == "account_inactive"


def test_an_event_nobody_acknowledges_is_tried_again_with_the_same_id(
    start: Start, join: Join
) -> None:
    slack = start(timing=IMPATIENT)
    tend, heard = bolt_app(slack), list[tuple[str, str]]()

    @tend.event("user_change")
    def busy_at_first(req: Any, body: Any) -> None:
        heard.append((body["event_id"], req.headers["x-slack-retry-num"][0]))
        if len(heard) < 3:
            time.sleep(0.3)

    join(slack, tend)
    slack.run(slack.world.change(ANA, title="Lead"))
    assert eventually(lambda: [ack.in_time for ack in slack.world.acks] == [False, False, True])
    assert len({event_id for event_id, _ in heard}) == 1
    assert [number for _, number in heard] == ["0", "1", "2"]
    assert [ack.attempt for ack in slack.world.acks] == [0, 1, 2]


def test_an_event_can_come_twice(slack: Serving, tend: App, join: Join) -> None:
    heard = hears(tend, "user_change")
    join(slack, tend)
    slack.world.faults.add(Fault("user_change", "duplicate"))
    slack.run(slack.world.change(ANA, title="Lead"))
    assert eventually(lambda: len(heard) == 2)
    assert heard[0]["event_id"] == heard[1]["event_id"]
    assert slack.world.violations == []


def test_a_press_can_come_late_or_never(slack: Serving, tend: App, join: Join) -> None:
    heard = answers(tend, "/mygoals")
    join(slack, tend)
    slack.world.faults.add(Fault("/mygoals", "delay", delay=0.05))
    slack.world.faults.add(Fault("/mygoals", "drop"))
    late = slack.run(slack.world.command(MAYA, GENERAL, "/mygoals"))
    lost = slack.run(slack.world.command(MAYA, GENERAL, "/mygoals"))
    assert late.error is None
    assert lost.error == '/mygoals failed with the error "operation_timeout"'
    assert len(heard) == 1


def test_several_connections_share_the_work(slack: Serving, join: Join) -> None:
    apps = [bolt_app(slack) for _ in range(2)]
    heard = [answers(app, "/mygoals") for app in apps]
    for app in apps:
        join(slack, app)
    for _ in range(6):
        slack.run(slack.world.command(MAYA, GENERAL, "/mygoals"))
    assert [len(bodies) for bodies in heard] == [3, 3]


def test_the_eleventh_connection_is_turned_away(slack: Serving) -> None:
    client = client_of(slack)
    urls = [client.apps_connections_open(app_token=slack.world.app_token)["url"] for _ in range(11)]

    async def greetings() -> list[dict[str, Any]]:
        async with AsyncExitStack() as stack:
            connections = [await stack.enter_async_context(connect(url)) for url in urls]
            return [json.loads(await connection.recv()) for connection in connections]

    said = slack.run(greetings())
    assert [hello["num_connections"] for hello in said[:10]] == list(range(1, 11))
    assert said[0]["connection_info"] == {"app_id": "A0TEND"}
    assert (said[10]["type"], said[10]["reason"]) == ("disconnect", "too_many_websockets")


def test_after_a_disconnect_message_the_app_comes_again_and_works_on(
    slack: Serving, tend: App, join: Join
) -> None:
    answers(tend, "/mygoals", text="still here")
    join(slack, tend)
    (old,) = slack.world.deliveries.socket.connections
    slack.run(slack.world.disconnect("refresh_requested"))
    assert eventually(lambda: old not in slack.world.deliveries.socket.connections)

    def works() -> bool:
        return slack.run(slack.world.command(MAYA, GENERAL, "/mygoals")).error is None

    assert eventually(works)


def test_a_deaf_connection_looks_open_and_gets_nothing(start: Start, join: Join) -> None:
    slack = start(timing=IMPATIENT)
    tend = bolt_app(slack)
    heard = answers(tend, "/mygoals")
    join(slack, tend)
    slack.world.deliveries.socket.deaf = True
    result = slack.run(slack.world.command(MAYA, GENERAL, "/mygoals"))
    assert result.error == '/mygoals failed with the error "operation_timeout"'
    assert heard == [] and len(slack.world.deliveries.socket.connections) == 1
