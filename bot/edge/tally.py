"""Log lines about what may come a thousand times a second: one now, then one for many."""

from __future__ import annotations

import logging
import threading

EVERY = 10.0  # seconds between two lines about the same thing


class Tally:
    """Writes the first at once; what follows is counted and written when the while is over."""

    def __init__(
        self,
        log: logging.Logger,
        event: str,
        every: float = EVERY,
        level: int = logging.WARNING,
    ) -> None:
        self._log = log
        self._event = event
        self._every = every
        self._level = level
        self._waiting: dict[str, tuple[int, int]] = {}  # reason: how many, the largest number
        self._lock = threading.Lock()

    def add(self, reason: str, number: int = 0) -> None:
        """``reason`` is one of a few words of ours; ``number`` a size or a time."""
        with self._lock:
            if reason in self._waiting:
                count, largest = self._waiting[reason]
                self._waiting[reason] = count + 1, max(largest, number)
                return
            self._open(reason)
        self._write(reason, 1, number)

    def _open(self, reason: str) -> None:
        self._waiting[reason] = 0, 0
        timer = threading.Timer(self._every, self._close, (reason,))
        timer.daemon = True
        timer.start()

    def _close(self, reason: str) -> None:
        with self._lock:
            count, largest = self._waiting.pop(reason)
            if count:
                self._open(reason)
        if count:
            self._write(reason, count, largest)

    def _write(self, reason: str, count: int, number: int) -> None:
        self._log.log(
            self._level, "%s reason=%s count=%d largest=%d", self._event, reason, count, number
        )
