"""Sending: claim, look once more, send, and on doubt find out, so that nothing is lost or doubled.

Each message is claimed with a lease before it is sent. When the answer is lost nobody knows
whether it arrived: once the lease is over the conversation is searched for the delivery's own id,
and only what is surely absent is sent again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from care.people import may_take_part
from jobs.finding_out import close, find, settle
from jobs.last_look import INACTIVE, REVOKED, STALE, Held, NotNow, is_stale
from jobs.means import LEASE, Clocks, Compose, Count, Means, V
from jobs.messenger import Busy, Doubtful, Found, Messenger, Ref, Unfit, Unreachable
from jobs.noting import Noting, Stands
from jobs.redrawing import REDRAW_LEASE, redraw
from jobs.report import Report
from jobs.retries import retry_after
from jobs.steps import Steps
from jobs.working_off import AT_ONCE, Find, Step, WorkingOff
from storage import outbox, sending
from storage.database import Tx
from storage.deliveries import TO_A_CHANNEL, Delivery, Kind, State

__all__ = ["LEASE", "REDRAW_LEASE", "Clocks", "Compose", "Count", "Deliverer"]

log = logging.getLogger(__name__)

LONGEST_SENDING = timedelta(seconds=30)

Work = Callable[[Delivery, Report], Awaitable[None]]


@dataclass
class Deliverer(Means[V]):
    """Works off the deliveries of every workspace at its platform's pace."""

    at_once: int = AT_ONCE  # messages in hand
    _steps: Steps[V] = field(init=False)

    def __post_init__(self) -> None:
        self._steps = Steps(self)

    def of(self, workspace: str, stopping: threading.Event) -> Deliverer[V]:
        """The same for one workspace, at the same pace, to be stopped by itself."""
        one = replace(self, only=workspace, stopping=stopping)
        one._steps = self._steps  # so that workspaces share their transactions
        return one

    async def drain(self, report: Report, now: datetime | None = None) -> None:
        """Send, find out and redraw until nothing more can be done at this moment."""
        self._at = now
        try:
            await asyncio.gather(self.send_all(report), self.redraw_all(report))
        finally:
            self._at = None

    async def send_all(self, report: Report) -> None:
        """Send what is due, and find out about what is in doubt."""
        await self._work_off(partial(self._to_send, report))

    async def redraw_all(self, report: Report) -> None:
        """Redraw what has changed: beside the sending, so that an answer is seen at once."""
        await self._work_off(partial(self._to_redraw, report))

    async def _work_off(self, find: Find) -> None:
        await WorkingOff(find, self.stopping.is_set, self.at_once).run()

    # --- what there is to do ---------------------------------------------------------------------

    async def _to_send(
        self, report: Report, busy: set[str], most: int
    ) -> list[tuple[Step, Delivery]]:
        doubtful, ready = await self.read(
            lambda tx: (self._run_out(tx, most), self._ready(tx, busy, most))
        )
        settle, deliver = self._step(self._settle, report), self._step(self._deliver, report)
        return [(settle, one) for one in doubtful] + [(deliver, one) for one in ready]

    async def _to_redraw(
        self, report: Report, busy: set[str], most: int
    ) -> list[tuple[Step, Delivery]]:
        stale = await self.read(lambda tx: self._stale(tx, most))
        return [(self._step(partial(redraw, self), report), one) for one in stale]

    def _ready(self, tx: Tx, busy: set[str], most: int) -> list[Delivery]:
        now, machine = self.now(), self.clocks.machine()
        if self.only is None:
            return outbox.ready(tx, now, machine, most, busy)
        return outbox.ready_in(tx, self.only, now, machine, most, busy)

    def _run_out(self, tx: Tx, most: int) -> list[Delivery]:
        if self.only is None:
            return outbox.run_out(tx, self.clocks.machine(), most)
        return outbox.run_out_in(tx, self.only, self.clocks.machine(), most)

    def _stale(self, tx: Tx, most: int) -> list[Delivery]:
        if self.only is None:
            return outbox.to_redraw(tx, self.clocks.machine(), most)
        return outbox.to_redraw_in(tx, self.only, self.clocks.machine(), most)

    def _step(self, work: Work, report: Report) -> Step:
        """One bad row stops nobody else. A claim that came to no end runs out by itself."""

        async def step(delivery: Delivery) -> bool:
            try:
                if not self.stopping.is_set():
                    await work(delivery, report)
            except Exception as error:
                name = type(error).__name__
                log.error("deliver_failed delivery=%s error=%s", delivery.id, name)
                self.say(report, "failed", delivery)
                return False
            return True

        return step

    # --- one message -----------------------------------------------------------------------------

    async def _deliver(self, delivery: Delivery, report: Report) -> None:
        """Claimed only when its turn has come: nobody waits with a lease running."""
        await self.pace.turn(delivery.workspace, delivery.address, self.stopping.is_set)
        async with self._steps.beside_others(delivery):
            refusals = self._refusals[delivery.workspace]
            held = await self._steps.claim(delivery, self.stopping)
            if held is not None:
                await self._go_on(held, refusals, report)

    async def _go_on(self, held: Delivery, refusals: int, report: Report) -> None:
        verdict = await self._look_once_more(held)
        if self._is_late(held):
            return  # held up for so long that somebody else may have taken it over by now
        if self._refusals[held.workspace] != refusals:  # since it was claimed
            verdict = NotNow("blocked", retry=timedelta(0))
        if isinstance(verdict, NotNow):
            await self._not_now(held, verdict, report)
        else:
            await self._send(held, verdict, report)
            self.pace.spoke(held.workspace, held.address)

    def _is_late(self, held: Delivery) -> bool:
        until = held.lease_until
        return until is None or self.clocks.machine() > until - LONGEST_SENDING

    async def _look_once_more(self, held: Delivery) -> V | NotNow:
        """From a fresh profile and fresh rows, just before sending: is it still right to?"""
        if is_stale(held, self.now()):  # whatever the platform would say
            return STALE
        if held.kind is Kind.FORECAST:
            return await self._counted(held)
        if held.kind in TO_A_CHANNEL:
            return await self._steps.look(Held(held))
        return await self._look_at_person(held, await self.messenger(held))

    async def _counted(self, delivery: Delivery) -> V | NotNow:
        """It takes a while: in no transaction, and beside everything else that is sent."""
        if self.count is None:
            return REVOKED
        return await asyncio.to_thread(self.count, self.database, delivery, self.now())

    async def _look_at_person(self, held: Delivery, messenger: Messenger[V]) -> V | NotNow:
        """Whether they are there at all, and want no disturbance now."""
        workspace, person, now = held.workspace, held.address, self.now()
        try:
            profile = await messenger.profile(workspace, person, now)
        except (Busy, Doubtful) as error:
            self.reach.failed(workspace, error.code)
            return NotNow("profile", retry=retry_after(held, error))
        except Unreachable as error:
            self.reach.failed(workspace, error.code, error.whole_workspace)
            return NotNow(error.code, gone=True, whole_workspace=error.whole_workspace)
        if profile is None:
            return INACTIVE
        quiet = None
        if held.kind is not Kind.REPLY and may_take_part(profile):
            quiet = await messenger.quiet_until(workspace, person, now)
        return await self._steps.look(Held(held, profile, quiet))

    async def _not_now(self, delivery: Delivery, verdict: NotNow, report: Report) -> None:
        await self._note(lambda noting: noting.not_now(delivery, verdict))
        is_dead = verdict.gone and not verdict.whole_workspace
        verb = "skipped" if verdict.skip else "dead" if is_dead else "retry"
        self.say(report, verb, delivery, verdict.why)

    async def _note(self, work: Callable[[Noting], None]) -> None:
        now, machine = self.now(), self.clocks.machine()
        await self.write(lambda tx: work(Noting(tx, now, machine)))

    # --- the call --------------------------------------------------------------------------------

    async def _send(self, delivery: Delivery, view: V, report: Report, short: bool = False) -> None:
        messenger = await self.messenger(delivery)
        try:
            with self.watcher.sending():
                ref = await messenger.send(delivery.workspace, delivery.address, view, delivery.id)
        except Unreachable as error:
            await self._unreachable(delivery, error, report)
        except Busy as error:
            await self._busy(delivery, error, report)
        except Doubtful as error:
            await self._doubtful(delivery, error, report)
        except Unfit as error:
            log.error("unfit delivery=%s code=%s short=%s", delivery.id, error.code, short)
            if short:
                await close(self, delivery, State.DEAD, error.code, report)
            else:
                await self._send(delivery, self.shorten(view), report, short=True)
        else:
            await self._sent(delivery, ref, report)

    async def _sent(self, delivery: Delivery, ref: Ref, report: Report) -> None:
        await self._steps.note(Stands(delivery, ref))
        self.pace.went_well(delivery.workspace)
        self.reach.answered(delivery.workspace)
        self.say(report, "sent", delivery, delivery.kind)

    async def _busy(self, delivery: Delivery, error: Busy, report: Report) -> None:
        """Surely not delivered."""
        if error.code == "ratelimited":  # the whole workspace gets the quiet that is asked for
            until = self.clocks.machine() + timedelta(seconds=error.after)
            with self._refused(delivery.workspace):
                await self._note(lambda noting: noting.blocked(delivery, until))
        else:
            pause = retry_after(delivery, error)
            await self._note(lambda noting: noting.not_now(delivery, NotNow("", retry=pause)))
        self.pace.was_refused(delivery.workspace)
        self.reach.failed(delivery.workspace, error.code)
        self.say(report, "retry", delivery, error.code)

    async def _unreachable(self, delivery: Delivery, error: Unreachable, report: Report) -> None:
        code, whole_workspace = error.code, error.whole_workspace
        self.reach.failed(delivery.workspace, code, whole_workspace)
        with self._refused(delivery.workspace) if whole_workspace else nullcontext():
            await self._note(lambda noting: noting.gone(delivery, code, whole_workspace))
        self.say(report, "retry" if whole_workspace else "dead", delivery, code)

    @contextmanager
    def _refused(self, workspace: str) -> Iterator[None]:
        """What was claimed before the rows said so, or while they are told, does not go out."""
        self._refusals[workspace] += 1
        yield
        self._refusals[workspace] += 1

    async def _doubtful(self, delivery: Delivery, error: Doubtful, report: Report) -> None:
        """Look at once: what stands there was sent. What does not may still appear, so it waits."""
        lease = self.lease()
        await self.write(lambda tx: sending.doubt(tx, delivery, lease))
        self.say(report, "doubt", delivery, error.code)
        finding = await find(self, delivery, report)
        if finding is not None and finding.found is Found.FOUND and finding.ref is not None:
            await self._sent(delivery, finding.ref, report)

    async def _settle(self, delivery: Delivery, report: Report) -> None:
        await settle(self, delivery, report, self._sent)
