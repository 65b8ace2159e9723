"""The platform of the made-up company: it delivers, and sometimes it does not answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.directory import ChannelFacts
from bot.simulating.company import Company
from bot.ui import View
from care.people import Profile
from jobs.messenger import Busy, Doubtful, Finding, Found, Ref


@dataclass(frozen=True)
class Outage:
    """Either Tend itself is down, or the platform does not answer."""

    starts: datetime
    ends: datetime
    of_tend: bool

    def covers(self, now: datetime) -> bool:
        return self.starts <= now < self.ends


@dataclass
class Post:
    """Fills the messenger and the directory for everybody of the company."""

    company: Company
    now: Callable[[], datetime]
    outages: list[Outage]
    on_delivery: Callable[[str, str], None]
    standing: dict[str, Ref] = field(default_factory=dict)
    lost_answers: int = 0

    def is_silent(self) -> bool:
        return any(o.covers(self.now()) and not o.of_tend for o in self.outages)

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        if self.is_silent():
            raise Busy(60, "unreachable")
        ref = Ref(f"D{address}", delivery_id)
        self.standing[delivery_id] = ref
        self.on_delivery(address, delivery_id)
        if self._chance(address) < 0.002:  # it stands there, and its answer is lost
            self.lost_answers += 1
            raise Doubtful("timeout")
        return ref

    def _chance(self, person: str) -> float:
        return self.company.chance(person, self.now()).random()

    async def update(self, workspace: str, ref: Ref, view: View) -> None:
        if self.is_silent():
            raise Busy(60, "unreachable")

    async def find(self, workspace: str, address: str, delivery_id: str) -> Finding:
        if self.is_silent():
            raise Busy(60, "unreachable")
        ref = self.standing.get(delivery_id)
        return Finding(Found.FOUND, ref) if ref else Finding(Found.ABSENT)

    async def profile(self, workspace: str, person: str, now: datetime) -> Profile | None:
        if self.is_silent():
            raise Busy(60, "unreachable")
        return self.company.people[person].profile(self.now())

    async def quiet_until(self, workspace: str, person: str, now: datetime) -> datetime | None:
        busy = self._chance(person) < 0.01
        return now + timedelta(hours=1) if busy else None

    async def close(self) -> None:
        return None


@dataclass
class Directory:
    company: Company
    now: Callable[[], datetime]

    def profile(self, workspace: str, person: str) -> Profile | None:
        human = self.company.people.get(person)
        return human.profile(self.now()) if human else None

    def names(self, workspace: str, people: object) -> dict[str, tuple[str, ...]]:
        return {}

    def channel(self, workspace: str, channel: str) -> ChannelFacts | None:
        return None
