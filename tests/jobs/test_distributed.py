"""Several nodes on one PostgreSQL: one tick for all, one sender for each workspace at a time."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bot.ui import Text, View
from jobs.messenger import Busy
from jobs.queue_tables import backlog, prepare
from storage import senders
from storage.beside import server_time
from storage.database import Database
from tests.jobs.cluster import ROOMS, Cluster, until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("url", ["postgresql"], indirect=True),
]


def is_free(database: Database, workspace: str) -> bool:
    """Nobody sends for it; afterwards the test does."""
    now = server_time(database)
    with database.begin() as tx:
        return senders.take(tx, workspace, "test", now, now) is not None


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
    assert max(cluster.times().values()) == 1
    assert [place for post in cluster.posts for place in post.together] == []
    assert all(post.tried for post in cluster.posts), "the work is shared"


def test_what_a_workspace_that_refused_us_owes_is_redrawn_once_and_the_others_do_not_wait(
    cluster: Cluster,
) -> None:
    cluster.compose = lambda tx, delivery, now: View(("Hello",), (Text(("Hello",)),))
    cluster.join()
    cluster.join()
    cluster.says(1)
    cluster.nodes[0].stir()
    assert until(lambda: cluster.noted() == 12)
    away = {said["delivery"] for said in cluster.standing.all() if said["workspace"] == ROOMS[0]}
    cluster.refuses.add(ROOMS[0])
    cluster.change()
    for node in cluster.nodes:
        node.stir()
    assert until(lambda: len(cluster.drawn_anew()) == 9)
    assert until(cluster.is_at_rest)
    assert not away & set(cluster.drawn_anew())
    cluster.refuses.clear()
    cluster.ahead = timedelta(hours=1, minutes=1)  # once an hour such a workspace is tried
    for node in cluster.nodes:
        node.stir()
    assert until(lambda: len(cluster.drawn_anew()) == 12)
    assert set(cluster.drawn_anew().values()) == {1}


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


def test_a_clock_that_is_set_back_an_hour_holds_up_no_tick(cluster: Cluster) -> None:
    cluster.join()
    assert until(lambda: len(cluster.ticks) >= 2)
    cluster.ahead = timedelta(hours=-1)
    before = len(cluster.ticks)
    assert until(lambda: len(cluster.ticks) >= before + 3, seconds=200)


def test_machines_whose_clocks_are_ten_minutes_apart_double_and_lose_nothing(
    cluster: Cluster,
) -> None:
    cluster.join(wrong=timedelta(minutes=5))
    cluster.join(wrong=timedelta(minutes=-5))
    cluster.says(2)
    for node in cluster.nodes:
        node.stir()
    assert cluster.stands(24, seconds=200)
    assert until(lambda: len(cluster.ticks) >= 3, seconds=200)
    assert max(cluster.times().values()) == 1
    assert [place for post in cluster.posts for place in post.together] == []
    assert len(cluster.ticks) <= cluster.ticks[-1] - cluster.ticks[0] + 3, "one tick for both"


def test_where_many_are_due_every_shard_of_them_is_planned(cluster: Cluster) -> None:
    cluster.many = True
    cluster.join()
    assert until(lambda: {shard for shard, _ in cluster.shards} == set(range(8)))
    assert {of for _, of in cluster.shards} == {8}


def test_what_a_platform_put_off_goes_when_it_said_and_nobody_waits_for_it(
    cluster: Cluster,
) -> None:
    cluster.join()
    cluster.posts[0].script = [Busy(6)]
    cluster.says(1, ROOMS[:1])
    cluster.nodes[0].stir()
    assert until(lambda: len(cluster.posts[0].tried) == 1)
    assert until(lambda: is_free(cluster.database, ROOMS[0]), seconds=5.0)
    cluster.says(1, ROOMS[1:2])
    cluster.nodes[0].stir()
    assert cluster.stands(3)
    assert {said["workspace"] for said in cluster.standing.all()[:3]} == {ROOMS[1]}
    assert cluster.stands(6)


def test_after_a_node_that_said_nothing_another_goes_on(cluster: Cluster) -> None:
    """It holds the lease and is not there any more."""
    cluster.says(1, ROOMS[:1])
    now = server_time(cluster.database)
    until = now + timedelta(seconds=2.5)
    with cluster.database.begin() as tx:
        assert senders.take(tx, ROOMS[0], "gone", now, until)
    cluster.join().stir(ROOMS[0])
    assert cluster.stands(1)
    assert server_time(cluster.database) >= until
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
    assert max(cluster.times().values()) == 1


def test_threads_of_a_node_end_with_it(cluster: Cluster) -> None:
    before = threading.active_count()
    node = cluster.join()
    cluster.says(1)
    node.stir()
    assert cluster.stands(12)
    node.stop()
    assert until(lambda: threading.active_count() <= before + 1, seconds=3.0)
