"""From a SQLite file to a server: every row, in one transaction; sealed texts stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, Table, func, insert, select
from sqlalchemy.exc import DBAPIError

from storage import backup
from storage.backup import BESIDE
from storage.database import Database, DatabaseError, Tx
from storage.opening import create
from storage.schema import newest_version, version_of
from storage.sealing import Seals
from storage.tables import audit, metadata, seals

AT_ONCE = 1000  # rows
MOVED = ".moved-"  # what the file is called afterwards; the instant follows


def target(url: str, source_seals: Seals) -> Database:
    """The server's database, with tables and nothing in them. Raises DatabaseError."""
    made = create(url, source_seals)
    try:
        with made.read() as tx:
            full = [table.name for table in _tables() if tx.one(select(table).limit(1))]
    except BaseException:
        made.close()
        raise
    if full or version_of(made.engine) != newest_version():
        made.close()
        raise DatabaseError("That database is not empty. Tend moves into an empty one only.")
    return made


def copy(source: Database, into: Database) -> int:
    """All of it or nothing; how many rows."""
    if version_of(source.engine) != newest_version():
        raise DatabaseError("The database was made by a newer release of Tend. Install that one.")
    try:
        # begin: whoever writes to the file meanwhile waits, and then fails
        with source.begin() as reading, into.begin() as writing:
            writing.run(seals.delete())  # the proof that a new one gets
            rows = sum(_copy_table(table, reading, writing) for table in (seals, *_tables()))
            _count_on(writing)
    except DBAPIError as error:
        raise _refused(error) from None
    return rows


def _refused(error: DBAPIError) -> DatabaseError:
    return DatabaseError(f"Nothing was moved: {type(error.orig).__name__} in the database.")


def _tables() -> list[Table]:
    """In an order in which each row finds what it refers to."""
    return [table for table in metadata.sorted_tables if table is not seals]


def _copy_table(table: Table, reading: Tx, writing: Tx) -> int:
    rows = 0
    for some in _batches(table, reading):
        writing.connection.execute(insert(table), [row._asdict() for row in some])
        rows += len(some)
    there = _count(table, writing)
    if not rows == there == _count(table, reading):
        raise DatabaseError(f"Nothing was moved: {there} of {rows} rows of {table.name} arrived.")
    return rows


def _batches(table: Table, reading: Tx) -> Iterator[Sequence[Row[Any]]]:
    in_order = select(table).order_by(*table.primary_key.columns)
    streamed = reading.connection.execute(in_order, execution_options={"yield_per": AT_ONCE})
    yield from streamed.partitions()


def _count(table: Table, tx: Tx) -> int:
    return int(tx.value(select(func.count()).select_from(table)))


def _count_on(writing: Tx) -> None:
    """The server numbers the trail of settings: behind what came along."""
    last = writing.value(select(func.max(audit.c.id)))
    if last is not None and writing.connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(audit.name, audit.c.id.name)
        writing.run(select(func.setval(sequence, last)))


def put_aside(file: Path, machine_now: datetime) -> Path:
    """Under another name nobody serves from it by mistake. All connections to it are closed."""
    backup.empty_log(file)
    aside = file.with_name(f"{file.name}{MOVED}{machine_now:%Y%m%dT%H%M%SZ}")
    for more in (*BESIDE, ""):  # the log first: killed in between, it is looked for
        old = file.with_name(file.name + more)
        if old.exists():
            old.rename(aside.with_name(aside.name + more))
    backup.sync(file.parent)
    return aside
