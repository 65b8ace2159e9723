"""The clock bar: where the clock is sent, and what it says on the way."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.pages.clock import Travel
from sandbox.pages.dates import when
from sandbox.pages.reader import Reader

SATURDAY = datetime(2027, 3, 27, 9, 0, tzinfo=UTC)  # ten in Berlin; the clocks change at night


class SlowClock:
    """Lives through time in four steps, or stops with an error."""

    def __init__(self, breaks: bool = False) -> None:
        self.time = SATURDAY
        self.breaks = breaks

    def now(self) -> datetime:
        return self.time

    def next_due(self) -> tuple[datetime, str] | None:
        due = SATURDAY + timedelta(hours=4)
        return (due, "Maya's weekly plan") if self.time < due else None

    async def advance(self, to: datetime) -> None:
        step = (to - self.time) / 4
        for _ in range(4):
            await asyncio.sleep(0)
            if self.breaks:
                raise RuntimeError("the timetable is not there")
            self.time += step


def reader(clock: SlowClock) -> Reader:
    return Reader(id="U0MAYA", zone=ZoneInfo("Europe/Berlin"), now=clock.now())


async def until_there(travel: Travel) -> list[int]:
    shown = []
    while travel.under_way:
        shown.append(travel.dial().percent)
        await asyncio.sleep(0)
    return shown


def test_the_bar_says_what_comes_next() -> None:
    clock = SlowClock()
    dial = Travel(clock).dial()
    assert dial.next_words == "Maya's weekly plan"
    assert dial.next_at is not None
    assert when(dial.next_at, reader(clock)) == "today, 2:00 PM"


def test_the_clock_goes_to_the_next_thing_due_and_shows_how_far_it_is() -> None:
    clock = SlowClock()
    travel = Travel(clock)

    async def journey() -> list[int]:
        assert travel.go("next", reader(clock))
        return await until_there(travel)

    shown = asyncio.run(journey())
    assert clock.time == SATURDAY + timedelta(hours=4)
    assert shown == sorted(shown)
    assert 0 < shown[-1] <= 100
    assert travel.dial().going_to is None


def test_a_day_later_it_is_the_same_hour_also_when_the_clocks_change() -> None:
    clock = SlowClock()
    travel = Travel(clock)

    async def journey() -> None:
        travel.go("day", reader(clock))
        await until_there(travel)

    asyncio.run(journey())
    assert clock.time == SATURDAY + timedelta(hours=23)


def test_only_one_journey_at_a_time_and_none_to_nowhere() -> None:
    clock = SlowClock()
    travel = Travel(clock)

    async def journey() -> None:
        assert not travel.go("backwards", reader(clock))
        assert travel.go("week", reader(clock))
        assert not travel.go("day", reader(clock))
        await until_there(travel)
        assert not travel.go("next", reader(clock)), "nothing is due any more"

    asyncio.run(journey())


def test_a_clock_that_stops_says_so_and_can_be_tried_again() -> None:
    clock = SlowClock(breaks=True)
    travel = Travel(clock)

    async def journey() -> None:
        travel.go("day", reader(clock))
        await until_there(travel)
        assert travel.dial().trouble == "The clock stopped on the way: the timetable is not there"
        clock.breaks = False
        assert travel.go("day", reader(clock))
        assert travel.dial().trouble is None
        await until_there(travel)

    asyncio.run(journey())
