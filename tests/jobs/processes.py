"""Nodes as processes of their own: started, killed, and started again as a supervisor does."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet

from jobs.queue_tables import prepare
from storage.opening import create
from storage.sealing import Seals
from tests.databases import new_database
from tests.jobs.own_server import OwnServer
from tests.jobs.post import Standing

NAMES = (*(f"worker-{n}" for n in range(4)), "listener-0", "listener-1")
LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class Load:
    """So many messages to write in so many seconds, while somebody dies every so often."""

    rooms: int
    each: int
    seconds: float
    kill_every: float | None = None  # None: nobody dies

    @property
    def messages(self) -> int:
        return self.rooms * self.each


@dataclass
class Lived:
    """What came of it."""

    said: list[dict[str, str]]
    meanwhile: int  # how many of it came while somebody died every so often
    seconds: float
    kills: int
    connections: int  # at most at once


@dataclass
class Processes:
    server: OwnServer
    url: str
    key: str
    standing: Path
    load: Load
    began: float = field(default_factory=time.time)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: int = 0
    connections: int = 0

    def start(self, name: str) -> None:
        role, until = name.removeprefix("listener-").split("-")[0], self.began + self.load.seconds
        sizes = (role, f"{self.load.rooms}", f"{self.load.each}", f"{until}")
        command = [sys.executable, "-m", "tests.jobs.node", self.url, self.key, f"{self.standing}"]
        self.running[name] = subprocess.Popen([*command, *sizes])

    def kill(self, name: str) -> None:
        """And another in its place, unless it had done all that it was to."""
        if name.startswith("worker") or self.running[name].poll() is None:
            self.running[name].kill()
            self.running[name].wait()
            self.kills += 1
            self.start(name)

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def said(self) -> list[dict[str, str]]:
        return Standing(self.standing).all()

    def until_all_stand(self, patience: float) -> float:
        """How long it took; nobody is safe for as long as messages are written."""
        choose, every = random.Random(7), self.load.kill_every
        next_kill = every or 0.0
        while (took := time.time() - self.began) < patience:
            if self._is_done(took):
                return took
            if every and next_kill < took < self.load.seconds:
                self.kill(choose.choice(list(self.running)))
                next_kill = took + every
            self.connections = max(self.connections, self.server.connections())
            time.sleep(LOOK_SECONDS)
        stand = len({one["delivery"] for one in self.said()})
        raise AssertionError(f"{stand} of {self.load.messages} after {patience:.0f} s")

    def lived(self, took: float) -> Lived:
        said, killed_until = self.said(), self.began + self.load.seconds
        meanwhile = sum(1 for one in said if float(one["at"]) < killed_until)
        return Lived(said, meanwhile, took, self.kills, self.connections)

    def _is_done(self, took: float) -> bool:
        if took < self.load.seconds:
            return False
        return len({one["delivery"] for one in self.said()}) >= self.load.messages


def play(server: OwnServer, folder: Path, load: Load, patience: float) -> Lived:
    """Four workers and two who listen, on a database of their own, until every message stands."""
    folder.mkdir()
    key = Fernet.generate_key()
    url = new_database(server.url)
    database = create(url, Seals([key]))
    prepare(database)
    database.close()
    processes = Processes(server, url, key.decode(), folder / "standing", load)
    try:
        for name in NAMES:
            processes.start(name)
        took = processes.until_all_stand(patience)
        return processes.lived(took)
    finally:
        processes.stop()


def times_of_each_room(said: Sequence[dict[str, str]]) -> list[list[float]]:
    times: dict[str, list[float]] = defaultdict(list)
    for one in said:
        times[one["workspace"]].append(float(one["at"]))
    return [sorted(sent) for sent in times.values()]


def most(said: Sequence[dict[str, str]], of_room: Callable[[list[float]], float]) -> float:
    """Of the workspace that had most."""
    return max(of_room(sent) for sent in times_of_each_room(said))
