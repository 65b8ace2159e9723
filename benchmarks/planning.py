"""What a usual tick costs, with its rules, slots and pushing forward, against raw SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import event, text

from benchmarks.companies import ENGINES, NOW, fill, leader, made, raw_url
from benchmarks.measuring import Row, interleaved, ratio_row
from benchmarks.ticks import SHARE_DUE, due
from jobs.report import Report
from jobs.ticking import tick
from storage.database import Database, sqlite_file

LEADERS = 125_000  # of a million bonds
ROUNDS = 5
Statement = tuple[str, Any, bool]


def rows() -> Iterator[Row]:
    for engine in ENGINES:
        with made(engine) as opened:
            yield from _usual(opened, engine)


def _usual(opened: Database, engine: str) -> Iterator[Row]:
    """One leader in a thousand is due: read, decided for, planned and pushed forward."""
    fill(opened, LEADERS, due)
    planned = [leader(n) for n in range(0, LEADERS, SHARE_DUE)]
    statements = _noted(opened)
    with closing(_raw(opened)) as raw:
        works = {
            "raw": lambda: _replay(raw, statements),
            "tend": lambda: tick(opened, NOW, Report()),
        }
        _take_back(opened, planned)
        medians = interleaved(works, ROUNDS, lambda: _take_back(opened, planned))
    what = f"a whole tick, 0.1 % of 1,000,000 bonds due, {engine}"
    yield ratio_row(what, medians["tend"], medians["raw"], "the same reads and writes", 2.5)


def _noted(opened: Database) -> list[Statement]:
    """Every statement of one tick, as the driver is given it."""
    found: list[Statement] = []

    def note(_c: Any, _cursor: Any, said: str, values: Any, _context: Any, many: bool) -> None:
        found.append((said, values, many))

    def end(_c: Any) -> None:
        found.append(("COMMIT", (), False))

    listening: dict[str, Callable[..., None]] = {
        "before_cursor_execute": note,
        "commit": end,
        "rollback": end,
    }
    for name, listener in listening.items():
        event.listen(opened.engine, name, listener)
    tick(opened, NOW, Report())
    for name, listener in listening.items():
        event.remove(opened.engine, name, listener)
    return found


def _raw(opened: Database) -> Any:
    import sqlite3

    import psycopg

    file = sqlite_file(str(opened.engine.url))
    if file is None:
        return psycopg.connect(raw_url(opened))
    raw = sqlite3.connect(file, isolation_level=None, timeout=60)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _replay(raw: Any, statements: Sequence[Statement]) -> None:
    cursor = raw.cursor()
    for said, values, many in statements:
        if many:
            cursor.executemany(said, values)
        elif values:
            cursor.execute(said, values)
        else:
            cursor.execute(said)
        if cursor.description is not None:
            cursor.fetchall()


def _take_back(opened: Database, planned: Sequence[str]) -> None:
    """As if no tick had been."""
    with opened.begin() as tx:
        for table in ("nudges", "deliveries"):
            tx.run(text(f"DELETE FROM {table}"))
        tx.run(text("UPDATE people SET last_plan = NULL WHERE last_plan IS NOT NULL"))
        again = text(
            "UPDATE bonds SET next_due_at = :at, nudged_on = NULL"
            " WHERE workspace = 'T0TEND' AND leader = :leader"
        ).bindparams(at=NOW)
        for who in planned:
            tx.run(again, leader=who)
