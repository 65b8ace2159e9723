"""chat.*: what is posted, changed and found again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.company import ADMINS, ANA, BOT, GENERAL, LEFT, MAYA
from sandbox.pace import Limits
from sandbox.server import Serving
from sandbox.shapes import App
from tests.sandbox.drawing import actions, button, section
from tests.sandbox.workspace import client_of

Start = Callable[..., Serving]
NOTE = {"event_type": "tend_nudge", "event_payload": {"d": "a1b2"}}


def error_of(call: Callable[[], Any]) -> str:
    with pytest.raises(SlackApiError) as error:
        call()
    return str(error.value.response["error"])


def test_a_message_to_a_person_opens_the_direct_messages(slack: Serving) -> None:
    said = client_of(slack).chat_postMessage(channel=MAYA, text="Good morning")
    assert said["channel"] == "D0MAYA"
    seen = slack.world.messages("D0MAYA", MAYA)
    assert [(m.ts, m.text, m.user) for m in seen] == [(said["ts"], "Good morning", BOT)]
    assert slack.world.messages("D0MAYA", ANA) == []


def test_slack_accepts_a_message_to_a_person_who_left(slack: Serving) -> None:
    assert client_of(slack).chat_postMessage(channel=LEFT, text="Hello?")["ok"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("U0NOBODY", "user_not_found"),
        ("C0NOWHERE", "channel_not_found"),
        ("#general", "channel_not_found"),
        ("D0NOBODY", "channel_not_found"),
        (ADMINS, "channel_not_found"),
        (BOT, "cannot_dm_bot"),
        ("USLACKBOT", "cannot_dm_bot"),
    ],
)
def test_a_message_to_nowhere_is_refused(slack: Serving, channel: str, error: str) -> None:
    assert error_of(lambda: client_of(slack).chat_postMessage(channel=channel, text="x")) == error


def test_the_app_writes_only_where_it_is_a_member(slack: Serving) -> None:
    slack.run(slack.world.leave(GENERAL, BOT))
    call = client_of(slack)
    assert error_of(lambda: call.chat_postMessage(channel=GENERAL, text="x")) == "not_in_channel"


def test_without_the_messages_tab_nobody_can_be_written_to(start: Start) -> None:
    client = client_of(start(app=App(messages_tab_enabled=False)))
    assert error_of(lambda: client.chat_postMessage(channel=MAYA, text="x")) == (
        "messages_tab_disabled"
    )


@pytest.mark.filterwarnings("ignore:The top-level `text` argument")
def test_an_empty_message_is_refused_and_one_of_blocks_only_is_warned_about(
    slack: Serving,
) -> None:
    client = client_of(slack)
    assert error_of(lambda: client.chat_postMessage(channel=MAYA, text=" ")) == "no_text"
    data = {"channel": MAYA, "blocks": [section("Hi")]}
    said = client.api_call("chat.postMessage", json=data)
    assert said["response_metadata"]["warnings"] == ["missing_text_in_message"]


def test_wrong_blocks_are_refused_with_the_place_of_the_mistake(slack: Serving) -> None:
    with pytest.raises(SlackApiError) as error:
        client_of(slack).chat_postMessage(channel=MAYA, text="x", blocks=[section("")])
    answer = error.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert slack.world.messages("D0MAYA", MAYA) == []


def test_metadata_is_given_back_only_to_those_who_ask(slack: Serving) -> None:
    client = client_of(slack)
    client.chat_postMessage(channel=MAYA, text="x", metadata=NOTE)
    plain = client.conversations_history(channel="D0MAYA")
    full = client.conversations_history(channel="D0MAYA", include_all_metadata=True)
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == NOTE


def test_metadata_without_an_event_type_or_too_large_is_refused(slack: Serving) -> None:
    client = client_of(slack)

    def post(metadata: dict[str, Any]) -> str:
        return error_of(lambda: client.chat_postMessage(channel=MAYA, text="x", metadata=metadata))

    assert post({"event_payload": {}}) == "invalid_metadata_format"
    assert post({**NOTE, "event_payload": {"d": "x" * 20_000}}) == "metadata_too_large"


def test_an_update_with_text_only_takes_the_blocks_away_and_keeps_the_metadata(
    slack: Serving,
) -> None:
    client = client_of(slack)
    said = client.chat_postMessage(
        channel=MAYA, text="x", blocks=[actions(button())], metadata=NOTE
    )
    client.chat_update(channel=said["channel"], ts=said["ts"], text="done")
    (seen,) = slack.world.messages("D0MAYA", MAYA)
    assert (seen.text, seen.blocks, seen.metadata) == ("done", (), NOTE)
    assert seen.edited is not None
    client.chat_update(channel=said["channel"], ts=said["ts"], text="done", metadata={})
    assert slack.world.messages("D0MAYA", MAYA)[0].metadata is None


def test_an_update_with_blocks_shows_no_edited_mark(slack: Serving) -> None:
    client = client_of(slack)
    said = client.chat_postMessage(channel=MAYA, text="x")
    client.chat_update(
        channel=said["channel"], ts=said["ts"], text="done", blocks=[section("Done")]
    )
    assert slack.world.messages("D0MAYA", MAYA)[0].edited is None


def test_an_update_needs_the_channel_the_ts_and_an_own_message(slack: Serving) -> None:
    client = client_of(slack)
    said = client.chat_postMessage(channel=MAYA, text="x")
    hers = slack.run(slack.world.say(MAYA, "D0MAYA", "mine"))

    def update(channel: str, ts: str, text: str = "y") -> str:
        return error_of(lambda: client.chat_update(channel=channel, ts=ts, text=text))

    assert update(MAYA, said["ts"]) == "channel_not_found"
    assert update("D0MAYA", "1.000001") == "message_not_found"
    assert update("D0MAYA", hers.ts) == "cant_update_message"
    assert update("D0MAYA", said["ts"], "y" * 4001) == "msg_too_long"


def test_a_deleted_message_is_gone(slack: Serving) -> None:
    client = client_of(slack)
    said = client.chat_postMessage(channel=MAYA, text="x")
    client.chat_delete(channel=said["channel"], ts=said["ts"])
    assert slack.world.messages("D0MAYA", MAYA) == []
    again = error_of(lambda: client.chat_delete(channel=said["channel"], ts=said["ts"]))
    assert again == "message_not_found"


def test_an_ephemeral_message_is_seen_by_one_and_stands_in_no_history(start: Start) -> None:
    slack = start(scopes=["chat:write", "channels:history"])
    client = client_of(slack)
    client.chat_postEphemeral(channel=GENERAL, user=MAYA, text="only you")
    assert [m.only_for for m in slack.world.messages(GENERAL, MAYA)] == [MAYA]
    assert slack.world.messages(GENERAL, ANA) == []
    assert client.conversations_history(channel=GENERAL)["messages"] == []


def test_history_goes_back_page_by_page_between_two_moments(start: Start) -> None:
    slack = start(limits=Limits(on=False))
    client = client_of(slack)
    ts = [client.chat_postMessage(channel=MAYA, text=str(i))["ts"] for i in range(5)]

    def texts(**asked: Any) -> list[str]:
        pages = client.conversations_history(channel="D0MAYA", **asked)
        return [m["text"] for page in pages for m in page["messages"]]

    assert texts(limit=2) == ["4", "3", "2", "1", "0"]
    assert texts(oldest=ts[1], latest=ts[3]) == ["2"]
    assert texts(oldest=ts[1], latest=ts[3], inclusive=True) == ["3", "2", "1"]


def test_two_messages_never_share_a_ts_even_when_the_clock_goes_back(start: Start) -> None:
    moments = [datetime(2026, 11, 2, 9, tzinfo=UTC) - timedelta(hours=i) for i in range(100)]
    slack = start(now=lambda: moments.pop(0) if len(moments) > 1 else moments[0])
    slack.run(slack.world.open_messages_tab(MAYA))
    ts = [slack.run(slack.world.say(MAYA, "D0MAYA", "x")).ts for _ in range(5)]
    assert ts == sorted(set(ts))


def test_more_than_one_message_a_second_in_a_channel_has_to_wait(start: Start) -> None:
    slack = start(limits=Limits(channel_burst=2))
    client = client_of(slack)
    client.chat_postMessage(channel=MAYA, text="1")
    client.chat_postMessage(channel=MAYA, text="2")
    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel=MAYA, text="3")
    answer = error.value.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert answer.headers["Retry-After"] == "1"
    assert client.chat_postMessage(channel=ANA, text="1")["ok"]


def test_the_workspace_as_a_whole_has_a_pace_too(start: Start) -> None:
    slack = start(limits=Limits(workspace_burst=2, workspace_per_minute=6))
    client = client_of(slack)
    for person in (MAYA, ANA):
        client.chat_postMessage(channel=person, text="x")
    with pytest.raises(SlackApiError) as error:
        client.chat_postMessage(channel=LEFT, text="x")
    assert error.value.response.headers["Retry-After"] == "10"


def test_a_method_has_a_rate_of_its_own(start: Start) -> None:
    slack = start()
    client = client_of(slack)
    for _ in range(20):
        client.users_list(limit=1)
    assert error_of(lambda: client.users_list(limit=1)) == "ratelimited"
