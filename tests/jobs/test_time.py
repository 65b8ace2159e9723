"""Whatever the clock does, the zones do or the machine slept through: once, fresh, and no burst."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from care.answers import Answer
from care.hours import Hours, zone
from jobs.catching_up import A_WHILE, BEFORE_ERASING, SPREAD, CatchingUp
from jobs.clock import SteadyClock
from jobs.ticking import ClockNotSet
from storage import bonds, nudges, outbox, people, sending, workspaces
from storage.database import Tx
from storage.deliveries import Kind, State
from storage.tables import deliveries as table
from storage.tables import workspaces as places
from tests.jobs.post import Clock, Room, Seconds
from tests.people import (
    ACME,
    ANA,
    AUCKLAND,
    BERLIN,
    JO,
    MAYA,
    TOM,
    TUESDAY,
    ZONES,
    bond,
    open_workspace,
    profile,
    settle_in,
    share,
)

A_WEEK = timedelta(days=7)
EVERY_DAY = frozenset(range(7))


def live(room: Room, until: datetime, **step: float) -> None:
    for _ in room.live(until, **step):
        pass


def came(room: Room, leader: str, zone_name: str) -> list[datetime]:
    """When each plan stood in the leader's conversation, by their own clock on the wall."""
    sent = (table.c.address == leader, table.c.kind == Kind.PLAN, table.c.state == State.SENT)
    with room.database.read() as tx:
        rows = tx.all(select(table.c.sent_at).where(*sent).order_by(table.c.sent_at))
    return [row.sent_at.astimezone(zone(zone_name)) for row in rows]


def is_fresh(room: Room) -> bool:
    """Nothing was sent that was stale."""
    with room.database.read() as tx:
        rows = tx.all(select(table.c.sent_at, table.c.stale_at).where(table.c.state == State.SENT))
    return all(row.stale_at is None or row.sent_at < row.stale_at for row in rows)


# --- nobody was there for a while ----------------------------------------------------------------

MINUTE, AN_HOUR, DAY, FIVE_WEEKS, YEAR = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(days=1),
    timedelta(weeks=5),
    timedelta(days=365),
)


@pytest.mark.parametrize("down", [MINUTE, DAY, FIVE_WEEKS, YEAR], ids=str)
def test_after_a_time_without_us_one_message_and_then_the_usual_day(
    room: Room, down: timedelta
) -> None:
    settle_in(room.database, [MAYA, TOM])
    with room.database.begin() as tx:
        for report, leader in ((ANA, MAYA), (JO, TOM)):
            share(tx, report, leader)
    room.clock.at = room.machine.at = TUESDAY - timedelta(days=1, minutes=30)
    live(room, TUESDAY - timedelta(seconds=30), minutes=30)
    before = len(came(room, MAYA, BERLIN))
    back = room.clock.at + down
    room.run(back)
    burst = Counter(said["address"] for said in room.standing.all())
    assert max(burst.values(), default=0) <= 1 + before
    live(room, back + timedelta(days=15), hours=3)
    for leader in (MAYA, TOM):
        plans = came(room, leader, ZONES.get(leader, BERLIN))
        local_days = [at.date() for at in plans]
        assert len(set(local_days)) == len(local_days)
        assert local_days[-1].weekday() == 1 and 10 <= plans[-1].hour < 13, "on the usual day"
    assert is_fresh(room)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds(at=50_000.0)


def due_at(tx: Tx) -> list[datetime]:
    rows = tx.all(select(table.c.due_at).where(table.c.kind == Kind.PLAN).order_by(table.c.due_at))
    return [row.due_at for row in rows]


def crowd(room: Room, count: int) -> None:
    """So many leaders, each with one person."""
    with room.database.begin() as tx:
        open_workspace(tx)
        for n in range(count):
            bond(tx, f"U0LEADER{n:03}", f"U0REPORT{n:03}")


def test_many_plans_that_are_late_are_spread_over_ten_minutes(room: Room, seconds: Seconds) -> None:
    crowd(room, 120)
    late = TUESDAY + timedelta(hours=3)
    room.plan(late)
    CatchingUp(room.database, None, seconds).spread(late)
    with room.database.read() as tx:
        found = due_at(tx)
    gaps = {later - earlier for earlier, later in pairwise(found)}
    assert len(found) == 120 and gaps == {SPREAD / 120}
    assert (found[0], found[-1] < late + SPREAD) == (late, True)


def test_two_plans_that_are_late_do_not_wait_for_minutes(room: Room, seconds: Seconds) -> None:
    crowd(room, 2)
    room.plan(TUESDAY)
    CatchingUp(room.database, None, seconds).spread(TUESDAY)
    with room.database.read() as tx:
        assert due_at(tx) == [TUESDAY, TUESDAY + timedelta(seconds=6)]


def test_on_a_usual_tuesday_nothing_is_spread(room: Room, seconds: Seconds) -> None:
    crowd(room, 2)
    catching_up = CatchingUp(room.database, None, seconds)
    seconds.at += A_WHILE + 1
    room.plan(TUESDAY)
    catching_up.spread(TUESDAY)
    with room.database.read() as tx:
        assert set(due_at(tx)) == {TUESDAY}


# --- the clock is set ----------------------------------------------------------------------------


@pytest.mark.parametrize("year", [1970, 2019])
def test_by_a_clock_that_was_never_set_nothing_is_decided(room: Room, year: int) -> None:
    settle_in(room.database, [MAYA])
    with pytest.raises(ClockNotSet):
        room.plan(datetime(year, 1, 1, tzinfo=UTC))
    room.run(TUESDAY)
    assert len(room.standing.to(MAYA)) == 1


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)], ids=str)
def test_a_clock_set_back_sends_nothing_twice_and_loses_nothing(
    room: Room, back: timedelta
) -> None:
    settle_in(room.database, [MAYA, TOM])
    room.clock.at = TUESDAY - timedelta(hours=12)
    live(room, TUESDAY + timedelta(minutes=5), minutes=55)
    jump(room, -back)
    live(room, TUESDAY + 2 * A_WEEK + timedelta(days=1), hours=3)
    assert len(came(room, MAYA, BERLIN)) == len(came(room, TOM, AUCKLAND)) == 3
    assert is_fresh(room)


@pytest.mark.parametrize(
    "ahead", [timedelta(hours=1), timedelta(days=1), FIVE_WEEKS, YEAR], ids=str
)
def test_a_clock_that_was_wrong_for_an_hour_silences_nobody(room: Room, ahead: timedelta) -> None:
    """It shows a later day, plans are made by it, and then it shows the right one again."""
    settle_in(room.database, [MAYA])
    room.clock.at = TUESDAY - timedelta(hours=1)
    jump(room, ahead)
    live(room, room.clock.at + timedelta(hours=1), minutes=10)
    jump(room, -ahead)
    right = room.clock.at
    live(room, right + 3 * A_WEEK, hours=4)
    days = [at.date() for at in came(room, MAYA, BERLIN)]
    days = [day for day in days if right.date() < day < (right + 3 * A_WEEK).date()]
    assert len(days) >= 2
    assert all(later - earlier >= timedelta(days=6) for earlier, later in pairwise(days)), days


def jump(room: Room, by: timedelta) -> None:
    """Somebody sets the clock; the timetable notices before its next run."""
    wall, seconds = Clock(room.clock.at), Seconds()
    catching_up = CatchingUp(room.database, SteadyClock(wall, seconds), seconds)
    wall.at += by
    catching_up.look_to_the_clock()
    room.clock.at += by
    room.machine.at += by


# --- leases and pauses last as long as they would have -------------------------------------------


@pytest.fixture
def wall() -> Clock:
    return Clock(TUESDAY)


@pytest.mark.parametrize("by", [timedelta(hours=-1), timedelta(hours=1), -DAY, YEAR], ids=str)
def test_a_pause_lasts_as_long_as_slack_asked_though_the_clock_is_set(
    room: Room, wall: Clock, seconds: Seconds, by: timedelta
) -> None:
    steady = SteadyClock(wall, seconds)
    catching_up = CatchingUp(room.database, steady, seconds)
    settle_in(room.database, [MAYA])
    room.plan(TUESDAY)
    with room.database.begin() as tx:
        (plan,) = outbox.ready(tx, TUESDAY, steady(), 9)
        assert sending.claim(tx, [plan], steady(), steady() + timedelta(seconds=120))
        sending.block(tx, ACME, steady() + timedelta(minutes=30))
    wall.at += by
    assert steady() == TUESDAY, "by itself it goes on as before"
    catching_up.look_to_the_clock()
    assert steady() == wall.at
    with room.database.read() as tx:
        lease, blocked = (
            tx.value(select(table.c.lease_until)),
            tx.value(select(places.c.blocked_until)),
        )
    assert (lease - steady(), blocked - steady()) == (timedelta(seconds=120), timedelta(minutes=30))


def test_a_clock_that_is_corrected_a_little_moves_nothing(
    room: Room, wall: Clock, seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    steady = SteadyClock(wall, seconds)
    catching_up = CatchingUp(room.database, steady, seconds)
    seconds.at += 60
    wall.at += timedelta(seconds=60.4)
    catching_up.look_to_the_clock()
    assert steady() == wall.at and "clock_jumped" not in caplog.text


def test_leases_do_not_follow_a_clock_that_was_never_set(
    room: Room, wall: Clock, seconds: Seconds
) -> None:
    steady = SteadyClock(wall, seconds)
    catching_up = CatchingUp(room.database, steady, seconds)
    wall.at = datetime(1970, 1, 1, tzinfo=UTC)
    catching_up.look_to_the_clock()
    assert steady() == TUESDAY


def test_nothing_is_erased_on_the_day_on_which_the_clock_went_a_year_ahead(
    room: Room, wall: Clock, seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    catching_up = CatchingUp(room.database, SteadyClock(wall, seconds), seconds)
    assert catching_up.may_erase()
    wall.at += YEAR
    catching_up.look_to_the_clock()
    assert not catching_up.may_erase()
    assert f"clock_jumped seconds={YEAR.total_seconds():.0f}" in caplog.text
    seconds.at += BEFORE_ERASING
    assert catching_up.may_erase()


# --- zones ---------------------------------------------------------------------------------------


def moves_to(room: Room, zone_name: str, at: datetime) -> None:
    room.post.profiles[ACME, MAYA] = profile(MAYA, zone_name)
    with room.database.begin() as tx:
        people.learn(tx, ACME, profile(MAYA, zone_name), at)


@pytest.mark.parametrize(
    "journey",
    [
        ["Pacific/Auckland", "America/Los_Angeles"],  # over the date line, and into yesterday
        ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Kiritimati"],  # a whole day apart
        ["Asia/Kathmandu", "Europe/Berlin", "Asia/Kathmandu"],  # several times in a day
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(
    "starts",
    [-1, *(pytest.param(hours, marks=pytest.mark.long) for hours in (-10, 1))],
    ids=["just before", "before", "after"],
)
def test_wherever_maya_flies_one_plan_a_local_day_and_no_week_without(
    room: Room, journey: list[str], starts: int
) -> None:
    settle_in(room.database, [MAYA])
    room.clock.at = TUESDAY - timedelta(hours=24)
    live(room, TUESDAY + timedelta(hours=starts), hours=1)
    for stop in journey:
        moves_to(room, stop, room.clock.at)
        live(room, room.clock.at + timedelta(hours=5), hours=1)
    live(room, TUESDAY + 2 * A_WEEK + timedelta(days=2), hours=3)
    days = [at.date() for at in came(room, MAYA, journey[-1])]
    assert len(days) == len(set(days)) == 3


def test_what_was_put_off_comes_at_its_moment_wherever_maya_is_by_then(room: Room) -> None:
    with room.database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
    room.run(TUESDAY)
    moment = TUESDAY + timedelta(days=2)  # ten on Thursday in Berlin
    with room.database.begin() as tx:
        plan = tx.value(select(table.c.id))
        (nudge,) = nudges.of_delivery(tx, ACME, plan)
        nudges.answer(tx, ACME, nudge, Answer.LATER, TUESDAY, moment=moment, wakes_at=moment)
        bonds.look_again_at_leader(tx, ACME, MAYA)
    moves_to(room, "Europe/Lisbon", TUESDAY + timedelta(hours=1))
    live(room, TUESDAY + timedelta(days=3), minutes=30)
    again = (table.c.kind == Kind.FOLLOW_UP, table.c.state == State.SENT)
    with room.database.read() as tx:
        assert [row.sent_at for row in tx.all(select(table.c.sent_at).where(*again))] == [moment]


@pytest.mark.parametrize(
    "name", ["Mars/Olympus", "Asia", "", "US/Pacific-New", "../Berlin", "UTC+1"]
)
def test_where_no_known_zone_is_named_the_workspace_s_holds(room: Room, name: str) -> None:
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        workspaces.change(tx, ACME, zone=AUCKLAND)
        bonds.look_again(tx, ACME)
    nowhere = replace(profile(MAYA), zone=name)
    room.post.profiles[ACME, MAYA] = nowhere
    with room.database.begin() as tx:
        people.change(tx, ACME, MAYA, zone=None)  # nothing was known of her before
        people.learn(tx, ACME, nowhere, TUESDAY)
    room.clock.at = TUESDAY - timedelta(hours=24)
    live(room, TUESDAY + timedelta(hours=4), hours=1)
    (plan,) = came(room, MAYA, AUCKLAND)
    assert (plan.weekday(), plan.hour) == (1, 10)


# --- days that are not like others ---------------------------------------------------------------

NEW_YORK, CAIRO, SANTIAGO = "America/New_York", "Africa/Cairo", "America/Santiago"
BEIRUT, LORD_HOWE = "Asia/Beirut", "Australia/Lord_Howe"


@pytest.mark.parametrize(
    ("name", "day", "wall", "comes"),
    [
        pytest.param(NEW_YORK, "2026-03-08", "02:30", "03:30", id="a gap"),
        pytest.param(NEW_YORK, "2026-11-01", "01:30", "01:30", id="an hour twice"),
        pytest.param(CAIRO, "2026-04-24", "00:00", "01:00", id="no midnight"),
        pytest.param(SANTIAGO, "2026-09-06", "00:30", "01:30", id="no midnight there either"),
        pytest.param(BEIRUT, "2026-03-29", "00:10", "01:10", id="nor there"),
        pytest.param(LORD_HOWE, "2026-10-04", "02:10", "02:40", id="half an hour"),
        pytest.param(LORD_HOWE, "2027-04-04", "01:40", "01:40", id="half an hour twice"),
        pytest.param("Africa/Casablanca", "2027-02-07", "02:30", "02:30", id="before Ramadan"),
        pytest.param(BERLIN, "2028-02-29", "10:00", "10:00", id="leap day"),
        pytest.param(BERLIN, "2026-12-31", "10:00", "10:00", id="week 53"),
        pytest.param(AUCKLAND, "2027-01-01", "10:00", "10:00", id="still week 53"),
        pytest.param(BERLIN, "2027-01-04", "10:00", "10:00", id="week 1"),
    ],
)
def test_on_a_day_like_no_other_the_plan_comes_once(
    room: Room, name: str, day: str, wall: str, comes: str
) -> None:
    the_day = date.fromisoformat(day)
    noon = datetime.combine(the_day, time(12), ZoneInfo(name)).astimezone(UTC)
    with room.database.begin() as tx:
        open_workspace(tx, since=noon - timedelta(days=40))
        bond(tx, MAYA, ANA, since=noon - timedelta(days=40))
        people.learn(tx, ACME, profile(MAYA, name), noon - timedelta(days=3))
        all_day = Hours(days=EVERY_DAY, starts=time(0), ends=time(23))
        people.set_hours(tx, ACME, MAYA, all_day)
        weekday = the_day.weekday()
        people.change(tx, ACME, MAYA, plan_at=wall, plan_weekday=weekday, country="-")
        bonds.look_again(tx, ACME)
    room.post.profiles[ACME, MAYA] = profile(MAYA, name)
    room.clock.at = noon - timedelta(hours=30)
    live(room, noon - timedelta(hours=14), hours=2)
    live(room, noon - timedelta(hours=1), minutes=10)
    live(room, noon + timedelta(hours=30), hours=2)
    (plan,) = came(room, MAYA, name)
    hour, minute = map(int, comes.split(":"))
    late = plan - datetime.combine(the_day, time(hour, minute), plan.tzinfo)
    assert plan.date() == the_day and timedelta(0) <= late < timedelta(minutes=10)
