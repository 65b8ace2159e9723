"""Local calendars: nine o'clock stays nine, never at night, and one plan a week."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.hours import (
    DAY,
    Hours,
    Rhythm,
    Slot,
    closes,
    days_between,
    instant,
    local_day,
    monday_of,
    next_opening,
    open_at,
    opens,
    slot_from,
    slot_of_week,
    zone,
)

BERLIN, AUCKLAND, KATHMANDU = "Europe/Berlin", "Pacific/Auckland", "Asia/Kathmandu"
LORD_HOWE, SANTIAGO, APIA = "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia"
A_WEEK = timedelta(days=7)
FIRST, LAST = date(2024, 1, 1), date(2030, 12, 30)  # Mondays


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


# --- a wall time becomes an instant --------------------------------------------------------------


@pytest.mark.parametrize("name", [BERLIN, AUCKLAND, KATHMANDU, LORD_HOWE, SANTIAGO])
def test_nine_o_clock_stays_nine_all_year(name: str) -> None:
    for ahead in range(366):
        day = date(2026, 1, 1) + ahead * DAY
        local = instant(day, time(9), name).astimezone(ZoneInfo(name))
        assert (local.date(), local.time()) == (day, time(9))


@pytest.mark.parametrize(
    ("day", "wall", "name", "expected"),
    [
        pytest.param("2026-03-08", "02:30", "America/New_York", "2026-03-08T07:30Z", id="a gap"),
        pytest.param("2026-10-25", "02:30", BERLIN, "2026-10-25T00:30Z", id="first of two"),
        pytest.param("2026-04-24", "00:30", "Africa/Cairo", "2026-04-23T22:30Z", id="no midnight"),
        pytest.param("2026-09-06", "00:30", SANTIAGO, "2026-09-06T04:30Z", id="none here either"),
        pytest.param("2026-10-04", "02:15", LORD_HOWE, "2026-10-03T15:45Z", id="half an hour"),
        pytest.param("2026-04-05", "01:45", LORD_HOWE, "2026-04-04T14:45Z", id="half an hour back"),
        pytest.param("2011-12-30", "10:00", APIA, "2011-12-30T20:00Z", id="a day that never was"),
        pytest.param("2026-02-20", "09:00", "Africa/Casablanca", "2026-02-20T09:00Z", id="Ramadan"),
        pytest.param("2026-04-20", "09:00", "Africa/Casablanca", "2026-04-20T08:00Z", id="after"),
        pytest.param("2026-11-24", "09:00", KATHMANDU, "2026-11-24T03:15Z", id="quarters"),
    ],
)
def test_the_instant_of_a_wall_time(day: str, wall: str, name: str, expected: str) -> None:
    assert instant(date.fromisoformat(day), time.fromisoformat(wall), name) == at(expected)


def test_the_day_that_apia_left_out_is_lived_on_the_next() -> None:
    moved = instant(date(2011, 12, 30), time(10), APIA)
    assert moved.astimezone(ZoneInfo(APIA)).date() == date(2011, 12, 31)


def test_an_instant_is_utc_whatever_the_zone() -> None:
    assert instant(date(2026, 7, 1), time(9), AUCKLAND).tzinfo is UTC


@pytest.mark.parametrize(
    "name", ["", None, "Mars/Olympus", "../../etc/passwd", "/etc/passwd", "Europe", "a\0b", "utc "]
)
def test_a_zone_that_nobody_knows_is_utc(name: str | None) -> None:
    assert zone(name) == ZoneInfo("UTC")


def test_a_zone_that_was_renamed_still_works() -> None:
    assert local_day(at("2026-11-24T21:00Z"), "Asia/Calcutta") == date(2026, 11, 25)


# --- when a person may be written to -------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-11-24T08:59:59+01:00", False),
        ("2026-11-24T09:00:00+01:00", True),
        ("2026-11-24T16:59:59+01:00", True),
        ("2026-11-24T17:00:00+01:00", False),
        ("2026-11-28T10:00:00+01:00", False),  # Saturday
        ("2026-11-29T10:00:00+01:00", False),
        ("2026-11-23T23:30:00Z", False),  # already Tuesday in Berlin
    ],
)
def test_open_from_nine_to_five_on_working_days(now: str, is_open: bool) -> None:
    assert open_at(at(now), Hours(BERLIN)) is is_open


def test_never_at_night_in_auckland() -> None:
    """While Berlin works, Auckland sleeps: not one open minute is at night."""
    hours = Hours(AUCKLAND)
    for minutes in range(0, 7 * 24 * 60, 10):
        now = at("2026-11-23T00:00Z") + timedelta(minutes=minutes)
        local = now.astimezone(ZoneInfo(AUCKLAND))
        assert open_at(now, hours) == (local.weekday() < 5 and 9 <= local.hour < 17)


def test_sunday_to_thursday() -> None:
    hours = Hours("Asia/Jerusalem", days=frozenset({6, 0, 1, 2, 3}))
    assert open_at(at("2026-11-29T10:00+02:00"), hours)  # Sunday
    assert not open_at(at("2026-11-27T10:00+02:00"), hours)  # Friday
    assert next_opening(at("2026-11-26T18:00+02:00"), hours) == at("2026-11-29T09:00+02:00")


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        ("2026-11-24T10:00+01:00", "2026-11-24T10:00+01:00"),  # open: at once
        ("2026-11-24T07:00+01:00", "2026-11-24T09:00+01:00"),
        ("2026-11-24T17:00+01:00", "2026-11-25T09:00+01:00"),
        ("2026-11-27T17:00+01:00", "2026-11-30T09:00+01:00"),  # over the weekend
        ("2026-03-27T18:00+01:00", "2026-03-30T09:00+02:00"),  # and over the change of clocks
    ],
)
def test_the_next_opening(now: str, opening: str) -> None:
    assert next_opening(at(now), Hours(BERLIN)) == at(opening)


def test_who_works_on_no_day_is_never_open() -> None:
    never = Hours(BERLIN, days=frozenset())
    assert not open_at(at("2026-11-24T10:00Z"), never)
    assert next_opening(at("2026-11-24T10:00Z"), never) is None
    assert slot_of_week(date(2026, 11, 23), Rhythm(), never) is None
    assert slot_from(at("2026-11-24T10:00Z"), Rhythm(), never, None) is None


some_hours = st.builds(
    lambda name, days, starts, long: Hours(
        name, frozenset(days), time(starts), time(min(starts + long, 23))
    ),
    st.sampled_from([BERLIN, AUCKLAND, KATHMANDU, LORD_HOWE, SANTIAGO, APIA, "America/New_York"]),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 20),
    st.integers(1, 12),
)
moments = st.integers(0, 7 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(some_hours, moments)
def test_what_opens_next_is_open_and_nothing_before_it_is(hours: Hours, now: datetime) -> None:
    opening = next_opening(now, hours)
    assert opening is not None
    assert opening >= now
    assert open_at(opening, hours)
    if opening > now:
        assert not open_at(opening - timedelta(microseconds=1), hours)
        assert not open_at(now, hours)


# --- one plan a week -----------------------------------------------------------------------------


def week_of(slot: Slot) -> date:
    return monday_of(slot.nominal)


def test_the_slot_of_a_week() -> None:
    slot = slot_of_week(date(2026, 11, 23), Rhythm(), Hours(BERLIN))
    assert slot == Slot(
        date(2026, 11, 24), at("2026-11-24T10:00+01:00"), at("2026-11-25T17:00+01:00")
    )


def test_a_day_off_moves_the_plan_to_the_next_working_day() -> None:
    mondays_only = Hours(BERLIN, days=frozenset({0}))
    slot = slot_of_week(date(2026, 11, 23), Rhythm(), mondays_only)
    assert slot is not None
    assert slot.nominal == date(2026, 11, 24)
    assert slot.opens_at == at("2026-11-30T10:00+01:00")


def test_a_plan_hour_outside_own_hours_becomes_their_start() -> None:
    late = Hours(BERLIN, starts=time(13), ends=time(20))
    slot = slot_of_week(date(2026, 11, 23), Rhythm(), late)
    assert slot is not None
    assert slot.opens_at == at("2026-11-24T13:00+01:00")


def test_after_a_plan_the_next_is_a_week_later_whatever_the_day_is_moved_to() -> None:
    hours, sent = Hours(BERLIN), date(2026, 11, 24)
    for weekday in range(7):
        slot = slot_from(at("2026-11-24T11:00+01:00"), Rhythm(weekday), hours, sent)
        assert slot is not None
        assert week_of(slot) == date(2026, 11, 30)


def test_monthly_leaves_three_weeks_out_and_keeps_the_weekday() -> None:
    slot = slot_from(at("2026-11-24T11:00+01:00"), Rhythm(1, time(10), 4), Hours(BERLIN), None)
    assert slot is not None
    following = slot_from(slot.opens_at, Rhythm(1, time(10), 4), Hours(BERLIN), slot.nominal)
    assert following is not None
    assert following.nominal - slot.nominal == timedelta(weeks=4)


def test_a_slot_is_open_until_the_end_of_the_next_day() -> None:
    hours = Hours(BERLIN)
    for now, nominal in [
        ("2026-11-24T09:59+01:00", date(2026, 11, 24)),
        ("2026-11-25T16:59+01:00", date(2026, 11, 24)),
        ("2026-11-25T17:00+01:00", date(2026, 12, 1)),
    ]:
        slot = slot_from(at(now), Rhythm(), hours, None)
        assert slot is not None
        assert slot.nominal == nominal


@given(some_hours, moments, st.integers(0, 6), st.integers(0, 23), st.integers(1, 4))
def test_the_slot_found_is_not_over_and_opens_in_own_hours(
    hours: Hours, now: datetime, weekday: int, hour: int, every: int
) -> None:
    slot = slot_from(now, Rhythm(weekday, time(hour), every), hours, None)
    assert slot is not None
    assert now < slot.stale_at
    assert slot.opens_at < slot.stale_at
    assert slot.opens_at - now <= timedelta(days=14)
    assert next_opening(slot.opens_at, hours) == slot.opens_at  # may be sent the moment it opens


@given(some_hours, moments, st.integers(0, 60), st.integers(0, 6))
def test_a_slot_for_a_later_day_is_not_before_it_and_within_two_weeks(
    hours: Hours, now: datetime, ahead: int, weekday: int
) -> None:
    day = local_day(now, hours.zone) + ahead * DAY
    slot = slot_from(now, Rhythm(weekday), hours, None, not_before=day)
    assert slot is not None
    assert day <= local_day(slot.opens_at, hours.zone) <= day + timedelta(days=14)


@given(st.lists(st.tuples(some_hours, st.integers(0, 6)), min_size=2, max_size=8), moments)
def test_one_plan_a_calendar_week_through_flights_and_moved_days(
    lives: list[tuple[Hours, int]], now: datetime
) -> None:
    """Each week the leader is somewhere else and likes another day: no week has two plans."""
    weeks: list[date] = []
    last: date | None = None
    for hours, weekday in lives:
        slot = slot_from(now, Rhythm(weekday), hours, last)
        assert slot is not None
        weeks.append(week_of(slot))
        last = slot.nominal
        now = max(now, slot.opens_at)
    assert weeks == sorted(set(weeks))


# --- every zone ----------------------------------------------------------------------------------

ZONES = sorted(files("tzdata").joinpath("zones").read_text().split())  # the pinned ones


def check_slots(name: str) -> None:
    """Through seven years: one slot a week, at ten on a Tuesday, each after the one before."""
    hours, monday, last = Hours(name), FIRST, None
    before = datetime(2023, 12, 1, tzinfo=UTC)
    while monday < LAST:
        slot = slot_from(instant(monday, time(0), name), Rhythm(), hours, last)
        assert slot is not None
        local = slot.opens_at.astimezone(ZoneInfo(name))
        assert (local.date(), local.time()) == (monday + DAY, time(10)), (name, monday)
        assert before < slot.opens_at < slot.stale_at
        before, last, monday = slot.opens_at, slot.nominal, monday + A_WEEK


def check_days(name: str) -> None:
    """Every day has its opening and closing, in order, and is a working day or not."""
    hours = Hours(name)
    for ahead in range((LAST - FIRST).days):
        day = FIRST + ahead * DAY
        start, end = opens(day, hours), closes(day, hours)
        assert end - start == timedelta(hours=8), (name, day)
        assert local_day(start, name) == local_day(end, name) == day
        assert open_at(start, hours) == (day.weekday() < 5)


@pytest.mark.parametrize("name", ZONES[::15])
def test_one_slot_each_week_from_2024_to_2030(name: str) -> None:
    check_slots(name)


@pytest.mark.long
@pytest.mark.parametrize("name", ZONES)
def test_every_zone_has_one_slot_each_week_and_every_day_its_hours(name: str) -> None:
    check_slots(name)
    check_days(name)


# --- words for time ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier", "later", "days"),
    [
        (date(2026, 3, 28), date(2026, 3, 30), 2),  # a short weekend by the clock
        (date(2024, 2, 28), date(2024, 3, 1), 2),
        (date(2026, 11, 24), date(2026, 11, 24), 0),
        (date(2026, 11, 25), date(2026, 11, 24), 0),  # a talk noted for tomorrow's date
    ],
)
def test_elapsed_time_is_counted_in_calendar_days(earlier: date, later: date, days: int) -> None:
    assert days_between(earlier, later) == days
