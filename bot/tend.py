"""One process of Tend: everything in its place, and the runs of its timetable."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol

from bot.conversations.desk import Desk
from bot.edge.errands import Errands
from bot.metrics import Metrics
from bot.rates import Rates
from bot.sides import CannotStart, Side
from bot.ui import Actor, View
from bot.vitals import Vitals
from bot.watchdog import Watchdog
from bot.with_slack import WithSlack
from bot.with_teams import WithTeams
from bot.wording import rights
from jobs.catching_up import CatchingUp
from jobs.delivering import Clocks, Deliverer
from jobs.planning import plan_due
from jobs.report import Report
from jobs.ticking import ClockNotSet, tick, tick_one_of_many
from storage.database import Database

log = logging.getLogger(__name__)

MOST_HOMES = 100  # redrawn after one run


class Sends(Protocol):
    """What sends and redraws: a thread of ours, or a node's part in the work of all."""

    def start(self) -> None: ...
    def stir(self, workspace: str = "") -> None: ...
    def stop(self) -> None: ...


@dataclass
class Tend:
    """Everything in its place."""

    database: Database
    clocks: Clocks
    sides: list[Side]
    deliverer: Deliverer[View]
    sender: Sends
    vitals: Vitals
    metrics: Metrics
    catching_up: CatchingUp
    watchdog: type[Watchdog] | partial[Watchdog] = Watchdog
    errands: Errands = field(default_factory=Errands)
    rates: Rates | None = field(default_factory=Rates)  # None: a room where nobody counts
    workspace: str | None = None  # the one that a command is about; None: the only one
    ticking: threading.RLock = field(default_factory=threading.RLock)  # one tick at a time

    @property
    def slack(self) -> WithSlack | None:
        return next((side for side in self.sides if isinstance(side, WithSlack)), None)

    @property
    def teams(self) -> WithTeams | None:
        return next((side for side in self.sides if isinstance(side, WithTeams)), None)

    @property
    def here(self) -> str:
        """The workspace that is meant. Raises CannotStart."""
        served = [one for side in self.sides for one in side.serves()]
        if self.workspace is not None:
            if self.workspace not in served:
                raise CannotStart(rights.no_such_workspace(self.workspace))
            return self.workspace
        if len(served) > 1:
            raise CannotStart(rights.WHICH_WORKSPACE)
        if not served:
            raise CannotStart(rights.NO_WORKSPACE)
        return served[0]

    @property
    def side(self) -> Side:
        """The platform of the workspace that is meant. Raises CannotStart."""
        return self._of(self.here) or self.sides[0]

    @property
    def desk(self) -> Desk:
        return self.side.desk if self.workspace or len(self.sides) == 1 else self.sides[0].desk

    def _of(self, workspace: str) -> Side | None:
        return next((side for side in self.sides if workspace in side.serves()), None)

    def tick(self) -> None:
        """One run of the timetable, now; the sender does the sending."""
        report = Report(tell=log.info)
        with self._run() as now:
            tick(self.database, now, report)
            self.catching_up.spread(now)
        self.redraw_homes(report)
        self.sender.stir()

    def tick_one_of_many(self) -> bool:
        """The same as one of several nodes; whether all of them should plan."""
        report, many = Report(tell=log.info), False
        with self._run() as now:
            many = tick_one_of_many(self.database, now, report)
            self.catching_up.spread(now)
        self.redraw_homes(report)
        return many

    def plan_shard(self, shard: int, shards: int) -> None:
        """What one node plans when so much is due that all of them share it."""
        report, now = Report(tell=log.info), self.clocks.now()
        plan_due(self.database, now, report, (shard, shards))
        self.catching_up.spread(now)
        self.redraw_homes(report)

    @contextmanager
    def _run(self) -> Iterator[datetime]:
        """One at a time; that it came to an end is a sign of life, however it went."""
        with self.ticking, self.metrics.ticking(), self.vitals.alive("timetable"):
            self.catching_up.look_to_the_clock()
            now = self.clocks.now()
            try:
                yield now
            except ClockNotSet:
                log.error("clock_not_set year=%d", now.year)
                return
        self.vitals.went_well.beat()

    def redraw_homes(self, report: Report) -> None:
        """What a run changed shows in the Home of whom it concerns; failing does no harm."""
        for workspace, person in list(dict.fromkeys(report.homes))[:MOST_HOMES]:
            side = self._of(workspace)
            if side is not None:
                side.redraw_home(Actor(workspace, person))

    def tick_once(self, at: datetime | None = None) -> Report:
        """One run of the timetable, and everything that can be sent now."""
        report = Report()
        tick(self.database, at or self.clocks.now(), report)
        self.redraw_homes(report)
        asyncio.run(self._drain(report, at))
        return report

    async def _drain(self, report: Report, at: datetime | None) -> None:
        await self.deliverer.drain(report, at)
        for messenger in self.deliverer.messengers.values():
            await messenger.close()
