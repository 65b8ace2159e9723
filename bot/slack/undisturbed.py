"""Until when somebody does not want to be disturbed, as Slack tells it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.edge.payload import at


def undisturbed_until(answer: Any, now: datetime) -> datetime | None:
    """When the quiet that holds at this instant ends; None when none holds."""
    ends = [_of_schedule(answer, now), _of_snooze(answer)]
    return max((end for end in ends if end is not None and end > now), default=None)


def _of_schedule(answer: Any, now: datetime) -> datetime | None:
    """Slack names the next window; while one runs, its start lies behind us."""
    if at(answer, "dnd_enabled") is not True:
        return None
    start = instant_in(at(answer, "next_dnd_start_ts"))
    end = instant_in(at(answer, "next_dnd_end_ts"))
    return end if start is not None and end is not None and start <= now else None


def _of_snooze(answer: Any) -> datetime | None:
    is_on = at(answer, "snooze_enabled") is True
    return instant_in(at(answer, "snooze_endtime")) if is_on else None


def instant_in(seconds: Any) -> datetime | None:
    """Slack's seconds since 1970; None for none, for 0 or 1 ("never"), and for nonsense."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds <= 1:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None
