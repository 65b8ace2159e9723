"""Rehearsals: what would happen, all of it in one transaction that is taken back at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from storage.database import Database, Tx
from storage.sealing import Seals


class Rehearsal(Database):
    """Reads and writes as the database does, and leaves no trace in it."""

    rehearses = True

    def __init__(self, connection: Connection, seals: Seals) -> None:
        self.engine = connection.engine
        self.seals = seals
        self._connection = connection

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        with self._connection.begin_nested():
            yield Tx(self._connection, self.seals)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        yield Tx(self._connection, self.seals)

    def close(self) -> None:
        """The engine is the real database's."""


@contextmanager
def rehearsal(database: Database) -> Iterator[Rehearsal]:
    """A database for the length of the block. Writers wait meanwhile, so keep it short."""
    with database.engine.connect() as connection:
        transaction = connection.begin()
        try:
            yield Rehearsal(connection, database.seals)
        finally:
            transaction.rollback()
