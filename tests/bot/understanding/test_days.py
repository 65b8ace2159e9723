"""Days in words, against the calendar and against another reader of dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import dateparser
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.understanding.days import Frame, Phrase, months_from
from bot.understanding.phrases import mark_days

BERLIN = ZoneInfo("Europe/Berlin")
todays = st.dates(date(2024, 1, 1), date(2032, 12, 31))

# Phrases on which nobody disagrees; the rest is asked back or a matter of manners.
PAST = ("yesterday", "2 days ago", "3 weeks ago", "a week ago", "a month ago", "today")
AHEAD = ("tomorrow", "in 2 days", "in 3 weeks", "in a week", "in a month", "in 6 months")
MONTHS = ("january", "march", "may", "august", "december")


def read(words: str, today: date, ahead: bool) -> tuple[date, ...]:
    noon = datetime(today.year, today.month, today.day, 12, tzinfo=BERLIN)
    phrases: list[Phrase] = mark_days(words, noon).days
    assert len(phrases) == 1, words
    return phrases[0].days(Frame(today, ahead))


def other_reader(words: str, today: date, ahead: bool) -> date:
    found = dateparser.parse(
        words,
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime(today.year, today.month, today.day, 12, tzinfo=BERLIN),
            "PREFER_DATES_FROM": "future" if ahead else "past",
        },
    )
    assert found is not None, words
    return found.date()


@settings(max_examples=60, deadline=None)
@given(todays)
def test_clear_phrases_are_read_as_another_reader_reads_them(today: date) -> None:
    for words in PAST:
        assert read(words, today, ahead=False) == (other_reader(words, today, ahead=False),)
    for words in AHEAD:
        assert read(words, today, ahead=True) == (other_reader(words, today, ahead=True),)


@settings(max_examples=40, deadline=None)
@given(todays, st.integers(1, 28), st.sampled_from(MONTHS), st.booleans())
def test_dates_of_the_calendar_are_the_nearest_that_fit(
    today: date, day: int, month: str, ahead: bool
) -> None:
    said = read(f"{day} {month}", today, ahead)
    assume(said)  # that of yesterday is no day ahead
    (found,) = said
    assert (found.day, found.strftime("%B").lower()) == (day, month)
    assert found >= today if ahead else found <= today
    assert abs(found - today) < timedelta(days=300)
    with_year = f"{day} {month} {found.year}"
    assert read(with_year, today, ahead) == (other_reader(with_year, today, ahead),)


def test_a_date_just_missed_is_not_the_one_of_another_year() -> None:
    today = date(2026, 11, 25)
    assert read("24 november", today, ahead=True) == read("26 november", today, ahead=False) == ()
    assert read("26/11", today, ahead=False) == ()
    assert read("24 november 2027", today, ahead=True) == (date(2027, 11, 24),)
    assert read("20 april", today, ahead=False) == (date(2026, 4, 20),)


@settings(max_examples=100, deadline=None)
@given(todays, st.sampled_from(("monday", "wednesday", "friday", "sunday")), st.booleans())
def test_a_weekday_is_one_day_unless_today_is_one(today: date, name: str, ahead: bool) -> None:
    found = read(f"on {name}", today, ahead)
    assert all(day.strftime("%A").lower() == name for day in found)
    assert len(found) == (2 if today.strftime("%A").lower() == name else 1)
    assert all(abs(day - today) <= timedelta(days=7) for day in found)


@settings(max_examples=100, deadline=None)
@given(todays, st.integers(1, 12), st.integers(1, 12))
def test_two_small_numbers_are_two_dates(today: date, first: int, second: int) -> None:
    found = read(f"{first}/{second}", today, ahead=True)
    assert len(found) <= 1 if first == second else len(found) == 2


@pytest.mark.parametrize(
    ("words", "today", "days"),
    [
        ("next tuesday", date(2026, 11, 25), ["2026-12-01"]),  # Wednesday: both readings agree
        ("next friday", date(2026, 11, 23), ["2026-11-27", "2026-12-04"]),  # Monday: they do not
        ("friday next week", date(2026, 11, 23), ["2026-12-04"]),
        ("next friday", date(2026, 11, 27), ["2026-12-04"]),
        ("a week on monday", date(2026, 11, 25), ["2026-12-07"]),
        ("the 31st", date(2027, 2, 1), ["2027-03-31"]),
        ("in a month", date(2027, 1, 31), ["2027-02-28"]),
    ],
)
def test_days_ahead(words: str, today: date, days: list[str]) -> None:
    assert [day.isoformat() for day in read(words, today, ahead=True)] == days


def test_a_shorter_month_ends_earlier() -> None:
    assert months_from(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_from(date(2026, 3, 31), -1) == date(2026, 2, 28)
