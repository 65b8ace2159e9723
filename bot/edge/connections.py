"""Connections of HTTP mode: nobody holds one without asking something, and their number is bounded.

uvicorn itself waits without end for the head of a request, and reads a body to its end after it
was refused.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_BYTES = 16 * 1024
HEAD_TIME = 5.0
MOST_WAITING = 256  # connections from which no whole head of a request has come yet
GRACE = 2.0  # seconds: real callers who come in a crowd, or while we are busy, are not sent away
LINGERING = 0.5  # seconds for a refused caller who is still talking to hear the answer
MOST_DISCARDED = 64 * 1024  # of what they go on saying


class Waiting:
    """The connections that say nothing, oldest first. One for each server."""

    def __init__(
        self, head_time: float = HEAD_TIME, most: int = MOST_WAITING, grace: float = GRACE
    ) -> None:
        self.head_time = head_time
        self._grace = grace
        self._most = most
        self._timers: OrderedDict[asyncio.Transport, asyncio.TimerHandle] = OrderedDict()

    def begin(self, transport: asyncio.Transport) -> None:
        """A real caller's head comes at once: when there are too many, the oldest has to go."""
        if transport in self._timers:
            return
        loop = asyncio.get_running_loop()
        self._timers[transport] = loop.call_later(self.head_time, self._hang_up, transport)
        oldest, timer = next(iter(self._timers.items()))
        left = timer.when() - loop.time()
        if len(self._timers) > self._most and left < self.head_time - self._grace:
            self._hang_up(oldest)

    def end(self, transport: asyncio.Transport) -> None:
        timer = self._timers.pop(transport, None)
        if timer:
            timer.cancel()

    def _hang_up(self, transport: asyncio.Transport) -> None:
        self.end(transport)
        transport.abort()


class Protocol(H11Protocol):
    def __init__(self, waiting: Waiting, **more: Any) -> None:
        super().__init__(**more)
        self._waiting = waiting
        self._lingering: asyncio.TimerHandle | None = None
        self._discarded = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._waiting.begin(transport)

    def data_received(self, data: bytes) -> None:
        if self._lingering and self._has_said_enough(data):
            self.transport.pause_reading()
            return
        super().data_received(data)
        if self.conn.their_state is not h11.SEND_BODY:
            self._stop_lingering()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_lingering()
        self._waiting.end(self.transport)
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.conn.their_state is h11.SEND_BODY and not self.transport.is_closing():
            self._discarded = 0
            self._lingering = self.loop.call_later(LINGERING, self.transport.abort)
        self._watch()

    def _has_said_enough(self, data: bytes) -> bool:
        """The rest of a small body may come: then the connection is as good as before."""
        self._discarded += len(data)
        return self._discarded > MOST_DISCARDED

    def _stop_lingering(self) -> None:
        if self._lingering:
            self._lingering.cancel()
            self._lingering = None

    def _watch(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._waiting.end(self.transport)
        elif not self.transport.is_closing():
            self._waiting.begin(self.transport)
