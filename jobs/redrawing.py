"""Redrawing what has changed, in messages that stand already.

Somebody may have stopped sharing what stands there: what cannot be drawn now is drawn later, for
as long as the message can be reached at all.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import partial

from jobs.means import Means, V
from jobs.messenger import Busy, Doubtful, Messenger, Ref, Unfit, Unreachable
from jobs.noting import PROBE, Noting
from jobs.report import Report
from storage import sending
from storage.database import Tx
from storage.deliveries import Delivery

log = logging.getLogger(__name__)

REDRAW_LEASE = timedelta(seconds=60)


async def redraw(means: Means[V], delivery: Delivery, report: Report) -> None:
    machine = means.clocks.machine()
    lease, now = machine + REDRAW_LEASE, means.now()
    take = partial(sending.take_redraw, delivery=delivery, machine_now=machine, lease_until=lease)
    if not await means.write(take):
        return
    view = await means.write(lambda tx: means.compose(tx, delivery, now))
    if view is not None and not await _drawn(means, delivery, view):
        return
    await means.write(lambda tx: _done(Noting(tx, now, machine), delivery, lease, view is not None))
    means.say(report, "redrawn", delivery)


async def _drawn(means: Means[V], delivery: Delivery, view: V) -> bool:
    """False where it comes again: once the lease is over, or with the workspace."""
    if not (delivery.channel and delivery.ts):
        return True
    try:
        await _update(means, delivery, Ref(delivery.channel, delivery.ts), view)
    except (Busy, Doubtful) as error:  # drawing twice does no harm: it comes again
        log.warning("redraw_again delivery=%s code=%s", delivery.id, error.code)
        return False
    except Unreachable as error:
        if error.whole_workspace:
            await _wait_for_all(means, delivery, error.code)
            return False
        if error.until_granted:
            await _wait_for_right(means, delivery, error.code)
            return False
        log.warning("redraw_failed delivery=%s code=%s", delivery.id, error.code)
    except Unfit as error:
        log.warning("redraw_failed delivery=%s code=%s", delivery.id, error.code)
    return True


async def _update(means: Means[V], delivery: Delivery, ref: Ref, view: V) -> None:
    """What a platform finds unfit is tried once more, as plain as can be."""
    messenger: Messenger[V] = await means.messenger(delivery)
    try:
        await messenger.update(delivery.workspace, ref, view)
    except Unfit as error:
        log.error("unfit delivery=%s code=%s short=False", delivery.id, error.code)
        await messenger.update(delivery.workspace, ref, means.shorten(view))
    means.reach.answered(delivery.workspace)


def _done(noting: Noting, delivery: Delivery, lease: datetime, answered: bool) -> None:
    sending.redrawn(noting.tx, delivery, lease)
    if answered:
        noting.in_reach([delivery.workspace])


async def _wait_for_all(means: Means[V], delivery: Delivery, code: str) -> None:
    """The platform refuses the whole workspace: nothing of it is drawn, or given up, before it is
    tried again.
    """
    now, machine = means.now(), means.clocks.machine()
    await means.write(lambda tx: _put_off(tx, delivery, code, now, machine))
    means.reach.failed(delivery.workspace, code, whole_workspace=True)


async def _wait_for_right(means: Means[V], delivery: Delivery, code: str) -> None:
    """Until an admin grants it nothing here can be drawn: one is tried each hour, none given up."""
    log.warning("redraw_again delivery=%s code=%s", delivery.id, code)
    until = means.clocks.machine() + PROBE
    await means.write(lambda tx: sending.put_off_redraws(tx, delivery.workspace, until))


def _put_off(tx: Tx, delivery: Delivery, code: str, now: datetime, machine: datetime) -> None:
    until = Noting(tx, now, machine).out_of_reach(delivery, code)
    sending.put_off_redraws(tx, delivery.workspace, until)
