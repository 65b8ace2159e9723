"""Days and stretches of time in words."""

from __future__ import annotations

from datetime import date, datetime, time

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def stretch(days: int) -> str:
    """How long: "9 days", "3 weeks", "4 months"."""
    if days < 14:
        return _count(days, "day")
    return _count(days // 7, "week") if days < 91 else _count(days // 30, "month")


def ago(days: int) -> str:
    """How long ago: "today", "yesterday", "3 weeks ago"."""
    return {0: "today", 1: "yesterday"}.get(days) or f"{stretch(days)} ago"


def on(day: date, today: date) -> str:
    """A day as one says it: "today", "tomorrow", "Tuesday, 15 December"."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    return near or calendar_day(day, today)


def calendar_day(day: date, today: date) -> str:
    """The weekday and the date; the year only where it is another one."""
    words = f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]}"
    return words if day.year == today.year else f"{words} {day.year}"


def on_at(moment: datetime, today: date) -> str:
    """A local moment: "tomorrow at 14:00"."""
    return f"{on(moment.date(), today)} at {clock(moment.time())}"


def clock(wall: time) -> str:
    return f"{wall:%H:%M}"


def dated(day: date) -> str:
    """A day by its date alone: "24 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def exact(moment: datetime) -> str:
    """A local moment to the second: "24 November 2026, 10:00:00"."""
    return f"{dated(moment.date())}, {moment:%H:%M:%S}"


def _count(n: int, unit: str) -> str:
    return f"{n} {unit}" if n == 1 else f"{n} {unit}s"
