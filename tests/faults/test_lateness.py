"""A thousand leaders on one morning, and the process dies among them: how late is the last one?"""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from bot.ui import View
from jobs.delivering import LEASE
from jobs.messenger import Ref
from jobs.pace import Pace
from storage.database import Database
from tests.faults.chapter import put_row
from tests.faults.stage import in_a_process
from tests.jobs.post import Clock, Post, Room, Standing
from tests.people import ACME, TUESDAY, bond, open_workspace, profile

pytestmark = pytest.mark.long

LEADERS, DIES_AT = 1000, 400
PROMISED = timedelta(minutes=15)


class Line(Post):
    """Notes when each message came, and dies at one of them."""

    clock: Clock
    dies_at = sent = 0

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        ref = self.standing.put(
            workspace=workspace,
            address=address,
            delivery=delivery_id,
            at=self.clock.at.isoformat(),
        )
        self.sent += 1
        if self.sent == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return ref


def a_room(database: Database, folder: Path, at: datetime, dies_at: int = 0) -> Room:
    """On one clock: whoever waits for a turn waits on it."""
    line = Line(Standing(folder / "standing.jsonl"))
    people = [*(f"U0L{n}" for n in range(LEADERS)), *(f"U0R{n}" for n in range(LEADERS))]
    line.profiles = {(ACME, one): profile(one) for one in people}
    room = Room(database, line)
    room.clock.at = at
    line.clock, line.dies_at = room.clock, dies_at
    room.deliverer.clocks = type(room.deliverer.clocks)(room.clock, room.clock)

    waiting: list[datetime] = []

    async def wait(seconds: float) -> None:
        """Many wait at once; when nobody has anything else to do it is the next one's turn."""
        until = room.clock.at + timedelta(seconds=seconds)
        waiting.append(until)
        while room.clock.at < until:
            await asyncio.sleep(0)
            if until == min(waiting):
                room.clock.at = max(until, room.clock.at)
        waiting.remove(until)

    room.deliverer.pace = Pace(lambda: room.clock.at.timestamp(), wait)
    return room


def test_after_a_restart_the_last_of_a_thousand_leaders_hears_within_minutes(
    sqlite: Database, tmp_path: Path
) -> None:
    with sqlite.begin() as tx:
        open_workspace(tx)
        for n in range(LEADERS):
            bond(tx, f"U0L{n}", f"U0R{n}")
    sqlite.engine.dispose()
    assert in_a_process(partial(live, sqlite, tmp_path))
    died_at = max(datetime.fromisoformat(one["at"]) for one in said(tmp_path))
    room = a_room(sqlite, tmp_path, died_at)
    for _ in count():
        room.run(room.clock.at)
        if len({one["address"] for one in said(tmp_path)}) == LEADERS:
            break
        room.clock.forward(seconds=60)
        assert room.clock.at < died_at + PROMISED
    room.run(max(room.clock.at, died_at + LEASE + timedelta(seconds=1)))
    assert len(said(tmp_path)) == LEADERS  # none of them twice
    late = max(datetime.fromisoformat(one["at"]) for one in said(tmp_path)) - died_at
    what = f"the last of {LEADERS:,} leaders, killed among them and started again"
    put_row("times", [what, f"{late.total_seconds() / 60:.1f} min", "15 min"], keys=1)
    assert late < PROMISED


def live(database: Database, folder: Path) -> None:
    a_room(database, folder, TUESDAY, DIES_AT).run()


def said(folder: Path) -> list[dict[str, str]]:
    return Standing(folder / "standing.jsonl").all()
