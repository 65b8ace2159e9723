"""The timetable of a single node, and the thread that sends.

APScheduler is only the clock: what is due lives in our tables, so nothing is lost with it. Its
default grace of a second would drop a late run; its sleep is by the wall clock, so that after a
jump backwards it would sleep until the old time comes round again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from apscheduler.schedulers.background import BackgroundScheduler

from jobs.delivering import Deliverer
from jobs.report import Report

V = TypeVar("V")
log = logging.getLogger(__name__)
TICK_SECONDS = 60
CLEAN_UP_SECONDS = 24 * 3600
LOOK_SECONDS_APART = 3600
LOOK_SECONDS = 15.0  # how often the sender looks by itself
BEAT_SECONDS = 5.0
WATCH_SECONDS = 30.0
STOP_SECONDS = 30.0


class Timetable:
    """Runs the tick each minute, a look each hour, the clean-up each day, in threads of its own."""

    def __init__(
        self,
        tick: Callable[[], None],
        clean_up: Callable[[], None],
        look: Callable[[], None] | None = None,
        every: float = TICK_SECONDS,
        watch: float = WATCH_SECONDS,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._watch_every, self._wall = watch, wall
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_job(tick, "interval", seconds=every, id="tick")
        self._scheduler.add_job(clean_up, "interval", seconds=CLEAN_UP_SECONDS, id="clean_up")
        if look is not None:  # an hour after the start: not on top of everything else
            self._scheduler.add_job(look, "interval", seconds=LOOK_SECONDS_APART, id="look")
        self._tick, self._clean_up = tick, clean_up
        self._stopped = threading.Event()
        self._watch = threading.Thread(target=self._wake_regularly, daemon=True, name="watch")

    def start(self) -> None:
        """The first of each comes at once: a node that is restarted daily would never clean up."""
        self._scheduler.start()
        self._scheduler.add_job(self._tick, id="first_tick")
        self._scheduler.add_job(self._clean_up, id="first_clean_up")
        self._watch.start()

    def stop(self) -> None:
        self._stopped.set()
        self._scheduler.shutdown(wait=True)

    def _wake_regularly(self) -> None:
        """By a monotonic wait, so that a clock set back does not put the scheduler to sleep."""
        before = self._wall() - time.monotonic()
        while not self._stopped.wait(self._watch_every):
            offset = self._wall() - time.monotonic()
            if offset < before - 1:
                log.warning("clock_set_back seconds=%d", before - offset)
                for job in self._scheduler.get_jobs():
                    self._scheduler.reschedule_job(job.id, trigger=job.trigger)
            before = offset
            self._scheduler.wakeup()


class Sender(Generic[V]):
    """A thread with an event loop of its own that sends and redraws whenever it is stirred."""

    def __init__(self, deliverer: Deliverer[V], beat: Callable[[], object] = lambda: None) -> None:
        """``beat`` is called every few seconds for as long as it lives."""
        self._deliverer, self._beat = deliverer, beat
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stirred: list[asyncio.Event] = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sender")

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def stir(self, workspace: str = "") -> None:
        """There is something to send or redraw: look now."""
        for stirred in self._stirred:
            if self._loop is not None:
                with contextlib.suppress(RuntimeError):  # it has ended, as it should or not
                    self._loop.call_soon_threadsafe(stirred.set)

    def stop(self) -> None:
        """Finish the message that is on its way, then end."""
        self._deliverer.stopping.set()
        self.stir()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        self._loop = asyncio.get_running_loop()
        works = (self._deliverer.send_all, self._deliverer.redraw_all)
        self._stirred = [asyncio.Event() for _ in works]
        self._ready.set()
        pairs = zip(works, self._stirred, strict=True)
        beating = asyncio.create_task(self._beat_regularly())
        await asyncio.gather(*(self._keep_at(work, stirred) for work, stirred in pairs))
        beating.cancel()
        for messenger in self._deliverer.messengers.values():
            await messenger.close()

    async def _beat_regularly(self) -> None:
        while True:
            self._beat()
            await asyncio.sleep(BEAT_SECONDS)

    async def _keep_at(
        self, work: Callable[[Report], Awaitable[None]], stirred: asyncio.Event
    ) -> None:
        while not self._deliverer.stopping.is_set():
            stirred.clear()
            await _once(work)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stirred.wait(), LOOK_SECONDS)


async def _once(work: Callable[[Report], Awaitable[None]]) -> None:
    report = Report()
    try:
        await work(report)
    except Exception as error:  # the database is full or away: nothing is claimed, try again
        log.error("drain_failed error=%s", type(error).__name__)
    for line in report.lines:
        log.info(line)
