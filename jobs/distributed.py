"""The timetable and the senders of any number of nodes on one PostgreSQL, by procrastinate.

What is due lives in our tables, here as on one machine. A job is only a hint that says "look
there": lost, or followed twice, it does no harm, and the next minute's tick gives it again. That
is why the queue has tables of its own that may be thrown away.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Job, Status
from procrastinate.periodic import PeriodicDeferrer, PeriodicRegistry

from jobs.delivering import Deliverer
from jobs.report import Report
from storage import outbox, senders
from storage.database import new_id

V = TypeVar("V")
log = logging.getLogger(__name__)

CLOCK, PLANNING, SENDING, UPKEEP = "clock", "planning", "sending", "upkeep"
TICK, PLAN, DRAIN, JANITOR = "tend.tick", "tend.plan", "tend.drain", "tend.janitor"
LOOK, CLEAN_UP = "tend.look", "tend.clean_up"
SHARDS = 8  # of the leaders, where many are due at once; a power of two
SENDING_AT_ONCE = 100  # workspaces, on one node
SOON = timedelta(seconds=60)  # what comes later the tick finds
BEAT_SECONDS = 5.0
STOP_SECONDS = 30.0
MOST_WORKSPACES = 10_000  # looked at in one minute
THREADS = 16
TICK_SECONDS = 60.0
JUMPED_SECONDS = 600.0


@dataclass(frozen=True)
class Rhythm:
    """How often, as cron says it, and for how many seconds."""

    tick: str = "* * * * *"
    janitor: str = "* * * * *"
    lease: float = 30.0  # of whoever sends for a workspace
    keep: float = 10.0  # until it is prolonged
    beat: float = 10.0  # between two signs of life of a node
    stalled: float = 30.0  # without one, what it was following goes to another
    again: float = 5.0  # until a node that lost the database tries again


@dataclass(frozen=True)
class Duties:
    """What the nodes do, each of it once at a time in the whole cluster. Twice does no harm."""

    tick: Callable[[], bool]  # whether more leaders are due than it planned for
    plan: Callable[[int, int], None]  # one shard of so many
    look: Callable[[], None]
    clean_up: Callable[[], None]


class ByServersClock(PeriodicDeferrer):
    """Hands out what comes regularly by the clock that all nodes share. By its own a machine whose
    clock was set back would hand out nothing until the old time has come round again.
    """

    def __init__(self, registry: PeriodicRegistry, clock: Callable[[], datetime]) -> None:
        super().__init__(registry)
        self._clock = clock
        self._looked_at = 0.0

    async def worker(self) -> None:
        while True:
            now = self._clock().timestamp()
            if not 0 <= now - self._looked_at < JUMPED_SECONDS:
                self.last_defers.clear()  # nor each minute of a year that was skipped
            self._looked_at = now
            await self.defer_jobs(self.get_previous_tasks(at=now))
            await self.wait(next_tick=min(self.get_next_tick(at=now), TICK_SECONDS))


def _no_periodic_tasks() -> PeriodicRegistry:
    return PeriodicRegistry()  # type: ignore[no-untyped-call]


class Node(Generic[V]):
    """A thread that hands out hints and, where it ``works``, follows those of all the nodes."""

    def __init__(
        self,
        connector: Callable[[], procrastinate.BaseConnector],
        duties: Duties,
        deliverer: Deliverer[V],
        works: bool = True,
        rhythm: Rhythm | None = None,
        beat: Callable[[], object] = lambda: None,
    ) -> None:
        """``beat`` is called every few seconds for as long as it lives, lost or not."""
        self.id = new_id()
        self.rhythm = rhythm or Rhythm()
        self.lost = threading.Event()  # it cannot reach the queue
        self._connector, self._duties = connector, duties
        self._deliverer, self._works, self._beat = deliverer, works, beat
        self._app: procrastinate.App | None = None
        self._regular = _no_periodic_tasks()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._asked: set[str] = set()
        self._wake = asyncio.Event()
        self._ready = threading.Event()
        self._stopped = threading.Event()
        self._drains: set[threading.Event] = set()
        self._thread = threading.Thread(target=self._run, name="node")

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def stir(self, workspace: str = "") -> None:
        """There is something to send or redraw here (or somewhere): whoever is free may look."""
        self._asked.add(workspace)
        self._call(self._wake.set)

    def stop(self) -> None:
        """Finish the messages that are on their way, then end."""
        self._stopped.set()
        self._deliverer.stopping.set()
        for drain in list(self._drains):
            drain.set()
        self._call(self._wake.set)
        self._thread.join(STOP_SECONDS)

    def _call(self, what: Callable[[], None]) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended: the tick will find it
                self._loop.call_soon_threadsafe(what)

    def _run(self) -> None:
        asyncio.run(self._live())

    async def _live(self) -> None:
        """For as long as it is wanted; a database that goes away is waited for."""
        self._loop = asyncio.get_running_loop()
        self._loop.set_default_executor(ThreadPoolExecutor(THREADS, "node"))
        beating = asyncio.create_task(self._beat_regularly())
        self._ready.set()
        while not self._stopped.is_set():
            try:
                await self._take_part()
            except Exception as error:
                log.error("node_lost error=%s", type(error).__name__)
                self.lost.set()
                await asyncio.sleep(0 if self._stopped.is_set() else self.rhythm.again)
        beating.cancel()
        for messenger in self._deliverer.messengers.values():
            await messenger.close()

    async def _beat_regularly(self) -> None:
        while True:
            self._beat()
            await asyncio.sleep(BEAT_SECONDS)

    async def _take_part(self) -> None:
        self._app = app = self._with_duties()
        async with app.open_async():
            self.lost.clear()
            log.info("node_joined node=%s works=%s", self.id, self._works)
            works = [asyncio.create_task(one) for one in (self._hand_out(), *self._workers(app))]
            await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
            for one in works:
                one.cancel()  # a worker ends once its jobs have
            for ended in await asyncio.gather(*works, return_exceptions=True):
                if isinstance(ended, Exception) and not self._stopped.is_set():
                    raise ended

    def _workers(self, app: procrastinate.App) -> Iterable[Coroutine[Any, Any, None]]:
        """The clock has a worker of its own: whatever takes long must not hold it up."""
        if self._works:
            yield ByServersClock(self._regular, self._deliverer.clocks.machine).worker()
        for queues, at_once in (((CLOCK,), 2), ((PLANNING, UPKEEP), 2), ((SENDING,), None)):
            if self._works:
                yield app.run_worker_async(
                    queues=list(queues),
                    name=queues[0],
                    concurrency=at_once or SENDING_AT_ONCE,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=self.rhythm.beat,
                    stalled_worker_timeout=self.rhythm.stalled,
                    shutdown_graceful_timeout=STOP_SECONDS,
                )

    def _with_duties(self) -> procrastinate.App:
        app = procrastinate.App(connector=self._connector())
        self._regular = _no_periodic_tasks()
        app.task(name=DRAIN, queue=SENDING)(self._drain)
        app.task(name=PLAN, queue=PLANNING)(self._plan)
        for name, queue, cron, duty in (
            (TICK, CLOCK, self.rhythm.tick, self._tick),
            (JANITOR, CLOCK, self.rhythm.janitor, self._tidy),
            (LOOK, UPKEEP, "23 * * * *", self._look),
            (CLEAN_UP, UPKEEP, "17 3 * * *", self._clean_up),
        ):
            task = app.task(name=name, queue=queue, queueing_lock=name)(duty)
            self._regular.register_task(task, cron, periodic_id="", configure_kwargs={})
        return app

    # --- handing out -----------------------------------------------------------------------------

    async def _hand_out(self) -> None:
        while not self._stopped.is_set():
            await self._wake.wait()
            self._wake.clear()
            asked, self._asked = self._asked, set()
            for workspace in await asyncio.to_thread(self._named, asked):
                await self._defer(DRAIN, workspace, workspace=workspace)

    def _named(self, asked: set[str]) -> set[str]:
        """Without a name: wherever there is something to do."""
        if "" not in asked:
            return asked
        clocks = self._deliverer.clocks
        with self._deliverer.database.read() as tx:
            found = outbox.with_work(tx, clocks.now(), clocks.machine(), MOST_WORKSPACES)
        return {*found, *asked} - {""}

    async def _defer(
        self, task: str, lock: str, wait: timedelta | None = None, **arguments: Any
    ) -> None:
        """A hint that waits already is enough."""
        assert self._app is not None
        hint = self._app.configure_task(
            task,
            queueing_lock=f"{task}.{lock}.{'later' if wait else 'now'}",
            schedule_at=self._deliverer.clocks.machine() + wait if wait else None,
        )
        with contextlib.suppress(AlreadyEnqueued):
            await hint.defer_async(**arguments)

    # --- following: the clock --------------------------------------------------------------------

    async def _tick(self, timestamp: int) -> None:
        if await asyncio.to_thread(self._duties.tick):
            for shard in range(SHARDS):
                await self._defer(PLAN, str(shard), shard=shard, shards=SHARDS)
        self.stir()

    async def _plan(self, shard: int, shards: int) -> None:
        await asyncio.to_thread(self._duties.plan, shard, shards)
        self.stir()

    async def _look(self, timestamp: int) -> None:
        await asyncio.to_thread(self._duties.look)
        self.stir()

    async def _clean_up(self, timestamp: int) -> None:
        await asyncio.to_thread(self._duties.clean_up)

    async def _tidy(self, timestamp: int) -> None:
        """The hints that a node was following when it died are given again."""
        assert self._app is not None
        manager = self._app.job_manager
        stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=self.rhythm.stalled)
        for job in stalled:
            log.warning("stalled job=%s task=%s", job.id, job.task_name)
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
            await self._again(job)

    async def _again(self, job: Job) -> None:
        if job.task_name in (DRAIN, PLAN):  # the others come by themselves
            arguments: dict[str, Any] = dict(job.task_kwargs)
            lock = str(arguments.get("workspace", arguments.get("shard")))
            await self._defer(job.task_name, lock, **arguments)

    # --- following: sending ----------------------------------------------------------------------

    async def _drain(self, workspace: str) -> None:
        """Send for one workspace until nothing more can be done, unless another node does."""
        if self._stopped.is_set() or not self._taken(workspace):
            return
        async with self._kept(workspace) as stopping:
            while True:
                if not stopping.is_set():
                    await self._send(workspace, stopping)
                if not self._asked_for_more(workspace):
                    break
        await self._come_back(workspace)

    def _taken(self, workspace: str) -> bool:
        machine = self._deliverer.clocks.machine()
        with self._deliverer.database.begin() as tx:
            paced = senders.take(tx, workspace, self.id, machine, self._lease(machine))
        if paced is not None and paced.node != self.id:
            since = max((machine - paced.at).total_seconds(), 0.0)
            self._deliverer.pace.go_on(workspace, paced.tokens, paced.rate, since)
        return paced is not None

    def _lease(self, machine: datetime) -> datetime:
        return machine + timedelta(seconds=self.rhythm.lease)

    @contextlib.asynccontextmanager
    async def _kept(self, workspace: str) -> AsyncIterator[threading.Event]:
        """The lease is prolonged for as long as it is needed; once it is lost, nothing is sent."""
        stopping = threading.Event()
        self._drains.add(stopping)
        keeping = asyncio.create_task(self._keep(workspace, stopping))
        try:
            yield stopping
        finally:
            self._drains.discard(stopping)
            keeping.cancel()

    async def _keep(self, workspace: str, stopping: threading.Event) -> None:
        try:
            while True:
                await asyncio.sleep(self.rhythm.keep)
                until = self._lease(self._deliverer.clocks.machine())
                with self._deliverer.database.begin() as tx:
                    if not senders.keep(tx, workspace, self.id, until):
                        break
        finally:
            stopping.set()

    async def _send(self, workspace: str, stopping: threading.Event) -> None:
        report = Report()
        await self._deliverer.of(workspace, stopping).drain(report)
        for line in report.lines:
            log.info(line)

    def _asked_for_more(self, workspace: str) -> bool:
        """It is given back, unless somebody asked meanwhile."""
        tokens, rate = self._deliverer.pace.left(workspace)
        machine = self._deliverer.clocks.machine()
        with self._deliverer.database.begin() as tx:
            return senders.give_back(tx, workspace, self.id, tokens, rate, machine)

    async def _come_back(self, workspace: str) -> None:
        """Nobody sleeps until a platform wants to hear more: there is a hint for that moment."""
        if self._stopped.is_set():
            await self._defer(DRAIN, workspace, workspace=workspace)  # another node goes on
            return
        machine = self._deliverer.clocks.machine()
        with self._deliverer.database.read() as tx:
            next_at = outbox.next_chance(tx, workspace, machine)
        if next_at is not None and next_at - machine < SOON:
            await self._defer(DRAIN, workspace, next_at - machine, workspace=workspace)
