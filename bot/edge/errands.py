"""What is done for a person once their click has been acknowledged: bounded, off the ack's path."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from threading import BoundedSemaphore, Lock
from typing import ParamSpec

log = logging.getLogger(__name__)
P = ParamSpec("P")
AFTER_THE_ACK = 0.004  # seconds: what begins at once takes the interpreter from the ack


class Errands:
    """At most ``hands`` at a time and ``waiting`` in all; what does not fit is dropped and said."""

    def __init__(self, hands: int = 40, waiting: int = 2000) -> None:
        self._pool = ThreadPoolExecutor(hands, thread_name_prefix="errand")
        self._room = BoundedSemaphore(waiting)
        self._count_lock = Lock()
        self.going = 0  # taken on and not yet done

    @property
    def executor(self) -> Executor:
        return self._pool

    def run(self, errand: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
        """Whether it was taken on. What the errand raises is logged by its class alone."""
        if not self._room.acquire(blocking=False):
            log.error("errand_dropped reason=full")
            return False
        self._count(1)
        begins = time.monotonic() + AFTER_THE_ACK
        try:
            self._pool.submit(self._run, begins, lambda: errand(*args, **kwargs))
        except RuntimeError:
            self._done()
            log.warning("errand_dropped reason=closing")
            return False
        return True

    def close(self) -> None:
        """Finish what was taken on, take on nothing more."""
        self._pool.shutdown(wait=True)

    def _run(self, begins: float, errand: Callable[[], object]) -> None:
        time.sleep(max(0.0, begins - time.monotonic()))
        try:
            errand()
        except Exception as error:
            log.error("errand_failed class=%s", type(error).__name__)
        finally:
            self._done()

    def _done(self) -> None:
        self._count(-1)
        self._room.release()

    def _count(self, by: int) -> None:
        with self._count_lock:
            self.going += by
