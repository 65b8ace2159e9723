"""What a tick costs as the number of bonds grows, against raw SQL in the same run."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert

from benchmarks.measuring import Row, interleaved, ratio_row
from care.people import Profile
from jobs.report import Report
from jobs.ticking import tick
from storage import bonds, database, people, workspaces
from storage.database import Database, new_id, sqlite_file
from storage.sealing import create_key_file, read_key_file
from storage.tables import bonds as bonds_table

TEAM = "T0TEND"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SIZES = (1_000, 10_000, 100_000)
SHARE_DUE = 1000  # one in so many
RAW = (
    "SELECT workspace, leader FROM bonds WHERE next_due_at <= ? AND accepted IS 1"
    " ORDER BY next_due_at LIMIT 500"
)


def rows() -> list[Row]:
    found: list[Row] = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            opened = _database(Path(folder), size)
            found += _queries(opened, size)
            found += _ticks(opened, size)
            opened.close()
    return found


def _queries(opened: Database, size: int) -> list[Row]:
    """The question alone: who is due?"""
    file = sqlite_file(opened.engine.url.render_as_string())
    assert file is not None
    raw = sqlite3.connect(file)
    moment = NOW.replace(tzinfo=None).isoformat(" ", "microseconds")
    name = f"raw SQL, {size // SHARE_DUE} of {size:,} due"
    with opened.read() as tx:
        works: dict[str, Callable[[], object]] = {
            name: lambda: raw.execute(RAW, (moment,)).fetchall(),
            f"who is due, {size // SHARE_DUE} of {size:,}": lambda: bonds.due(tx, NOW, 500),
        }
        medians = interleaved(works, rounds=300)
    raw.close()
    floor = medians.pop(name)
    return [ratio_row(what, seconds, floor, "raw SQL") for what, seconds in medians.items()]


def _ticks(opened: Database, size: int) -> list[Row]:
    """A whole tick with nothing due, against the raw question with nothing due."""
    file = sqlite_file(opened.engine.url.render_as_string())
    assert file is not None
    raw = sqlite3.connect(file)
    early = NOW - timedelta(days=400)
    moment = early.replace(tzinfo=None).isoformat(" ", "microseconds")
    works: dict[str, Callable[[], object]] = {
        "raw": lambda: raw.execute(RAW, (moment,)).fetchall(),
        "tick": partial(_tick, opened, early),
    }
    medians = interleaved(works, rounds=100)
    raw.close()
    name = f"a whole tick, nothing of {size:,} due"
    return [ratio_row(name, medians["tick"], medians["raw"], "one raw question")]


def _tick(opened: Database, now: datetime) -> None:
    tick(opened, now, Report())


def _database(folder: Path, size: int) -> Database:
    """Leaders with eight people each; one bond in a thousand is due."""
    key = folder / "key"
    create_key_file(key)
    opened = database.create(f"sqlite:///{folder / 'tend.db'}", read_key_file(key))
    with opened.begin() as tx:
        workspaces.ensure(tx, TEAM, "slack", NOW)
        workspaces.change(tx, TEAM, started_at=NOW)
        people.learn(tx, TEAM, Profile("U0MAYA", "Europe/Berlin"), NOW)
        rows = (_bond(n) for n in range(size))
        tx.connection.execute(insert(bonds_table), list(rows))
    return opened


def _bond(n: int) -> dict[str, object]:
    due = NOW - timedelta(minutes=n % 50) if n % SHARE_DUE == 0 else NOW + timedelta(minutes=1 + n)
    return {
        "workspace": TEAM,
        "id": new_id(),
        "leader": f"U{n // 8:08d}",
        "report": f"W{n:08d}",
        "accepted": True,
        "confirmed": True,
        "since": NOW - timedelta(days=100),
        "next_due_at": due,
    }
