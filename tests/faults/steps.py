"""The steps of a process: each commit and each call. It is counted through them, or dies at one."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from types import FrameType
from typing import Any

from sqlalchemy import Connection, Insert, event, select

import jobs.means
import storage.database
from storage.database import Database, Tx
from storage.deliveries import Delivery
from storage.tables import deliveries
from tests.faults.ledger import Ledger

THROUGH = (storage.database.__name__, jobs.means.__name__)
_CALLER = 3  # frames: here, the generator, contextlib, and whoever said ``with``
MOST_OF_ONE = 2  # deaths at one person's messages: the third would set them aside
Wants = Callable[[int, str, str], bool]  # by number, name, and whose message it is about


def never(number: int, name: str, address: str) -> bool:
    return False


def numbered(which: int) -> Wants:
    return lambda number, name, address: number == which


def each_of(names: frozenset[str], ledger: Ledger) -> Wants:
    """At the first of each name where nobody has died yet, and never too often for one person."""
    died = [(line["step"], line["address"]) for line in ledger.of("died")]
    left = names - {step for step, _ in died}
    times = Counter(address for _, address in died if address)
    return lambda number, name, address: name in left and times[address] < MOST_OF_ONE


@dataclass
class Fuse:
    """Ends the process at one of its steps as kill -9 does: nothing is flushed or rolled back."""

    ledger: Ledger
    wants: Wants = never
    passed: list[str] = field(default_factory=list)
    during: str = ""  # what somebody is doing

    def step(self, name: str, address: str = "", delivery: str = "") -> None:
        name = f"{self.during}: {name}" if self.during else name
        self.passed.append(name)
        if self.wants(len(self.passed), name, address):
            self.ledger.note("died", step=name, address=address, delivery=delivery)
            os.kill(os.getpid(), signal.SIGKILL)


class FusedDatabase(Database):
    """Has a step before each commit and after it, and notes what was planned by it."""

    def __init__(self, database: Database, fuse: Fuse) -> None:
        vars(self).update(vars(database))  # whatever it holds
        self.fuse = fuse
        self._adds = False
        self._known = {line["id"] for line in fuse.ledger.of("planned")}
        event.listen(self.engine, "before_execute", self._look)

    def let_go(self) -> None:
        event.remove(self.engine, "before_execute", self._look)

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        name, *about = _who_commits()
        with super().begin() as tx:
            yield tx
            added = self._added(tx)
            self.fuse.step(f"{name}, before its commit", *about)
        self._known |= {row["id"] for row in added}
        for row in added:
            self.fuse.ledger.note("planned", **row)
        self.fuse.step(f"{name}, committed", *about)

    def _look(self, connection: Connection, statement: object, *_: object) -> None:
        self._adds |= isinstance(statement, Insert) and statement.table is deliveries

    def _added(self, tx: Tx) -> list[dict[str, Any]]:
        """Whatever way they came into the table."""
        if not self._adds:
            return []
        self._adds = False
        names = ("id", "kind", "address", "slot", "day", "stale_at")
        rows = tx.all(select(*(deliveries.c[name] for name in names)))
        return [dict(row._mapping) for row in rows if row.id not in self._known]


def _who_commits() -> tuple[str, str, str]:
    """The function that writes, and the message it is about: steps are found, not listed."""
    frame: FrameType | None = sys._getframe(_CALLER)
    work: Any = None
    while frame is not None and frame.f_globals["__name__"] in THROUGH:
        work = work or frame.f_locals.get("work")
        frame = frame.f_back
    if work is not None:
        return _what_works(work)
    assert frame is not None
    module = str(frame.f_globals["__name__"]).rpartition(".")[2]
    return f"{module}.{frame.f_code.co_name}", *_about(frame.f_locals.values())


def _what_works(work: Any) -> tuple[str, str, str]:
    """What was handed over to be done in a transaction, maybe in another thread."""
    given = dict(work.keywords) if isinstance(work, partial) else {}
    inner = work.func if isinstance(work, partial) else work
    cells = zip(inner.__code__.co_freevars, inner.__closure__ or (), strict=True)
    given |= {name: cell.cell_contents for name, cell in cells}
    if "work" in given:
        return _what_works(given["work"])
    module = inner.__module__.rpartition(".")[2]
    name = inner.__qualname__.partition(".<locals>")[0].rpartition(".")[2]
    return f"{module}.{name}", *_about(given.values())


def _about(values: Iterable[Any]) -> tuple[str, str]:
    """The one message that is meant, if it is one."""
    for value in values:
        first = value[0] if isinstance(value, list | tuple) and value else value
        first = getattr(first, "delivery", first)
        if isinstance(first, Delivery):
            return first.address, first.id
    return "", ""
