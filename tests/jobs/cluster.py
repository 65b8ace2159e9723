"""Nodes in threads of one process, on one PostgreSQL, with a platform of a few lines."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import func, select, update

from bot.conversations.composing import compose
from bot.keeping import view_to_text
from bot.program import common_clocks
from bot.ui import Text, View
from bot.views.nudges import short
from jobs.delivering import Clocks, Compose, Deliverer
from jobs.distributed import Duties, Node, Rhythm
from jobs.messenger import Ref, Unreachable
from jobs.pace import Pace
from jobs.queue_tables import connector
from storage import deliveries, workspaces
from storage.database import Database
from storage.deliveries import Kind
from storage.senders import LONG_AGO
from storage.tables import deliveries as table
from storage.tables import senders
from tests.jobs.post import Post, Standing
from tests.office import machine_now
from tests.people import EVERYONE, TUESDAY, profile

QUICK = Rhythm(
    "* * * * * */1", "* * * * * */1", lease=1.5, keep=0.4, beat=0.4, stalled=1.5, again=0.2
)
A_WHILE = timedelta(minutes=30)
ROOMS = tuple(f"T0ROOM{n}" for n in range(4))


@dataclass
class Watched(Post):
    """Notes whether two nodes ever send for one workspace at once.

    ``refuses``: the workspaces whose platform takes no token of ours.
    """

    together: list[str] = field(default_factory=list)
    node: int = 0
    refuses: set[str] = field(default_factory=set)

    async def update(self, workspace: str, ref: Ref, view: View) -> None:
        if workspace in self.refuses:
            raise Unreachable("token_revoked", whole_workspace=True)
        await super().update(workspace, ref, view)

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        others = {node for (place, node) in _AT_WORK if place == workspace and node != self.node}
        if others:
            self.together.append(workspace)
        _AT_WORK.append((workspace, self.node))
        try:
            return await super().send(workspace, address, view, delivery_id)
        finally:
            _AT_WORK.remove((workspace, self.node))


_AT_WORK: list[tuple[str, int]] = []


class Cluster:
    """Nodes in threads of this process, each with connections and a pace of its own."""

    def __init__(self, url: str, database: Database, folder: Path) -> None:
        self.url, self.database = url, database
        self.standing = Standing(folder / "standing")
        self.posts: list[Watched] = []
        self.nodes: list[Node[View]] = []
        self.ticks: list[float] = []
        self.ahead = timedelta(0)  # of the server's clock, so that no lease is waited for
        self.many = False
        self.compose: Compose[View] = compose
        self.refuses = set[str]()
        self.shards: list[tuple[int, int]] = []

    def join(self, works: bool = True, wrong: timedelta = timedelta(0)) -> Node[View]:
        """``wrong``: so far this machine's own clock is from the right time."""
        post = Watched(self.standing, node=len(self.nodes), refuses=self.refuses)
        for room in ROOMS:
            post.profiles.update({(room, person): profile(person) for person in EVERYONE})
        now = partial(shifted, TUESDAY - machine_now() + wrong)
        common, _ = common_clocks(self.database, Clocks(now, partial(shifted, wrong)))
        clocks = Clocks(common.now, lambda: common.machine() + self.ahead)
        deliverer: Deliverer[View] = Deliverer(
            self.database, {"slack": post}, self.compose, short, clocks, quick()
        )
        duties = Duties(self._tick, self._plan, lambda: None, lambda: None)
        node = Node(partial(connector, self.url), duties, deliverer, works, QUICK)
        self.posts.append(post)
        self.nodes.append(node)
        node.start()
        return node

    def _tick(self) -> bool:
        self.ticks.append(time.time())
        return self.many

    def _plan(self, shard: int, shards: int) -> None:
        self.shards.append((shard, shards))

    def says(self, count: int, rooms: tuple[str, ...] = ROOMS) -> None:
        """So many replies to each of three people in each workspace."""
        body = view_to_text(View(("Hello",), (Text(("Hello",)),)))
        with self.database.begin() as tx:
            for room in rooms:
                workspaces.ensure(tx, room, "slack", TUESDAY)
                for person in EVERYONE[:3]:
                    for n in range(count):
                        name, reply = f"{time.monotonic_ns()}.{n}", Kind.REPLY
                        when = (TUESDAY, None, None, TUESDAY)
                        deliveries.slot(tx, room, reply, person, name, *when, body=body)

    def times(self) -> Counter[str]:
        """How often each message stands there."""
        return Counter(said["delivery"] for said in self.standing.all())

    def noted(self) -> int:
        """How many messages are known to stand: each a moment after it does."""
        with self.database.read() as tx:
            return int(tx.value(select(func.count()).where(table.c.ts.is_not(None))))

    def change(self) -> None:
        """What every message says has changed."""
        with self.database.begin() as tx:
            tx.run(update(table).values(redraw_at=LONG_AGO))

    def is_at_rest(self) -> bool:
        """Everything that is still to be redrawn is put off, and no node is at anything."""
        with self.database.read() as tx:
            at_work = tx.value(select(func.count(senders.c.lease_until)))
            soonest = tx.value(select(func.min(table.c.redraw_at)))
        return not at_work and soonest is not None and soonest > machine_now() + A_WHILE

    def drawn_anew(self) -> Counter[str]:
        """How often each message was redrawn."""
        return Counter(ts for post in self.posts for ts, _ in post.redrawn)

    def stop(self) -> None:
        for node in self.nodes:
            node.stop()

    def stands(self, count: int, seconds: float = 200.0) -> bool:
        return until(lambda: len(self.standing.all()) >= count, seconds)


def shifted(by: timedelta) -> datetime:
    return machine_now() + by


def quick() -> Pace:
    """The usual pace on a clock that runs ten times as fast."""
    return Pace(lambda: time.monotonic() * 10, lambda seconds: asyncio.sleep(seconds / 10))


def until(holds: Callable[[], bool], seconds: float = 200.0) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.05)
    return holds()
