"""What Slack said a moment ago, kept for so many seconds of the machine's clock."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")

_MOST = 20_000


class Fresh(Generic[V]):
    """Thread-safe. Never more than some thousands of entries."""

    def __init__(self, seconds: float, monotonic: Callable[[], float]) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, V]] = {}
        self._lock = Lock()

    def get(self, key: str) -> V | None:
        with self._lock:
            since, value = self._kept.get(key, (None, None))
        if since is None or self._monotonic() - since > self._seconds:
            return None
        return value

    def keep(self, key: str, value: V) -> V:
        with self._lock:
            if len(self._kept) >= _MOST:
                self._kept.clear()
            self._kept[key] = (self._monotonic(), value)
        return value

    def drop(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)
