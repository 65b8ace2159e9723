"""Sending: claim, look once more, send, and on doubt find out, so that nothing is lost or doubled.

Each message is claimed with a lease before it is sent. When the answer is lost nobody knows
whether it arrived: once the lease is over the conversation is searched for the delivery's own id,
and only what is surely absent is sent again.
"""

from __future__ import annotations

import asyncio
import logging
import random
import threading
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from care.hours import next_opening, open_at
from care.people import Profile, may_take_part
from jobs.messenger import Busy, Doubtful, Finding, Found, Messenger, Ref, Unfit, Unreachable
from jobs.pace import Pace
from jobs.planning import standing_hold
from jobs.report import Report
from storage import deliveries, items, nudges, people, workspaces
from storage.database import Database, Tx
from storage.deliveries import Delivery, Kind, State

log = logging.getLogger(__name__)
V = TypeVar("V")

LEASE = timedelta(seconds=120)  # longer than any answer may take to appear
REDRAW_LEASE = timedelta(seconds=60)
RETRIES = tuple(timedelta(seconds=s) for s in (30, 120, 600, 3600, 4 * 3600))
PROBE = timedelta(hours=1)  # how often a whole workspace out of reach is tried again
POISON_ATTEMPTS = 3
BATCH = 50

Compose = Callable[[Tx, Delivery, datetime], V | None]
"""What a delivery says now, from fresh rows; None when nothing of it is left to say."""


@dataclass(frozen=True)
class Clocks:
    """Tend's now, which a trial may move, and the machine's, which nothing moves."""

    now: Callable[[], datetime]
    machine: Callable[[], datetime]


@dataclass
class Deliverer(Generic[V]):
    """Works off the deliveries of every workspace at its platform's pace."""

    database: Database
    messengers: Mapping[str, Messenger[V]]  # by platform
    compose: Compose[V]
    shorten: Callable[[V], V]  # the same, as plain and short as can be
    clocks: Clocks
    pace: Pace = field(default_factory=Pace)
    stopping: threading.Event = field(default_factory=threading.Event)
    _at: datetime | None = None

    async def drain(self, report: Report, now: datetime | None = None) -> None:
        """Send, find out and redraw until nothing more can be done at this moment."""
        self._at = now
        await asyncio.gather(self.send_all(report), self.redraw_all(report))

    async def send_all(self, report: Report) -> None:
        """Send what is due, and find out about what is in doubt."""
        while not self.stopping.is_set():
            with self.database.read() as tx:
                doubtful = deliveries.run_out(tx, self.clocks.machine(), BATCH)
                ready = deliveries.ready(tx, self.now(), self.clocks.machine(), BATCH)
            if not doubtful and not ready:
                return
            work: list[Work] = [(self._settle, delivery) for delivery in doubtful]
            await self._each(work + [(self._deliver, delivery) for delivery in ready], report)

    async def redraw_all(self, report: Report) -> None:
        """Redraw what has changed: beside the sending, so that an answer is seen at once."""
        while not self.stopping.is_set():
            with self.database.read() as tx:
                stale = deliveries.to_redraw(tx, self.clocks.machine(), BATCH)
            if not stale:
                return
            await self._each([(self._redraw, delivery) for delivery in stale], report)

    def now(self) -> datetime:
        return self._at or self.clocks.now()

    async def _each(self, work: list[Work], report: Report) -> None:
        """Each conversation in its own order, several beside each other."""
        lines: dict[tuple[str, str], list[Work]] = defaultdict(list)
        for step, delivery in work:
            lines[delivery.workspace, delivery.address].append((step, delivery))
        await asyncio.gather(*(self._line(line, report) for line in lines.values()))

    async def _line(self, line: list[Work], report: Report) -> None:
        for step, delivery in line:
            if self.stopping.is_set():
                return
            try:
                await step(delivery, report)
            except Exception as error:
                self._poisoned(delivery, error, report)

    # --- one message -----------------------------------------------------------------------------

    async def _deliver(self, delivery: Delivery, report: Report) -> None:
        with self.database.begin() as tx:
            if self._is_blocked(tx, delivery) or not deliveries.claim(tx, delivery, self._lease()):
                return
        verdict = await self._look_once_more(delivery)
        if isinstance(verdict, NotNow):
            self._not_now(delivery, verdict, report)
            return
        await self.pace.turn(delivery.workspace, delivery.address)
        await self._send(delivery, verdict, report)

    def _is_blocked(self, tx: Tx, delivery: Delivery) -> bool:
        blocked = workspaces.load(tx, delivery.workspace).blocked_until
        return blocked is not None and blocked > self.clocks.machine()

    async def _look_once_more(self, delivery: Delivery) -> V | NotNow:
        """From fresh rows and a fresh profile, just before sending: is it still right to?"""
        profile = None
        if delivery.kind is not Kind.NOTICE:
            try:
                profile = await self._profile(delivery)
            except (Busy, Doubtful) as error:
                return NotNow("profile", retry=_retry_after(delivery, error))
            except Unreachable as error:
                return NotNow(error.code, gone=True, whole_workspace=error.whole_workspace)
            if profile is None or not may_take_part(profile):
                return NotNow("inactive", skip=True)
        with self.database.begin() as tx:
            if profile is not None:
                people.learn(tx, delivery.workspace, profile, self.clocks.machine())
            held = self._held(tx, delivery)
            if held is not None:
                return held
            view = self.compose(tx, delivery, self.now())
            return NotNow("revoked", skip=True) if view is None else view

    async def _profile(self, delivery: Delivery) -> Profile | None:
        messenger = self._messenger(delivery)
        return await messenger.profile(delivery.workspace, delivery.address, self.now())

    def _held(self, tx: Tx, delivery: Delivery) -> NotNow | None:
        """The rules once more: stale, paused, or outside the hours of the person."""
        now = self.now()
        if delivery.stale_at is not None and now >= delivery.stale_at:
            return NotNow("stale", skip=True)
        if delivery.kind in (Kind.REPLY, Kind.NOTICE):
            return None
        place = workspaces.load(tx, delivery.workspace)
        person = people.ensure(tx, delivery.workspace, delivery.address)
        hold = standing_hold(place, person, now)
        if hold is not None:
            return NotNow(hold.why, skip=True)
        hours = person.hours(place)
        if open_at(now, hours):
            return None
        opening = next_opening(now, hours)
        if opening is None or (delivery.stale_at is not None and opening >= delivery.stale_at):
            return NotNow("stale", skip=True)
        return NotNow("closed", due_at=opening)

    def _not_now(self, delivery: Delivery, verdict: NotNow, report: Report) -> None:
        with self.database.begin() as tx:
            if verdict.due_at is not None:
                deliveries.put_off(tx, delivery, verdict.due_at)
            elif verdict.retry is not None:
                deliveries.retry(tx, delivery, self.clocks.machine() + verdict.retry)
            elif verdict.gone:
                self._gone(tx, delivery, verdict.why, verdict.whole_workspace)
            else:
                deliveries.close(tx, delivery, State.SKIPPED, verdict.why)
        verb = "skipped" if verdict.skip else "retry"
        report.say(verb, delivery.workspace, delivery.address, f"{delivery.id} {verdict.why}")

    async def _send(self, delivery: Delivery, view: V, report: Report, short: bool = False) -> None:
        messenger = self._messenger(delivery)
        try:
            ref = await messenger.send(delivery.workspace, delivery.address, view, delivery.id)
        except Unreachable as error:
            self._unreachable(delivery, error, report)
        except Busy as error:
            self._busy(delivery, error, report)
        except Doubtful as error:
            await self._doubtful(delivery, error, report)
        except Unfit as error:
            log.error("unfit delivery=%s code=%s short=%s", delivery.id, error.code, short)
            if short:
                self._close(delivery, State.DEAD, error.code, report)
            else:
                await self._send(delivery, self.shorten(view), report, short=True)
        else:
            self._sent(delivery, ref, report)

    def _sent(self, delivery: Delivery, ref: Ref, report: Report) -> None:
        with self.database.begin() as tx:
            deliveries.sent(tx, delivery, ref.channel, ref.ts, self.now())
            _disclose(tx, delivery, self.now())
            if workspaces.load(tx, delivery.workspace).out_of_reach:
                workspaces.change(tx, delivery.workspace, out_of_reach=None, blocked_until=None)
        self.pace.went_well(delivery.workspace)
        report.say("sent", delivery.workspace, delivery.address, f"{delivery.id} {delivery.kind}")

    def _busy(self, delivery: Delivery, error: Busy, report: Report) -> None:
        """Surely not delivered. A platform that asks for quiet gets it for the whole workspace."""
        after = max(timedelta(seconds=error.after), _next_retry(delivery))
        until = self.clocks.machine() + after
        with self.database.begin() as tx:
            if error.code == "ratelimited":
                until = self.clocks.machine() + timedelta(seconds=error.after)
                deliveries.block(tx, delivery.workspace, until)
            deliveries.retry(tx, delivery, until)
        self.pace.was_refused(delivery.workspace)
        report.say("retry", delivery.workspace, delivery.address, f"{delivery.id} {error.code}")

    async def _doubtful(self, delivery: Delivery, error: Doubtful, report: Report) -> None:
        """Look at once: what stands there was sent. What does not may still appear, so it waits."""
        with self.database.begin() as tx:
            deliveries.doubt(tx, delivery, self._lease())
        report.say("doubt", delivery.workspace, delivery.address, f"{delivery.id} {error.code}")
        finding = await self._find(delivery, report)
        if finding is not None and finding.found is Found.FOUND:
            self._found(delivery, finding, report)

    def _unreachable(self, delivery: Delivery, error: Unreachable, report: Report) -> None:
        with self.database.begin() as tx:
            self._gone(tx, delivery, error.code, error.whole_workspace)
        report.say("dead", delivery.workspace, delivery.address, f"{delivery.id} {error.code}")

    def _gone(self, tx: Tx, delivery: Delivery, code: str, whole_workspace: bool) -> None:
        """A workspace out of reach waits and is tried each hour; a person's message ends."""
        if whole_workspace:
            until = self.clocks.machine() + PROBE
            workspaces.change(tx, delivery.workspace, out_of_reach=code[:32], blocked_until=until)
            deliveries.retry(tx, delivery, until)
            return
        deliveries.close(tx, delivery, State.DEAD, code)
        if delivery.kind is not Kind.NOTICE:
            people.ensure(tx, delivery.workspace, delivery.address)
            people.change(tx, delivery.workspace, delivery.address, unreachable=code[:32])

    # --- finding out -----------------------------------------------------------------------------

    async def _settle(self, delivery: Delivery, report: Report) -> None:
        """A lease ran out while sending: look into the conversation before anything else."""
        with self.database.begin() as tx:
            machine = self.clocks.machine()
            if not deliveries.claim_doubtful(tx, delivery, machine, self._lease()):
                return
        finding = await self._find(delivery, report)
        if finding is not None:
            self._found(delivery, finding, report)

    async def _find(self, delivery: Delivery, report: Report) -> Finding | None:
        """Look for the message; None when that could not be done now."""
        messenger = self._messenger(delivery)
        try:
            return await messenger.find(delivery.workspace, delivery.address, delivery.id)
        except (Busy, Doubtful) as error:
            report.say("doubt", delivery.workspace, delivery.address, f"{delivery.id} {error.code}")
        except Unreachable as error:
            self._unreachable(delivery, error, report)
        return None

    def _found(self, delivery: Delivery, finding: Finding, report: Report) -> None:
        if finding.found is Found.FOUND and finding.ref is not None:
            self._sent(delivery, finding.ref, report)
        elif finding.found is Found.ABSENT:
            with self.database.begin() as tx:
                deliveries.retry(tx, delivery, self.clocks.machine())
            report.say("retry", delivery.workspace, delivery.address, f"{delivery.id} absent")
        else:
            self._close(delivery, State.UNKNOWN, "cannot_tell", report)

    # --- redrawing -------------------------------------------------------------------------------

    async def _redraw(self, delivery: Delivery, report: Report) -> None:
        lease = self.clocks.machine() + REDRAW_LEASE
        with self.database.begin() as tx:
            deliveries.take_redraw(tx, delivery, lease)
            view = self.compose(tx, delivery, self.now())
        if view is not None and delivery.channel and delivery.ts:
            ref = Ref(delivery.channel, delivery.ts)
            try:
                await self._messenger(delivery).update(delivery.workspace, ref, view)
            except (Busy, Doubtful) as error:  # drawing twice does no harm: it comes again
                log.warning("redraw_again delivery=%s code=%s", delivery.id, error.code)
                return
            except (Unreachable, Unfit) as error:
                log.warning("redraw_failed delivery=%s code=%s", delivery.id, error.code)
        with self.database.begin() as tx:
            deliveries.redrawn(tx, delivery, lease)
        report.say("redrawn", delivery.workspace, delivery.address, delivery.id)

    # --- helpers ---------------------------------------------------------------------------------

    def _messenger(self, delivery: Delivery) -> Messenger[V]:
        with self.database.read() as tx:
            return self.messengers[workspaces.load(tx, delivery.workspace).platform]

    def _lease(self) -> datetime:
        return self.clocks.machine() + LEASE

    def _close(self, delivery: Delivery, state: State, why: str, report: Report) -> None:
        with self.database.begin() as tx:
            deliveries.close(tx, delivery, state, why)
        report.say(str(state), delivery.workspace, delivery.address, f"{delivery.id} {why}")

    def _poisoned(self, delivery: Delivery, error: Exception, report: Report) -> None:
        """A fault of ours in one row: a few tries, then it is set aside and the others flow."""
        log.error("deliver_failed delivery=%s error=%s", delivery.id, type(error).__name__)
        if delivery.state is State.SENT:  # a redrawing, tried again after its lease
            return
        if delivery.attempt + 1 >= POISON_ATTEMPTS:
            self._close(delivery, State.DEAD, "poison", report)
            return
        with self.database.begin() as tx:
            if delivery.state is State.DUE:
                deliveries.doubt(tx, delivery, self._lease())


@dataclass(frozen=True)
class NotNow:
    """Why a claimed message is not sent, and what becomes of it."""

    why: str
    skip: bool = False
    gone: bool = False
    whole_workspace: bool = False
    due_at: datetime | None = None
    retry: timedelta | None = None


Work = tuple[Callable[[Delivery, Report], Coroutine[Any, Any, None]], Delivery]


def _disclose(tx: Tx, delivery: Delivery, now: datetime) -> None:
    """What a sent plan told of somebody's item: its owner may know."""
    for nudge in nudges.of_delivery(tx, delivery.workspace, delivery.id):
        if nudge.item and items.shared_by_id(tx, delivery.workspace, nudge.leader, nudge.item):
            items.disclose(tx, delivery.workspace, nudge.item, nudge.leader, "sent", now)


def _next_retry(delivery: Delivery) -> timedelta:
    planned = RETRIES[min(delivery.attempt, len(RETRIES) - 1)]
    return planned * random.uniform(0.8, 1.2)


def _retry_after(delivery: Delivery, error: Busy | Doubtful) -> timedelta:
    after = timedelta(seconds=error.after) if isinstance(error, Busy) else timedelta(0)
    return max(after, _next_retry(delivery))
