"""Four workers and two who listen, one killed every few seconds: each message once, at the pace."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import pytest

from jobs.delivering import LEASE
from jobs.pace import A_MINUTE, BURST
from tests.faults.chapter import put_row
from tests.jobs.own_server import OwnServer, own_server
from tests.jobs.processes import Lived, Load, most, play

JANITOR = 10.0  # seconds, as tests.jobs.node has it
LOAD = Load(rooms=100, each=200, seconds=300.0, kill_every=4.0)
ALLOWED = LEASE.total_seconds() + 2 * JANITOR  # after the last kill
PATIENCE = 3600.0  # a machine may be so busy: only the test of the time minds
CONNECTIONS = 250  # what six nodes hold at most, docs/scaling.md

pytestmark = pytest.mark.long


class Runs:
    """The same twice: with nobody dying, and with somebody every few seconds. Each played once."""

    def __init__(self, server: OwnServer, folder: Path) -> None:
        self.server, self.folder = server, folder

    @cached_property
    def undisturbed(self) -> Lived:
        return play(self.server, self.folder / "quiet", replace(LOAD, kill_every=None), PATIENCE)

    @cached_property
    def killed(self) -> Lived:
        return play(self.server, self.folder / "killed", LOAD, PATIENCE)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    with own_server() as server:
        server.set(max_connections=f"{CONNECTIONS}")
        yield Runs(server, tmp_path_factory.mktemp("killed-nodes"))


def test_a_random_node_dies_every_few_seconds_and_each_message_comes_once(runs: Runs) -> None:
    """At the end nothing is missing, nothing came twice, and nobody went too fast."""
    lived = runs.killed
    times = Counter(one["delivery"] for one in lived.said)
    doubled = sum(1 for count in times.values() if count > 1)
    fastest = most(lived.said, in_a_minute)
    counts = (len(times), lived.kills, lived.meanwhile, LOAD.messages - len(times), doubled)
    cells = [*(f"{count:,}" for count in counts), f"{fastest:.0f}", f"{lived.connections}"]
    put_row("killed", [f"nodes killed for {LOAD.seconds / 60:.0f} minutes", *cells], keys=1)
    print(f"\nmessages, kills, meanwhile, lost, doubled, most in a minute, connections: {cells}")
    assert (len(times), doubled) == (LOAD.messages, 0)
    assert fastest <= A_MINUTE + BURST + 5
    assert most(lived.said, beyond_the_pace) <= BURST + 5
    assert lived.kills >= LOAD.seconds / 10, "or nothing was proved"


def test_the_last_comes_within_a_lease_and_two_looks_of_the_janitor(runs: Runs) -> None:
    """To be believed on a quiet machine only."""
    allowed = runs.undisturbed.seconds + ALLOWED
    load = f"at a load of {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    what = f"{LOAD.messages:,} messages, a node killed every {LOAD.kill_every or 0:.0f} s"
    took = f"{runs.killed.seconds:.0f} s; {runs.undisturbed.seconds:.0f} s undisturbed ({load})"
    put_row("times", [what, took, f"{allowed:.0f} s"], keys=1)
    assert runs.killed.seconds <= allowed
    assert runs.killed.meanwhile >= LOAD.messages / 4, "it was killed while messages flowed"


def in_a_minute(sent: list[float]) -> float:
    return max(n + 1 - bisect_left(sent, at - 60) for n, at in enumerate(sent))


def beyond_the_pace(sent: list[float]) -> float:
    """How many more came between any two moments than the sustained pace lets go."""
    ahead = [n - at * A_MINUTE / 60 for n, at in enumerate(sent)]
    least, found = ahead[0], 0.0
    for one in ahead:
        least = min(least, one)
        found = max(found, one - least + 1)
    return found
