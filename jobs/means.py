"""What sending works with: the rows, the platforms, the clocks and the pace."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from jobs.messenger import Messenger
from jobs.pace import Pace
from jobs.reach import Reach
from jobs.report import Report
from jobs.watching import Nobody, Watcher
from storage import workspaces
from storage.database import Database, Tx, is_file
from storage.deliveries import CONFIDENTIAL, Delivery

V = TypeVar("V")
R = TypeVar("R")

LEASE = timedelta(seconds=120)  # longer than any answer may take to appear

Compose = Callable[[Tx, Delivery, datetime], V | None]
"""What a delivery says now, from fresh rows; None when nothing of it is left to say."""

Count = Callable[[Database, Delivery, datetime], V]
"""What a forecast says: counted from many rows, so outside any one transaction."""


@dataclass(frozen=True)
class Clocks:
    """Tend's now, which a trial may move, the machine's, which nothing moves, and its seconds,
    which go on evenly whoever sets the others.
    """

    now: Callable[[], datetime]
    machine: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic


@dataclass
class Means(Generic[V]):
    database: Database
    messengers: Mapping[str, Messenger[V]]  # by platform
    compose: Compose[V]
    shorten: Callable[[V], V]  # the same, as plain and short as can be
    clocks: Clocks
    pace: Pace = field(default_factory=Pace)
    stopping: threading.Event = field(default_factory=threading.Event)
    count: Count[V] | None = None
    watcher: Watcher = field(default_factory=Nobody)
    only: str | None = None  # one workspace; None: all of them
    reach: Reach = field(default_factory=Reach)
    _at: datetime | None = None
    _platforms: dict[str, str] = field(default_factory=dict)  # of a workspace it never changes
    _refusals: Counter[str] = field(default_factory=Counter)  # of a whole workspace

    def now(self) -> datetime:
        return self._at or self.clocks.now()

    def lease(self) -> datetime:
        return self.clocks.machine() + LEASE

    async def write(self, work: Callable[[Tx], R]) -> R:
        """In one transaction. A server is waited for in a thread; a file answers at once."""
        if is_file(self.database):
            return self._write(work)
        return await asyncio.to_thread(self._write, work)

    async def insist(self, work: Callable[[Tx], R]) -> R:
        """The same, in spite of passing troubles."""
        if is_file(self.database):
            return self.database.insist(work)
        return await asyncio.to_thread(self.database.insist, work)

    def _write(self, work: Callable[[Tx], R]) -> R:
        with self.database.begin() as tx:
            return work(tx)

    async def read(self, work: Callable[[Tx], R]) -> R:
        if is_file(self.database):
            return self._read(work)
        return await asyncio.to_thread(self._read, work)

    def _read(self, work: Callable[[Tx], R]) -> R:
        with self.database.read() as tx:
            return work(tx)

    async def messenger(self, delivery: Delivery) -> Messenger[V]:
        workspace = delivery.workspace
        if workspace not in self._platforms:
            place = await self.read(lambda tx: workspaces.load(tx, workspace))
            self._platforms[workspace] = place.platform
        return self.messengers[self._platforms[workspace]]

    def say(self, report: Report, verb: str, delivery: Delivery, why: str = "") -> None:
        report.say(verb, delivery.workspace, *_named(verb, delivery, why))
        self.watcher.delivery(verb, delivery.kind)


def _named(verb: str, delivery: Delivery, why: str) -> tuple[str, str]:
    """Whom and which message a line names. A redrawing follows an answer: it names neither."""
    detail = f"{delivery.id} {why}".rstrip()
    if delivery.kind not in CONFIDENTIAL:
        return delivery.address, detail
    return "", why if verb == "redrawn" else detail
