"""One process of Tend's, from its start until nothing is left to do, or until it dies."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.conversations.composing import compose, count
from bot.ui import View
from bot.views.nudges import short
from jobs.delivering import Clocks, Deliverer
from jobs.pace import Pace
from jobs.report import Report
from jobs.ticking import tick
from storage.database import Database, Tx
from storage.deliveries import Delivery, State
from storage.tables import deliveries, workspaces
from tests.faults.ledger import Ledger
from tests.faults.steps import Fuse, FusedDatabase
from tests.faults.wire import Refusals, Wire, Wired
from tests.jobs.post import Clock, Seconds

MOST_ROUNDS = 40
MANY = 50
A_SECOND = timedelta(seconds=1)


class InOrder(Deliverer[View]):
    """By address and not by their random ids, so that a scenario can be played again."""

    def _ready(self, tx: Tx, busy: set[str], most: int) -> list[Delivery]:
        return sorted(super()._ready(tx, busy, MANY), key=_order)[:most]

    def _run_out(self, tx: Tx, most: int) -> list[Delivery]:
        return sorted(super()._run_out(tx, MANY), key=_order)[:most]

    def _stale(self, tx: Tx, most: int) -> list[Delivery]:
        return sorted(super()._stale(tx, MANY), key=_order)[:most]


def _order(delivery: Delivery) -> tuple[str, str, datetime]:
    return delivery.address, delivery.kind, delivery.due_at


class Life:
    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        fuse: Fuse,
        at: datetime,
        faults: Refusals,
        sender: type[InOrder] = InOrder,
    ) -> None:
        self.database = FusedDatabase(database, fuse)
        self.ledger, self.clock = ledger, Clock(at)
        self.wire = Wire(ledger, fuse, self.clock, faults)
        clocks = Clocks(self.clock, self.clock)
        seconds = Seconds()
        self.deliverer = sender(
            self.database,
            {"slack": Wired(self.wire)},
            compose,
            short,
            clocks,
            Pace(seconds, seconds.sleep),
            count=count,
            at_once=1,  # each death is at the step of one message
        )

    def until_quiet(self) -> None:
        """Time goes on to whatever is to be done next, until nothing is."""
        random.seed(7)  # how long until the next try
        for _ in range(MOST_ROUNDS):
            self.round()
            then = self._next_moment()
            if then is None:
                break
            self.clock.at = max(then, self.clock.at + A_SECOND)
        self._tell_rows()
        self.database.let_go()

    def round(self) -> None:
        self.ledger.note("round", at=self.clock.at.isoformat())
        tick(self.database, self.clock.at, Report())
        asyncio.run(self.deliverer.drain(Report()))

    def _next_moment(self) -> datetime | None:
        """Read from the rows as they are: what never comes to an end is found out here."""
        with self.database.read() as tx:
            blocked = [row.blocked_until for row in tx.all(select(workspaces.c.blocked_until))]
            rows = tx.all(select(deliveries))
        hold = max((at for at in blocked if at is not None), default=None)
        moments = [row.lease_until for row in rows if row.state == State.SENDING]
        for row in rows:
            if row.state == State.DUE:
                moments.append(max(filter(None, (row.due_at, row.not_before, hold))))
        moments += [row.redraw_at for row in rows if row.redraw_at and row.ts]
        return min(moments, default=None)

    def _tell_rows(self) -> None:
        """What Tend itself says became of each message: it may only excuse, never prove."""
        with self.database.read() as tx:
            for row in tx.all(select(deliveries)):
                self.ledger.note("row", id=row.id, state=row.state, why=row.why)
