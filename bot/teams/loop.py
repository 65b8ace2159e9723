"""One event loop in a thread of its own, in which all calls to Microsoft are made."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import TimeoutError as TooSlow
from typing import Any, TypeVar

from bot.directory import Silent

T = TypeVar("T")


class Loop:
    """Started when it is first needed; people and jobs alike come here, from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()

    def wait(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        """Raises Silent when it takes longer, and what the work raises."""
        future = asyncio.run_coroutine_threadsafe(work, self._running())
        try:
            return future.result(seconds)
        except TooSlow:
            future.cancel()
            raise Silent("timeout") from None

    async def of(self, work: Coroutine[Any, Any, T]) -> T:
        """The same for somebody with an event loop of their own."""
        future = asyncio.run_coroutine_threadsafe(work, self._running())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is not None:
            loop.call_soon_threadsafe(loop.stop)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                run = self._loop.run_forever
                threading.Thread(target=run, name="teams-calls", daemon=True).start()
            return self._loop
