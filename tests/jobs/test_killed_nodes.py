"""Four workers and two who listen, one killed every few seconds: each message once, at the pace."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from jobs.delivering import LEASE
from jobs.pace import A_MINUTE, BURST
from jobs.queue_tables import prepare
from storage.database import create
from storage.sealing import Seals
from tests.databases import new_database

JANITOR = 10.0  # seconds, as tests.jobs.node has it
WORKERS, KILL_EVERY = 4, 4.0


@dataclass
class Cluster:
    url: str
    key: str
    standing: Path
    rooms: int
    each: int
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: int = 0

    def start(self, name: str) -> None:
        role = "worker" if name.startswith("worker") else name[-1]
        command = [sys.executable, "-m", "tests.jobs.node", self.url, self.key]
        command += [str(self.standing), role, str(self.rooms), str(self.each)]
        self.running[name] = subprocess.Popen(command)

    def kill(self, name: str) -> None:
        """And another in its place, as a supervisor does."""
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

    def said(self) -> list[dict[str, str]]:
        lines = self.standing.read_text().splitlines() if self.standing.exists() else []
        return [json.loads(line) for line in lines]

    def until_all_stand(self, killing: float, patience: float) -> float:
        """How long it took. For ``killing`` seconds nobody is safe."""
        began, next_kill, choose = time.monotonic(), KILL_EVERY, random.Random(7)
        wanted = self.rooms * self.each
        while (took := time.monotonic() - began) < patience:
            if len({one["delivery"] for one in self.said()}) >= wanted and took > killing:
                return took
            if next_kill < took < killing:
                self.kill(choose.choice(list(self.running)))
                next_kill = took + KILL_EVERY
            time.sleep(0.5)
        raise AssertionError(f"{len(self.said())} of {wanted} after {patience:.0f} s")


def run(server: str, folder: Path, rooms: int, each: int, killing: float) -> tuple[Cluster, float]:
    folder.mkdir()
    key = Fernet.generate_key()
    url = new_database(server)
    database = create(url, Seals([key]))
    prepare(database)
    database.close()
    cluster = Cluster(url, key.decode(), folder / "standing", rooms, each)
    try:
        for name in (*(f"worker-{n}" for n in range(WORKERS)), "listener-0", "listener-1"):
            cluster.start(name)
        return cluster, cluster.until_all_stand(killing, patience=killing + 600)
    finally:
        cluster.stop()


def most_in_a_minute(said: list[dict[str, str]]) -> int:
    """Of one workspace, whichever had most."""
    times: dict[str, list[float]] = defaultdict(list)
    for one in said:
        times[one["workspace"]].append(float(one["at"]))
    return max(
        n + 1 - bisect_left(sent, at - 60)
        for sent in map(sorted, times.values())
        for n, at in enumerate(sent)
    )


@pytest.mark.long
@pytest.mark.parametrize(("rooms", "each", "killing"), [(100, 200, 300.0)])
def test_a_random_node_dies_every_few_seconds_and_each_message_comes_once(
    postgres: str, tmp_path: Path, rooms: int, each: int, killing: float
) -> None:
    """At the end nothing is missing, nothing came twice, and nobody went too fast."""
    quiet, undisturbed = run(postgres, tmp_path / "quiet", rooms, each, killing=0.0)
    cluster, took = run(postgres, tmp_path / "killed", rooms, each, killing)
    said = cluster.said()
    times = Counter(one["delivery"] for one in said)
    doubled = sum(1 for count in times.values() if count > 1)
    print(f"\n{len(times)} of {rooms * each} messages, {cluster.kills} kills, {doubled} doubled;")
    print(f"undisturbed {undisturbed:.0f} s, killed {took:.0f} s;", end=" ")
    print(f"most in a minute {most_in_a_minute(said)} (quiet: {most_in_a_minute(quiet.said())})")
    assert len(times) == rooms * each
    assert doubled == 0
    assert most_in_a_minute(said) <= A_MINUTE + BURST + 5
    allowed = max(undisturbed, killing) + LEASE.total_seconds() + 2 * JANITOR
    assert took <= allowed
