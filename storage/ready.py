"""Statements that SQLAlchemy has made, put to SQLite by its driver alone.

SQLAlchemy says what is asked and how each value is written and read. Running a question through
the whole of it costs several times what SQLite needs for the answer.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Dialect, Executable, SelectBase, UpdateBase
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Process = Callable[[Any], Any] | None
Known = dict[tuple[str, ...], "Ready | None"]  # by the names of the values


@dataclass(frozen=True)
class Ready:
    """One statement: its words, how each value is written, and how its rows are read."""

    sql: str
    values: tuple[tuple[str, Process], ...]
    fixed: Mapping[str, Any]
    make: Callable[[Sequence[Any]], Any]
    reads: tuple[tuple[int, Callable[[Any], Any]], ...]

    def filled(self, values: Mapping[str, Any]) -> list[Any]:
        given = {**self.fixed, **values} if self.fixed else values
        return [given[name] if write is None else write(given[name]) for name, write in self.values]

    def rows(self, found: list[tuple[Any, ...]]) -> list[Any]:
        """To be asked by name, as SQLAlchemy's own. What is empty stays empty."""
        return [self.make(self._read(row)) for row in found] if found else []

    def _read(self, row: Sequence[Any]) -> Sequence[Any]:
        if not self.reads:
            return row
        values = list(row)
        for place, read in self.reads:
            if values[place] is not None:
                values[place] = read(values[place])
        return values


class Driver:
    """One transaction's way to SQLite. Raises what SQLAlchemy would."""

    def __init__(self, connection: Connection) -> None:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        self._raw = raw
        self._dialect = connection.dialect

    def begin(self) -> None:
        """A reading transaction, before SQLAlchemy begins one. It touches no file yet."""
        self._raw.execute("BEGIN")

    def rows(self, ready: Ready, values: Mapping[str, Any]) -> list[Any]:
        try:
            return ready.rows(self._raw.execute(ready.sql, ready.filled(values)).fetchall())
        except sqlite3.Error as error:
            raise self._told(ready, error) from error

    def changed(self, ready: Ready, values: Mapping[str, Any]) -> int:
        """How many rows it changed."""
        try:
            return self._raw.execute(ready.sql, ready.filled(values)).rowcount
        except sqlite3.Error as error:
            raise self._told(ready, error) from error

    def ready(self, statement: Executable, values: Mapping[str, Any]) -> Ready | None:
        """None for one that SQLAlchemy itself has to run: seen for the first time, for example."""
        return _ready(self._dialect, statement, tuple(values)) if values else None

    def _told(self, ready: Ready, error: sqlite3.Error) -> Exception:
        return DBAPIError.instance(
            ready.sql, None, error, sqlite3.Error, hide_parameters=True, dialect=self._dialect
        )


def driver(connection: Connection) -> Driver | None:
    """None for a server, and where somebody listens to what is asked: SQLAlchemy tells them."""
    if connection.dialect.name != "sqlite":
        return None
    heard, failures = connection.dispatch, connection.dialect.dispatch.handle_error
    is_heard = heard.before_execute or heard.before_cursor_execute or failures
    return None if is_heard else Driver(connection)


_KNOWN: WeakKeyDictionary[Executable, Known] = WeakKeyDictionary()  # of the whole program


def _ready(dialect: Dialect, statement: Executable, names: tuple[str, ...]) -> Ready | None:
    """What is built anew for each use is never seen twice, and not worth the making."""
    known = _KNOWN.get(statement)
    if known is None:
        _KNOWN[statement] = {}
        return None
    if names not in known:
        known[names] = _made(dialect, statement, names)
    return known[names]


def _made(dialect: Dialect, statement: Executable, names: tuple[str, ...]) -> Ready | None:
    if not isinstance(statement, SelectBase | UpdateBase):
        return None
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    if not isinstance(compiled, SQLCompiler) or _is_unfinished(compiled):
        return None
    binds = [(name, compiled.binds[name]) for name in compiled.positiontup or ()]
    fixed = {name: bind.value for name, bind in binds if name not in names}
    if any(bind.required for name, bind in binds if name in fixed):
        return None
    values = tuple(
        (name, _impl(bind.type, dialect).bind_processor(dialect)) for name, bind in binds
    )
    make, reads = _reading(statement, dialect)
    return Ready(compiled.string, values, fixed, make, reads)


def _is_unfinished(compiled: SQLCompiler) -> bool:
    """SQLAlchemy adds something for each use: places for ids, values of its own."""
    return bool(
        compiled.post_compile_params
        or compiled.literal_execute_params
        or compiled.effective_returning
        or compiled.insert_prefetch
        or compiled.update_prefetch
    )


def _reading(
    statement: SelectBase | UpdateBase, dialect: Dialect
) -> tuple[Callable[[Sequence[Any]], Any], tuple[tuple[int, Callable[[Any], Any]], ...]]:
    columns = statement.selected_columns.items() if isinstance(statement, SelectBase) else []
    reads = (
        (place, _impl(column.type, dialect).result_processor(dialect, None))
        for place, (_, column) in enumerate(columns)
    )
    row = namedtuple("row", [name for name, _ in columns], rename=True)  # type: ignore[misc]
    return row._make, tuple((place, read) for place, read in reads if read is not None)


def _impl(type_: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return type_.dialect_impl(dialect)
