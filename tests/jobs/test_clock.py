"""On several machines the database server's clock rules, whatever theirs do."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from jobs.clock import READ_AGAIN_SECONDS, ServerClock
from storage.beside import server_time
from storage.database import Database
from tests.jobs.post import Seconds
from tests.office import machine_now
from tests.people import TUESDAY


class Server:
    def __init__(self) -> None:
        self.asked, self.away, self.at = 0, False, TUESDAY

    def __call__(self) -> datetime:
        self.asked += 1
        if self.away:
            raise ConnectionError("away")
        return self.at


@pytest.fixture
def server() -> Server:
    return Server()


def test_between_two_readings_it_goes_on_by_itself(server: Server) -> None:
    seconds = Seconds()
    clock = ServerClock(server, seconds)
    seconds.at += 10
    assert (clock(), server.asked) == (TUESDAY + timedelta(seconds=10), 1)


def test_it_follows_the_server_where_that_goes_on_differently(server: Server) -> None:
    seconds = Seconds()
    clock = ServerClock(server, seconds)
    seconds.at += READ_AGAIN_SECONDS + 1
    server.at = TUESDAY + timedelta(seconds=100)
    assert clock() == server.at


def test_while_the_server_is_away_time_goes_on(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    seconds = Seconds()
    clock = ServerClock(server, seconds)
    server.away = True
    seconds.at += 2 * READ_AGAIN_SECONDS
    assert clock() == TUESDAY + timedelta(seconds=2 * READ_AGAIN_SECONDS)
    assert "clock_unread error=ConnectionError" in caplog.text


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_two_machines_that_disagree_by_hours_hold_the_same_lease(database: Database) -> None:
    one, two = (ServerClock(lambda: server_time(database)) for _ in range(2))
    assert abs(one() - two()) < timedelta(seconds=1)
    assert abs(one() - machine_now()) < timedelta(minutes=1)  # server and test share a machine
