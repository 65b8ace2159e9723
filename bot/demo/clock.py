"""The clock of the demo: it can be moved, and time is lived through on the way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from bot.conversations.composing import compose
from bot.demo.cast import answer_what_is_open
from bot.program import SLACK, Tend
from bot.ui import View
from bot.views.nudges import short
from bot.with_teams import TEAMS
from care.people import Profile
from jobs.delivering import Clocks, Deliverer
from jobs.messenger import Finding, Found, Ref
from jobs.pace import Pace
from jobs.report import Report
from jobs.ticking import tick
from storage import (
    asks,
    bonds,
    deliveries,
    landings,
    months,
    nudges,
    outbox,
    people,
    pulse,
    remembering,
)
from storage.database import Database
from storage.deliveries import TO_A_CHANNEL, Kind, State
from storage.rehearsing import rehearsal

FAR = timedelta(weeks=12)  # how far ahead the next thing due is looked for
PATIENCE = 15.0  # seconds for what is due at one instant to be sent
# set off by people; time brings them to nobody, but a page a month to the admins
ANSWERS = (Kind.REPLY, *TO_A_CHANNEL)
CALLED = {
    Kind.PLAN: "{}'s weekly plan",
    Kind.TODAY: "a word to {} on the morning of a plan of theirs",
    Kind.FOLLOW_UP: "a question to {} about a plan of theirs",
    Kind.DATE: "a word to {} about a date",
    Kind.INTRODUCTION: "a question to {}: is it so?",
    Kind.STILL_TRUE: "a question to {}: still true?",
    Kind.ASKED_BACK: "a question to {} about a talk they asked for",
    Kind.LANDING: "a question to {}: has anyone helped?",
    Kind.PULSE: "three questions to everybody who is led",
    Kind.PULSE_AGAIN: "a word to whoever has not answered",
    Kind.THANKS: "thanks to {}",
    Kind.ON_HOLD: "a question to {}: shared still?",
    Kind.NEW_LEADER: "a word to {} about who leads them",
    Kind.NEWS: "news for {}",
    Kind.MONTH: "the organisation's page to {}",
}


class Stuck(Exception):
    """Something that is due is not sent; the message says so, in words."""


class MovedClock:
    """Tend's now: the machine's clock and an offset, which a file keeps for other commands."""

    def __init__(self, machine: Callable[[], datetime], file: Path) -> None:
        self.machine = machine
        self._file = file
        self.offset = timedelta()

    def __call__(self) -> datetime:
        return self.machine() + self.offset

    def move_to(self, instant: datetime) -> None:
        self.offset = instant - self.machine()
        self._file.write_text(f"{self.offset.total_seconds()}\n")


@dataclass(frozen=True)
class Coming:
    """The next messages that time brings, all at one instant: (kind, to whom)."""

    at: datetime
    messages: tuple[tuple[Kind, str], ...]


class DemoClock:
    """The clock bar's clock (``sandbox.pages.clock.Clock``)."""

    def __init__(self, clock: MovedClock, name: Callable[[str], str]) -> None:
        self._clock = clock
        self._name = name
        self._tend: Tend | None = None
        self._next: tuple[datetime, str] | None = None
        self._on_the_way = False
        self._looker = ThreadPoolExecutor(1, thread_name_prefix="looking-ahead")

    def joins(self, tend: Tend) -> None:
        """From now on there is somebody to whom time brings something."""
        # A week passes in a second here: the pace is that of the moved time.
        tend.deliverer.pace = Pace(clock=lambda: self._clock().timestamp())
        self._tend = tend

    def close(self) -> None:
        self._looker.shutdown()

    def now(self) -> datetime:
        return self._clock()

    def next_due(self) -> tuple[datetime, str] | None:
        """The next instant at which somebody gets a message, and what it is."""
        if self._tend is not None and not self._on_the_way:
            looking = self._looker.submit(coming, self._tend.database, self._clock)
            self._next = self._told(looking.result())
        return self._next

    def _told(self, found: Coming | None) -> tuple[datetime, str] | None:
        if found is None:
            return None
        words = [CALLED.get(k, "a message to {}").format(self._name(p)) for k, p in found.messages]
        told = " and ".join(dict.fromkeys(words))
        return found.at, told[:1].upper() + told[1:]

    async def advance(self, to: datetime) -> None:
        """Live through everything that is due on the way."""
        if self._tend is not None:
            await asyncio.to_thread(self._live_until, self._tend, to)

    def _live_until(self, tend: Tend, to: datetime) -> None:
        self._on_the_way = True
        try:
            with tend.ticking:  # the timetable's own ticks wait: each message has its own instant
                self._step(tend, self._clock())
                while (at := _next_look(tend.database, self._clock())) is not None and at <= to:
                    self._step(tend, at)
                self._step(tend, to)
        finally:
            self._on_the_way = False

    def _step(self, tend: Tend, at: datetime) -> None:
        """At this instant: what is due is planned, and sent before time goes on."""
        answer_what_is_open(tend.database, tend.here, at)
        if at > self._clock():
            self._clock.move_to(at)
        tend.tick()
        end = time.monotonic() + PATIENCE
        while _is_busy(tend):
            if time.monotonic() > end:
                raise Stuck("a message could not be sent")
            time.sleep(0.01)


def _is_busy(tend: Tend) -> bool:
    now, machine = tend.clocks.now(), tend.clocks.machine()
    with tend.database.read() as tx:
        return bool(
            deliveries.totals(tx, tend.here).get(State.SENDING)
            or outbox.ready(tx, now, machine, 1)
            or outbox.to_redraw(tx, machine, 1)
        )


def _next_look(database: Database, after: datetime) -> datetime | None:
    """The next instant at which there may be something to do."""
    with database.read() as tx:
        hints = (
            bonds.next_look(tx, after),
            nudges.next_wake(tx, after),
            deliveries.next_moment(tx, after),
            pulse.next_moment(tx, after),
            asks.next_look(tx, after),
            landings.next_look(tx, after),
            remembering.next_look(tx, after),
            months.next_look(tx, after),
        )
    return min((hint for hint in hints if hint is not None), default=None)


# --- looking ahead -------------------------------------------------------------------------------
# Storage knows when to look again, not whether anything comes of it. So the time ahead is
# rehearsed, with the very jobs that will live through it and a messenger that only takes note.


def coming(database: Database, clock: MovedClock) -> Coming | None:
    """What time brings next, and when; None for nothing within the time one cares for."""
    at: datetime | None = clock()
    until = clock() + FAR
    with rehearsal(database) as dry:
        noting = Noting(dry)
        while at is not None and at <= until:
            _live(dry, noting, at, clock.machine)
            if noting.sent:
                return Coming(at, tuple(noting.sent))
            at = _next_look(dry, at)
    return None


def _live(dry: Database, noting: Noting, at: datetime, machine: Callable[[], datetime]) -> None:
    clocks = Clocks(lambda: at, machine)
    no_waiting = Pace(clock=count(step=3600).__next__)
    sender = Deliverer(
        dry, dict.fromkeys((SLACK, TEAMS), noting), compose, short, clocks, no_waiting
    )
    report = Report()
    tick(dry, at, report)
    asyncio.run(sender.send_all(report))


@dataclass
class Noting:
    """A messenger that notes what it would send."""

    database: Database
    sent: list[tuple[Kind, str]] = field(default_factory=list)

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        with self.database.read() as tx:
            delivery = deliveries.get(tx, workspace, delivery_id)
        if delivery is not None and delivery.kind not in ANSWERS:
            self.sent.append((delivery.kind, address))
        return Ref("rehearsed", "0")

    async def update(self, workspace: str, ref: Ref, view: View) -> None:
        """Nothing stands anywhere."""

    async def find(self, workspace: str, address: str, delivery_id: str) -> Finding:
        return Finding(Found.ABSENT)

    async def profile(self, workspace: str, person: str, now: datetime) -> Profile | None:
        """As they are known: who they are does not change in a rehearsal."""
        with self.database.read() as tx:
            known = people.get(tx, workspace, person)
        if known is None:
            return None
        gone = not known.may_take_part
        return Profile(
            person,
            zone=known.zone,
            locale=known.locale,
            is_deactivated=gone,
            is_on_leave=known.is_on_leave,
            leave_until=known.leave_until,
        )

    async def quiet_until(self, workspace: str, person: str, now: datetime) -> datetime | None:
        return None

    async def close(self) -> None:
        """Nothing to give back."""
