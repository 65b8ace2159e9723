"""The fullest minute of the week: every plan of a zone falls into it. On a server two processes
share it.

`python -m benchmarks fullest` takes a hundred thousand leaders, and an hour; `make bench` leaves it
out.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.companies import ENGINES, KEY, NOW, fill, made
from benchmarks.measuring import Row, exponent
from jobs.planning import plan_due
from jobs.report import Report
from storage.database import Database
from storage.sealing import Seals

SIZES = (1_000, 10_000, 100_000)  # leaders whose plans come in one minute
SHARDS = 8


def rows() -> Iterator[Row]:
    for engine in ENGINES:
        yield from _fullest(engine)


def _fullest(engine: str) -> Iterator[Row]:
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
    command = [sys.executable, "-m", "benchmarks.fullest", url, KEY, str(processes)]
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
