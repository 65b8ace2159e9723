"""Living the year: time jumps from one thing that is due to the next, through the real jobs."""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from random import Random

from cryptography.fernet import Fernet

from bot.conversations.composing import compose
from bot.conversations.desk import Desk
from bot.simulating.acting import Life
from bot.simulating.company import Company, Human, found
from bot.simulating.post import Directory, Outage, Post
from bot.simulating.witness import Witness, had_an_opportunity
from bot.ui import View
from bot.views.nudges import short
from care import policy
from care.bonds import NamedBy
from care.hours import DAY, pin_zones
from jobs.delivering import Clocks, Deliverer
from jobs.pace import Pace
from jobs.report import Report
from jobs.ticking import tick
from storage import bonds, deliveries, nudges, people, workspaces
from storage.database import Database
from storage.deliveries import State
from storage.opening import create
from storage.sealing import Seals

WORKSPACE, PLATFORM = "T0YEAR", "slack"
GRID = timedelta(minutes=5)
WEEK = timedelta(weeks=1)
A_MONTH = 31  # days
MEMORY = "/dev/shm"  # a file system without a disk, where there is one
OUTAGES = (5, 30, 60 * 8, 60 * 24 * 2, 60 * 24 * 9, 60 * 24 * 35)  # minutes


@dataclass
class Clock:
    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Year:
    """One company, one database, one stretch of time."""

    company: Company
    database: Database
    clock: Clock
    ends: datetime
    outages: list[Outage]
    witness: Witness = field(init=False)
    life: Life = field(init=False)
    post: Post = field(init=False)
    deliverer: Deliverer[View] = field(init=False)
    look_due: bool = False

    def __post_init__(self) -> None:
        clocks = Clocks(self.clock, self.clock)
        self.witness = Witness(self.company)
        self.post = Post(self.company, self.clock, self.outages, self._delivered)
        directory = Directory(self.company, self.clock)
        desk = Desk(self.database, directory, clocks, PLATFORM)
        self.life = Life(self.company, desk, WORKSPACE, self.witness, self._is_out)
        no_pace = Pace(lambda: 60.0 * self.clock.at.timestamp(), _at_once)
        messengers = {PLATFORM: self.post}
        self.deliverer = Deliverer(self.database, messengers, compose, short, clocks, no_pace)

    def live(self) -> None:
        self._begin()
        with asyncio.Runner() as loop:
            while self.clock.at < self.ends:
                self._step(loop)

    # --- the beginning ---------------------------------------------------------------------------

    def _begin(self) -> None:
        """A list says who leads whom, and an admin presses Start."""
        now = self.clock.at
        pairs = [(leader, report) for report, leader in self.company.led_by.items()]
        profiles = [human.profile(now) for human in self.company.people.values()]
        with self.database.begin() as tx:
            workspaces.ensure(tx, WORKSPACE, PLATFORM, now)
            workspaces.change(tx, WORKSPACE, started_at=now, reads_status=True)
            people.meet(tx, WORKSPACE, profiles, now)
            bonds.lists_say(tx, WORKSPACE, pairs, NamedBy.IMPORT, now)
            for human in self.company.people.values():
                days = "".join(str(day) for day in sorted(human.days))
                people.change(tx, WORKSPACE, human.id, days=days)
        for n in range(int((self.ends - now) / DAY)):
            noon = datetime.combine((now + n * DAY).date(), time(12), UTC)
            self.life.at(noon, partial(self._daily, noon))

    # --- one step --------------------------------------------------------------------------------

    def _step(self, loop: asyncio.Runner) -> None:
        self.life.happen(self.clock.at)
        if not self._tend_is_down():
            if self.look_due and not self.post.is_silent():
                self._look_at_everybody()
            report = Report()
            tick(self.database, self.clock.at, report)
            loop.run(self.deliverer.drain(report))
        self.clock.at = self._next_moment()

    def _look_at_everybody(self) -> None:
        """What the timetable does once a day, and anew after it failed."""
        now = self.clock.at
        profiles = [human.profile(now) for human in self.company.people.values()]
        with self.database.begin() as tx:
            people.meet(tx, WORKSPACE, profiles, now)
        self.look_due = False

    def _tend_is_down(self) -> bool:
        return any(o.of_tend and o.covers(self.clock.at) for o in self.outages)

    def _next_moment(self) -> datetime:
        """The next thing that is due, on a grid of minutes; soon while anything waits."""
        now = self.clock.at
        if self._tend_is_down():
            ahead = [o.ends for o in self.outages if o.of_tend and o.covers(now)]
            return self._on_grid(now, min([*ahead, self.life.next_at() or self.ends]))
        with self.database.read() as tx:
            looks = [bonds.next_look(tx, now), nudges.next_wake(tx, now)]
            looks += [deliveries.next_moment(tx, now), self.life.next_at()]
            totals = deliveries.totals(tx, WORKSPACE)
        waits = totals.get(State.DUE, 0) + totals.get(State.SENDING, 0)
        patience = timedelta(hours=6) if self.post.is_silent() else timedelta(minutes=10)
        looks.append(now + (patience if waits else DAY))
        return self._on_grid(now, min(look for look in looks if look is not None))

    def _on_grid(self, now: datetime, moment: datetime) -> datetime:
        return now + max(-(-(moment - now) // GRID), 1) * GRID

    def _delivered(self, address: str, delivery: str) -> None:
        with self.database.read() as tx:
            found = deliveries.get(tx, WORKSPACE, delivery)
            spoken = nudges.of_delivery(tx, WORKSPACE, delivery)
        assert found is not None
        self.witness.saw(found.kind, address, self.clock.at, spoken)
        self.life.read(address, delivery, found.kind, self.clock.at)

    # --- each day --------------------------------------------------------------------------------

    def _daily(self, noon: datetime) -> None:
        self.life.day(noon)
        self.look_due = True
        with self.database.read() as tx:
            known = people.several(tx, WORKSPACE, self.company.leaders)
        for human in self.company.leaders.values():
            person = known.get(human.id)
            self._day_of(human, (person.plan_every if person else None) or 1, noon)

    def _day_of(self, human: Human, every_weeks: int, noon: datetime) -> None:
        """Whether anybody of this leader's has waited one day more."""
        today, every = human.today(noon), 7 * every_weeks
        weekend = today.weekday() not in human.days
        weekday = self.life.weekdays.get(human.id, policy.PLAN_WEEKDAY)
        suspended = not human.here or self._was_out(noon)
        suspended |= not had_an_opportunity(human, today, weekday)
        suspended |= human.is_quiet(today) and not weekend
        mine = [r for r in self._reports(human.id) if self.company.people[r].here]
        turns = -(-len(mine) // policy.PEOPLE_IN_A_PLAN) * every
        bound = max(self.life.cadence[1], turns) + every
        for one in mine:
            report, held = self.company.people[one], self.life.held.get((human.id, one))
            off = suspended or not report.is_back(today) or (held is not None and held >= today)
            self.witness.day_passes(human, one, today, bound, off)
        waiting = any(self.witness.waits(human.id, one) > self.life.cadence[0] for one in mine)
        if waiting and not suspended:
            self.witness.quiet_day(human, today, every + A_MONTH)

    def _reports(self, leader: str) -> list[str]:
        return [r for r in self.company.reports_of(leader) if (leader, r) in self.life.bonds]

    def _is_out(self, first: date, back: date) -> bool:
        """Whether any of these days falls into an outage."""
        return any(o.starts.date() <= back and first <= o.ends.date() for o in self.outages)

    def _was_out(self, noon: datetime) -> bool:
        """Whether an outage took away a good part of this week."""
        return any(
            o.starts - WEEK < noon < o.ends + WEEK and o.ends - o.starts > timedelta(hours=12)
            for o in self.outages
        )


async def _at_once(seconds: float) -> None:
    return None


@dataclass(frozen=True)
class Told:
    """What a simulated year was like."""

    messages: Counter[str] = field(default_factory=Counter)
    never: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    lost_answers: int = 0
    doubled: int = 0

    def __add__(self, other: Told) -> Told:
        return Told(
            self.messages + other.messages,
            self.never + other.never,
            other.examples | self.examples,
            self.lost_answers + other.lost_answers,
            self.doubled + other.doubled,
        )


@dataclass(frozen=True)
class Plan:
    """A company and a stretch of time to live through."""

    seed: int
    leaders: int
    people: int
    starts: datetime
    days: int

    def parts(self, most_leaders: int) -> list[Plan]:
        """Several companies that together are as large."""
        count = max(-(-self.leaders // most_leaders), 1)
        return [
            Plan(
                self.seed + n,
                self.leaders // count + (n < self.leaders % count),
                self.people // count + (n < self.people % count),
                self.starts,
                self.days,
            )
            for n in range(count)
        ]


def simulate(plan: Plan) -> Told:
    """Live so many days and count what happened. The same plan gives the same year."""
    pin_zones()
    with _quiet_logs():
        return _simulate(plan)


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """Outages are part of it: their warnings would drown what is printed."""
    logger = logging.getLogger("jobs")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(level)


def _simulate(plan: Plan) -> Told:
    company = found(plan.seed, plan.leaders, plan.people)
    ends = plan.starts + plan.days * DAY
    in_memory = MEMORY if Path(MEMORY).is_dir() else None
    with tempfile.TemporaryDirectory(prefix="tend-year-", dir=in_memory) as folder:
        file = Path(folder) / "year.db"
        database = create(f"sqlite:///{file}", Seals([Fernet.generate_key()]))
        try:
            outages = _outages(Random(plan.seed), plan.starts, plan.days)
            year = Year(company, database, Clock(plan.starts), ends, outages)
            year.live()
        finally:
            database.close()
    seen = year.witness
    doubled = sum(seen.kinds.values()) - len(year.post.standing)
    return Told(seen.kinds, seen.counts, seen.examples, year.post.lost_answers, doubled)


def _outages(random: Random, starts: datetime, days: int) -> list[Outage]:
    """From five minutes to five weeks, of Tend itself and of the platform."""
    found = []
    for n, minutes in enumerate(OUTAGES * 2):
        begin = starts + timedelta(minutes=random.randint(20 * 1440, max(days, 21) * 1440))
        found.append(Outage(begin, begin + timedelta(minutes=minutes), of_tend=n < len(OUTAGES)))
    return found
