"""Answers: what a leader can say to a nudge, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from care import policy
from care.hours import DAY, Hours, instant, local_day, next_opening, open_at


class Answer(StrEnum):
    """The fixed choices of the record; the leader's own words are never kept."""

    TALKED = "talked"
    INTENDED = "intended"
    LATER = "later"
    NOT_THIS_TIME = "not this time"


class Why(StrEnum):
    """Why not this time."""

    NOT_RELEVANT = "no longer relevant"
    ON_LEAVE = "on leave"
    NOT_MINE = "not my report"
    OTHER = "other"


class Flaw(StrEnum):
    """What is wrong with the moment that was chosen."""

    NO_MOMENT = "no moment"
    PAST = "past"
    FUTURE = "future"
    TOO_FAR = "too far"


FARTHEST = timedelta(days=180)  # well within the time that a delivery is kept
OLDEST_TALK = timedelta(days=366)


@dataclass(frozen=True)
class Given:
    """One answer as it was given. ``moment`` is what was planned or asked to wait for."""

    id: str
    nudge: str
    answer: Answer
    at: datetime
    moment: datetime | None = None
    why: Why | None = None
    talk: str | None = None


def follow_up_at(moment: datetime, hours: Hours) -> datetime:
    """When to ask, once, whether a planned talk happened: two hours after, or next morning."""
    soon = moment + policy.FOLLOW_UP_AFTER
    if open_at(soon, hours):
        return soon
    return next_opening(soon, hours) or soon


def remind_at(moment: datetime, now: datetime, hours: Hours) -> datetime | None:
    """When a plan made on an earlier day is told again: that morning; None where it is too late."""
    day = local_day(moment, hours.zone)
    morning = instant(day, hours.starts, hours.zone)
    if day <= local_day(now, hours.zone) or moment <= morning or not hours.has_open_day(day):
        return None
    return morning


def quiet_until(moment: datetime, hours: Hours) -> date:
    """The first day on which a plan may speak of them again: after we came back to it."""
    return local_day(max(moment, follow_up_at(moment, hours)), hours.zone) + DAY


def check_plan(moment: datetime, now: datetime) -> Flaw | None:
    """A plan is for the time ahead; the minute that is running still counts as ahead."""
    if moment < now - timedelta(minutes=1):
        return Flaw.PAST
    return Flaw.TOO_FAR if moment > now + FARTHEST else None


def check_talk(day: date, today: date) -> Flaw | None:
    """A talk lies in the past, or today."""
    if day > today:
        return Flaw.FUTURE
    return Flaw.TOO_FAR if day < today - OLDEST_TALK else None


def next_one_on_one(standing: str, now: datetime, hours: Hours) -> datetime | None:
    """The next standing 1:1 after now, from "weekday HH:MM"; None when none is known."""
    if not standing:
        return None
    weekday, wall = standing.split(" ")
    today = local_day(now, hours.zone)
    ahead = (int(weekday) - today.weekday()) % 7
    moment = instant(today + timedelta(days=ahead), time.fromisoformat(wall), hours.zone)
    if moment > now:
        return moment
    return instant(today + timedelta(days=ahead + 7), time.fromisoformat(wall), hours.zone)


def morning_of(day: date, hours: Hours) -> datetime:
    """When a leader who said "later" hears again: that day's opening, or the next one after."""
    start = instant(day, hours.starts, hours.zone)
    return next_opening(start, hours) or start
