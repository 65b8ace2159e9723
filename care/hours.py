"""Local calendars: whose day it is, when a person is willing to hear from us, and plan slots.

The only place where local time is computed. Instants are aware and in UTC everywhere else: two
aware datetimes of one zone compare by wall clock and ignore the fold, so everything is converted
before it is compared.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from care import policy

DAY = timedelta(days=1)
A_FORTNIGHT = 14


def pin_zones() -> None:
    """Take zones from the pinned tzdata package: the system's may differ from it."""
    zoneinfo.reset_tzpath(to=())
    zone.cache_clear()


@cache
def zone(name: str | None) -> ZoneInfo:
    """The zone of that IANA name, UTC where the name is unknown, empty or no name at all."""
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):  # not found is a KeyError, "Europe" a folder
        return ZoneInfo("UTC")


def is_zone(name: str) -> bool:
    return name == "UTC" or zone(name).key != "UTC"


@dataclass(frozen=True)
class Hours:
    """When one person is willing to hear from us."""

    zone: str = "UTC"
    days: frozenset[int] = policy.WORKING_DAYS
    starts: time = policy.DAY_STARTS
    ends: time = policy.DAY_ENDS


def local_day(now: datetime, zone_name: str) -> date:
    return now.astimezone(zone(zone_name)).date()


def instant(day: date, wall: time, zone_name: str) -> datetime:
    """The instant of a wall time: the first of two in autumn, moved past the gap in spring."""
    local = datetime.combine(day, wall, tzinfo=zone(zone_name))  # fold 0
    return local.astimezone(UTC)


def opens(day: date, hours: Hours) -> datetime:
    return instant(day, hours.starts, hours.zone)


def closes(day: date, hours: Hours) -> datetime:
    return instant(day, hours.ends, hours.zone)


def open_at(now: datetime, hours: Hours) -> bool:
    """Whether this person may be written to now, unasked."""
    day = local_day(now, hours.zone)
    return day.weekday() in hours.days and opens(day, hours) <= now < closes(day, hours)


def next_opening(now: datetime, hours: Hours) -> datetime | None:
    """The first moment from now on at which the person may be written to; None for no days."""
    today = local_day(now, hours.zone)
    for ahead in range(A_FORTNIGHT):
        day = today + ahead * DAY
        if day.weekday() in hours.days and now < closes(day, hours):
            return max(now, opens(day, hours))
    return None


def working_day_from(day: date, hours: Hours) -> date | None:
    """This day, or the next one on which the person works."""
    candidates = (day + ahead * DAY for ahead in range(7))
    return next((d for d in candidates if d.weekday() in hours.days), None)


# --- plan slots ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rhythm:
    """When a leader's plan comes: a weekday (Monday is 0), a wall time, every so many weeks."""

    weekday: int = policy.PLAN_WEEKDAY
    at: time = policy.PLAN_TIME
    every_weeks: int = policy.PLAN_EVERY_WEEKS


@dataclass(frozen=True)
class Slot:
    """One plan's place in time. ``nominal`` names it, whatever day it is moved to.

    ``opens_at`` and ``stale_at`` are instants: from the one it may be sent, from the other on it
    is forgotten and its subjects come again with the next.
    """

    nominal: date
    opens_at: datetime
    stale_at: datetime


def monday_of(day: date) -> date:
    return day - day.weekday() * DAY


def slot_of_week(monday: date, rhythm: Rhythm, hours: Hours) -> Slot | None:
    """The slot of one calendar week; a day off moves it to the next working day."""
    nominal = monday + rhythm.weekday * DAY
    day = working_day_from(nominal, hours)
    if day is None:
        return None
    wall = rhythm.at if hours.starts <= rhythm.at < hours.ends else hours.starts
    return Slot(nominal, instant(day, wall, hours.zone), closes(day + DAY, hours))


def slot_from(
    now: datetime, rhythm: Rhythm, hours: Hours, last: date | None, not_before: date | None = None
) -> Slot | None:
    """The slot that is open now, or else the next one.

    ``last`` is the nominal day of the last plan: its week, and as many after it as the rhythm
    leaves out, have no other, however the leader's zone or plan day has moved since.
    ``not_before`` asks for a slot whose day of sending is not before that local day.
    """
    earliest = monday_of(last) + rhythm.every_weeks * 7 * DAY if last else None
    monday = monday_of(local_day(now, hours.zone)) - 7 * DAY
    if not_before is not None:
        monday = max(monday, monday_of(not_before) - 7 * DAY)
    if earliest is not None:
        monday = max(monday, earliest)
    for _ in range(3):
        slot = slot_of_week(monday, rhythm, hours)
        if slot is None:
            return None
        late_enough = not_before is None or local_day(slot.opens_at, hours.zone) >= not_before
        if now < slot.stale_at and late_enough:
            return slot
        monday += 7 * DAY
    return None


# --- words for time ------------------------------------------------------------------------------


def days_between(earlier: date, later: date) -> int:
    return max((later - earlier).days, 0)
