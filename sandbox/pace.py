"""How much Slack lets an app do: one message a second in a channel, and a rate for each method."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

TIER_2, TIER_3, TIER_4 = 20, 50, 100
PER_MINUTE = {
    "chat.delete": TIER_3,
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "dnd.info": TIER_3,
    "team.info": TIER_3,
    "team.profile.get": TIER_3,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "users.lookupByEmail": TIER_3,
    "users.profile.get": TIER_4,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second in one channel, messages a minute in the workspace, and their bursts."""

    on: bool = True
    channel_per_second: float = 1.0
    channel_burst: int = 4
    workspace_per_minute: int = 300
    workspace_burst: int = 60
    methods: bool = True


@dataclass(slots=True)
class Bucket:
    """Fills with `rate` a second up to `size`."""

    rate: float
    size: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until there is room for one more."""
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now
        return 0.0 if self.level >= 1 else (1 - self.level) / self.rate


class Pace:
    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self.limits = limits
        self._monotonic = monotonic
        self._buckets: dict[str, Bucket] = {}

    def call(self, method: str) -> int:
        """Whole seconds the caller has to wait before this method; 0 to go on."""
        per_minute = PER_MINUTE.get(method)
        if not (self.limits.on and self.limits.methods) or per_minute is None:
            return 0
        return self._take([self._bucket(method, per_minute / 60, per_minute)])

    def message(self, channel: str) -> int:
        """The same for a message in this channel."""
        limits = self.limits
        if not limits.on:
            return 0
        return self._take(
            [
                self._bucket(f"#{channel}", limits.channel_per_second, limits.channel_burst),
                self._bucket("#", limits.workspace_per_minute / 60, limits.workspace_burst),
            ]
        )

    def _bucket(self, name: str, rate: float, size: float) -> Bucket:
        if name not in self._buckets:
            self._buckets[name] = Bucket(rate, size, size, self._monotonic())
        return self._buckets[name]

    def _take(self, buckets: list[Bucket]) -> int:
        wait = max(bucket.wait(self._monotonic()) for bucket in buckets)
        if wait > 0:
            return max(1, math.ceil(wait))
        for bucket in buckets:
            bucket.level -= 1
        return 0
