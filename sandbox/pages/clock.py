"""The clock bar's clock: what it must be able to do, and how far a journey through time is."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sandbox.pages.reader import Reader

STEPS = {"day": timedelta(days=1), "week": timedelta(weeks=1)}


class Clock(Protocol):
    """A clock that can be moved; `advance` lives through every due instant on the way."""

    def now(self) -> datetime: ...

    def next_due(self) -> tuple[datetime, str] | None: ...

    async def advance(self, to: datetime) -> None: ...


@dataclass(frozen=True)
class Dial:
    """The clock bar at one moment, ready to be drawn."""

    now: datetime
    next_at: datetime | None
    next_words: str
    going_to: datetime | None
    percent: int
    trouble: str | None


@dataclass(frozen=True)
class _Journey:
    start: datetime
    goal: datetime
    task: "asyncio.Task[None]"

    def percent(self, now: datetime) -> int:
        whole, done = self.goal - self.start, now - self.start
        return min(100, max(0, round(100 * (done / whole)))) if whole else 0


class Travel:
    """Moves the clock, one journey at a time, while the page goes on showing where it is."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._journey: _Journey | None = None
        self._trouble: str | None = None

    @property
    def under_way(self) -> bool:
        return self._journey is not None and not self._journey.task.done()

    def now(self) -> datetime:
        return self._clock.now()

    def dial(self) -> Dial:
        now, due = self._clock.now(), self._clock.next_due()
        journey = self._journey if self.under_way else None
        return Dial(
            now=now,
            next_at=due[0] if due else None,
            next_words=due[1] if due else "",
            going_to=journey.goal if journey else None,
            percent=journey.percent(now) if journey else 0,
            trouble=self._trouble,
        )

    def go(self, step: str, reader: Reader) -> bool:
        """Set off, unless a journey is under way or there is nothing to go to."""
        goal = self._goal(step, reader)
        if self.under_way or goal is None:
            return False
        self._trouble = None
        task = asyncio.create_task(self._live_until(goal))
        self._journey = _Journey(self._clock.now(), goal, task)
        return True

    def _goal(self, step: str, reader: Reader) -> datetime | None:
        if step == "next":
            due = self._clock.next_due()
            return due[0] if due else None
        if step not in STEPS:
            return None
        # The same hour on the reader's wall, also across a change of the clocks.
        return (reader.local(self._clock.now()) + STEPS[step]).astimezone(UTC)

    async def _live_until(self, goal: datetime) -> None:
        try:
            await self._clock.advance(goal)
        except Exception as error:
            # Whatever the demo's engine raises is shown in the bar; the page itself lives on.
            self._trouble = f"The clock stopped on the way: {error or type(error).__name__}"
