"""Redrawing what has changed, in messages that stand already."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from jobs.means import Means, V
from jobs.messenger import Busy, Doubtful, Ref, Unfit, Unreachable
from jobs.report import Report
from storage import sending
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
    await means.write(partial(sending.redrawn, delivery=delivery, lease_until=lease))
    means.say(report, "redrawn", delivery)


async def _drawn(means: Means[V], delivery: Delivery, view: V) -> bool:
    """False where it is worth another try once the lease is over."""
    if not (delivery.channel and delivery.ts):
        return True
    messenger = await means.messenger(delivery)
    try:
        await messenger.update(delivery.workspace, Ref(delivery.channel, delivery.ts), view)
    except (Busy, Doubtful) as error:  # drawing twice does no harm: it comes again
        log.warning("redraw_again delivery=%s code=%s", delivery.id, error.code)
        return False
    except (Unreachable, Unfit) as error:
        log.warning("redraw_failed delivery=%s code=%s", delivery.id, error.code)
    return True
