"""`tend run` as it is installed, ended and killed while a message is on its way."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bot.keeping import view_to_text
from bot.ui import Text, View
from jobs.delivering import LEASE
from jobs.schedule import LOOK_SECONDS, STOP_SECONDS
from sandbox.company import ANA
from sandbox.faults import Fault
from storage import deliveries, people, workspaces
from storage.database import Database
from storage.deliveries import Kind, State
from storage.sealing import read_key_file
from tests.bot.test_loop import Installed
from tests.bot.test_loop import installed as installed
from tests.faults.chapter import put_row
from tests.office import machine_now
from tests.people import profile

pytestmark = pytest.mark.slow

PATIENCE = 60.0  # seconds, on a busy machine
ANSWER_TAKES = 6.0


class Owed:
    """Ana is owed some answers, as after a message of hers; and what became of them."""

    def __init__(self, tend: Installed, count: int) -> None:
        tend.run("init")
        self.tend, self.place = tend, tend.workspace.world.team_id
        url, key = f"sqlite:///{tend.folder / 'tend.db'}", tend.folder / "key"
        self.database = Database(url, read_key_file(key))
        now = machine_now()
        with self.database.begin() as tx:
            workspaces.ensure(tx, self.place, "slack", now)
            people.learn(tx, self.place, profile(ANA), now)
            for n in range(count):
                body = view_to_text(View((f"Number {n}",), (Text((f"Number {n}",)),)))
                when = (now, None, None, now)
                deliveries.slot(tx, self.place, Kind.REPLY, ANA, f"{n}", *when, body=body)

    def totals(self) -> dict[str, int]:
        with self.database.read() as tx:
            return deliveries.totals(tx, self.place)

    def said(self) -> list[str]:
        return sorted(message.text for message in self.tend.messages(ANA))

    def first_is_on_its_way(self) -> bool:
        calls = [call.method for call in self.tend.workspace.world.calls]
        return len(self.said()) == 1 and "users.info" in calls


@pytest.fixture
def owed(installed: Installed) -> Iterator[Owed]:
    made = Owed(installed, 3)
    yield made
    made.database.close()


@contextmanager
def a_process(tend: Installed) -> Iterator[subprocess.Popen[str]]:
    """Started, and killed in the end if it is there still."""
    with (tend.folder / "log").open("w") as log:
        started: subprocess.Popen[str] = subprocess.Popen(
            tend.command("run"),
            env=tend.environment(),
            cwd=tend.folder,
            text=True,
            stdout=log,
            stderr=log,
        )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def slow_answer(tend: Installed) -> None:
    """Slack does what it is asked at once, and says so only after a while."""
    fault = Fault("chat.postMessage", "late_answer", times=1, delay=ANSWER_TAKES)
    tend.workspace.world.faults.add(fault)


def test_ended_while_sending_it_finishes_that_message_and_ends_well(owed: Owed) -> None:
    slow_answer(owed.tend)
    with a_process(owed.tend) as process:
        owed.tend.until(owed.first_is_on_its_way, PATIENCE)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(STOP_SECONDS + PATIENCE) == 0
        print(f"\nended {time.monotonic() - began:.1f} s after SIGTERM")
    assert len(owed.said()) == 1
    assert owed.totals() == {State.SENT: 1, State.DUE: 2}
    with a_process(owed.tend):
        owed.tend.until(lambda: owed.totals() == {State.SENT: 3}, PATIENCE)
    assert owed.said() == ["Number 0", "Number 1", "Number 2"]


@pytest.mark.long
def test_killed_while_sending_it_serves_at_once_and_finds_the_message_after_its_lease(
    owed: Owed,
) -> None:
    """On the machine's own clock: two minutes of it are the lease."""
    slow_answer(owed.tend)
    with a_process(owed.tend) as process:
        owed.tend.until(owed.first_is_on_its_way, PATIENCE)
        process.kill()
        killed = time.monotonic()
    assert owed.totals()[State.SENDING] == 1
    sockets = owed.tend.workspace.world.deliveries.socket
    owed.tend.until(lambda: not sockets.connections, PATIENCE)
    with a_process(owed.tend):
        owed.tend.until(lambda: sockets.connections, PATIENCE)
        served = time.monotonic() - killed
        owed.tend.until(lambda: owed.totals() == {State.SENT: 3}, LEASE.total_seconds() + PATIENCE)
        claimed = time.monotonic() - killed
    assert owed.said() == ["Number 0", "Number 1", "Number 2"]
    load = f"at a load of {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    for what, seconds, promised in (
        ("killed, started again, hears Slack", served, "5 s"),
        ("killed while sending, the message is found again", claimed, "130 s"),
    ):
        put_row("times", [what, f"{seconds:.0f} s ({load})", promised], keys=1)
    assert claimed < LEASE.total_seconds() + LOOK_SECONDS + PATIENCE
