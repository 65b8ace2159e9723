"""The server cuts connections, two stand in each other's way: nothing is lost, nothing doubled."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import psycopg
import pytest
from sqlalchemy import event

from jobs.delivering import LEASE
from storage import deliveries, people
from storage.database import Database, Tx
from storage.deliveries import State
from tests.jobs.cluster import ROOMS, Cluster, until
from tests.jobs.post import Post, Room, Standing
from tests.people import ACME, ANA, BEN, MAYA, TUESDAY, settle_in
from tests.storage.test_transactions import at_once

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("url", ["postgresql"], indirect=True)]


def cut_all(url: str) -> int:
    """As a fail-over does: every connection to this database ends; how many there were."""
    plain = url.replace("postgresql+psycopg", "postgresql", 1)
    with psycopg.connect(plain, autocommit=True) as server:
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return len(server.execute(others).fetchall())


def states(database: Database) -> set[State]:
    with database.read() as tx:
        return {State(one) for room in ROOMS for one in deliveries.totals(tx, room)}


def test_connections_cut_again_and_again_lose_nothing_and_double_nothing(
    cluster: Cluster, url: str
) -> None:
    cluster.says(4)
    for _ in range(2):
        cluster.join().stir()
    assert cluster.stands(1)
    cuts = 0
    for _ in range(6):
        cuts += cut_all(url)
        time.sleep(0.3)
    cluster.ahead += LEASE + timedelta(seconds=5)  # what was claimed meanwhile is looked for now
    assert cluster.stands(48, seconds=300)
    assert until(lambda: states(cluster.database) == {State.SENT}, seconds=300)
    assert cuts > 6 and set(cluster.times().values()) == {1} and len(cluster.times()) == 48


def test_cut_when_it_was_to_be_noted_that_a_message_stands_it_is_noted_all_the_same(
    database: Database, url: str, tmp_path: Path
) -> None:
    settle_in(database, [MAYA])
    room = Room(database, Post(Standing(tmp_path / "standing")))
    room.plan(TUESDAY)
    cut: list[int] = []

    def cut_once(*_: object) -> None:
        if room.standing.to(MAYA) and not cut:
            cut.append(cut_all(url))

    event.listen(database.engine, "commit", cut_once)
    room.send()
    assert cut and len(room.standing.to(MAYA)) == 1
    with database.read() as tx:
        assert deliveries.totals(tx, ACME) == {State.SENT: 1}
    assert room.post.searched == 0


def test_of_two_in_each_others_way_both_come_through(database: Database) -> None:
    """The server ends one of them; it is begun anew."""
    with database.begin() as tx:
        for person in (ANA, BEN):
            people.ensure(tx, ACME, person)
            people.change(tx, ACME, person, plan_every=0)
    both_hold_one = Barrier(2)

    def count_up(first: str, then: str) -> None:
        tries: list[Tx] = []

        def work(tx: Tx) -> None:
            tries.append(tx)
            _one_more(tx, first)
            if len(tries) == 1:
                both_hold_one.wait()
            _one_more(tx, then)

        database.insist(work)

    at_once(lambda: count_up(ANA, BEN), lambda: count_up(BEN, ANA))
    with database.read() as tx:
        assert [people.load(tx, ACME, one).plan_every for one in (ANA, BEN)] == [2, 2]


def _one_more(tx: Tx, person: str) -> None:
    before = people.hold(tx, ACME, person).plan_every or 0
    people.change(tx, ACME, person, plan_every=before + 1)
