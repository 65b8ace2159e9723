"""Local calendars: whose day it is, when a person is willing to hear from us, and plan slots.

The only place where local time is computed. Instants are aware and in UTC everywhere else: two
aware datetimes of one zone compare by wall clock and ignore the fold, so everything is converted
before it is compared.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from care import policy

DAY = timedelta(days=1)
A_MONTH = timedelta(days=31)  # somebody back from being away has settled by then
FARTHEST = policy.FARTHEST_DAYS_AHEAD + 14
MOST_WEEKS = FARTHEST // 7
LATEST_SHIFT = 3  # days by which days off may move a plan before it is left out


def pin_zones() -> None:
    """Take zones from the pinned tzdata package: the system's may differ from it."""
    zoneinfo.reset_tzpath(to=())
    zone.cache_clear()
    is_zone.cache_clear()


@cache
def zone(name: str | None) -> ZoneInfo:
    """The zone of that IANA name, UTC where the name is unknown, empty or no name at all."""
    try:
        return ZoneInfo(name or "UTC")
    except (ValueError, OSError, KeyError):  # not found is a KeyError, "Europe" a folder
        return ZoneInfo("UTC")


@cache
def is_zone(name: str) -> bool:
    return zone(name).key == name


@dataclass(frozen=True)
class Away:
    """Somebody is not there from ``first`` on, until the day before ``back``; date.max: no end."""

    first: date
    back: date


@dataclass(frozen=True)
class Hours:
    """When one person is willing to hear from us.

    ``off``: public holidays and the like. After being away the first days back are quiet too.
    """

    zone: str = "UTC"
    days: frozenset[int] = policy.WORKING_DAYS
    starts: time = policy.DAY_STARTS
    ends: time = policy.DAY_ENDS
    off: tuple[Container[date], ...] = ()
    away: tuple[Away, ...] = ()

    def has_working_day(self, day: date) -> bool:
        """Whether the person works on that day, as far as we know."""
        if day.weekday() not in self.days or any(day in days for days in self.off):
            return False
        return not any(away.first <= day < away.back for away in self.away)

    def has_open_day(self, day: date) -> bool:
        """Whether something unasked may come on that day."""
        return self.has_working_day(day) and not any(self._settles(day, a) for a in self.away)

    def quiet_until(self, away: Away) -> date:
        """The first day on which this person may be written to, or about, after being away."""
        day, left = away.back, policy.QUIET_DAYS_BACK
        if day == date.max:
            return day
        for _ in range(FARTHEST):
            if self.has_working_day(day):
                if left == 0:
                    return day
                left -= 1
            day += DAY
        return day

    def _settles(self, day: date, away: Away) -> bool:
        return away.back <= day < away.back + A_MONTH and day < self.quiet_until(away)


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
    return opens(day, hours) <= now < closes(day, hours) and hours.has_open_day(day)


def next_opening(now: datetime, hours: Hours) -> datetime | None:
    """The first moment from now on at which the person may be written to.

    None where there is none within a year: no working days, or away with no end.
    """
    if not hours.days:
        return None
    today = local_day(now, hours.zone)
    for ahead in range(FARTHEST):
        day = today + ahead * DAY
        if hours.has_open_day(day) and now < closes(day, hours):
            return max(now, opens(day, hours))
    return None


def working_day_from(day: date, hours: Hours) -> date | None:
    """This day, or the next one that is a working day in the person's week."""
    candidates = (day + ahead * DAY for ahead in range(7))
    return next((d for d in candidates if d.weekday() in hours.days), None)


def open_day_from(day: date, hours: Hours, within: int) -> date | None:
    """This day, or the next one within so many on which something may come."""
    candidates = (day + ahead * DAY for ahead in range(within + 1))
    return next((d for d in candidates if hours.has_open_day(d)), None)


def working_days_before(day: date, count: int, hours: Hours) -> date:
    """The day so many of the person's working days before this one."""
    for _ in range(FARTHEST):
        if count <= 0:
            return day
        day -= DAY
        if hours.has_working_day(day):
            count -= 1
    return day


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
    """The slot of one calendar week; None where days off leave none.

    A day on which the person never works moves it to their next working day, holidays and the
    like by a few days more; what would then come close to the next plan is left out.
    """
    nominal = monday + rhythm.weekday * DAY
    usual = working_day_from(nominal, hours)
    day = open_day_from(usual, hours, LATEST_SHIFT) if usual else None
    if day is None:
        return None
    wall = rhythm.at if hours.starts <= rhythm.at < hours.ends else hours.starts
    return Slot(nominal, instant(day, wall, hours.zone), closes(day + DAY, hours))


def slot_from(
    now: datetime, rhythm: Rhythm, hours: Hours, last: date | None, not_before: date | None = None
) -> Slot | None:
    """The slot that is open now, or else the next one; None where there is none within a year.

    ``last`` is the nominal day of the last plan: its week, and as many after it as the rhythm
    leaves out, have no other, however the leader's zone or plan day has moved since.
    ``not_before`` asks for a slot whose day of sending is not before that local day.
    """
    if not hours.days:
        return None
    earliest = monday_of(last) + rhythm.every_weeks * 7 * DAY if last else None
    monday = monday_of(local_day(now, hours.zone)) - 7 * DAY
    if not_before is not None:
        monday = max(monday, monday_of(not_before) - 7 * DAY)
    if earliest is not None:
        monday = max(monday, earliest)
    for _ in range(MOST_WEEKS):
        slot = slot_of_week(monday, rhythm, hours)
        if slot is not None and now < slot.stale_at and _is_on(slot, hours, not_before):
            return slot
        monday += 7 * DAY
    return None


def _is_on(slot: Slot, hours: Hours, not_before: date | None) -> bool:
    return not_before is None or local_day(slot.opens_at, hours.zone) >= not_before


# --- words for time ------------------------------------------------------------------------------


def days_between(earlier: date, later: date) -> int:
    return max((later - earlier).days, 0)
