"""Care moments: the date of something shared is worth a word shortly before it, or still after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from care import policy
from care.hours import DAY, Hours, working_days_before
from care.items import Level

GRACE = timedelta(days=policy.DATE_GRACE_DAYS)
LATE = timedelta(days=policy.DATE_LATE_DAYS)


class Moment(StrEnum):
    """Where a date stands when the leader hears of it."""

    NEAR = "date near"
    JUST_OVER = "date just over"  # still worth it
    LONG_OVER = "date long over"  # an honest late word


@dataclass(frozen=True)
class CareDate:
    """The date of an item, with what is known about it in the leader's calendar.

    ``talked_on``: the last talk with this person. ``told_on``: when a nudge last spoke of a date
    of this item.
    """

    item: str
    level: Level
    day: date
    shared_on: date
    talked_on: date | None = None
    told_on: date | None = None


def moment(dated: CareDate, today: date, hours: Hours) -> Moment | None:
    """What there is to say today; None once they have talked, or when all of it was said."""
    near_from = working_days_before(dated.day, policy.DATE_AHEAD_WORKING_DAYS, hours)
    if dated.shared_on > dated.day or not near_from <= today <= dated.day + LATE:
        return None
    if dated.talked_on is not None and dated.talked_on >= near_from:
        return None
    told_on = dated.told_on if dated.told_on and dated.told_on >= near_from else None
    if today <= dated.day:
        return Moment.NEAR if told_on is None else None
    if today <= dated.day + GRACE:
        return Moment.JUST_OVER if told_on is None or told_on <= dated.day else None
    return Moment.LONG_OVER if told_on is None else None


def next_moment(dated: CareDate, today: date, hours: Hours) -> date | None:
    """The first day from today on which the date is worth a message of its own."""
    near_from = working_days_before(dated.day, policy.DATE_AHEAD_WORKING_DAYS, hours)
    day = max(today, near_from)
    while day <= dated.day + GRACE:
        if moment(dated, day, hours) is not None and hours.has_open_day(day):
            return day
        day += DAY
    return None
