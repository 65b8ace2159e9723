"""A platform of a few lines that fills the Messenger port, and Tend's jobs at work on it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.conversations.composing import compose
from bot.ui import Buttons, Heading, Person, Text, Typed, View
from bot.views.nudges import short
from care.people import Profile
from jobs.delivering import Clocks, Compose, Deliverer
from jobs.messenger import Finding, Found, Ref
from jobs.pace import Pace
from jobs.report import Report
from jobs.ticking import tick
from storage import nudges
from storage.database import Database, Tx
from storage.nudges import Nudge
from tests.people import ACME, EVERYONE, TUESDAY, profile

Said = dict[str, str]  # one message that stands: workspace, address, delivery, summary


class Standing:
    """What stands in people's conversations. A file, so that it outlives a process that dies."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.touch()

    def put(self, **said: str) -> Ref:
        with self._file.open("a") as lines:
            lines.write(f"\n{json.dumps(said)}\n")  # after whatever a killed one left half written
        return Ref(f"D{said['address']}", f"{said['delivery']}")

    def all(self) -> list[Said]:
        """In order. What is half written does not stand."""
        lines = self._file.read_text().splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}\n")]

    def to(self, address: str) -> list[Said]:
        return [said for said in self.all() if said["address"] == address]


@dataclass
class Post:
    """Delivers what it is given, unless the test scripted something else for the next calls.

    A script is a list of what happens at each call in turn: an exception is raised before the
    message stands, ``Late`` after it does; a function may do anything.
    """

    standing: Standing
    profiles: dict[tuple[str, str], Profile] = field(default_factory=dict)
    script: list[Any] = field(default_factory=list)
    find_script: list[Any] = field(default_factory=list)
    profile_script: list[Any] = field(default_factory=list)
    update_script: list[Any] = field(default_factory=list)
    redrawn: list[tuple[str, View]] = field(default_factory=list)
    tried: list[tuple[str, View]] = field(default_factory=list)
    searched: int = 0
    quiet: dict[str, datetime] = field(default_factory=dict)  # who is not to be disturbed

    def __post_init__(self) -> None:
        for person in EVERYONE:
            self.profiles[ACME, person] = profile(person)

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        self.tried.append((address, view))
        late = _play(self.script)
        ref = self.standing.put(workspace=workspace, address=address, delivery=delivery_id)
        if late:
            raise late
        return ref

    async def update(self, workspace: str, ref: Ref, view: View) -> None:
        _play(self.update_script)
        self.redrawn.append((ref.ts, view))

    async def find(self, workspace: str, address: str, delivery_id: str) -> Finding:
        self.searched += 1
        _play(self.find_script)
        for said in self.standing.to(address):
            if said["delivery"] == delivery_id:
                return Finding(Found.FOUND, Ref(f"D{address}", delivery_id))
        return Finding(Found.ABSENT)

    async def profile(self, workspace: str, person: str, now: datetime) -> Profile | None:
        _play(self.profile_script)
        return self.profiles.get((workspace, person))

    async def quiet_until(self, workspace: str, person: str, now: datetime) -> datetime | None:
        until = self.quiet.get(person)
        return until if until is not None and until > now else None

    async def close(self) -> None:
        return None


@dataclass(frozen=True)
class Late:
    """The message stands, and then this is raised: the answer was lost."""

    error: Exception


def _play(script: list[Any]) -> Exception | None:
    """The next act of the script. What is to be raised afterwards, if anything."""
    act = script.pop(0) if script else None
    if isinstance(act, Late):
        return act.error
    if isinstance(act, Exception):
        raise act
    if callable(act):
        act()
    return None


@dataclass
class Clock:
    """A clock that the test moves."""

    at: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@dataclass
class Seconds:
    """A monotonic clock on which sleeping costs no time."""

    at: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds
        self.slept.append(seconds)
        await asyncio.sleep(0)


def plain(view: View) -> str:
    """The words of a message, part by part."""
    return "\n".join(_words(part) for part in view.parts)


def _words(part: Any) -> str:
    match part:
        case Text(spans):
            return "".join(f"@{s.id}" if isinstance(s, Person) else _letters(s) for s in spans)
        case Typed(letters) | Heading(letters):
            return letters
        case Buttons(buttons):
            return " ".join(f"[{one.label}]" for one in buttons)
    return ""


def _letters(span: Any) -> str:
    return span if isinstance(span, str) else str(span.text)


def _nudges(tx: Tx, delivery: str) -> list[Nudge]:
    return nudges.of_delivery(tx, ACME, delivery)


class Room:
    """Tend's jobs, a platform, and both clocks: everything but people at their screens."""

    def __init__(
        self, database: Database, post: Post, say: Compose[View] = compose, start: bool = True
    ) -> None:
        self.database = database
        self.post = post
        self.clock, self.machine = Clock(), Clock()
        self.seconds = Seconds()
        self.deliverer: Deliverer[View] = Deliverer(
            database,
            {"slack": post},
            say,
            short,
            Clocks(self.clock, self.machine),
            Pace(self.seconds, self.seconds.sleep),
        )

    @property
    def standing(self) -> Standing:
        return self.post.standing

    def said_to(self, address: str) -> list[str]:
        """Each message to this person as plain text, as it was when it was sent."""
        return [plain(view) for to, view in self.post.tried if to == address]

    def nudges_to(self, leader: str) -> list[Nudge]:
        """Every nudge that went to this leader, in order."""
        with self.database.read() as tx:
            return [n for said in self.standing.to(leader) for n in _nudges(tx, said["delivery"])]

    def plan(self, at: datetime | None = None) -> Report:
        """The timetable runs once; nothing is sent yet."""
        self.clock.at = at or self.clock.at
        report = Report()
        tick(self.database, self.clock.at, report)
        return report

    def send(self) -> Report:
        report = Report()
        asyncio.run(self.deliverer.drain(report))
        return report

    def run(self, at: datetime | None = None) -> Report:
        """Plan and send, as each minute does."""
        if at is not None:
            self.machine.at += max(at - self.clock.at, timedelta(0))
            self.clock.at = at
        report = self.plan()
        sent = self.send()
        report.lines += sent.lines
        report.counts.update(sent.counts)
        return report

    def later(self, **delta: float) -> Report:
        return self.run(self.clock.at + timedelta(**delta))

    def wait(self, **delta: float) -> Report:
        """Time passes on both clocks, and what can be sent is sent."""
        self.clock.forward(**delta)
        self.machine.forward(**delta)
        return self.send()

    def live(self, until: datetime, **step: float) -> Iterator[Report]:
        """Time passes with the timetable running all along."""
        each = timedelta(**step)
        while self.clock.at < until:
            yield self.run(min(self.clock.at + each, until))

    def after_restart(self, say: Compose[View] = compose) -> Room:
        """Another process on the same database, at the same time."""
        room = Room(self.database, self.post, say)
        room.clock, room.machine = self.clock, self.machine
        room.deliverer.clocks = Clocks(self.clock, self.machine)
        return room


OpenRoom = Callable[..., Room]
