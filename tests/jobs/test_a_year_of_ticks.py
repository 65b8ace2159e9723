"""A year of minutes: memory, file and handles stay as they are, and a quiet minute costs little."""

from __future__ import annotations

import gc
import resource
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from jobs.housekeeping import clean_up
from storage import bonds, talks
from storage.database import sqlite_file
from tests.jobs.post import Room
from tests.people import ACME, ANA, MAYA, TEAMS, TOM, TUESDAY, settle_in, share

A_MINUTE = timedelta(minutes=1)
A_DAY = timedelta(days=1)
PAGE = resource.getpagesize()


@dataclass(frozen=True)
class Held:
    """What a process holds, in bytes and numbers."""

    memory: int
    file: int
    handles: int
    threads: int


def held(room: Room) -> Held:
    gc.collect()
    file = sqlite_file(str(room.database.engine.url))
    assert file is not None
    parts = (file, file.with_name(f"{file.name}-wal"))
    return Held(
        int(Path("/proc/self/statm").read_text().split()[1]) * PAGE,
        sum(part.stat().st_size for part in parts if part.exists()),
        len(list(Path("/proc/self/fd").iterdir())),
        threading.active_count(),
    )


def live_a_day(room: Room, minutes: range) -> None:
    """The timetable in each of these minutes, and the sender whenever it looks."""
    midnight = room.clock.at
    for minute in minutes:
        room.clock.at = room.machine.at = midnight + minute * A_MINUTE
        report = room.plan()
        if report.lines or minute % 360 == 0:
            room.send()
    room.clock.at = room.machine.at = midnight + A_DAY
    clean_up(room.database, room.clock.at, room.machine.at)
    room.post.tried.clear()


def people_talk(room: Room) -> None:
    """Once a week somebody has a talk, so that there is something to keep and to forget."""
    day = room.clock.at.date()
    if day.weekday() == 3:
        with room.database.begin() as tx:
            talks.record(tx, ACME, MAYA, ANA, day, (), room.clock.at)
            bonds.look_again_at(tx, ACME, MAYA, ANA)


def days(room: Room, count: int, minutes: range) -> Iterator[Held]:
    for _ in range(count):
        people_talk(room)
        live_a_day(room, minutes)
        yield held(room)


def told(day: int, one: Held, took: float) -> str:
    ticks = day * 24 * 60
    sizes = f"memory {one.memory / 1e6:.1f} MB, file {one.file / 1e3:.0f} kB"
    counts = f"{one.handles} handles, {one.threads} threads"
    return f"{ticks:,} ticks, {took * 1000 / ticks:.2f} ms each: {sizes}, {counts}"


def begin(room: Room) -> None:
    settle_in(room.database, [MAYA, TOM])
    with room.database.begin() as tx:
        for leader, team in TEAMS.items():
            if leader in (MAYA, TOM):
                share(tx, team[0], leader)
    room.clock.at = room.machine.at = datetime.combine(
        TUESDAY.date(), datetime.min.time(), TUESDAY.tzinfo
    )


@pytest.mark.long
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_in_a_year_of_minutes_nothing_grows(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    """525,600 runs. The first quarter is when rows for a year of keeping come together."""
    begin(room)
    started, seen = time.perf_counter(), []
    for day, one in enumerate(days(room, 365, range(24 * 60)), start=1):
        seen.append(one)
        if day % 30 == 0 or day == 365:
            with capsys.disabled():
                print(told(day, one, time.perf_counter() - started))
    first, last = seen[89], seen[364]
    assert last.memory < first.memory + 20_000_000
    assert last.file < first.file + 2_000_000
    assert (last.handles, last.threads) <= (first.handles + 2, first.threads + 1)
    assert len(room.standing.to(MAYA)) >= 12


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_in_a_fortnight_of_hours_nothing_grows(room: Room) -> None:
    """A sample of the same."""
    begin(room)
    seen = list(days(room, 14, range(0, 24 * 60, 60)))
    assert seen[-1].handles <= seen[3].handles + 2
    assert seen[-1].threads <= seen[3].threads + 1
    assert seen[-1].memory < seen[3].memory + 30_000_000
    assert len(room.standing.to(MAYA)) >= 2
