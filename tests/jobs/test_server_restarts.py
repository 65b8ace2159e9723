"""The database server ends hard, with messages on their way, and comes back some seconds later."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from jobs.delivering import LEASE
from jobs.queue_tables import prepare
from storage.deliveries import State
from storage.opening import create
from tests.databases import SEALS, new_database
from tests.jobs.cluster import Cluster, until
from tests.jobs.own_server import OwnServer, own_server
from tests.jobs.test_server_faults import states

pytestmark = pytest.mark.long
AWAY_SECONDS = 3.0


@pytest.fixture
def server() -> Iterator[OwnServer]:
    with own_server() as own:
        yield own


def test_nothing_is_lost_and_nothing_comes_twice(server: OwnServer, tmp_path: Path) -> None:
    for library in ("procrastinate", "psycopg"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    url = new_database(server.url)
    database = create(url, SEALS)
    prepare(database)
    cluster = Cluster(url, database, tmp_path)
    cluster.says(4)
    try:
        for _ in range(2):
            cluster.join().stir()
        assert cluster.stands(3)
        server.end_hard()
        time.sleep(AWAY_SECONDS)
        before = len(cluster.standing.all())
        server.start()
        cluster.ahead += LEASE + timedelta(seconds=5)  # what was on its way is looked for now
        assert cluster.stands(48, seconds=180)
        assert until(lambda: states(database) == {State.SENT}, seconds=180)
    finally:
        cluster.stop()
        database.close()
    assert before < 48 and set(cluster.times().values()) == {1} and len(cluster.times()) == 48
