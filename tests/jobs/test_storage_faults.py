"""The disk is full, the file locked or read-only, no handle is left: nothing is sent unnoted.

And nothing twice: what was sent before it could be noted is found again. Then it goes on by itself.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from bot.ui import View
from jobs.messenger import Ref
from jobs.report import Report
from storage import deliveries
from storage.database import Database
from storage.deliveries import State
from tests.jobs.post import Post, Room, Standing
from tests.people import ACME, MAYA, TUESDAY, settle_in

Trouble = Callable[[Database], AbstractContextManager[None]]


# --- troubles ------------------------------------------------------------------------------------


@contextmanager
def full(database: Database) -> Iterator[None]:
    """No file grows any more, and none that is there takes another byte."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Another process writes, and does not come to an end within our patience."""

    def impatient(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout = 20")

    other = sqlite3.connect(database.engine.url.database or "", isolation_level=None)
    with closing(other), _on_each_connection(database, impatient):
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def locked_for_a_while(database: Database) -> Iterator[None]:
    """The other comes to an end once somebody's patience has."""
    with ExitStack() as held:

        def let_go(*_: object) -> None:
            held.close()

        held.enter_context(locked(database))
        event.listen(database.engine, "handle_error", let_go, once=True)
        yield


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """As a volume that turned so after a fault."""

    def only_read(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA query_only = ON")

    with _on_each_connection(database, only_read):
        yield


@contextmanager
def _on_each_connection(database: Database, change: Callable[..., None]) -> Iterator[None]:
    """Those that are open already are closed first, and afterwards too."""
    database.engine.dispose()
    event.listen(database.engine, "connect", change)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", change)
        database.engine.dispose()


@contextmanager
def no_handles(database: Database) -> Iterator[None]:
    """Not one file more can be opened."""
    database.engine.dispose()
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    with ExitStack() as taken:
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest_handle() + 8, before[1]))
        with suppress(OSError):
            while True:
                taken.callback(os.close, os.open(os.devnull, os.O_RDONLY))
        try:
            yield
        finally:
            taken.close()
            resource.setrlimit(resource.RLIMIT_NOFILE, before)


def highest_handle() -> int:
    return max(int(one.name) for one in Path("/proc/self/fd").iterdir())


TROUBLES: list[Trouble] = [full, locked, read_only]


# --- what must be so -----------------------------------------------------------------------------


class Troubled(Post):
    """The message stands; then, before that can be noted, there is trouble until it is over."""

    trouble: AbstractContextManager[None] | None = None

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        ref = await super().send(workspace, address, view, delivery_id)
        if self.trouble is not None:
            self.trouble.__enter__()
        return ref


@pytest.fixture
def room(sqlite: Database, tmp_path: Path) -> Room:
    """Maya and her people; on Tuesday morning her plan is up."""
    settle_in(sqlite, [MAYA])
    return Room(sqlite, Troubled(Standing(tmp_path / "standing")))


def states(room: Room) -> list[State]:
    with room.database.read() as tx:
        counted = deliveries.totals(tx, ACME)
    return [State(state) for state, count in counted.items() for _ in range(count)]


def try_all(room: Room) -> None:
    """As each minute does, and as the sender does: a failure of the whole run is caught there."""
    for work in (room.plan, room.send):
        with suppress(Exception):
            work()


@pytest.mark.parametrize("trouble", TROUBLES)
def test_nothing_is_sent_that_could_not_be_claimed_and_then_all_is_once(
    room: Room, trouble: Trouble
) -> None:
    room.plan(TUESDAY)
    with trouble(room.database):
        for _ in range(2):
            try_all(room)
    assert room.standing.all() == []
    assert states(room) == [State.DUE]
    room.wait(minutes=1)
    assert len(room.standing.to(MAYA)) == 1 and states(room) == [State.SENT]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_nothing_is_planned_by_halves(room: Room, trouble: Trouble) -> None:
    room.clock.at = TUESDAY
    with trouble(room.database):
        try_all(room)
    assert states(room) == [] and room.standing.all() == []
    room.run(TUESDAY + timedelta(hours=2))
    assert len(room.standing.to(MAYA)) == 1


@pytest.mark.parametrize("trouble", TROUBLES)
def test_what_was_sent_and_could_not_be_noted_is_found_and_not_sent_again(
    room: Room, trouble: Trouble
) -> None:
    """The commit after the send fails, and whatever is tried until the trouble is over."""
    assert isinstance(room.post, Troubled)
    room.plan(TUESDAY)
    room.post.trouble = trouble(room.database)
    try_all(room)
    assert len(room.standing.to(MAYA)) == 1
    try_all(room)
    room.post.trouble.__exit__(None, None, None)
    room.post.trouble = None
    assert states(room) == [State.SENDING]
    room.wait(minutes=1)
    assert len(room.standing.to(MAYA)) == 1, "its lease is not over"
    room.wait(minutes=3)
    assert len(room.standing.to(MAYA)) == 1 and states(room) == [State.SENT]
    assert room.post.searched == 1


def test_what_was_sent_is_noted_in_spite_of_a_lock_that_passes(room: Room) -> None:
    """Nobody has to look for it: where Tend may not read conversations nobody could."""
    assert isinstance(room.post, Troubled)
    room.plan(TUESDAY)
    room.post.trouble = locked_for_a_while(room.database)
    room.send()
    assert len(room.standing.to(MAYA)) == 1 and states(room) == [State.SENT]
    assert room.post.searched == 0


def test_without_a_handle_nothing_is_sent_and_it_goes_on_when_there_are_some(room: Room) -> None:
    room.plan(TUESDAY)

    async def drain() -> None:
        with no_handles(room.database), pytest.raises(DBAPIError, match="unable to open"):
            await room.deliverer.drain(Report())

    asyncio.run(drain())
    assert room.standing.all() == [] and states(room) == [State.DUE]
    room.wait(minutes=1)
    assert len(room.standing.to(MAYA)) == 1
