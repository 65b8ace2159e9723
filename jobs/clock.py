"""Clocks that can be relied on: a machine's own, whoever sets it, and one for several machines."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

log = logging.getLogger(__name__)
READ_AGAIN_SECONDS = 30.0
EARLIEST = datetime(2020, 1, 1, tzinfo=UTC)
A_JUMP = timedelta(minutes=1)  # less is how clocks are corrected all the time


def is_set(now: datetime) -> bool:
    """A clock that shows a day before 2020 was never set: nothing may be decided by it."""
    return now >= EARLIEST


class SteadyClock:
    """The machine's clock for leases and retries: it goes on evenly while somebody sets the real
    one, or the machine sleeps. Whoever has looked to the consequences lets it ``follow``.
    """

    def __init__(
        self, wall: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.wall, self._monotonic = wall, monotonic
        self._since = self._reading()

    def __call__(self) -> datetime:
        at, read_at = self._since
        return at + timedelta(seconds=self._monotonic() - read_at)

    def jump(self) -> timedelta:
        """How far the real one is ahead of this."""
        return self.wall() - self()

    def follow(self) -> None:
        self._since = self._reading()

    def _reading(self) -> tuple[datetime, float]:
        return self.wall(), self._monotonic()


class ServerClock:
    """The database server's time, read now and then; between two readings it goes on by seconds
    that nobody can set.

    While the server cannot be reached the last reading goes on.
    """

    def __init__(
        self, read: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._ask, self._monotonic = read, monotonic
        self._lock = threading.Lock()
        self._at, self._read_at = self._read()

    def __call__(self) -> datetime:
        with self._lock:
            if self._monotonic() - self._read_at > READ_AGAIN_SECONDS:
                self._read_again()
            return self._at + timedelta(seconds=self._monotonic() - self._read_at)

    def _read_again(self) -> None:
        now = self._monotonic()
        expected = self._at + timedelta(seconds=now - self._read_at)
        try:
            self._at, self._read_at = self._read()
        except Exception as error:
            log.warning("clock_unread error=%s", type(error).__name__)
            self._at, self._read_at = expected, now
        if abs(self._at - expected) > A_JUMP:
            log.warning("clock_jumped seconds=%d", (self._at - expected).total_seconds())

    def _read(self) -> tuple[datetime, float]:
        """What the server says, as of half way between asking and hearing it."""
        asked = self._monotonic()
        at = self._ask()
        return at, (asked + self._monotonic()) / 2
