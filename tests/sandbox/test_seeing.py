"""What people see, how they are told of changes, and the control from another process."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from sandbox.company import ADMINS, ANA, BOT, GENERAL, INES, MAYA
from sandbox.manifest import made_from
from sandbox.server import Serving
from sandbox.world import Change
from tests.sandbox.drawing import actions, button, home, modal
from tests.sandbox.workspace import client_of


def ask(slack: Serving, path: str, body: Any = None, **headers: str) -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", **headers}
    with urlopen(Request(f"{slack.url}/_sandbox/{path}", data, headers)) as answer:
        return json.loads(answer.read())["result"]


def test_everyone_sees_the_channels_they_are_in(slack: Serving) -> None:
    slack.run(slack.world.open_messages_tab(INES))
    assert [c.id for c in slack.world.channels_of(INES)] == [GENERAL, ADMINS, "D0INES"]
    assert [c.id for c in slack.world.channels_of(MAYA)] == [GENERAL]
    assert BOT not in [p.id for p in slack.world.humans()]


def test_messages_of_others_are_unread_until_looked_at(slack: Serving) -> None:
    world = slack.world
    slack.run(world.say(MAYA, GENERAL, "Good morning"))
    slack.run(world.say(ANA, GENERAL, "Hello"))
    assert (world.unread(MAYA, GENERAL), world.unread(ANA, GENERAL)) == (1, 0)
    world.mark_read(MAYA, GENERAL)
    assert world.unread(MAYA, GENERAL) == 0


def test_a_person_outside_can_neither_read_nor_write(slack: Serving) -> None:
    slack.run(slack.world.say(INES, ADMINS, "secret"))
    assert slack.world.messages(ADMINS, MAYA) == []
    with pytest.raises(LookupError):
        slack.run(slack.world.say(MAYA, ADMINS, "hello?"))


def test_a_change_is_noted_to_those_who_see_it(slack: Serving) -> None:
    world, client = slack.world, client_of(slack)

    async def watch() -> list[Change]:
        with world.subscribe(MAYA) as mine, world.subscribe(ANA) as hers:
            await asyncio.to_thread(client.chat_postMessage, channel=MAYA, text="x")
            await asyncio.to_thread(client.views_publish, user_id=MAYA, view=home())
            trigger = world.triggers.give(MAYA)
            await asyncio.to_thread(client.views_open, trigger_id=trigger, view=modal())
            await world.change(ANA, title="Lead")
            noted = [await anext(mine) for _ in range(5)]
            assert (await anext(hers)).kind == "people"
            return noted

    noted = slack.run(watch())
    assert [change.kind for change in noted] == ["channel", "message", "home", "modal", "people"]
    assert noted[1].channel == "D0MAYA"


def test_a_stream_of_changes_ends_when_it_is_closed(slack: Serving) -> None:
    async def watch() -> list[Change]:
        subscription = slack.world.subscribe(MAYA)
        slack.world.mark_read(MAYA, GENERAL)
        subscription.close()
        return [change async for change in subscription]

    assert slack.run(watch()) == []


def test_another_process_can_act_and_look(slack: Serving) -> None:
    blocks = [actions(button())]
    client_of(slack).chat_postMessage(channel=MAYA, text="?", blocks=blocks)
    said = ask(slack, "say", {"person": MAYA, "channel": GENERAL, "text": "hello"})
    assert ask(slack, f"messages?channel={GENERAL}&viewer={ANA}") == [said]
    (message,) = ask(slack, f"messages?channel=D0MAYA&viewer={MAYA}")
    place = {"channel": "D0MAYA", "ts": message["ts"]}
    press = {"person": MAYA, "place": place, "block_id": "row", "action_id": "press"}
    assert ask(slack, "press", press)["error"].startswith("⚠")
    command = {"person": MAYA, "channel": GENERAL, "command": "/mygoals"}
    assert "dispatch_failed" in ask(slack, "command", command)["error"]
    ask(slack, "faults", {"method": "auth.test", "what": "error", "error": "fatal_error"})
    assert ask(slack, "faults")[0]["error"] == "fatal_error"
    assert [call["method"] for call in ask(slack, "calls")] == ["chat.postMessage"]
    assert ask(slack, "violations") == [] and ask(slack, f"home?person={MAYA}") is None


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("dance", {}, {}, 404),
        ("say", {"person": MAYA}, {}, 400),
        ("say", {"person": MAYA, "channel": ADMINS, "text": "x"}, {}, 400),
        ("say", {}, {"Content-Type": "text/plain"}, 415),
        ("calls", None, {"Host": "evil.example"}, 400),
        ("dreams", None, {}, 404),
    ],
)
def test_a_wrong_order_or_a_foreign_page_is_refused(
    slack: Serving, path: str, body: Any, headers: dict[str, str], status: int
) -> None:
    with pytest.raises(HTTPError) as error:
        ask(slack, path, body, **headers)
    assert error.value.code == status


def test_the_workspace_is_set_up_as_the_manifest_says() -> None:
    made = made_from(
        {
            "features": {
                "bot_user": {"display_name": "Tend"},
                "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
                "slash_commands": [{"command": "/tend", "description": "d", "should_escape": True}],
            },
            "oauth_config": {"scopes": {"bot": ["chat:write"], "bot_optional": ["im:history"]}},
            "settings": {"event_subscriptions": {"bot_events": ["app_home_opened"]}},
        },
        optional_scopes=False,
    )
    assert made["scopes"] == {"chat:write"}
    assert made["commands"][0].should_escape
    assert made["app"].events == {"app_home_opened"} and made["app"].messages_tab_enabled
