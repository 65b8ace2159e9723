"""Another key: everything sealed is sealed anew by the newest one, beside a running Tend.

Each batch is read, sealed anew and written in a short transaction of its own. Whatever a person
changed meanwhile is theirs and stays; it is found again by the last look. Stopped halfway it goes
on where it was: what the newest key opens is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Table, Update, func, select, tuple_, update

from storage.database import Database
from storage.sealing import SealError
from storage.tables import metadata
from storage.tables import seals as seals_table

AT_A_TIME = 200


@dataclass(frozen=True)
class Walked:
    """One column: how many texts it holds, and what became of them."""

    name: str
    looked_at: int = 0
    resealed: int = 0
    damaged: int = 0


@dataclass(frozen=True)
class Left:
    """What the newest key alone does not open: by an older key, or by none that we have."""

    older: int
    damaged: int


def sealed_columns() -> list[Column[Any]]:
    """Every column that holds sealed texts, wherever it is: the name says so."""
    return [c for table in metadata.sorted_tables for c in table.columns if is_sealed(c)]


def is_sealed(column: Column[Any]) -> bool:
    return column.name == "sealed" or column.name.startswith("sealed_")


def newest_is_in_use(database: Database) -> bool:
    """Whether a start with the newest key has been noted in this database."""
    with database.read() as tx:
        row = tx.one(select(seals_table.c.sealed))
    return row is not None and database.seals.is_newest(row.sealed)


def reseal(database: Database, at_a_time: int = AT_A_TIME) -> Iterator[Walked]:
    """Walk through all columns; after each batch how far it is with this one."""
    for column in sealed_columns():
        yield from _walk(database, column, at_a_time)


def _walk(database: Database, column: Column[Any], at_a_time: int) -> Iterator[Walked]:
    so_far = Walked(f"{column.table.name}.{column.name}")
    for rows in batches(database, column, at_a_time):
        resealed, damaged = reseal_rows(database, column, rows)
        so_far = Walked(
            so_far.name,
            so_far.looked_at + len(rows),
            so_far.resealed + resealed,
            so_far.damaged + damaged,
        )
        yield so_far
    if not so_far.looked_at:
        yield so_far


def batches(
    database: Database, column: Column[Any], at_a_time: int = AT_A_TIME
) -> Iterator[list[Row[Any]]]:
    """By the primary key, so that a row that comes or goes meanwhile shifts nothing."""
    keys = _keys(column)
    batch = select(*keys, column).where(column.is_not(None)).order_by(*keys).limit(at_a_time)
    after: tuple[Any, ...] | None = None
    while True:
        with database.read() as tx:
            rows = list(tx.all(batch if after is None else batch.where(tuple_(*keys) > after)))
        if not rows:
            return
        yield rows
        after = tuple(rows[-1][:-1])


def reseal_rows(database: Database, column: Column[Any], rows: list[Row[Any]]) -> tuple[int, int]:
    """How many of these were sealed anew, and how many no key of ours opens."""
    seals = database.seals
    anew: list[tuple[Row[Any], str]] = []
    damaged = 0
    for row in rows:
        if seals.is_newest(row[-1]):
            continue
        try:
            anew.append((row, seals.reseal(row[-1])))
        except SealError:
            damaged += 1
    return (_write(database, column, anew) if anew else 0), damaged


def _write(database: Database, column: Column[Any], anew: list[tuple[Row[Any], str]]) -> int:
    """Where it still reads as it did: how many."""
    table, keys = column.table, _keys(column)
    assert isinstance(table, Table)
    with database.begin() as tx:
        return sum(tx.changed(_change(table, keys, row, column, sealed)) for row, sealed in anew)


def _change(
    table: Table, keys: list[Column[Any]], row: Row[Any], column: Column[Any], sealed: str
) -> Update:
    values: tuple[Any, ...] = tuple(row)[:-1]
    same = [key == value for key, value in zip(keys, values, strict=True)]
    return update(table).where(*same, column == row[-1]).values({column: sealed})


def left(database: Database) -> Left:
    """A last look at everything, from fresh rows."""
    older = damaged = 0
    for column in sealed_columns():
        for rows in batches(database, column):
            for row in rows:
                if not database.seals.is_newest(row[-1]):
                    opens = _opens(database, row[-1])
                    older, damaged = older + opens, damaged + (not opens)
    return Left(older, damaged)


def count(database: Database) -> int:
    """How many sealed texts there are in all."""
    with database.read() as tx:
        return sum(int(tx.value(select(func.count(column)))) for column in sealed_columns())


def _opens(database: Database, sealed: str) -> bool:
    try:
        database.seals.reseal(sealed)
    except SealError:
        return False
    return True


def _keys(column: Column[Any]) -> list[Column[Any]]:
    return list(column.table.primary_key.columns)
