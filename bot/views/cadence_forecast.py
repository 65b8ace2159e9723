"""The counts of next week: for the admin channel, and with each leader's id for the operator."""

from __future__ import annotations

from bot.ui import Heading, Part, View
from bot.views.pieces import quiet, text
from bot.wording import cadence_forecast as words
from bot.wording.times import calendar_day
from jobs.forecasting import Expected, Forecast
from storage.workspaces import Workspace

CROWD = 5  # leaders: among fewer, why one gets no plan, or a date, would be one person's


def forecast(counted: Forecast, now: Workspace) -> View:
    """``now``: the workspace as it is; what was counted supposes that it is started."""
    first, *rest = lines(counted, now)
    parts: list[Part] = [Heading(words.HEADING), quiet(first)]
    return View((words.SUMMARY,), (*parts, *(text(line) for line in rest), quiet(words.FOOT)))


def lines(counted: Forecast, now: Workspace) -> list[str]:
    if not counted.each:
        return [_scope(counted, now), words.NO_LEADERS]
    found = counted.days if _is_crowd(counted) else counted.plans
    days = [words.day(calendar_day(d, min(found)), n) for d, n in found.items()]
    return [_scope(counted, now), *(days or [words.NO_PLAN]), *_others(counted)]


def _is_crowd(counted: Forecast) -> bool:
    """Of a pilot never: who counts one after another, each chosen well, learns what holds one."""
    return counted.concerned >= CROWD and not counted.place.pilot_only


def _others(counted: Forecast) -> list[str]:
    found = []
    if counted.reasons:
        found.append(words.not_this_week(_reasons(counted)))
    if not _is_crowd(counted):
        found.append(words.FEW)
    if counted.asked:
        found.append(words.asked(counted.asked))
    if _is_crowd(counted) and counted.questions >= CROWD:
        found.append(words.questions(counted.questions // CROWD * CROWD))
    return found


def _reasons(counted: Forecast) -> str:
    """By fives: of two counts, one with a leader more, neither tells their reason."""
    everybody = words.leaders(sum(counted.reasons.values()))
    crowds = {why: count - count % CROWD for why, count in counted.reasons.items()}
    told = [words.reason(why, count) for why, count in crowds.items() if count]
    return words.of_whom(everybody, told) if told and _is_crowd(counted) else everybody


def _scope(counted: Forecast, now: Workspace) -> str:
    pilot = counted.place.pilot_only
    if now.started_at is None:
        return words.FOR_PILOT if pilot else words.FOR_ALL
    if now.paused_at is not None:
        return words.AS_IF_RESUMED
    return words.AS_STARTED_PILOT if pilot else words.AS_STARTED


# --- for the operator ----------------------------------------------------------------------------


def by_leader(counted: Forecast) -> list[str]:
    return [words.one_leader(one.leader, _of(one)) for one in counted.each]


def _of(one: Expected) -> str:
    what = words.REASONS[one.why] if one.why is not None else ""
    if one.day is not None:
        what = words.plan_of(one.day.isoformat(), one.people)
    if one.dates:
        what = words.dates_on(what, ", ".join(day.isoformat() for day in one.dates))
    return words.asked_first(what, one.asked_on.isoformat()) if one.asked_on else what
