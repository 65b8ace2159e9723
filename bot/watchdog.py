"""Ends a process in which a part stands still, so that its supervisor starts it anew."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from bot.metrics import Metrics
from bot.settings import Settings
from bot.vitals import Pulse, Vitals

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0
LOOKS = 12  # in a row: after a pause of the whole process everything stands still for a moment
ENDING_SECONDS = 45.0  # for an end in order; what stands still may not let it come
STUCK = 3  # exit code


class StandsStill(Exception):
    """A part of Tend does nothing any more; the message says which, in words."""

    exit_code = STUCK


class Watchdog:
    def __init__(
        self,
        parts: Mapping[str, Pulse],
        stop: threading.Event,
        *,
        every: float = LOOK_SECONDS,
        looks: int = LOOKS,
        patience: float = ENDING_SECONDS,
        end_at_once: Callable[[int], object] = os._exit,
    ) -> None:
        self._parts = parts
        self._stop = stop
        self._every, self._looks, self._patience = every, looks, patience
        self._end_at_once = end_at_once
        self._over = threading.Event()
        self._stuck = ""
        self._thread = threading.Thread(target=self._watch, daemon=True, name="watchdog")

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Tend has ended. Raises StandsStill when that was its doing."""
        self._over.set()
        if self._stuck:
            raise StandsStill(f"The {self._stuck} stood still, so Tend has ended. Start it anew.")

    def _watch(self) -> None:
        seen: dict[str, int] = {}
        while not self._stop.wait(self._every) and not self._over.is_set():
            seen = {name: seen.get(name, 0) + 1 for name in self._still()}
            stuck = [name for name, times in seen.items() if times >= self._looks]
            if stuck:
                self._bring_to_an_end(stuck[0])
                return

    def _still(self) -> list[str]:
        return [name for name, pulse in self._parts.items() if not pulse.is_steady()]

    def _bring_to_an_end(self, name: str) -> None:
        log.critical("stands_still part=%s seconds=%d", name, self._parts[name].age())
        self._stuck = name
        self._stop.set()
        if not self._over.wait(self._patience):
            self._end_at_once(STUCK)


@contextmanager
def watched(
    vitals: Vitals,
    metrics: Metrics,
    found: Settings,
    stop: threading.Event,
    watchdog: Callable[[Mapping[str, Pulse], threading.Event], Watchdog] = Watchdog,
) -> Iterator[None]:
    """For as long as Tend serves: the watchdog, and the internal port where a setting names one.

    Raises StandsStill at the end when a part stood still.
    """
    vitals.draining = stop
    dog = watchdog(vitals.parts, stop)
    with ExitStack() as stack:
        stack.callback(dog.close)
        if found.health_port:
            from bot.edge.internal import internal_port  # a web server: loaded where it is used

            looks = (vitals.is_alive, vitals.is_ready, metrics.text)
            stack.enter_context(internal_port(found.health_host, found.health_port, *looks))
        dog.start()
        yield
