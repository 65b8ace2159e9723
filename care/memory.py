"""Memory: what is shared is asked about from time to time, and is not shared for ever unasked."""

from __future__ import annotations

from datetime import datetime, timedelta

from care import policy
from care.items import Area, Content, Kind

SOONEST = min(policy.GOAL_ASKED_AFTER, policy.CHALLENGE_ASKED_AFTER, policy.PERSONAL_ASKED_AFTER)


def asked_after(content: Content) -> timedelta:
    """How long its owner may leave it untouched until they are asked whether it still holds."""
    of_kind = {Kind.GOAL: policy.GOAL_ASKED_AFTER, Kind.CHALLENGE: policy.CHALLENGE_ASKED_AFTER}
    after = of_kind[content.kind]
    return min(after, policy.PERSONAL_ASKED_AFTER) if content.area is Area.PERSONAL else after


def ripe_at(content: Content, touched_at: datetime) -> datetime:
    return touched_at + asked_after(content)
