"""The gate by itself: what is let in, and what is said of the rest, at the edge of each limit."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from typing import Any

import pytest
from starlette.requests import Request

from bot.slack import gate
from bot.slack.gate import LARGEST_BODY, LARGEST_UNSIGNED, MOST_READ, Gate, Reason, Refused

SECRET, NOW = "hush", 1_700_000_000
COMMAND = b"command=%2Fmygoals&text="
Headers = Sequence[tuple[str, str]]
STATUS = {Reason.TOO_LARGE: 413, Reason.TOO_SLOW: 408, Reason.NOT_TEXT: 400}


def signed(body: bytes, at: int = NOW, secret: str = SECRET) -> Headers:
    mark = hmac.new(secret.encode(), b"v0:%d:" % at + body, sha256).hexdigest()
    return [("x-slack-request-timestamp", str(at)), ("x-slack-signature", f"v0={mark}")]


def request(headers: Headers, *chunks: bytes, ends: bool = True) -> Request:
    """As uvicorn hands it over, piece by piece."""
    left = list(chunks)

    async def receive() -> dict[str, Any]:
        if left:
            more = len(left) > 1 or not ends
            return {"type": "http.request", "body": left.pop(0), "more_body": more}
        return {"type": "http.disconnect"}

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "method": "POST", "path": "/slack/events", "headers": raw}
    return Request(scope, receive)


def opened(clock: Callable[[], float] = lambda: NOW, reading_time: float = 5.0) -> Gate:
    return Gate(SECRET, clock, reading_time)


def admitted(asked: Request, at: Gate | None = None) -> str:
    return asyncio.run((at or opened()).admit(asked))


def refused(asked: Request, at: Gate | None = None) -> tuple[Reason, int, int]:
    with pytest.raises(Refused) as found:
        admitted(asked, at)
    return found.value.reason, found.value.length, found.value.status


def test_the_limits_are_those_that_the_papers_promise() -> None:
    assert (LARGEST_BODY, LARGEST_UNSIGNED) == (524_288, 1_024)
    assert (gate.READING_TIME, MOST_READ) == (5.0, 128)


def test_what_slack_signed_comes_in_whole() -> None:
    assert admitted(request(signed(COMMAND), COMMAND[:5], COMMAND[5:])) == COMMAND.decode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"secret": "other"}, Reason.WRONG_SIGNATURE),
        ({"at": NOW - 301}, Reason.SKEWED),
        ({"at": NOW + 301}, Reason.SKEWED),
    ],
)
def test_who_did_not_sign_it_just_now_stays_outside(change: dict[str, Any], reason: Reason) -> None:
    found = refused(request(signed(COMMAND, **change), COMMAND))
    assert found == (reason, len(COMMAND), 401)


@pytest.mark.parametrize("at", [NOW - 300, NOW + 300])
def test_five_minutes_are_not_too_long(at: int) -> None:
    assert admitted(request(signed(COMMAND, at), COMMAND))


@pytest.mark.parametrize("of_a_second", [-0.4, 0.4])
def test_part_of_a_second_makes_nobody_late(of_a_second: float) -> None:
    at = opened(lambda: NOW + of_a_second)
    assert admitted(request(signed(COMMAND, NOW - 300), COMMAND), at)
    assert admitted(request(signed(COMMAND, NOW + 300), COMMAND), at)


@pytest.mark.parametrize(
    "headers",
    [
        [],
        signed(COMMAND)[:1],
        signed(COMMAND)[1:],
        [*signed(COMMAND), signed(COMMAND)[0]],
        [*signed(COMMAND), signed(COMMAND)[1]],
        [("x-slack-request-timestamp", "17000000000"), signed(COMMAND)[1]],
        [("x-slack-request-timestamp", "-700000000"), signed(COMMAND)[1]],
        [signed(COMMAND)[0], ("x-slack-signature", "v0=" + "g" * 64)],
        [signed(COMMAND)[0], ("x-slack-signature", "v1=" + "0" * 64)],
        [signed(COMMAND)[0], ("x-slack-signature", "v0=" + "0" * 63)],
    ],
)
def test_what_is_no_signature_is_none(headers: Headers) -> None:
    assert refused(request(headers, COMMAND)) == (Reason.NO_SIGNATURE, len(COMMAND), 401)


@pytest.mark.parametrize("too_much", [0, 1])
def test_the_largest_body(too_much: int) -> None:
    body = b"x" * (LARGEST_BODY + too_much)
    asked = request(signed(body), body[:-1], body[-1:])
    if too_much:
        assert refused(asked) == (Reason.TOO_LARGE, len(body), 413)
    else:
        assert admitted(asked) == body.decode()


@pytest.mark.parametrize("too_much", [0, 1])
def test_unsigned_there_is_room_for_a_line(too_much: int) -> None:
    body = b"x" * (LARGEST_UNSIGNED + too_much)
    rest = b"y" * 10
    length = len(body) if too_much else len(body) + len(rest)
    assert refused(request([], body, rest)) == (Reason.NO_SIGNATURE, length, 401)


@pytest.mark.parametrize("announced", [str(LARGEST_BODY + 1), "-1", "9" * 13, "1e3", ""])
def test_what_is_announced_wrongly_is_not_even_read(announced: str) -> None:
    asked = request([*signed(COMMAND), ("content-length", announced)], COMMAND)
    assert refused(asked) == (Reason.TOO_LARGE, 0, 413)


@pytest.mark.parametrize("announced", ["0", str(LARGEST_BODY), "0" * 12])
def test_what_is_announced_rightly_is_read(announced: str) -> None:
    assert admitted(request([*signed(COMMAND), ("content-length", announced)], COMMAND))


def test_who_dawdles_is_sent_away() -> None:
    asked = request(signed(COMMAND), ends=False)
    asked._receive = _first_then_wait(asyncio.Event())
    assert refused(asked, opened(reading_time=0.2)) == (Reason.TOO_SLOW, 5, 408)


def test_who_hangs_up_is_gone() -> None:
    asked = request(signed(COMMAND), COMMAND[:5], ends=False)
    assert refused(asked) == (Reason.CUT_OFF, 5, 401)


def test_what_is_no_text_is_refused() -> None:
    body = b"\xff\xfe"
    assert refused(request(signed(body), body)) == (Reason.NOT_TEXT, 2, 400)


@pytest.mark.parametrize(
    "body", [b"ssl_check=1", b"token=x&ssl_check=1", b"ssl_check=1&x=" + b"y" * (1024 - 14)]
)
def test_slacks_question_about_our_certificate_is_let_in_as_nothing(body: bytes) -> None:
    assert admitted(request([], body)) == ""


@pytest.mark.parametrize(
    "body",
    [
        b"ssl_check=0",
        b"ssl_check=2",
        b"ssl_check=",
        b"ssl_check=1&ssl_check=1",
        b"text=ssl_check",
        b"%73sl_check=1",
        b"ssl_check=1&x=" + b"y" * (1024 - 13),
    ],
)
def test_what_only_looks_like_that_question_is_not(body: bytes) -> None:
    assert refused(request([], body))[0] is Reason.NO_SIGNATURE


# --- what is said of it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, False), (60, False), (-60, False), (61, True), (-61, True), (90, True)],
)
def test_a_clock_that_is_off_is_worth_a_line(
    seconds: int, said: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        admitted(request(signed(COMMAND, NOW + seconds), COMMAND))
    assert ("clock_skewed" in caplog.text) is said


def test_a_forger_says_nothing_about_our_clock(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        refused(request(signed(COMMAND, NOW + 90, "other"), COMMAND))
    assert "clock_skewed" not in caplog.text and "request_refused" in caplog.text


def test_a_refusal_is_said_with_its_reason_and_no_word_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    body = b"text=my+secret+exam"
    with caplog.at_level(logging.INFO):
        refused(request([], body))
    assert "request_refused" in caplog.text and "exam" not in caplog.text


# --- many at a time ------------------------------------------------------------------------------


def test_the_oldest_of_too_many_bodies_makes_room() -> None:
    """Each of them holds a place and sends no end; the first to come is the first to go."""

    async def crowd(count: int) -> list[Reason | None]:
        one = opened(reading_time=60.0)
        never = asyncio.Event()

        def dawdling() -> Request:
            asked = request(signed(COMMAND), COMMAND[:5], ends=False)
            asked._receive = _first_then_wait(never)
            return asked

        waiting = []
        for _ in range(count):
            waiting.append(asyncio.create_task(_tried(one.admit(dawdling()))))
            await asyncio.sleep(0)
        await asyncio.sleep(0.1)
        gone = [task.result() if task.done() else None for task in waiting]
        never.set()
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return gone

    assert asyncio.run(crowd(MOST_READ)) == [None] * MOST_READ
    assert asyncio.run(crowd(MOST_READ + 2)) == [Reason.TOO_SLOW] * 2 + [None] * MOST_READ


def _first_then_wait(never: asyncio.Event) -> Callable[[], Awaitable[dict[str, Any]]]:
    pieces = iter([{"type": "http.request", "body": b"comma", "more_body": True}])

    async def receive() -> dict[str, Any]:
        for piece in pieces:
            return piece
        await never.wait()
        return {"type": "http.disconnect"}

    return receive


async def _tried(admission: Awaitable[str]) -> Reason | None:
    try:
        await admission
    except Refused as error:
        return error.reason
    return None


def test_a_body_that_was_read_holds_no_place() -> None:
    async def many() -> int:
        one = opened()
        for _ in range(MOST_READ + 5):
            await one.admit(request(signed(COMMAND), COMMAND))
        return len(one._reading)

    assert asyncio.run(many()) == 0
