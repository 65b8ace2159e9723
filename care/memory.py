"""Memory: what is shared is asked about from time to time, and is not shared for ever unasked."""

from __future__ import annotations

from datetime import datetime, timedelta

from care import policy
from care.items import Area, Content, Kind, State

SOONEST = min(policy.GOAL_ASKED_AFTER, policy.CHALLENGE_ASKED_AFTER, policy.PERSONAL_ASKED_AFTER)


def asked_after(content: Content) -> timedelta:
    """How long its owner may leave it untouched until they are asked whether it still holds."""
    of_kind = {Kind.GOAL: policy.GOAL_ASKED_AFTER, Kind.CHALLENGE: policy.CHALLENGE_ASKED_AFTER}
    after = of_kind[content.kind]
    return min(after, policy.PERSONAL_ASKED_AFTER) if content.area is Area.PERSONAL else after


def ripe_at(content: Content, touched_at: datetime) -> datetime:
    return touched_at + asked_after(content)


def is_over(state: State, content: Content, touched_at: datetime, now: datetime) -> bool:
    """Whether it has been kept for long enough: erased, and nobody needs to ask for it.

    A goal is its owner's until they say otherwise, and so is what has its day still ahead.
    """
    if state is State.DONE:
        return now - touched_at > policy.DONE_KEPT
    is_ahead = content.date is not None and content.date >= now.date()
    is_old = now - touched_at > policy.CHALLENGE_KEPT
    return content.kind is Kind.CHALLENGE and is_old and not is_ahead
