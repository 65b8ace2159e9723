"""A made-up organisation whose leaders talk by habit, and more where a nudge came.

It lives through the real jobs and the product's own door. What a nudge brings is planted: of
whomever a leader is told, they talk with so many more in a hundred before the next plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from random import Random
from typing import Any

from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.directory import ChannelFacts
from bot.ids import Action, FormName
from bot.ui import Actor, Event, Invalid, Place, Pressed, Submitted, View
from care.answers import Why
from care.hours import DAY, instant
from care.organisation import next_month
from care.people import Profile
from jobs.delivering import Clocks
from jobs.messenger import Ref
from storage import months, nudges, workspaces
from storage.database import Database, Tx
from storage.months import Month
from storage.nudges import Nudge
from tests.jobs.post import Post, Room, Standing
from tests.people import ACME, BERLIN, bond, open_workspace, profile

CHANNEL = "C0ADMINS"
MONDAY = date(2026, 1, 5)  # the first week
JANUARY = date(2026, 1, 1)


class Doorstep(Post):
    """A platform that remembers what has just arrived, and at whose door."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.arrived: list[str] = []

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        self.arrived.append(delivery_id)
        return await super().send(workspace, address, view, delivery_id)


def begun(database: Database, standing: Standing, seed: int, **what: Any) -> Organisation:
    post = Doorstep(standing)
    return Organisation(Room(database, post), post, seed, **what)


class Directory:
    def profile(self, workspace: str, person: str) -> Profile:
        return profile(person, BERLIN)

    def names(self, workspace: str, people: Iterable[str]) -> dict[str, tuple[str, ...]]:
        return {}

    def channel(self, workspace: str, channel: str) -> ChannelFacts | None:
        return None


@dataclass
class Organisation:
    """``every``: weeks between plans. ``brings``: what is planted, as a share of one."""

    room: Room
    post: Doorstep
    seed: int
    brings: float
    leaders: int = 10
    each: int = 5
    every: int = 2
    bonds: dict[tuple[str, str], str] = field(default_factory=dict)
    habit: dict[str, float] = field(default_factory=dict)
    _keys: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        clocks = Clocks(self.room.clock, self.room.machine)
        self.desk = Desk(self.room.database, Directory(), clocks, "slack")
        self._begin()

    def _begin(self) -> None:
        """It was started the year before, with the hold-out; who leads whom is known since."""
        since = instant(MONDAY - 28 * DAY, time(9), BERLIN)
        self.room.clock.at = self.room.machine.at = since
        key = {"hold_out": True, "hold_out_since": since, "hold_out_key": f"{self.seed}"}
        rhythm = {"ideal": 7, "maximum": 14 * self.every, "plan_every": self.every}
        place = {"zone": BERLIN, "country": "-", "admin_channel": CHANNEL}
        with self.room.database.begin() as tx:
            open_workspace(tx, ACME, since)
            workspaces.change(tx, ACME, **key, **rhythm, **place)
            for n in range(self.leaders):
                self._lead(tx, f"U0LEAD{n}", [f"U0P{n}X{m}" for m in range(self.each)], since)

    def _lead(self, tx: Tx, leader: str, team: list[str], since: datetime) -> None:
        self.habit[leader] = self.dice.uniform(0.15, 0.45)
        for who in (leader, *team):
            self.post.profiles[ACME, who] = profile(who, BERLIN)
        for report in team:
            self.bonds[leader, report] = bond(tx, leader, report, ACME, since)

    # --- time ------------------------------------------------------------------------------------

    def live(self, months: int) -> None:
        """From one instant at which something is due to the next."""
        page, week = next_month(JANUARY), MONDAY
        for _ in range(months):
            while (tuesday := week + DAY) < page:
                self._week(tuesday)
                week += 7 * DAY
            self.room.run(self._at(page))
            page = next_month(page)

    def _week(self, tuesday: date) -> None:
        self.room.run(self._at(tuesday, 10))
        told = [one for delivery in self._new() for one in self._spoken(delivery)]
        if (tuesday - MONDAY).days // 7 % self.every == 0:
            self.room.clock.at = self.room.machine.at = self._at(tuesday + DAY, 11)
            self._answer(told)
            self.room.send()
            self._new()

    def _new(self) -> list[str]:
        found, self.post.arrived[:] = list(self.post.arrived), []
        return found

    def _spoken(self, delivery: str) -> list[Nudge]:
        with self.room.database.read() as tx:
            return nudges.of_delivery(tx, ACME, delivery)

    def _at(self, day: date, hour: int = 9) -> datetime:
        return instant(day, time(hour), BERLIN) + timedelta(minutes=1)

    # --- what leaders do -------------------------------------------------------------------------

    def _answer(self, told: list[Nudge]) -> None:
        """Each leader talks with some of theirs, and says so; or that it is not this time."""
        of = {(one.leader, one.report): one for one in told}
        for leader, report in self.bonds:
            nudge = of.get((leader, report))
            chance = self.habit[leader] + (self.brings if nudge is not None else 0)
            self._say(leader, report, nudge, self.dice.random() < chance)

    def _say(self, leader: str, report: str, nudge: Nudge | None, talked: bool) -> None:
        who, key = Actor(ACME, leader), f"org:{next(self._keys)}"
        if nudge is not None and talked:
            self._do(Pressed(who, key, Action.WE_TALKED, nudge.id, Place.MESSAGE))
        elif nudge is not None:
            values = {"why": Why.OTHER}
            self._do(Submitted(who, key, FormName.NOT_THIS_TIME, nudge.id, values))
        elif talked:
            day = {"day": self.room.clock.at.date().isoformat()}
            self._do(Submitted(who, key, FormName.TALKED, self.bonds[leader, report], day))

    def _do(self, event: Event) -> None:
        outcome = dispatch(self.desk, event)
        assert not isinstance(outcome.answer, Invalid), (event, outcome.answer)

    # --- what is published -----------------------------------------------------------------------

    def pages(self) -> list[Month]:
        with self.room.database.read() as tx:
            return months.all_of(tx, ACME)
