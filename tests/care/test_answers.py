"""What follows from an answer: when to come back, and which moments make sense."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.answers import (
    Flaw,
    check_plan,
    check_talk,
    follow_up_at,
    morning_of,
    next_one_on_one,
    quiet_until,
)
from care.hours import Hours, local_day, open_at

BERLIN = Hours("Europe/Berlin")
NOW = datetime.fromisoformat("2026-11-24T10:00+01:00").astimezone(UTC)  # a Tuesday


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+01:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("planned", "asked"),
    [
        ("2026-11-24T11:00", "2026-11-24T13:00"),
        ("2026-11-24T14:59", "2026-11-24T16:59"),
        ("2026-11-24T15:00", "2026-11-25T09:00"),  # two hours later it is five
        ("2026-11-24T20:00", "2026-11-25T09:00"),
        ("2026-11-24T05:00", "2026-11-24T09:00"),
        ("2026-11-27T16:00", "2026-11-30T09:00"),  # over the weekend
        ("2026-11-28T12:00", "2026-11-30T09:00"),
    ],
)
def test_two_hours_after_or_the_next_morning(planned: str, asked: str) -> None:
    assert follow_up_at(at(planned), BERLIN) == at(asked)


moments = st.integers(0, 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(moments, st.sampled_from(["Europe/Berlin", "Pacific/Auckland", "America/Santiago"]))
def test_asked_in_own_hours_after_it_and_quiet_until_the_day_after(
    moment: datetime, zone: str
) -> None:
    hours = Hours(zone)
    asked = follow_up_at(moment, hours)
    assert asked - moment >= timedelta(hours=2)
    assert open_at(asked, hours)
    assert quiet_until(moment, hours) == local_day(asked, zone) + timedelta(days=1)


@pytest.mark.parametrize(
    ("now", "standing", "expected"),
    [
        ("2026-11-24T10:00", "3 14:00", "2026-11-26T14:00"),
        ("2026-11-24T10:00", "1 14:00", "2026-11-24T14:00"),  # later today
        ("2026-11-24T14:00", "1 14:00", "2026-12-01T14:00"),  # just now: the next one
        ("2026-11-24T15:00", "1 14:00", "2026-12-01T14:00"),
        ("2026-11-24T10:00", "0 09:30", "2026-11-30T09:30"),
    ],
)
def test_the_next_one_on_one(now: str, standing: str, expected: str) -> None:
    assert next_one_on_one(standing, at(now), BERLIN) == at(expected)


def test_a_one_on_one_that_nobody_told_us_of() -> None:
    assert next_one_on_one("", NOW, BERLIN) is None


def test_two_o_clock_stays_two_when_the_clocks_change() -> None:
    friday = datetime(2027, 3, 26, 14, tzinfo=UTC)
    found = next_one_on_one("0 14:00", friday, BERLIN)
    assert found is not None
    assert found.astimezone(ZoneInfo("Europe/Berlin")).time() == time(14)


@given(moments, st.integers(0, 6), st.integers(0, 23), st.sampled_from(["Asia/Kathmandu", "UTC"]))
def test_a_one_on_one_lies_ahead_within_a_week(
    now: datetime, weekday: int, hour: int, zone: str
) -> None:
    found = next_one_on_one(f"{weekday} {hour:02}:00", now, Hours(zone))
    assert found is not None
    assert now < found <= now + timedelta(days=7)
    assert found.astimezone(ZoneInfo(zone)).weekday() == weekday


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 25), "2026-11-25T09:00"),
        (date(2026, 11, 28), "2026-11-30T09:00"),  # Saturday: on Monday
    ],
)
def test_later_means_that_morning_or_the_next_working_one(day: date, expected: str) -> None:
    assert morning_of(day, BERLIN) == at(expected)


def test_who_works_on_no_day_hears_on_that_morning_all_the_same() -> None:
    never = Hours("Europe/Berlin", days=frozenset())
    assert morning_of(date(2026, 11, 25), never) == at("2026-11-25T09:00")


@pytest.mark.parametrize(
    ("after", "flaw"),
    [
        (timedelta(0), None),
        (timedelta(minutes=-1), None),  # the minute that is running
        (timedelta(minutes=-2), Flaw.PAST),
        (timedelta(days=180), None),
        (timedelta(days=181), Flaw.TOO_FAR),
    ],
)
def test_a_plan_lies_ahead(after: timedelta, flaw: Flaw | None) -> None:
    assert check_plan(NOW + after, NOW) is flaw


@pytest.mark.parametrize(
    ("ago", "flaw"), [(0, None), (1, None), (366, None), (-1, Flaw.FUTURE), (367, Flaw.TOO_FAR)]
)
def test_a_talk_lies_behind(ago: int, flaw: Flaw | None) -> None:
    today = date(2026, 11, 24)
    assert check_talk(today - timedelta(days=ago), today) is flaw
