"""What a tick costs as the number of bonds grows, against raw SQL in the same run."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from benchmarks.companies import (
    ENGINES,
    NOW,
    PEOPLE_EACH,
    at,
    fill,
    made,
    raw_sqlite,
    raw_url,
)
from benchmarks.measuring import Row, Work, exponent, interleaved, ratio_row
from jobs.report import Report
from jobs.ticking import tick
from storage import bonds
from storage.database import Database, sqlite_file

SIZES = (10_000, 100_000, 1_000_000)
SHARE_DUE = 1000  # one leader in so many
MOST = 10_000
RAW = (
    "SELECT workspace, leader FROM bonds WHERE next_due_at <= {at} AND accepted IS {true}"
    " ORDER BY next_due_at LIMIT 10000"
)
Ask = Callable[[datetime], object]


def rows() -> Iterator[Row]:
    for engine in ENGINES:
        empty: list[float] = []
        for size in SIZES:
            with made(engine) as opened:
                fill(opened, size // PEOPLE_EACH, due, bonds_alone=True)
                yield from _query(opened, engine, size)
                seconds = yield from _empty(opened, engine, size)
                empty.append(seconds)
        yield Row(
            f"empty tick on {engine}, a hundred times the bonds",
            *(empty[-1] * 1000, empty[0] * 1000, f"with {SIZES[0]:,} bonds"),
            aim=2,
        )
        yield Row(f"empty tick on {engine}", exponent(SIZES, empty), unit="exponent", aim=0.15)


def due(leader: int) -> datetime:
    if leader % SHARE_DUE == 0:
        return NOW - timedelta(minutes=leader % 50)
    return NOW + timedelta(minutes=1 + leader)


def _query(opened: Database, engine: str, size: int) -> Iterator[Row]:
    """The question alone: who is due? The statement is built, run, and made into leaders."""
    with _asking(opened) as ask, opened.read() as tx:
        works: dict[str, Work] = {
            "raw": lambda: list(dict.fromkeys(ask(NOW))),  # type: ignore[call-overload]
            "tend": lambda: bonds.due(tx, NOW, MOST),
        }
        medians = interleaved(works, 300)
    what = f"who is due, 0.1 % of {size:,} bonds, {engine}"
    aim = 1.5 if size == SIZES[-1] else None
    yield ratio_row(what, medians["tend"], medians["raw"], "raw SQL", aim)


def _empty(opened: Database, engine: str, size: int) -> Generator[Row, None, float]:
    """A whole tick with nothing due; its seconds, too."""
    early = NOW - timedelta(days=400)
    with _asking(opened) as ask:
        works: dict[str, Work] = {
            "raw": partial(ask, early),
            "tend": lambda: tick(opened, early, Report()),
        }
        medians = interleaved(works, 100)
    what = f"a whole tick, nothing of {size:,} due, {engine}"
    yield ratio_row(what, medians["tend"], medians["raw"], "one raw question")
    return medians["tend"]


@contextmanager
def _asking(opened: Database) -> Iterator[Ask]:
    file = sqlite_file(str(opened.engine.url))
    if file is not None:
        with raw_sqlite(file) as raw:
            text = RAW.format(at="?", true=1)
            yield lambda now: raw.execute(text, (at(now),)).fetchall()
        return
    import psycopg

    with psycopg.connect(raw_url(opened), autocommit=True) as server:
        asked: Any = RAW.format(at="%s", true="true")
        yield lambda now: server.execute(asked, (now,)).fetchall()
