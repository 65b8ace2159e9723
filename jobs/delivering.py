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
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Generic, TypeVar

from care.answers import Answer
from care.hours import Hours, closes, local_day, next_opening, open_at
from care.items import Level
from care.people import Profile, may_take_part
from jobs.facts import Hold, outside_pilot, standing_hold
from jobs.messenger import Busy, Doubtful, Finding, Found, Messenger, Ref, Unfit, Unreachable
from jobs.pace import Pace
from jobs.report import Report
from jobs.watching import Nobody, Watcher
from storage import bonds, deliveries, items, nudges, people, remembering, workspaces
from storage.database import Database, Tx
from storage.deliveries import TO_A_CHANNEL, UNASKED, Delivery, Kind, State
from storage.erasing import SHOWN
from storage.nudges import Nudge
from storage.people import Person
from storage.workspaces import Workspace

log = logging.getLogger(__name__)
V = TypeVar("V")

LEASE = timedelta(seconds=120)  # longer than any answer may take to appear
LONGEST_SENDING = timedelta(seconds=30)
REDRAW_LEASE = timedelta(seconds=60)
RETRIES = tuple(timedelta(seconds=s) for s in (30, 120, 600, 3600, 4 * 3600))
PROBE = timedelta(hours=1)  # how often a whole workspace out of reach is tried again
WHILE_PAUSED = timedelta(hours=1)  # how often news look whether the pause is over
POISON_FAULTS = 3
BATCH = 50
AS_A_LEADER = (Kind.PLAN, Kind.DATE, Kind.INTRODUCTION)
# what has happened anyway: a pause only puts them off
NEWS = (Kind.NEWS, Kind.NEW_LEADER, Kind.ON_HOLD)

Compose = Callable[[Tx, Delivery, datetime], V | None]
"""What a delivery says now, from fresh rows; None when nothing of it is left to say."""

Count = Callable[[Database, Delivery, datetime], V]
"""What a forecast says: counted from many rows, so outside any one transaction."""


@dataclass(frozen=True)
class Clocks:
    """Tend's now, which a trial may move, the machine's, which nothing moves, and its seconds,
    which go on evenly whoever sets the others.
    """

    now: Callable[[], datetime]
    machine: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic


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
    count: Count[V] | None = None
    watcher: Watcher = field(default_factory=Nobody)
    only: str | None = None  # one workspace; None: all of them
    _at: datetime | None = None
    _platforms: dict[str, str] = field(default_factory=dict)  # of a workspace it never changes

    def of(self, workspace: str, stopping: threading.Event) -> Deliverer[V]:
        """The same for one workspace, at the same pace, to be stopped by itself."""
        return replace(self, only=workspace, stopping=stopping)

    async def drain(self, report: Report, now: datetime | None = None) -> None:
        """Send, find out and redraw until nothing more can be done at this moment."""
        self._at = now
        try:
            await asyncio.gather(self.send_all(report), self.redraw_all(report))
        finally:
            self._at = None

    async def send_all(self, report: Report) -> None:
        """Send what is due, and find out about what is in doubt."""
        aside: set[str] = set()  # what failed is not tried again before the next run
        while not self.stopping.is_set():
            with self.database.read() as tx:
                doubtful, ready = self._run_out(tx), self._ready(tx)
            work: list[Work] = [(self._settle, delivery) for delivery in doubtful]
            work += [(self._deliver, delivery) for delivery in ready]
            work = [(step, delivery) for step, delivery in work if delivery.id not in aside]
            if not work:
                return
            aside |= await self._each(work, report)

    async def redraw_all(self, report: Report) -> None:
        """Redraw what has changed: beside the sending, so that an answer is seen at once."""
        aside: set[str] = set()
        while not self.stopping.is_set():
            with self.database.read() as tx:
                stale = self._to_redraw(tx)
            work: list[Work] = [(self._redraw, d) for d in stale if d.id not in aside]
            if not work:
                return
            aside |= await self._each(work, report)

    def _ready(self, tx: Tx) -> list[Delivery]:
        now, machine = self.now(), self.clocks.machine()
        if self.only is None:
            return deliveries.ready(tx, now, machine, BATCH)
        return deliveries.ready_in(tx, self.only, now, machine, BATCH)

    def _run_out(self, tx: Tx) -> list[Delivery]:
        if self.only is None:
            return deliveries.run_out(tx, self.clocks.machine(), BATCH)
        return deliveries.run_out_in(tx, self.only, self.clocks.machine(), BATCH)

    def _to_redraw(self, tx: Tx) -> list[Delivery]:
        if self.only is None:
            return deliveries.to_redraw(tx, self.clocks.machine(), BATCH)
        return deliveries.to_redraw_in(tx, self.only, self.clocks.machine(), BATCH)

    def now(self) -> datetime:
        return self._at or self.clocks.now()

    async def _each(self, work: list[Work], report: Report) -> set[str]:
        """Each conversation in its own order, several beside each other; what failed."""
        lines: dict[tuple[str, str], list[Work]] = defaultdict(list)
        for step, delivery in work:
            lines[delivery.workspace, delivery.address].append((step, delivery))
        failed = await asyncio.gather(*(self._line(line, report) for line in lines.values()))
        return set().union(*failed)

    async def _line(self, line: list[Work], report: Report) -> set[str]:
        """One bad row stops nobody else. A claim that came to no end runs out by itself."""
        failed: set[str] = set()
        for step, delivery in line:
            if self.stopping.is_set():
                break
            try:
                await step(delivery, report)
            except Exception as error:
                name = type(error).__name__
                log.error("deliver_failed delivery=%s error=%s", delivery.id, name)
                self._say(report, "failed", delivery)
                failed.add(delivery.id)
        return failed

    # --- one message -----------------------------------------------------------------------------

    async def _deliver(self, delivery: Delivery, report: Report) -> None:
        """Claimed only when its turn has come: nobody waits with a lease running."""
        await self.pace.turn(delivery.workspace, delivery.address, self.stopping.is_set)
        lease = self._lease()
        held = self._claim(delivery, lease)
        if held is None:
            return
        verdict = await self._look_once_more(held)
        if self.clocks.machine() > lease - LONGEST_SENDING:
            return  # held up for so long that somebody else may have taken it over by now
        if isinstance(verdict, NotNow):
            self._not_now(held, verdict, report)
        else:
            await self._send(held, verdict, report)
            self.pace.spoke(held.workspace, held.address)

    def _claim(self, delivery: Delivery, lease: datetime) -> Delivery | None:
        if self.stopping.is_set():
            return None
        with self.database.begin() as tx:
            if self._is_blocked(tx, delivery):
                return None
            return deliveries.claim(tx, delivery, lease)

    def _is_blocked(self, tx: Tx, delivery: Delivery) -> bool:
        place = workspaces.load(tx, delivery.workspace)
        blocked = place.blocked_until is not None and place.blocked_until > self.clocks.machine()
        return blocked or place.gone_at is not None

    async def _look_once_more(self, delivery: Delivery) -> V | NotNow:
        """From fresh rows and a fresh profile, just before sending: is it still right to?"""
        if self._is_stale(delivery):  # whatever the platform would say
            return NotNow("stale", skip=True)
        if delivery.kind not in TO_A_CHANNEL:
            unfit = await self._look_at_person(delivery)
            if unfit is not None:
                return unfit
        if delivery.kind is Kind.FORECAST:
            return await self._counted(delivery)
        with self.database.begin() as tx:
            if not deliveries.is_held(tx, delivery):
                return NotNow("revoked", skip=True)
            held = self._held(tx, delivery)
            if held is not None:
                return held
            view = self.compose(tx, delivery, self.now())
            return NotNow("revoked", skip=True) if view is None else view

    async def _counted(self, delivery: Delivery) -> V | NotNow:
        """It takes a while: in no transaction, and beside everything else that is sent."""
        with self.database.read() as tx:
            held = self._held(tx, delivery)
        if held is not None or self.count is None:
            return held or NotNow("revoked", skip=True)
        return await asyncio.to_thread(self.count, self.database, delivery, self.now())

    def _is_stale(self, delivery: Delivery) -> bool:
        return delivery.stale_at is not None and self.now() >= delivery.stale_at

    async def _look_at_person(self, delivery: Delivery) -> NotNow | None:
        """Whether they are there at all, and want no disturbance now."""
        try:
            profile = await self._profile(delivery)
        except (Busy, Doubtful) as error:
            return NotNow("profile", retry=_retry_after(delivery, error))
        except Unreachable as error:
            return NotNow(error.code, gone=True, whole_workspace=error.whole_workspace)
        if profile is None:
            return NotNow("inactive", skip=True)
        with self.database.begin() as tx:
            if not deliveries.is_held(tx, delivery):  # they were erased meanwhile: nobody we know
                return NotNow("revoked", skip=True)
            people.learn(tx, delivery.workspace, profile, self.clocks.machine())
        if not may_take_part(profile):
            return NotNow("inactive", skip=True)
        return None if delivery.kind is Kind.REPLY else await self._disturbs(delivery)

    async def _disturbs(self, delivery: Delivery) -> NotNow | None:
        """The platform's own "do not disturb": it waits until that is over."""
        messenger = self._messenger(delivery)
        until = await messenger.quiet_until(delivery.workspace, delivery.address, self.now())
        if until is None or until <= self.now():
            return None
        with self.database.read() as tx:
            return self._wait_for_hours(tx, delivery, until, "disturbs")

    async def _profile(self, delivery: Delivery) -> Profile | None:
        messenger = self._messenger(delivery)
        return await messenger.profile(delivery.workspace, delivery.address, self.now())

    def _held(self, tx: Tx, delivery: Delivery) -> NotNow | None:
        """The rules once more: paused, outside the hours of the person, or one more today."""
        now = self.now()
        if delivery.kind is Kind.REPLY or delivery.kind in TO_A_CHANNEL:
            return None
        place = workspaces.load(tx, delivery.workspace)
        person = people.ensure(tx, delivery.workspace, delivery.address)
        hold = _hold(place, person, delivery.kind, now)
        if hold is not None:
            return NotNow(hold.why, skip=True)
        if place.paused_at is not None:  # news wait for the end of it
            return NotNow("all_paused", due_at=now + WHILE_PAUSED)
        return self._wait_for_hours(tx, delivery, now, "closed") or self._wait_for_tomorrow(
            tx, delivery, person.hours(place)
        )

    def _wait_for_tomorrow(self, tx: Tx, delivery: Delivery, hours: Hours) -> NotNow | None:
        """What was planned for another day, and is late, is not a second message of this one."""
        today = local_day(self.now(), hours.zone)
        if delivery.kind not in UNASKED or delivery.day == today:
            return None
        days = deliveries.unasked_days(tx, delivery.workspace, delivery.address, today)
        if today not in days:
            return None
        return self._wait_for_hours(tx, delivery, closes(today, hours), "capped")

    def _wait_for_hours(self, tx: Tx, delivery: Delivery, at: datetime, why: str) -> NotNow | None:
        """Until the person may be written to, from that instant on; dropped if stale by then."""
        place = workspaces.load(tx, delivery.workspace)
        hours = people.ensure(tx, delivery.workspace, delivery.address).hours(place)
        if at <= self.now() and open_at(at, hours):  # the clock has gone on since
            return None
        opening = next_opening(at, hours)
        if opening is None or (delivery.stale_at is not None and opening >= delivery.stale_at):
            return NotNow("stale", skip=True)
        return NotNow(why, due_at=opening)

    def _not_now(self, delivery: Delivery, verdict: NotNow, report: Report) -> None:
        with self.database.begin() as tx:
            if verdict.due_at is not None:
                deliveries.put_off(tx, delivery, verdict.due_at)
            elif verdict.retry is not None:
                deliveries.retry(tx, delivery, self.clocks.machine() + verdict.retry)
            elif verdict.gone:
                self._gone(tx, delivery, verdict.why, verdict.whole_workspace)
            else:
                _close(tx, delivery, State.SKIPPED, verdict.why)
        is_dead = verdict.gone and not verdict.whole_workspace
        verb = "skipped" if verdict.skip else "dead" if is_dead else "retry"
        self._say(report, verb, delivery, verdict.why)

    async def _send(self, delivery: Delivery, view: V, report: Report, short: bool = False) -> None:
        messenger = self._messenger(delivery)
        try:
            with self.watcher.sending():
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
        """It stands there: noted in spite of passing troubles, or it has to be looked for."""
        self.database.insist(partial(self._note_sent, delivery, ref))
        self.pace.went_well(delivery.workspace)
        self._say(report, "sent", delivery, delivery.kind)

    def _note_sent(self, delivery: Delivery, ref: Ref, tx: Tx) -> None:
        if deliveries.sent(tx, delivery, ref.channel, ref.ts, self.now()):
            self._dated(tx, delivery)
            _disclose(tx, delivery, self.now())
        elif delivery.kind in SHOWN:
            machine = self.clocks.machine()
            deliveries.stood_too_late(tx, delivery, ref.channel, ref.ts, machine)
        if workspaces.load(tx, delivery.workspace).out_of_reach:
            workspaces.change(tx, delivery.workspace, out_of_reach=None, blocked_until=None)

    def _dated(self, tx: Tx, delivery: Delivery) -> None:
        """What comes a day late counts for that day: the caps and gaps begin with the arrival."""
        if delivery.kind not in UNASKED:
            return
        place = workspaces.load(tx, delivery.workspace)
        person = people.ensure(tx, delivery.workspace, delivery.address)
        today = local_day(self.now(), person.hours(place).zone)
        if delivery.day != today:
            deliveries.arrived_on(tx, delivery, today)
            nudges.said_on(tx, delivery.workspace, delivery.id, today)

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
        self._say(report, "retry", delivery, error.code)

    async def _doubtful(self, delivery: Delivery, error: Doubtful, report: Report) -> None:
        """Look at once: what stands there was sent. What does not may still appear, so it waits."""
        with self.database.begin() as tx:
            deliveries.doubt(tx, delivery, self._lease())
        self._say(report, "doubt", delivery, error.code)
        finding = await self._find(delivery, report)
        if finding is not None and finding.found is Found.FOUND:
            self._settled(delivery, finding, report)

    def _unreachable(self, delivery: Delivery, error: Unreachable, report: Report) -> None:
        with self.database.begin() as tx:
            self._gone(tx, delivery, error.code, error.whole_workspace)
        self._say(report, "retry" if error.whole_workspace else "dead", delivery, error.code)

    def _gone(self, tx: Tx, delivery: Delivery, code: str, whole_workspace: bool) -> None:
        """A workspace out of reach waits and is tried each hour; a person's message ends."""
        if whole_workspace:
            deliveries.retry(tx, delivery, self._out_of_reach(tx, delivery, code))
            return
        is_ours = deliveries.is_held(tx, delivery)
        _close(tx, delivery, State.DEAD, code)
        if is_ours and delivery.kind not in TO_A_CHANNEL:
            people.ensure(tx, delivery.workspace, delivery.address)
            people.change(tx, delivery.workspace, delivery.address, unreachable=code[:32])

    def _out_of_reach(self, tx: Tx, delivery: Delivery, code: str) -> datetime:
        """The whole workspace is; when it is tried again."""
        until = self.clocks.machine() + PROBE
        workspaces.change(tx, delivery.workspace, out_of_reach=code[:32], blocked_until=until)
        return until

    # --- finding out -----------------------------------------------------------------------------

    async def _settle(self, delivery: Delivery, report: Report) -> None:
        """A lease ran out while sending: look into the conversation before anything else."""
        with self.database.begin() as tx:
            machine = self.clocks.machine()
            if not deliveries.claim_doubtful(tx, delivery, machine, self._lease()):
                return
        try:
            finding = await self._find(delivery, report)
            if finding is not None:
                self._settled(delivery, finding, report)
        except Exception:
            self._faulty(delivery, report)
            raise

    async def _find(self, delivery: Delivery, report: Report) -> Finding | None:
        """Look for the message; None when that could not be done now."""
        messenger = self._messenger(delivery)
        try:
            return await messenger.find(delivery.workspace, delivery.address, delivery.id)
        except Unreachable as error:
            if not error.whole_workspace:
                return Finding(Found.CANNOT_TELL)
            with self.database.begin() as tx:  # it may stand there: never back to be sent again
                deliveries.doubt(tx, delivery, self._out_of_reach(tx, delivery, error.code))
            code = error.code
        except (Busy, Doubtful) as error:
            after = timedelta(seconds=error.after if isinstance(error, Busy) else 0)
            with self.database.begin() as tx:
                deliveries.doubt(tx, delivery, self.clocks.machine() + max(after, LEASE))
            code = error.code
        self._say(report, "doubt", delivery, code)
        return None

    def _settled(self, delivery: Delivery, finding: Finding, report: Report) -> None:
        if finding.found is Found.FOUND and finding.ref is not None:
            self._sent(delivery, finding.ref, report)
        elif finding.found is Found.CANNOT_TELL:
            self._close(delivery, State.UNKNOWN, "cannot_tell", report)
        elif delivery.faults >= POISON_FAULTS:
            self._close(delivery, State.DEAD, "poison", report)
        else:
            with self.database.begin() as tx:
                deliveries.absent(tx, delivery, self.clocks.machine() + _pause_if_absent(delivery))
            self._say(report, "retry", delivery, "absent")

    def _faulty(self, delivery: Delivery, report: Report) -> None:
        """A fault of ours in one row: a few tries, then it is set aside and the others flow."""
        if delivery.faults + 1 >= POISON_FAULTS:
            self._close(delivery, State.DEAD, "poison", report)
            return
        with self.database.begin() as tx:
            deliveries.fault(tx, delivery)

    # --- redrawing -------------------------------------------------------------------------------

    async def _redraw(self, delivery: Delivery, report: Report) -> None:
        machine = self.clocks.machine()
        lease = machine + REDRAW_LEASE
        with self.database.begin() as tx:
            if not deliveries.take_redraw(tx, delivery, machine, lease):
                return
        with self.database.begin() as tx:
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
        self._say(report, "redrawn", delivery)

    # --- helpers ---------------------------------------------------------------------------------

    def _messenger(self, delivery: Delivery) -> Messenger[V]:
        if delivery.workspace not in self._platforms:
            with self.database.read() as tx:
                place = workspaces.load(tx, delivery.workspace)
            self._platforms[delivery.workspace] = place.platform
        return self.messengers[self._platforms[delivery.workspace]]

    def _lease(self) -> datetime:
        return self.clocks.machine() + LEASE

    def _say(self, report: Report, verb: str, delivery: Delivery, why: str = "") -> None:
        detail = f"{delivery.id} {why}".rstrip()
        report.say(verb, delivery.workspace, delivery.address, detail)
        self.watcher.delivery(verb, delivery.kind)

    def _close(self, delivery: Delivery, state: State, why: str, report: Report) -> None:
        with self.database.begin() as tx:
            _close(tx, delivery, state, why)
        self._say(report, str(state), delivery, why)


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


def _hold(place: Workspace, person: Person, kind: Kind, now: datetime) -> Hold | None:
    if kind in NEWS:
        return Hold("not_started", None) if place.started_at is None else None
    hold = standing_hold(place, person, now)
    return hold or (outside_pilot(place, person) if kind in AS_A_LEADER else None)


def _close(tx: Tx, delivery: Delivery, state: State, why: str) -> None:
    """It ends here. What was surely not said may be said another time."""
    if not deliveries.close(tx, delivery, state, why) or state is State.UNKNOWN:
        return
    if delivery.kind in AS_A_LEADER:
        nudges.not_said(tx, delivery.workspace, delivery.id)
        bonds.look_again_at_leader(tx, delivery.workspace, delivery.address)
    if delivery.kind is Kind.INTRODUCTION:
        bonds.not_introduced(tx, delivery.workspace, delivery.id)
    if delivery.kind is Kind.STILL_TRUE:
        later = delivery.due_at + timedelta(days=1)
        remembering.not_asked(tx, delivery.workspace, delivery.id, later)


def _disclose(tx: Tx, delivery: Delivery, now: datetime) -> None:
    """What a sent message told of somebody's item, though they may have stopped sharing it while
    it was on its way: its owner may know.
    """
    for nudge in _telling(tx, delivery):
        if nudge.item and items.by_id(tx, delivery.workspace, nudge.item) is not None:
            items.disclose(tx, delivery.workspace, nudge.item, nudge.leader, "sent", now)


def _telling(tx: Tx, delivery: Delivery) -> list[Nudge]:
    """A plan tells what it is about; a follow-up only what was put off, or goes by its name."""
    planned = nudges.of_delivery(tx, delivery.workspace, delivery.id)
    asked = nudges.asked_in(tx, delivery.workspace, delivery.id)
    again = nudges.several(tx, delivery.workspace, [given.nudge for given in asked])
    told = [
        again[given.nudge]
        for given in asked
        if given.answer is Answer.LATER or again[given.nudge].level is Level.NAMED
    ]
    return [*planned, *told]


def _next_retry(delivery: Delivery) -> timedelta:
    planned = RETRIES[min(delivery.attempt, len(RETRIES)) - 1]
    return planned * random.uniform(0.8, 1.2)


def _pause_if_absent(delivery: Delivery) -> timedelta:
    """The first time it is sent again at once: its lease was wait enough."""
    return timedelta(0) if delivery.attempt == 1 else _next_retry(delivery)


def _retry_after(delivery: Delivery, error: Busy | Doubtful) -> timedelta:
    after = timedelta(seconds=error.after) if isinstance(error, Busy) else timedelta(0)
    return max(after, _next_retry(delivery))
