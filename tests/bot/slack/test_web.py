"""Only what Slack has signed just now gets past the gate, whatever else knocks."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from starlette.datastructures import Headers as StarletteHeaders

from bot.edge.quiet import quiet_the_libraries
from bot.edge.serving import serve
from bot.slack.gate import Gate, Refused
from bot.slack.tokens import TellAgain
from bot.ui import Command, Event, Outcome, Reply
from tests.bot.slack.building import (
    SECRET,
    Building,
    Headers,
    open_building,
    signed,
    with_signature,
)
from tests.bot.slack.office import TEAM, eventually
from tests.bot.slack.product import plain_view

CANARY = "Ana wants to leave her husband"
COMMAND = f"command=%2Fmygoals&text={quote(CANARY)}&team_id={TEAM}&user_id=U0MAYA&trigger_id=t1"
FRESH = str(int(time.time()))
SHAPELY = "v0=" + "0" * 64


@pytest.fixture
def building() -> Iterator[Building]:
    with open_building() as building:
        yield building


def test_what_slack_signed_is_served(building: Building) -> None:
    answered = building.knock(COMMAND, signed(COMMAND))
    assert answered.status == 200 and answered.json()["text"] == "Noted"
    (heard,) = building.heard
    assert isinstance(heard, Command) and heard.text == CANARY


def test_what_cannot_be_decided_now_is_asked_for_again(caplog: pytest.LogCaptureFixture) -> None:
    said = {"team_id": TEAM, "type": "event_callback", "event": {"type": "app_uninstalled"}}
    removal, doubts, heard = json.dumps(said), [TellAgain("token in doubt")], list[str]()

    def taken_off(workspace: str, at: float | None) -> None:
        if doubts:
            raise doubts.pop()
        heard.append(workspace)

    with caplog.at_level(logging.INFO), open_building(taken_off=taken_off) as building:
        assert building.knock(removal, signed(removal)).status == 503
        assert building.knock(removal, signed(removal)).status == 200
    assert heard == [TEAM]
    lines = [record.getMessage() for record in caplog.records]
    assert lines.count("event_put_back reason=token in doubt") == 1
    assert not any(line.startswith(("listener_failed", "request_unreadable")) for line in lines)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        signed(COMMAND)[1:],
        signed(COMMAND)[:1],
        signed(COMMAND, secret="another"),
        signed(COMMAND + "x"),
        with_signature(FRESH, "v0=" + "0" * 63),
        with_signature(FRESH, "v0=" + "A" * 64),
        with_signature(FRESH, ""),
        with_signature(FRESH, "v0=é".encode("latin1")),
        [*signed(COMMAND), ("X-Slack-Signature", SHAPELY)],
        signed(COMMAND, "abc"),
        signed(COMMAND, ""),
        signed(COMMAND, "12.5"),
        signed(COMMAND, "9" * 10_000),
        signed(COMMAND, "-" + FRESH),
        signed(COMMAND, FRESH[0] + "_" + FRESH[1:]),
        signed(COMMAND, FRESH[:9]),
        signed(COMMAND, time.time() - 3600),
        signed(COMMAND, time.time() + 3600),
    ],
    ids=range(19),
)
def test_anything_else_is_turned_away_with_nothing_said(
    building: Building, headers: Headers, caplog: pytest.LogCaptureFixture
) -> None:
    answered = building.knock(COMMAND, headers)
    assert (answered.status, answered.body) == (401, b"")
    assert building.heard == []
    (line,) = [r.getMessage() for r in caplog.records if "request_refused" in r.getMessage()]
    assert len(line) < 100 and CANARY not in caplog.text


@pytest.mark.parametrize(("seconds", "status"), [(-303, 401), (-280, 200), (280, 200), (320, 401)])
def test_a_signature_holds_for_five_minutes(building: Building, seconds: int, status: int) -> None:
    at = time.time() + seconds
    assert building.knock(COMMAND, signed(COMMAND, at)).status == status


@pytest.mark.parametrize(
    "body",
    ["", "{bad", "[" * 100_000, '{"n": ' + "9" * 5000 + "}", '{"type": "url_verification"}'],
    ids=["empty", "bad json", "deep", "long number", "url_verification"],
)
def test_nothing_unsigned_is_even_parsed(building: Building, body: str) -> None:
    assert building.knock(body).status == 401


@pytest.mark.parametrize(
    "body",
    ["", "{bad", "{" * 100_000, "payload={bad", '{"event": {"user": 5}}', '{"view": 7}', "payload"],
    ids=range(7),
)
def test_signed_nonsense_is_refused_without_a_trace(
    building: Building, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert building.knock(body, signed(body)).status in (200, 400, 404)
    assert building.heard == [] and "Traceback" not in caplog.text


def test_bytes_that_are_no_text_are_refused(building: Building) -> None:
    body = b"command=%2Fmygoals&text=\xff\xfe"
    answered = building.knock(body, signed(body))
    assert (answered.status, answered.body) == (400, b"")


def test_the_largest_form_that_slack_may_send_is_read(building: Building) -> None:
    body = COMMAND + "&more=" + "a" * 500_000
    assert building.knock(body, signed(body)).status == 200


def test_a_body_that_is_too_large_is_not_read(building: Building) -> None:
    body = b"a" * (512 * 1024 + 1)
    assert building.knock(body, signed(body)).status == 413


def test_a_stream_without_a_length_is_cut_at_the_limit(building: Building) -> None:
    shapely = with_signature(FRESH, SHAPELY)
    assert building.knock((b"a" * 65536 for _ in range(20)), shapely).status == 413


def test_of_what_is_not_even_signed_no_more_than_a_line_is_read(building: Building) -> None:
    assert building.knock(b"a" * 65536 for _ in range(20)).status == 401
    assert building.knock(b"a" * 2000).status == 401


def test_slacks_question_about_the_certificate_is_answered_with_nothing(
    building: Building,
) -> None:
    answered = building.knock("ssl_check=1&token=abc")
    assert (answered.status, answered.body) == (200, b"")
    assert building.heard == []


def test_a_long_body_is_no_question_about_the_certificate(building: Building) -> None:
    """It would be parsed before anybody knows whose it is."""
    body = "ssl_check=1&token=" + "a" * 2000
    assert building.knock(body, with_signature(FRESH, SHAPELY)).status == 401


def test_what_is_announced_as_too_large_is_refused_before_it_comes(building: Building) -> None:
    answered = building.knock(b"", signed(b""), length="600000")
    assert (answered.status, answered.body) == (413, b"")


def test_slacks_challenge_is_given_back_when_signed(building: Building) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c1"})
    assert building.knock(body, signed(body)).json() == {"challenge": "c1"}


def test_other_methods_and_paths_are_not_there(building: Building) -> None:
    assert building.knock("", method="GET").status == 405
    assert building.knock("", path="/").status == 404
    assert building.knock("", path="/slack/events/").status == 404
    assert building.knock("", method="GET", path="/healthz").body == b"ok"


def test_an_unwell_program_says_so() -> None:
    with open_building(healthy=lambda: False) as building:
        assert building.knock("", method="GET", path="/healthz").status == 503


def test_with_a_wrong_secret_no_word_of_anybody_reaches_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Bolt logs the whole body when it finds the signature wrong."""
    caplog.set_level(logging.DEBUG)
    quiet_the_libraries()
    with open_building(bolts_secret="another") as building:
        assert building.knock(COMMAND, signed(COMMAND)).status == 401
    assert building.heard == [] and CANARY not in caplog.text


class Dawdling:
    """A request whose body never comes to an end."""

    def __init__(self) -> None:
        self.headers = StarletteHeaders({"content-length": "10"})

    async def stream(self) -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.sleep(5)


def test_a_caller_who_dawdles_is_sent_away() -> None:
    gate = Gate(SECRET, time.time, reading_time=0.05)
    request: Any = Dawdling()
    with pytest.raises(Refused) as refused:
        asyncio.run(gate.admit(request))
    assert refused.value.status == 408


def test_a_server_that_stops_answers_what_is_under_way(building: Building) -> None:
    busy, answers = threading.Event(), list[int]()

    def slowly(event: Event) -> Outcome:
        busy.set()
        time.sleep(0.3)
        return Outcome(Reply(plain_view("Noted")))

    building.answer = slowly
    caller = threading.Thread(
        target=lambda: answers.append(building.knock(COMMAND, signed(COMMAND)).status)
    )
    caller.start()
    busy.wait(3)
    building.stop.set()
    caller.join(5)
    assert answers == [200]


def test_an_address_that_is_taken_is_an_error_for_the_caller(building: Building) -> None:
    nothing: Any = None
    with pytest.raises(OSError):
        serve(nothing, "127.0.0.1", building.port, threading.Event())


def test_commands_of_forty_people_at_once_are_answered_together(building: Building) -> None:
    all_inside = threading.Barrier(40, timeout=20)

    def together(event: Event) -> Outcome:
        all_inside.wait()  # breaks, and with it the answer, unless all forty are served at once
        return Outcome(Reply(plain_view("Noted")))

    building.answer = together
    people = [
        threading.Thread(target=building.knock, args=(COMMAND, signed(COMMAND))) for _ in range(40)
    ]
    for person in people:
        person.start()
    for person in people:
        person.join(30)
    assert not all_inside.broken
    assert eventually(lambda: len(building.heard) == 40)
