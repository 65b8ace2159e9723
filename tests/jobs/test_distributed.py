"""Several nodes on one PostgreSQL: one tick for all, one sender for each workspace at a time."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.conversations.composing import compose
from bot.keeping import view_to_text
from bot.ui import Text, View
from bot.views.nudges import short
from jobs.clock import ServerClock
from jobs.delivering import Clocks, Deliverer
from jobs.distributed import Duties, Node, Rhythm
from jobs.messenger import Busy, Ref
from jobs.pace import Pace
from jobs.queue_tables import backlog, connector, prepare
from storage import deliveries, senders, workspaces
from storage.beside import server_time
from storage.database import Database
from storage.deliveries import Kind
from tests.jobs.post import Post, Standing
from tests.people import EVERYONE, TUESDAY, profile

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("url", ["postgresql"], indirect=True),
]
QUICK = Rhythm(
    "* * * * * */1", "* * * * * */1", lease=1.5, keep=0.4, beat=0.4, stalled=1.5, again=0.2
)
ROOMS = tuple(f"T0ROOM{n}" for n in range(4))


@dataclass
class Watched(Post):
    """Notes whether two nodes ever send for one workspace at once."""

    together: list[str] = field(default_factory=list)
    node: int = 0

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
        self.many = False
        self.shards: list[tuple[int, int]] = []

    def join(self, works: bool = True) -> Node[View]:
        post = Watched(self.standing, node=len(self.nodes))
        for room in ROOMS:
            post.profiles.update({(room, person): profile(person) for person in EVERYONE})
        clocks = Clocks(lambda: TUESDAY, ServerClock(partial(server_time, self.database)))
        deliverer: Deliverer[View] = Deliverer(
            self.database, {"slack": post}, compose, short, clocks, quick()
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

    def stands(self, count: int, seconds: float = 20.0) -> bool:
        return until(lambda: len(self.standing.all()) >= count, seconds)


def quick() -> Pace:
    """The usual pace on a clock that runs ten times as fast."""
    return Pace(lambda: time.monotonic() * 10, lambda seconds: asyncio.sleep(seconds / 10))


def is_free(database: Database, workspace: str) -> bool:
    """Nobody sends for it; afterwards the test does."""
    now = server_time(database)
    with database.begin() as tx:
        return senders.take(tx, workspace, "test", now, now) is not None


def until(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


@pytest.fixture
def cluster(url: str, database: Database, tmp_path: Path) -> Iterator[Cluster]:
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    prepare(database)
    made = Cluster(url, database, tmp_path)
    yield made
    for node in made.nodes:
        node.stop()


def test_the_queue_is_prepared_once(url: str, database: Database) -> None:
    assert (prepare(database), prepare(database)) == (True, False)
    assert backlog(url) == {}


def test_each_message_goes_once_and_never_two_nodes_send_for_one_workspace(
    cluster: Cluster,
) -> None:
    cluster.join()
    cluster.join()
    cluster.says(2)
    for node in cluster.nodes:
        node.stir()
    assert cluster.stands(24)
    assert max(Counter(said["delivery"] for said in cluster.standing.all()).values()) == 1
    assert [place for post in cluster.posts for place in post.together] == []
    assert all(post.tried for post in cluster.posts), "the work is shared"


def test_a_node_that_only_listens_leaves_the_sending_to_the_others(cluster: Cluster) -> None:
    listening = cluster.join(works=False)
    cluster.says(1)
    listening.stir(ROOMS[0])
    assert not cluster.stands(1, seconds=1.0)
    cluster.join()
    assert cluster.stands(12)
    assert cluster.posts[0].tried == []


def test_the_whole_cluster_ticks_once_for_each_instant(cluster: Cluster) -> None:
    for _ in range(3):
        cluster.join()
    assert until(lambda: len(cluster.ticks) >= 4)
    assert len(cluster.ticks) <= cluster.ticks[-1] - cluster.ticks[0] + 3, "three nodes, one tick"


def test_where_many_are_due_every_shard_of_them_is_planned(cluster: Cluster) -> None:
    cluster.many = True
    cluster.join()
    assert until(lambda: {shard for shard, _ in cluster.shards} == set(range(8)))
    assert {of for _, of in cluster.shards} == {8}


def test_what_a_platform_put_off_goes_when_it_said_and_nobody_waits_for_it(
    cluster: Cluster,
) -> None:
    cluster.join()
    cluster.posts[0].script = [Busy(2)]
    cluster.says(1, ROOMS[:1])
    cluster.nodes[0].stir()
    assert until(lambda: len(cluster.posts[0].tried) == 1)
    assert until(lambda: is_free(cluster.database, ROOMS[0]), seconds=1.0)
    cluster.says(1, ROOMS[1:2])
    cluster.nodes[0].stir()
    assert cluster.stands(3, seconds=1.0)
    assert {said["workspace"] for said in cluster.standing.all()} == {ROOMS[1]}
    assert cluster.stands(6)


def test_after_a_node_that_said_nothing_another_goes_on(cluster: Cluster) -> None:
    """It holds the lease and is not there any more."""
    cluster.says(1, ROOMS[:1])
    with cluster.database.begin() as tx:
        now = server_time(cluster.database)
        assert senders.take(tx, ROOMS[0], "gone", now, now + timedelta(seconds=1.5))
    cluster.join().stir(ROOMS[0])
    assert not cluster.stands(1, seconds=0.8)
    assert cluster.stands(3)


def test_a_node_that_ends_gives_back_what_it_had(cluster: Cluster) -> None:
    cluster.join()
    cluster.says(3)
    cluster.nodes[0].stir()
    assert cluster.stands(6)
    cluster.nodes[0].stop()
    assert all(is_free(cluster.database, room) for room in ROOMS)
    cluster.join().stir()
    assert cluster.stands(36)
    assert max(Counter(said["delivery"] for said in cluster.standing.all()).values()) == 1


def test_threads_of_a_node_end_with_it(cluster: Cluster) -> None:
    before = threading.active_count()
    node = cluster.join()
    cluster.says(1)
    node.stir()
    assert cluster.stands(12)
    node.stop()
    assert until(lambda: threading.active_count() <= before + 1, seconds=3.0)
