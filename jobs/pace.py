"""How fast one workspace may be written to, so that its platform never has to refuse."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

A_MINUTE = 200.0  # messages, sustained
BURST = 20.0
BETWEEN = 1.1  # seconds between two messages of one conversation
SLOWEST = A_MINUTE / 16
A_MOMENT = 1.0  # seconds until somebody who waits looks whether to stop
REMEMBERED = 10_000  # conversations


@dataclass
class _Bucket:
    rate: float = A_MINUTE / 60  # messages a second
    tokens: float = BURST
    at: float = 0.0


@dataclass
class Pace:
    """A token bucket for each workspace, in this process; seconds of a monotonic clock."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _others: dict[str, float] = field(default_factory=dict)  # when another node last sent
    _last: OrderedDict[tuple[str, str], float] = field(default_factory=OrderedDict)

    async def turn(
        self, workspace: str, address: str, stopping: Callable[[], bool] = lambda: False
    ) -> None:
        """Wait until this workspace and this conversation may have one more message.

        Returns sooner when everything is to stop.
        """
        wait = max(self._wait_for_token(workspace), self._wait_for_gap(workspace, address))
        while wait > 0 and not stopping():
            await self.sleep(min(wait, A_MOMENT))
            wait -= A_MOMENT
        self.spoke(workspace, address)

    def spoke(self, workspace: str, address: str) -> None:
        """This conversation has had a message just now."""
        self._last[workspace, address] = self.clock()
        self._last.move_to_end((workspace, address))
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)

    def was_refused(self, workspace: str) -> None:
        """The platform asked for quiet: half the pace from here on."""
        bucket = self._bucket(workspace)
        bucket.rate = max(bucket.rate / 2, SLOWEST / 60)
        bucket.tokens = min(bucket.tokens, 0.0)  # whoever waits has taken theirs already

    def went_well(self, workspace: str) -> None:
        """Back to the full pace, slowly."""
        bucket = self._bucket(workspace)
        bucket.rate = min(bucket.rate * 1.02, A_MINUTE / 60)

    def left(self, workspace: str) -> tuple[float, float]:
        """How many messages may go at once, and how many a second: for whoever sends next."""
        bucket = self._filled(workspace)
        return bucket.tokens, bucket.rate

    def go_on(self, workspace: str, tokens: float, rate: float, since: float) -> None:
        """Where another one left off, so many seconds ago, in whichever conversation."""
        rate, now = rate or A_MINUTE / 60, self.clock()
        self._buckets[workspace] = _Bucket(rate, min(tokens + since * rate, BURST), now)
        self._others[workspace] = now - since

    def _bucket(self, workspace: str) -> _Bucket:
        return self._buckets.setdefault(workspace, _Bucket(at=self.clock()))

    def _filled(self, workspace: str) -> _Bucket:
        bucket, now = self._bucket(workspace), self.clock()
        bucket.tokens = min(bucket.tokens + (now - bucket.at) * bucket.rate, BURST)
        bucket.at = now
        return bucket

    def _wait_for_token(self, workspace: str) -> float:
        bucket = self._filled(workspace)
        bucket.tokens -= 1
        return max(-bucket.tokens / bucket.rate, 0.0)

    def _wait_for_gap(self, workspace: str, address: str) -> float:
        last = self._last.get((workspace, address), self._others.get(workspace))
        return 0.0 if last is None else max(last + BETWEEN - self.clock(), 0.0)
