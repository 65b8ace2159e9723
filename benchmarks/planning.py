"""What planning costs: a usual tick against raw SQL, and the fullest minute of the week."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

from benchmarks.companies import ENGINES, KEY, NOW, fill, leader, made, raw_url
from benchmarks.measuring import Row, exponent, interleaved, ratio_row
from benchmarks.ticks import SHARE_DUE, due
from jobs.planning import plan_due
from jobs.report import Report
from jobs.ticking import tick
from storage.database import Database, sqlite_file
from storage.sealing import Seals

LEADERS = 125_000  # of a million bonds
ROUNDS = 5
SIZES = (1_000, 10_000, 100_000)  # leaders whose plans come in one minute
SHARDS = 8
Statement = tuple[str, Any, bool]


def rows() -> Iterator[Row]:
    for engine in ENGINES:
        with made(engine) as opened:
            yield from _usual(opened, engine)
    for engine in ENGINES:
        yield from _fullest(engine)


# --- a usual tick --------------------------------------------------------------------------------


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


# --- the fullest minute --------------------------------------------------------------------------


def _fullest(engine: str) -> Iterator[Row]:
    """Every plan of the week falls into one minute: on a server two processes share it."""
    seconds, memory = [], []
    processes = 1 if engine == "sqlite" else 2
    for size in SIZES:
        with made(engine) as opened:
            fill(opened, size, lambda _: NOW, shared=True)
            start = time.perf_counter()
            told = _planned_by(opened, processes)
            seconds.append(time.perf_counter() - start)
        memory.append(max(kilobytes for _, kilobytes in told) / 1024)
        what = f"{size:,} leaders, {8 * size:,} bonds, {engine}"
        aim = 60 if size == SIZES[-1] else None
        yield Row(f"fullest minute: {what}", seconds[-1], unit="s", aim=aim)
        used = sum(cpu for cpu, _ in told) / size * 1000
        yield Row(f"processor for one leader: {what}", used)
    yield Row(f"fullest minute, {engine}", exponent(SIZES, seconds), unit="exponent", aim=1.1)
    what = f"memory, a hundred times the leaders, {engine}"
    yield Row(what, memory[-1], memory[0], f"of {SIZES[0]:,}", "MiB", aim=1.5)


def _planned_by(opened: Database, processes: int) -> list[tuple[float, float]]:
    """Seconds of the processor and the most memory of each process."""
    url = opened.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "benchmarks.planning", url, KEY, str(processes)]
    running = [
        subprocess.Popen([*command, str(n)], stdout=subprocess.PIPE, text=True)
        for n in range(processes)
    ]
    told = [process.communicate()[0].split() for process in running]
    return [(float(cpu), float(kilobytes)) for cpu, kilobytes in told]


def _plan_part(url: str, key: str, processes: int, nth: int) -> None:
    """One process: all leaders, or those of its shards."""
    opened = Database(url, Seals([key.encode()]))
    shards = [(n, SHARDS) for n in range(nth, SHARDS, processes)]
    for shard in shards if processes > 1 else [None]:
        plan_due(opened, NOW, Report(), shard)
    most = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
    print(time.process_time(), most)


if __name__ == "__main__":
    _plan_part(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
