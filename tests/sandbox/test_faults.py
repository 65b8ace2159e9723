"""What goes wrong on demand: calls that vanish, answers that vanish, and answers that lie."""

from __future__ import annotations

import time
from http.client import RemoteDisconnected
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company import MAYA, TOM
from sandbox.faults import Fault
from sandbox.server import Serving
from tests.sandbox.workspace import client_of, eventually

POST = "chat.postMessage"


def post(slack: Serving, **more: Any) -> Any:
    return client_of(slack, **more).chat_postMessage(channel=MAYA, text="x")


def seen(slack: Serving) -> int:
    return len(slack.world.messages("D0MAYA", MAYA))


def outcomes(slack: Serving) -> list[tuple[str, bool]]:
    return [(call.outcome, call.effect) for call in slack.world.calls if call.method == POST]


def test_a_lost_request_does_nothing(slack: Serving) -> None:
    slack.world.faults.add(Fault(POST, "lost_request"))
    with pytest.raises(RemoteDisconnected):
        post(slack)
    assert seen(slack) == 0
    assert post(slack)["ok"]
    assert outcomes(slack) == [("lost_request", False), ("ok", True)]


def test_a_lost_answer_has_its_effect(slack: Serving) -> None:
    slack.world.faults.add(Fault(POST, "lost_answer"))
    with pytest.raises(RemoteDisconnected):
        post(slack)
    assert seen(slack) == 1
    assert outcomes(slack) == [("lost_answer", True)]


def test_the_clients_default_retry_doubles_a_message_whose_answer_was_lost(slack: Serving) -> None:
    slack.world.faults.add(Fault(POST, "lost_answer"))
    client = WebClient(token=slack.world.bot_token, base_url=slack.api_url)
    assert client.chat_postMessage(channel=MAYA, text="x")["ok"]
    assert seen(slack) == 2


def test_the_async_client_meets_the_same_faults(slack: Serving) -> None:
    slack.world.faults.add(Fault(POST, "lost_answer"))

    async def send() -> None:
        client = AsyncWebClient(slack.world.bot_token, base_url=slack.api_url, retry_handlers=[])
        await client.chat_postMessage(channel=MAYA, text="x")

    with pytest.raises(Exception, match="disconnected"):
        slack.run(send())
    assert seen(slack) == 1


def test_an_effect_can_come_after_the_connection_was_lost(slack: Serving) -> None:
    slack.world.faults.add(Fault(POST, "lost_answer", delay=0.1))
    with pytest.raises(RemoteDisconnected):
        post(slack)
    assert seen(slack) == 0
    assert eventually(lambda: seen(slack) == 1)


def test_an_effect_comes_also_when_nobody_waits_any_more(slack: Serving) -> None:
    slack.world.faults.add(Fault(POST, "late_effect", delay=4))
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        post(slack, timeout=1)
    assert time.monotonic() - started < 4 and seen(slack) == 0
    assert eventually(lambda: seen(slack) == 1)


def test_a_late_answer_comes_after_the_effect(slack: Serving) -> None:
    slack.world.faults.add(Fault(POST, "late_answer", delay=0.1))
    assert post(slack)["ok"]
    assert seen(slack) == 1


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault(POST, "error", error="fatal_error"), "fatal_error"),
        (Fault(POST, "http", status=503, body="<html>busy</html>"), "non-JSON"),
        (Fault(POST, "garbage"), "non-JSON"),
    ],
)
@pytest.mark.parametrize("effect", [False, True])
def test_errors_and_nonsense_with_and_without_an_effect(
    slack: Serving, fault: Fault, told: str, effect: bool
) -> None:
    fault.times, fault.effect = 1, effect
    slack.world.faults.add(fault)
    with pytest.raises(SlackApiError, match=told):
        post(slack)
    assert seen(slack) == int(effect)
    assert outcomes(slack)[0][1] is effect


def test_a_429_says_what_it_was_told_to(slack: Serving) -> None:
    late = {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}
    fault = Fault(POST, "http", status=429, body='{"ok":false,"error":"ratelimited"}', headers=late)
    slack.world.faults.add(fault)
    with pytest.raises(SlackApiError) as error:
        post(slack)
    assert error.value.response.status_code == 429
    assert error.value.response.headers["Retry-After"] == late["Retry-After"]


def test_a_fault_can_be_meant_for_one_person_and_for_many_calls(slack: Serving) -> None:
    fault = slack.world.faults.add(
        Fault(POST, "error", times=None, error="internal_error", only={"channel": TOM})
    )
    assert post(slack)["ok"]
    for _ in range(3):
        with pytest.raises(SlackApiError, match="internal_error"):
            client_of(slack).chat_postMessage(channel=TOM, text="x")
    assert slack.world.faults.programme == [fault]
    slack.world.faults.clear()
    assert client_of(slack).chat_postMessage(channel=TOM, text="x")["ok"]
