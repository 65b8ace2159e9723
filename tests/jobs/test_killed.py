"""Power cuts that come again and again, and what was kept before one."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.conversations.composing import compose
from bot.keeping import view_to_text
from bot.ui import Text, View
from storage import deliveries, talks
from storage.database import Database, Tx
from storage.deliveries import Kind, State
from tests.jobs.post import Post, Room, Standing
from tests.people import ACME, ANA, BEN, MAYA, TUESDAY, bond, open_workspace, share

pytestmark = pytest.mark.slow

KILLED = 9


@pytest.fixture
def a_morning(database: Database) -> Database:
    """Maya has a plan coming; two replies are on their way."""
    with database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
        bond(tx, MAYA, BEN)
        share(tx, ANA, MAYA)
        for who in (ANA, BEN):
            hello = view_to_text(View(("Hello",), (Text(("Hello",)),)))
            deliveries.slot(
                tx, ACME, Kind.REPLY, who, "hello", TUESDAY, None, None, TUESDAY, body=hello
            )
    return database


def in_a_process(database: Database, live: Callable[[], None]) -> bool:
    """Whether it was killed: False when it came to its own end."""
    database.engine.dispose()  # no connection is shared with it
    pid = os.fork()
    if pid == 0:
        try:
            live()
            os._exit(0)
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, KILLED)
    return code == KILLED


def said(folder: Path) -> Counter[str]:
    return Counter(message["address"] for message in Standing(folder / "standing.jsonl").all())


def test_a_row_that_kills_the_process_each_time_is_set_aside(
    a_morning: Database, tmp_path: Path
) -> None:
    """A crash loop by one message: after three the others flow without it."""

    def deadly(tx: Tx, delivery: deliveries.Delivery, now: datetime) -> View | None:
        if delivery.address == ANA:
            os._exit(KILLED)
        return compose(tx, delivery, now)

    def live(minutes: int) -> None:
        room = Room(a_morning, Post(Standing(tmp_path / "standing.jsonl")), deadly)
        room.machine.at = room.clock.at = TUESDAY + timedelta(minutes=minutes)
        room.run()

    deaths = [in_a_process(a_morning, partial(live, 3 * n)) for n in range(10)]
    assert deaths.count(True) == 3
    assert deaths[-2:] == [False, False]
    assert said(tmp_path) == {BEN: 1, MAYA: 1}
    with a_morning.read() as tx:
        assert deliveries.totals(tx, ACME)[State.DEAD] == 1


def test_a_talk_recorded_before_the_power_went_is_still_there(a_morning: Database) -> None:
    """Committed is kept, the rest never was."""

    def live() -> None:
        with a_morning.begin() as tx:
            talks.record(tx, ACME, MAYA, ANA, TUESDAY.date(), [], TUESDAY)
        with a_morning.begin() as tx:
            talks.record(tx, ACME, MAYA, BEN, TUESDAY.date(), [], TUESDAY)
            os._exit(KILLED)

    assert in_a_process(a_morning, live)
    with a_morning.read() as tx:
        assert talks.last_with(tx, ACME, MAYA) == {ANA: TUESDAY.date()}
