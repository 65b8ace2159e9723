"""One clock for several machines: the database server's."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

log = logging.getLogger(__name__)
READ_AGAIN_SECONDS = 30.0


class ServerClock:
    """Its time, read now and then; between two readings by a clock that nobody can set.

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
        try:
            self._at, self._read_at = self._read()
        except Exception as error:
            log.warning("clock_unread error=%s", type(error).__name__)
            now = self._monotonic()
            self._at += timedelta(seconds=now - self._read_at)
            self._read_at = now

    def _read(self) -> tuple[datetime, float]:
        """What the server says, as of half way between asking and hearing it."""
        asked = self._monotonic()
        at = self._ask()
        return at, (asked + self._monotonic()) / 2
