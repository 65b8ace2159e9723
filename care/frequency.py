"""How often is welcome: silence and care that needs no nudge both make Tend step back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from care import policy


class Slowed(StrEnum):
    """Why plans come less often, where Tend itself saw to it."""

    SILENCE = "silence"
    OWN_CARE = "own care"


@dataclass(frozen=True)
class Signs:
    """What a leader's doing tells about how often they want to hear from us.

    ``silent_plans``: plans in a row since the leader was last heard. ``asked_days``: since they
    were asked "keep, fewer, stop?", while they have not answered. ``talks`` are those of the last
    weeks, ``unprompted`` the ones that no nudge set off. ``known_days``: since their first bond.
    ``settled_days``: since the frequency last changed; None for never.
    """

    silent_plans: int = 0
    asked_days: int | None = None
    talks: int = 0
    unprompted: int = 0
    known_days: int = 0
    settled_days: int | None = None


def slow_down(every_weeks: int, signs: Signs) -> tuple[int, Slowed] | None:
    """The new frequency, in weeks between plans, and why; None to leave it."""
    if every_weeks >= policy.MONTHLY_WEEKS:
        return None
    if signs.asked_days is not None and signs.asked_days >= policy.SILENCE_DAYS:
        return policy.MONTHLY_WEEKS, Slowed.SILENCE
    if _cares_unprompted(signs):
        return 2 * every_weeks, Slowed.OWN_CARE
    return None


def asks_to_keep(every_weeks: int, signs: Signs) -> bool:
    """Whether it is time for "keep, fewer, stop?"; monthly there is nothing left to ask."""
    waiting = signs.asked_days is not None
    silent = signs.silent_plans >= policy.UNANSWERED_TO_ASK
    return silent and not waiting and every_weeks < policy.MONTHLY_WEEKS


def wants_another_act(signs: Signs) -> bool:
    return signs.silent_plans >= policy.UNANSWERED_FOR_ANOTHER_ACT


def _cares_unprompted(signs: Signs) -> bool:
    if signs.known_days < policy.UNPROMPTED_DAYS or signs.talks < policy.UNPROMPTED_TALKS:
        return False
    if signs.settled_days is not None and signs.settled_days < policy.UNPROMPTED_DAYS:
        return False
    return signs.unprompted >= policy.UNPROMPTED_SHARE * signs.talks
