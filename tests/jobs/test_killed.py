"""Power cuts: the process dies at each step in turn; after a restart all is said, once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from bot.conversations.composing import compose
from bot.keeping import view_to_text
from bot.ui import Text, View
from care.answers import Answer
from jobs.messenger import Doubtful, Ref
from storage import bonds, deliveries, nudges, sending, talks
from storage.database import Database, Tx
from storage.deliveries import Kind, State
from tests.databases import keep
from tests.jobs.post import Late, Post, Room, Standing
from tests.people import ACME, ANA, BEN, JO, MAYA, TOM, TUESDAY, bond, open_workspace, share

pytestmark = pytest.mark.slow

KILLED = 9
POWER_BACK = timedelta(minutes=3)  # by then every lease is over


@dataclass
class Fuse:
    """Counts the steps of a process, and ends it at one of them as kill -9 would."""

    at: int
    passed: int = 0

    def step(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            os._exit(KILLED)


class FusedDatabase(Database):
    """Dies before a transaction is committed, or right after it was."""

    def __init__(self, database: Database, fuse: Fuse) -> None:
        self.engine, self.seals = database.engine, database.seals
        self.fuse = fuse

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        with super().begin() as tx:
            yield tx
            self.fuse.step()
        self.fuse.step()


@dataclass
class FusedPost(Post):
    """Dies when a request has arrived and its answer is not read yet."""

    fuse: Fuse = field(default_factory=lambda: Fuse(0))

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        try:
            return await super().send(workspace, address, view, delivery_id)
        finally:
            self.fuse.step()

    async def update(self, workspace: str, ref: Ref, view: View) -> None:
        await super().update(workspace, ref, view)
        self.fuse.step()


@pytest.fixture
def a_morning(database: Database) -> Database:
    """Maya has a plan coming, Tom a follow-up and a question; two replies are on their way."""
    with database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
        bond(tx, MAYA, BEN)
        share(tx, ANA, MAYA)
        bond(tx, TOM, JO)
        _tom_planned(tx)
        for who in (ANA, BEN):
            hello = view_to_text(View(("Hello",), (Text(("Hello",)),)))
            deliveries.slot(
                tx, ACME, Kind.REPLY, who, "hello", TUESDAY, None, None, TUESDAY, body=hello
            )
    return database


def _tom_planned(tx: Tx) -> None:
    """Tom was nudged some days ago and said: today. It is past now; that message is redrawn."""
    then = TUESDAY - timedelta(days=4)
    plan = deliveries.slot(tx, ACME, Kind.PLAN, TOM, "then", then, None, then.date(), then)
    assert plan
    found = deliveries.get(tx, ACME, plan)
    assert found
    sending.sent(tx, found, f"D{TOM}", plan, then)
    jo = bonds.between(tx, ACME, TOM, JO)
    assert jo
    nudge = nudges.add(
        tx,
        ACME,
        delivery=plan,
        place=0,
        bond=jo.id,
        leader=TOM,
        report=JO,
        item=None,
        level=None,
        days=30,
        reason="talk",
        act="ask_on_mind",
        wording="talk.opening_1",
        day=then.date(),
    )
    given = nudges.get(tx, ACME, nudge)
    assert given
    moment = TUESDAY - timedelta(hours=2)  # this evening of Tom's
    nudges.answer(tx, ACME, given, Answer.INTENDED, then, moment=moment, wakes_at=TUESDAY)
    deliveries.mark_stale(tx, ACME, [plan], then)


TOMS_MORNING = TUESDAY + timedelta(hours=12)  # ten in the morning in Auckland


def one_life(database: Database, folder: Path, at: datetime, step: int, lost: bool) -> None:
    """What one process does at that moment, until that step: plan, send, redraw."""
    fuse = Fuse(step)
    post = FusedPost(Standing(folder / "standing.jsonl"), fuse=fuse)
    if lost:  # the first reply's answer gets lost, the second's request does
        post.script = [Late(Doubtful("timeout")), Doubtful("timeout")]
    room = Room(FusedDatabase(database, fuse), post)
    room.machine.at = room.clock.at = at
    room.run()


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


def lives_on(database: Database, folder: Path, at: datetime) -> None:
    """After the restart, until all is said."""
    room = Room(database, Post(Standing(folder / "standing.jsonl")))
    for minutes in range(0, 60, 3):
        room.machine.at = room.clock.at = at + POWER_BACK + timedelta(minutes=minutes)
        room.run()
        with database.read() as tx:
            if set(deliveries.totals(tx, ACME)) == {State.SENT}:
                return


def killed_at_each_step(
    database: Database, folder: Path, at: datetime, lost: bool = False
) -> Iterator[Counter[str]]:
    """To whom how much was said in the end, for each step at which the process died."""
    bring_back = keep(database)
    for step in count(1):
        bring_back()
        here = folder / f"{step}"
        here.mkdir()
        killed = in_a_process(database, partial(one_life, database, here, at, step, lost))
        lives_on(database, here, at)
        yield said(here)
        if not killed:
            return


def said(folder: Path) -> Counter[str]:
    return Counter(message["address"] for message in Standing(folder / "standing.jsonl").all())


def test_killed_at_each_step_nothing_is_lost_and_nothing_doubled(
    a_morning: Database, tmp_path: Path
) -> None:
    found = list(killed_at_each_step(a_morning, tmp_path, TUESDAY, lost=True))
    assert [(step, dict(s)) for step, s in enumerate(found) if s != {ANA: 1, BEN: 1, MAYA: 1}] == []
    assert len(found) > 20  # there was something to die at


def test_killed_at_each_step_of_a_follow_up_it_is_asked_once(
    a_morning: Database, tmp_path: Path
) -> None:
    lives_on(a_morning, tmp_path, TUESDAY)
    found = list(killed_at_each_step(a_morning, tmp_path, TOMS_MORNING))
    assert [(step, dict(s)) for step, s in enumerate(found) if s != {TOM: 1}] == []
    assert len(found) > 8


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
