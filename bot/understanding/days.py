"""Days in words. A phrase gives every day that it may stand for: one is clear, more are asked back.

How far a plan or a talk may lie is not decided here: the rules of care.answers say so.

Written by hand, because the parsers that were measured answer where they should ask: on 42 phrases
dateparser 1.5 gave 13 wrong days ("3/4", "Friday" on a Friday, "the 5th"), parsedatetime 2.6 19
and python-dateutil 32. The tests compare the clear phrases with dateparser.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from care.hours import DAY

WEEK = 7 * DAY
FAR = 300 * DAY  # "until 24 November" said on the 25th: a slip, or next year? Nobody can tell


@dataclass(frozen=True)
class Frame:
    """Whose today it is, where a week starts (Monday is 0), and which way the words look.

    ``small_hours``: past midnight people still say "today" for the day that ended.
    """

    today: date
    ahead: bool
    week_starts: int = 0
    small_hours: bool = False

    @property
    def this_week(self) -> date:
        return self.today - ((self.today.weekday() - self.week_starts) % 7) * DAY

    @property
    def weekends(self) -> bool:
        """On a Sunday nobody knows which week is the next one."""
        return self.today.weekday() == 6 and self.week_starts == 0


class Phrase(Protocol):
    def days(self, frame: Frame) -> tuple[date, ...]:
        """Every day meant, nearest to today first; none where it does not fit the direction."""

    def span(self, frame: Frame) -> tuple[date, date] | None:
        """First and last day, where the phrase names a stretch of several days."""


class _OneDay:
    def span(self, frame: Frame) -> tuple[date, date] | None:
        return None


def fitting(days: tuple[date, ...], frame: Frame) -> tuple[date, ...]:
    """Those on the side of today towards which the words look, in that order, each once."""
    if frame.ahead:
        return tuple(sorted({day for day in days if day >= frame.today}))
    return tuple(sorted({day for day in days if day <= frame.today}, reverse=True))


@dataclass(frozen=True)
class Offset(_OneDay):
    """So many days from today; ``named``: today, yesterday, tomorrow."""

    by: int
    named: bool = False

    def days(self, frame: Frame) -> tuple[date, ...]:
        day = frame.today + self.by * DAY
        also = (day - DAY,) if self.named and frame.small_hours else ()
        return fitting((day, *also), frame)


@dataclass(frozen=True)
class Months(_OneDay):
    """So many months from today; a shorter month ends earlier."""

    by: int

    def days(self, frame: Frame) -> tuple[date, ...]:
        return fitting((months_from(frame.today, self.by),), frame)


@dataclass(frozen=True)
class Hours(_OneDay):
    """Minutes or hours ago, or from now: whole days are known only to who knows the clock."""

    by: timedelta
    day: date

    def days(self, frame: Frame) -> tuple[date, ...]:
        return fitting((self.day,), frame)


@dataclass(frozen=True)
class Weekday(_OneDay):
    """``which``: "", this, next, last, or the week it is said to be in: +1 next, -1 last, 0 this.

    "Next Friday" is the coming Friday to some and Friday of next week to others.
    """

    weekday: int
    which: str = ""

    def days(self, frame: Frame) -> tuple[date, ...]:
        return fitting(self._meant(frame), frame)

    def _meant(self, frame: Frame) -> tuple[date, ...]:
        coming = frame.today + (((self.weekday - frame.today.weekday() - 1) % 7) + 1) * DAY
        gone = frame.today - (((frame.today.weekday() - self.weekday - 1) % 7) + 1) * DAY
        if self.which == "next":
            return (coming, self._in_week(frame, 1))
        if self.which == "last":
            return (gone, self._in_week(frame, -1))
        if self.which == "this":
            return (self._in_week(frame, 0), *((coming,) if frame.weekends else ()))
        if self.which:
            weeks = int(self.which)
            more = (self._in_week(frame, weeks + 1),) if frame.weekends and weeks >= 0 else ()
            return (self._in_week(frame, weeks), *more)
        today = (frame.today,) if frame.today.weekday() == self.weekday else ()
        return (*today, coming if frame.ahead else gone)

    def _in_week(self, frame: Frame, weeks: int) -> date:
        ahead = (self.weekday - frame.week_starts) % 7
        return frame.this_week + weeks * WEEK + ahead * DAY


@dataclass(frozen=True)
class AfterWeekday(_OneDay):
    """ "A week on Monday", "Monday week"."""

    weekday: int
    weeks: int

    def days(self, frame: Frame) -> tuple[date, ...]:
        plain = Weekday(self.weekday).days(frame)
        return tuple(day + self.weeks * WEEK for day in plain)


@dataclass(frozen=True)
class OnDate(_OneDay):
    """A day of the calendar; what is not said (month, year) is the nearest one that fits."""

    day: int
    month: int | None = None
    year: int | None = None

    def days(self, frame: Frame) -> tuple[date, ...]:
        found = self.nearest(frame)
        return found if self.year is not None else _in_sight(found, frame)

    def nearest(self, frame: Frame) -> tuple[date, ...]:
        if self.year is not None and self.month is not None:
            return fitting(_dates([(self.year, self.month, self.day)]), frame)
        if self.month is not None:
            years = [(frame.today.year + n, self.month, self.day) for n in range(-4, 5)]
            return self._nearest(_dates(years), frame)
        months = [months_from(frame.today.replace(day=1), n) for n in range(-2, 4)]
        return self._nearest(_dates([(m.year, m.month, self.day) for m in months]), frame)

    def _nearest(self, days: tuple[date, ...], frame: Frame) -> tuple[date, ...]:
        found = fitting(days, frame)
        both = frame.ahead and self.month is None and bool(found) and found[0] == frame.today
        return found[:2] if both else found[:1]


@dataclass(frozen=True)
class Slashed(_OneDay):
    """Day and month to some, month and day to others."""

    first: int
    second: int
    year: int | None = None

    def days(self, frame: Frame) -> tuple[date, ...]:
        british = OnDate(self.first, self.second, self.year) if self.second <= 12 else None
        american = OnDate(self.second, self.first, self.year) if self.first <= 12 else None
        both = [reading.nearest(frame) for reading in (british, american) if reading]
        found = tuple(dict.fromkeys(day for days in both for day in days))
        return found if self.year is not None or len(found) > 1 else _in_sight(found, frame)


@dataclass(frozen=True)
class Weeks:
    """This week, last week, next week. A single day only as a moment to wait for."""

    by: int

    def days(self, frame: Frame) -> tuple[date, ...]:
        days = _within(self.span(frame), frame)
        return tuple(d for d in days if (d.weekday() - frame.week_starts) % 7 < 5)

    def span(self, frame: Frame) -> tuple[date, date]:
        first = frame.this_week + self.by * WEEK
        return first, first + 6 * DAY


@dataclass(frozen=True)
class Weekend:
    by: int = 0  # -1 last, 0 the nearest, 1 next

    def days(self, frame: Frame) -> tuple[date, ...]:
        return _within(self.span(frame), frame)

    def span(self, frame: Frame) -> tuple[date, date]:
        saturday = frame.today + ((5 - frame.today.weekday()) % 7) * DAY
        if not frame.ahead:
            saturday = frame.today - ((frame.today.weekday() - 5) % 7) * DAY
        if self.by > 0 and saturday - frame.today < 5 * DAY:
            saturday += WEEK
        return saturday, saturday + DAY


@dataclass(frozen=True)
class Month:
    """A whole month: by name, or so many from this one. ``ends``: only its last day is meant."""

    month: int | None = None
    by: int = 0
    ends: bool = False

    def days(self, frame: Frame) -> tuple[date, ...]:
        span = self.span(frame)
        return fitting((span[1],), frame) if self.ends else _within(span, frame)

    def span(self, frame: Frame) -> tuple[date, date]:
        first = months_from(frame.today.replace(day=1), self.by)
        if self.month is not None:
            first = self._named(frame)
        return first, months_from(first, 1) - DAY

    def _named(self, frame: Frame) -> date:
        this_year = date(frame.today.year, self.month or 1, 1)
        over = months_from(this_year, 1) <= frame.today
        if frame.ahead:
            return this_year.replace(year=this_year.year + 1) if over else this_year
        return this_year.replace(year=this_year.year - 1) if this_year > frame.today else this_year


@dataclass(frozen=True)
class Year:
    by: int

    def days(self, frame: Frame) -> tuple[date, ...]:
        return _within(self.span(frame), frame)

    def span(self, frame: Frame) -> tuple[date, date]:
        year = frame.today.year + self.by
        return date(year, 1, 1), date(year, 12, 31)


@dataclass(frozen=True)
class Vague(_OneDay):
    """ "The other day", "in a few weeks": some days to choose from, in days from today."""

    offsets: tuple[int, ...]

    def days(self, frame: Frame) -> tuple[date, ...]:
        return fitting(tuple(frame.today + n * DAY for n in self.offsets), frame)


def months_from(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not 1 <= year <= 9998:
        return day
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _in_sight(days: tuple[date, ...], frame: Frame) -> tuple[date, ...]:
    return tuple(day for day in days if abs(day - frame.today) < FAR)


def _within(span: tuple[date, date], frame: Frame) -> tuple[date, ...]:
    """The days of a stretch that fit, nearest to today first, as many as one can choose from."""
    first, last = span
    near, far = (max(first, frame.today), last) if frame.ahead else (min(last, frame.today), first)
    step = DAY if frame.ahead else -DAY
    days = (near + n * step for n in range(min(abs((far - near).days) + 1, 7)))
    return tuple(day for day in days if first <= day <= last)


def _dates(parts: list[tuple[int, int, int]]) -> tuple[date, ...]:
    """Those that exist in a lifetime: there is no 31 February."""
    found = []
    for year, month, day in parts:
        if not 1900 <= year <= 2200:
            continue
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return tuple(found)
