"""Many rows in one statement, compiled once: those of any of many ids, or new ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Select,
    String,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    cast,
    column,
    func,
    literal,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from storage.database import Tx


class _Ids(TypeDecorator[Iterable[str]]):
    """An array for a server; SQLite takes a list as JSON."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(String))

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> Any:
        ids = list(value or ())
        return json.dumps(ids) if dialect.name == "sqlite" else ids


class _OneOf(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True
    _is_implicitly_boolean = True


def one_of(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """The ids come with the parameter of that name. A list of SQLAlchemy's own is written anew
    for every execution, which costs more than running it.
    """
    return _OneOf(column, bindparam(name, type_=_Ids()))


@compiles(_OneOf, "sqlite")
def _in_list(element: _OneOf, compiler: SQLCompiler, **more: Any) -> str:
    column, ids = (compiler.process(part, **more) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({ids}))"


@compiles(_OneOf, "postgresql")
def _in_array(element: _OneOf, compiler: SQLCompiler, **more: Any) -> str:
    column, ids = (compiler.process(part, **more) for part in element.clauses)
    return f"{column} = ANY ({ids})"


def fixed(values: Iterable[str]) -> list[BindParameter[str]]:
    """Of a list that never changes, each by itself: for the same reason."""
    return [literal(value) for value in values]


# --- new ones ------------------------------------------------------------------------------------


def add_each(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """All of them with the same columns. A server is given them as one value: bound one by one
    they cost more than their checks and their places in the indexes.
    """
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.execute(table.insert(), rows)
    else:
        connection.execute(_insert_given(table, tuple(rows[0])), {"rows": _in_json(rows)})


def add_each_missing(tx: Tx, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """The same, except those that are there already, whoever adds them at the same moment."""
    if rows and tx.connection.dialect.name != "sqlite":
        insert = _insert_missing(table, tuple(rows[0]))
        tx.connection.execute(insert, {"rows": _in_json(rows)})
    else:
        tx.add_each_new(table, rows)


@cache
def _insert_given(table: Table, names: tuple[str, ...]) -> Insert:
    return table.insert().from_select(names, _given(table, names))


@cache
def _insert_missing(table: Table, names: tuple[str, ...]) -> Insert:
    from sqlalchemy.dialects import postgresql  # where there is a server

    insert = postgresql.insert(table).from_select(names, _given(table, names))
    return insert.on_conflict_do_nothing()


def _given(table: Table, names: tuple[str, ...]) -> Select[Any]:
    given = func.json_to_recordset(cast(bindparam("rows", type_=Text()), JSON))
    each = given.table_valued(*(column(name, table.c[name].type) for name in names))
    return select(*each.render_derived(with_types=True).c)


def _in_json(rows: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(rows, default=_in_json_text)


def _in_json_text(value: object) -> str:
    """Raises ValueError for an instant without a zone, as the column does."""
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError("an instant needs a zone")
    if not isinstance(value, date):
        raise TypeError(type(value).__name__)
    return value.isoformat()
