"""Engines and their URLs: how a SQLite file and a PostgreSQL server are spoken to."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError

LOCK_PATIENCE_MS = 5_000
# Whether a server that is gone without a word is noticed in half a minute, or in two hours.
NOTICED = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "4",
    "tcp_user_timeout": "30000",
}


class DatabaseError(Exception):
    """The database cannot be used; the message says why, in words."""


def engine_for(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL. Raises DatabaseError for any other URL."""
    parsed = engine_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(attentive(parsed))
    raise DatabaseError("TEND_DATABASE_URL has to begin with sqlite:/// or postgresql://")


def engine_url(url: str) -> URL:
    """The URL in its parts. Raises DatabaseError, which quotes nothing of it."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseError("TEND_DATABASE_URL is not a database URL.") from None


def attentive(url: URL) -> URL:
    """The URL as the driver takes it; what it says itself about connections holds."""
    return url.set(drivername="postgresql+psycopg", query={**NOTICED, **url.query})


def _postgresql(url: URL) -> Engine:
    try:
        # hide_parameters: an error message would print what people typed
        engine = create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_size=20)
    except ImportError:
        raise DatabaseError(
            "PostgreSQL needs two packages more. "
            "In the folder of Tend's source: pip install '.[postgres]'"
        ) from None
    event.listen(engine, "handle_error", _without_values)
    return engine


def _without_values(context: ExceptionContext) -> None:
    """The server's message quotes the whole row that it refuses: keep where, and not what."""
    refused = getattr(context.original_exception, "diag", None)
    if refused is None or refused.sqlstate is None:
        return
    places = (refused.table_name, refused.column_name, refused.constraint_name)
    told = " ".join((refused.sqlstate, *(place for place in places if place)))
    context.original_exception.args = (told,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (told,)


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, hide_parameters=True, pool_size=20, max_overflow=30)

    @event.listens_for(engine, "connect")
    def prepare(raw: sqlite3.Connection, _record: object) -> None:
        raw.isolation_level = None  # transactions are begun below, not guessed by the driver
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",  # a recorded answer survives a power cut
            f"busy_timeout = {LOCK_PATIENCE_MS}",
            "foreign_keys = ON",
            "secure_delete = ON",  # deleted text leaves no bytes behind
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # IMMEDIATE: two that read and then write would lose one update silently
        if not connection.get_execution_options().get("tend_reads"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif not connection.connection.in_transaction:
            # touches no file yet, so nothing of it can fail: past what prepares a statement
            connection.connection.cursor().execute("BEGIN")

    return engine


# --- URLs ----------------------------------------------------------------------------------------


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite URL; None for a server."""
    parsed = engine_url(url)
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def sqlite_url(file: Path) -> str:
    return URL.create("sqlite", database=str(file)).render_as_string()


def server_address(url: str) -> str:
    """The URL of a server as its own tools take it, without a password."""
    told = engine_url(url)
    shown = URL.create("postgresql", told.username, None, told.host, told.port, told.database)
    return shown.render_as_string()


def without_password(url: str) -> str:
    """The URL as one may print it. Raises DatabaseError."""
    shown = engine_url(url).set(query={})  # a password may stand there too
    return shown.render_as_string(hide_password=True)
