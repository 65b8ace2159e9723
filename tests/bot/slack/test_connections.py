"""Callers who hold a connection, talk without end or come in crowds: who is honest never waits."""

from __future__ import annotations

import logging
import re
import socket
import time
from collections.abc import Iterator

import pytest

from bot.edge import tally
from bot.edge.connections import LINGERING, Waiting
from bot.edge.quiet import quiet_the_libraries
from bot.slack.gate import MOST_READ
from tests.bot.slack.building import Building, open_building, signed, with_signature
from tests.bot.slack.office import TEAM, eventually

COMMAND = f"command=%2Fmygoals&text=hello&team_id={TEAM}&user_id=U0MAYA&trigger_id=t1"
HEAD = b"POST /slack/events HTTP/1.1\r\nHost: x\r\n"
SHAPELY = "v0=" + "0" * 64


@pytest.fixture
def building() -> Iterator[Building]:
    with open_building(waiting=Waiting(head_time=0.2, most=20)) as building:
        yield building


def call(building: Building, said: bytes = b"") -> socket.socket:
    caller = socket.create_connection(("127.0.0.1", building.port), timeout=3)
    caller.sendall(said)
    return caller


def is_hung_up(caller: socket.socket) -> bool:
    """Whether the other side has ended it, with an answer or without."""
    try:
        while caller.recv(65536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize(
    "said", [b"", b"P", HEAD, HEAD + b"X: " + b"a" * 5000], ids=["nothing", "p", "half", "long"]
)
def test_who_never_says_what_they_want_is_hung_up_on(building: Building, said: bytes) -> None:
    started = time.monotonic()
    assert is_hung_up(call(building, said))
    assert time.monotonic() - started < 10


def test_a_head_that_comes_drop_by_drop_is_no_head(building: Building) -> None:
    caller = call(building, HEAD)
    with pytest.raises(OSError):
        for _ in range(200):
            caller.sendall(b"X-A: a\r\n")
            time.sleep(0.01)


def test_a_second_request_may_not_come_drop_by_drop_either(building: Building) -> None:
    caller = call(building, b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"200" in caller.recv(1000)
    caller.sendall(b"G")
    assert is_hung_up(caller)


def test_a_head_without_end_is_refused(building: Building) -> None:
    caller = call(building, HEAD + b"X: " + b"a" * 100_000)
    assert is_hung_up(caller)


def test_a_connection_is_used_again_as_before(building: Building) -> None:
    caller = call(building)
    for _ in range(3):
        caller.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        said = b""
        while not said.endswith(b"ok"):
            said += caller.recv(1000)
        assert b"200 OK" in said


def test_a_small_body_that_comes_after_its_refusal_harms_no_connection() -> None:
    """A proxy goes on using it, for others."""
    with open_building() as building:
        caller = call(building, HEAD + b"Content-Length: 2000\r\n\r\n" + b"a" * 1500)
        assert b" 401 " in caller.recv(1000)
        caller.sendall(b"a" * 500)
        time.sleep(LINGERING + 0.2)
        caller.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200 OK" in caller.recv(1000)


def test_a_crowd_that_says_nothing_keeps_nobody_out() -> None:
    with open_building(waiting=Waiting(head_time=30, most=20, grace=0.3)) as building:
        crowd = [call(building, HEAD) for _ in range(50)]
        time.sleep(0.3)
        crowd += [call(building, HEAD) for _ in range(50)]
        assert building.knock(COMMAND, signed(COMMAND)).status == 200
        assert eventually(lambda: all(map(is_hung_up, crowd[:30]))), "the oldest had to go"
        for caller in crowd:
            caller.close()


def test_a_crowd_that_never_ends_its_bodies_keeps_nobody_out() -> None:
    stamp, signature = with_signature(str(int(time.time())), SHAPELY)
    shapely = f"{stamp[0]}: {stamp[1]!s}\r\n{signature[0]}: {signature[1]!s}\r\n"
    head = HEAD + shapely.encode() + b"Content-Length: 500000\r\n\r\n" + b"a" * 1000
    with open_building() as building:
        crowd = [call(building, head) for _ in range(MOST_READ + 20)]
        assert building.knock(COMMAND, signed(COMMAND)).status == 200
        assert b" 408 " in crowd[0].recv(1000)
        for caller in crowd:
            caller.close()


def test_what_follows_a_refusal_is_not_read(building: Building) -> None:
    caller = call(building, HEAD + b"Content-Length: 50000000\r\n\r\n")
    assert b" 413 " in caller.recv(1000)
    sent, started = 0, time.monotonic()
    with pytest.raises(OSError):
        while time.monotonic() - started < 5:
            sent += caller.send(b"a" * 65536)
    assert sent < 50_000_000
    assert time.monotonic() - started < LINGERING + 10


@pytest.mark.parametrize("announced", ["-5", "1e3", "9" * 30, "x", "0x5"])
def test_a_length_that_is_no_length_is_refused(building: Building, announced: str) -> None:
    answered = building.knock(b"hello", signed(b"hello"), length=announced)
    assert answered.status in (400, 413)
    assert building.heard == []


def test_more_than_was_announced_is_no_second_request(building: Building) -> None:
    answered = building.knock(COMMAND + "&x=1", signed(COMMAND), length=str(len(COMMAND)))
    assert answered.status == 200
    assert eventually(lambda: len(building.heard) == 1)


def test_an_upgrade_is_not_taken_up(building: Building) -> None:
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n"
    caller = call(building, b"GET /slack/events HTTP/1.1\r\nHost: x\r\n" + upgrade + b"\r\n")
    assert b" 405 " in caller.recv(1000)


@pytest.mark.slow
def test_a_thousand_refusals_are_a_few_lines(caplog: pytest.LogCaptureFixture) -> None:
    quiet_the_libraries()
    with open_building() as building:
        for _ in range(100):
            building.knock(COMMAND)
            call(building, b"\x00\x01garbage\r\n\r\n").close()
    lines = [r.getMessage() for r in caplog.records]
    assert len(lines) < 6 and sum(map(len, lines)) < 600, lines


def test_what_was_counted_is_written_when_the_while_is_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counting = tally.Tally(logging.getLogger("gate"), "refused", every=0.1)
    for length in (3, 9, 5):
        counting.add("too large", length)
    counting.add("skewed")
    assert eventually(lambda: len(caplog.records) == 3)
    assert [r.getMessage() for r in caplog.records] == [
        "refused reason=too large count=1 largest=3",
        "refused reason=skewed count=1 largest=0",
        "refused reason=too large count=2 largest=9",
    ]


def test_a_clock_that_goes_wrong_is_said_with_its_seconds(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def skews() -> list[str]:
        return [r.getMessage() for r in caplog.records if "clock_skewed" in r.getMessage()]

    with open_building() as building:
        assert building.knock(COMMAND, signed(COMMAND, time.time() - 120, "another")).status == 401
        assert skews() == [], "anybody can write any time"
        assert building.knock(COMMAND, signed(COMMAND, time.time() - 120)).status == 200
        assert building.knock(COMMAND, signed(COMMAND, time.time() - 400)).status == 401
    assert len(skews()) == 1 and re.search("count=1 largest=12[0-2]$", skews()[0])


def test_health_is_looked_up_once_a_second_at_most() -> None:
    looks = []

    def healthy() -> bool:
        looks.append(1)
        return True

    with open_building(healthy=healthy) as building:
        for _ in range(30):
            assert building.knock("", method="GET", path="/healthz").status == 200
    assert len(looks) < 4
