"""What came before, and what it tells about how often a leader wants to hear from us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from care import policy
from care.frequency import Signs, wants_another_act
from care.hours import DAY, Hours, days_between, local_day
from jobs.facts import Leader
from storage import plans
from storage.database import Tx
from storage.plans import Past

A_DAY_OFF = 1  # days by which the calendars of two leaders may differ


def pasts_of(tx: Tx, leaders: Sequence[Leader], now: datetime) -> Mapping[str, Past]:
    """Of leaders of one workspace, by their ids."""
    if not leaders:
        return {}
    today = now.date() - A_DAY_OFF * DAY
    return plans.pasts(
        tx,
        leaders[0].workspace.id,
        [them.id for them in leaders],
        week=today - 6 * DAY,
        month=today - policy.VARIETY_DAYS * DAY,
        since=today - policy.UNPROMPTED_DAYS * DAY,
        asked_in={them.id: plan for them in leaders if (plan := them.person.keep_asked_in)},
    )


def past_of(tx: Tx, them: Leader, now: datetime) -> Past:
    return pasts_of(tx, [them], now).get(them.id, Past())


def signs_of(them: Leader, past: Past, now: datetime) -> Signs:
    person, today = them.person, local_day(now, them.hours.zone)
    heard_at = _heard_at(them, past)
    asked_at = past.asked_at
    waiting = asked_at is not None and (heard_at is None or heard_at < asked_at)
    noted = _since(past.talks, today - policy.UNPROMPTED_DAYS * DAY)
    first = min((bond.since for bond in them.bonds), default=now)
    return Signs(
        silent_plans=past.plans_since(heard_at),
        asked_days=_days_there(them.hours, asked_at, now) if asked_at and waiting else None,
        talks=len(noted),
        unprompted=noted.count(False),
        known_days=(now - first) // DAY,
        settled_days=days_between(person.slowed_on, today) if person.slowed_on else None,
    )


def is_silent(them: Leader, past: Past) -> bool:
    """Whether several plans came to nothing: then it is another act's turn."""
    return wants_another_act(Signs(silent_plans=past.plans_since(_heard_at(them, past))))


def _heard_at(them: Leader, past: Past) -> datetime | None:
    return max(filter(None, (them.person.heard_at, past.heard_at)), default=None)


def _since(talks: Sequence[tuple[date, bool]], day: date) -> list[bool]:
    """Of the talks from that day on: whether a nudge set each off."""
    return [prompted for on, prompted in talks if on >= day]


def _days_there(hours: Hours, since: datetime, now: datetime) -> int:
    """Whole days since then on which they were not away: nobody answers from a leave."""
    first = local_day(since, hours.zone)
    passed = [first + ahead * DAY for ahead in range((now - since) // DAY)]
    quiet = [(away.first, hours.quiet_until(away)) for away in hours.away]
    return sum(not any(left <= day < settled for left, settled in quiet) for day in passed)
