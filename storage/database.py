"""The database: transactions that never lose an update. The door to storage."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    Connection,
    Executable,
    Select,
    Table,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError

from storage.engines import NOTICED as NOTICED
from storage.engines import DatabaseError as DatabaseError
from storage.engines import attentive as attentive
from storage.engines import engine_for as engine_for
from storage.engines import engine_url as engine_url
from storage.engines import server_address as server_address
from storage.engines import sqlite_file as sqlite_file
from storage.engines import sqlite_url as sqlite_url
from storage.engines import without_password as without_password
from storage.ready import Driver, driver
from storage.sealing import Seals
from storage.tombstones import Tombstones

T = TypeVar("T")
if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

log = logging.getLogger(__name__)
TRIES = 3
_SHORTLY = text("SET LOCAL lock_timeout = '200ms'")


@dataclass(frozen=True)
class Tx:
    """One transaction, and the seals that its texts need. Never kept open across a network call."""

    connection: Connection
    seals: Seals
    tombstones: Tombstones | None = None  # where who is erased is remembered
    driver: Driver | None = None  # a shorter way for what was built once

    def run(self, statement: Executable, **values: Any) -> None:
        """``values`` fill the bindparams of a statement that was built once: building it anew
        costs four times as much as running it.
        """
        if self.driver and (ready := self.driver.ready(statement, values)):
            self.driver.changed(ready, values)
        else:
            self.connection.execute(statement, values)

    def all(self, statement: Executable, **values: Any) -> Sequence[Any]:
        """Rows, to be asked by name. Taken apart as the tuples that they are they cost less."""
        if self.driver and (ready := self.driver.ready(statement, values)):
            return self.driver.rows(ready, values)
        return self.connection.execute(statement, values).all()

    def one(self, statement: Executable, **values: Any) -> Any:
        """The first row, or None."""
        if self.driver and (ready := self.driver.ready(statement, values)):
            return next(iter(self.driver.rows(ready, values)), None)
        return self.connection.execute(statement, values).first()

    def value(self, statement: Executable) -> Any:
        return self.connection.execute(statement).scalar()

    def hold(self, rows: Select[Any], **values: Any) -> None:
        """These rows, for this transaction alone; on SQLite it has the whole file alone anyway."""
        if self.connection.dialect.name != "sqlite":
            self.connection.execute(rows.with_for_update(), values)

    def wait_only_shortly(self) -> None:
        """From here on it fails rather than stand in the way of whoever has a row that it needs: on
        a server. SQLite lets one write at a time.
        """
        if self.connection.dialect.name != "sqlite":
            self.connection.execute(_SHORTLY)

    def add_new(self, table: Table, **values: Any) -> bool:
        """Insert it unless it is there, whoever else does so at the same moment; whether it was."""
        return self.changed(_insert_new(self.connection.dialect.name, table), **values) == 1

    def add_each_new(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same for many rows at once, all of them with the same columns."""
        if rows:
            self.connection.execute(_insert_new(self.connection.dialect.name, table), rows)

    def changed(self, statement: Executable, **values: Any) -> int:
        """Run a writing statement; how many rows it changed."""
        if self.driver and (ready := self.driver.ready(statement, values)):
            return self.driver.changed(ready, values)
        return self.connection.execute(statement, values).rowcount


@cache
def _insert_new(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """In the engine's own words; those of a server are loaded where there is one."""
    if dialect == "sqlite":
        new = sqlite.insert(table).on_conflict_do_nothing()
        return new.execution_options(preserve_rowcount=True)
    from sqlalchemy.dialects import postgresql

    on_server = postgresql.insert(table).on_conflict_do_nothing()
    return on_server.execution_options(preserve_rowcount=True)


def new_id() -> str:
    """An opaque id for everything that a button, a form or a link carries."""
    return secrets.token_hex(16)


def in_workspace(workspace: str) -> str:
    """The workspace, checked: there is no default one. Raises ValueError."""
    if not workspace:
        raise ValueError("every row belongs to a workspace")
    return workspace


class Database:
    """An engine and the seals, opened by the composition root."""

    tombstones: Tombstones | None = None  # storage.forgetting brings them
    rehearses = False  # nothing of what happens here lasts

    def __init__(self, url: str, seals: Seals) -> None:
        self.engine = engine_for(url)
        self._reading = self.engine.execution_options(tend_reads=True)  # of the same pool
        self.seals = seals

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A writing transaction: committed at the end, rolled back on any exception."""
        with self.engine.begin() as connection:
            yield Tx(connection, self.seals, self.tombstones, driver(connection))

    def insist(self, work: Callable[[Tx], T]) -> T:
        """A writing transaction that no passing trouble should undo: a lock, a connection that was
        lost, two in each other's way. ``work`` is begun anew, a few times.
        """
        for _ in range(TRIES - 1):
            with suppress(OperationalError), self.begin() as tx:
                return work(tx)
        with self.begin() as tx:
            return work(tx)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A reading transaction: one consistent sight, never in a writer's way."""
        with self._reading.connect() as connection:  # to close it ends a transaction as well
            way = driver(connection)
            if way:
                way.begin()
            yield Tx(connection, self.seals, driver=way)

    def close(self) -> None:
        self.engine.dispose()


def is_file(database: Database) -> bool:
    """SQLite: one process has it alone. Otherwise a server, which any number of nodes share."""
    return database.engine.url.get_backend_name() == "sqlite"
