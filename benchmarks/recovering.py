"""How soon others go on: after a kill -9 of whoever sends, and after the server's clock jumps back.

Nodes of their usual rhythm on a PostgreSQL, the platform of `sending`. Each is the longest of a few
lives, since what counts is where in the minute it happens.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial

from cryptography.fernet import Fernet

from benchmarks.measuring import Row
from benchmarks.sending import Platform, now, owe, server
from bot.conversations.composing import compose
from bot.ui import View
from bot.views.nudges import short
from jobs.clock import ServerClock
from jobs.delivering import Clocks, Deliverer
from jobs.distributed import TICK_SECONDS, Duties, Node, Rhythm
from jobs.queue_tables import connector, prepare
from storage.beside import server_time
from storage.database import Database
from storage.opening import create
from storage.sealing import Seals

LIVES = 3
PATIENCE = 600.0
JANITOR_SECONDS = 60.0
KEEPS_ONE_BUSY = (60, 6)  # people of one workspace, and messages to each
AN_HOUR = timedelta(hours=1)


def rows() -> Iterator[Row]:
    with _prepared() as (url, key, database):
        killed = max(_killed(url, key, database, life) for life in range(LIVES))
        back = max(_set_back(url, database) for _ in range(LIVES))
    dead = Rhythm().stalled + 2 * JANITOR_SECONDS
    yield Row("kill -9 of the node that sends, until another does", killed, unit="s", aim=dead)
    what = "the clock goes back an hour, until the next tick"
    yield Row(what, back, unit="s", aim=3 * TICK_SECONDS)


@contextmanager
def _prepared() -> Iterator[tuple[str, str, Database]]:
    with server() as url:
        key = Fernet.generate_key()
        database = create(url, Seals([key]))
        prepare(database)
        yield url, key.decode(), database
        database.close()


# --- killed while it sends -----------------------------------------------------------------------


def _killed(url: str, key: str, database: Database, life: int) -> float:
    """Seconds from its death to the first message of another."""
    owe(database, 1, *KEEPS_ONE_BUSY, name=f"{life}")
    command = [sys.executable, "-m", "benchmarks.recovering", url, key]
    victim = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None and victim.stdout.readline() == "sends\n"
    other = Platform()
    node = Lived(url, database, other).node
    node.start()
    victim.send_signal(signal.SIGKILL)
    victim.wait()
    died = time.monotonic()
    _until(lambda: bool(other.taken))
    node.stop()
    return other.taken[0] - died


def victim(url: str, key: str) -> None:
    """Sends, and says so once; to be killed."""
    database, platform = Database(url, Seals([key.encode()])), Platform()
    node = Lived(url, database, platform).node
    node.start()
    node.stir()
    _until(lambda: len(platform.taken) > 5)
    print("sends", flush=True)
    threading.Event().wait()


# --- the clock -----------------------------------------------------------------------------------


def _set_back(url: str, database: Database) -> float:
    lived = Lived(url, database, Platform())
    lived.node.start()
    _until(lambda: bool(lived.ticks))
    lived.ahead -= AN_HOUR
    jumped = time.monotonic()
    _until(lambda: lived.ticks[-1] > jumped)
    lived.node.stop()
    return lived.ticks[-1] - jumped


@dataclass
class Lived:
    """One node, and when it ticked."""

    url: str
    database: Database
    platform: Platform
    ahead: timedelta = timedelta(0)  # of the server's clock
    ticks: list[float] = field(default_factory=list)

    @cached_property
    def node(self) -> Node[View]:
        clock = ServerClock(partial(server_time, self.database))

        def machine() -> datetime:
            return clock() + self.ahead

        means = (self.database, {"slack": self.platform}, compose, short, Clocks(now, machine))
        duties = Duties(self._tick, lambda *_: None, lambda: None, lambda: None)
        return Node(partial(connector, self.url), duties, Deliverer(*means))

    def _tick(self) -> bool:
        self.ticks.append(time.monotonic())
        return False


def _until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(0.05)


if __name__ == "__main__":
    victim(*sys.argv[1:])
