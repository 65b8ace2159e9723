"""Finding out what became of a message whose answer was lost: it is searched for by its own id."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from jobs.means import LEASE, Means, V
from jobs.messenger import Busy, Doubtful, Finding, Found, Ref, Unreachable
from jobs.noting import Noting
from jobs.report import Report
from jobs.retries import pause_if_absent
from storage import sending
from storage.database import Tx
from storage.deliveries import Delivery, State

POISON_FAULTS = 3

NoteSent = Callable[[Delivery, Ref, Report], Awaitable[None]]


async def settle(means: Means[V], delivery: Delivery, report: Report, note_sent: NoteSent) -> None:
    """A lease ran out while sending: look into the conversation before anything else."""
    machine = means.clocks.machine()
    claim = partial(
        sending.claim_doubtful, delivery=delivery, machine_now=machine, lease_until=means.lease()
    )
    if not await means.write(claim):
        return
    try:
        finding = await find(means, delivery, report)
        if finding is not None:
            await _settled(means, delivery, finding, report, note_sent)
    except Exception:
        await _faulty(means, delivery, report)
        raise


async def find(means: Means[V], delivery: Delivery, report: Report) -> Finding | None:
    """Look for the message; None when that could not be done now."""
    messenger = await means.messenger(delivery)
    try:
        return await messenger.find(delivery.workspace, delivery.address, delivery.id)
    except Unreachable as error:
        if not error.whole_workspace:
            return Finding(Found.CANNOT_TELL)
        code = error.code
        await means.write(partial(_out_of_reach, means=means, delivery=delivery, code=code))
    except (Busy, Doubtful) as error:
        code = error.code
        after = timedelta(seconds=error.after if isinstance(error, Busy) else 0)
        until = means.clocks.machine() + max(after, LEASE)
        await means.write(partial(sending.doubt, delivery=delivery, lease_until=until))
    means.say(report, "doubt", delivery, code)
    return None


def _out_of_reach(tx: Tx, means: Means[V], delivery: Delivery, code: str) -> None:
    """It may stand there: never back to be sent again."""
    noting = Noting(tx, means.now(), means.clocks.machine())
    sending.doubt(tx, delivery, noting.out_of_reach(delivery, code))


async def _settled(
    means: Means[V], delivery: Delivery, finding: Finding, report: Report, note_sent: NoteSent
) -> None:
    if finding.found is Found.FOUND and finding.ref is not None:
        await note_sent(delivery, finding.ref, report)
    elif finding.found is Found.CANNOT_TELL:
        await close(means, delivery, State.UNKNOWN, "cannot_tell", report)
    elif delivery.faults >= POISON_FAULTS:
        await close(means, delivery, State.DEAD, "poison", report)
    else:
        again = means.clocks.machine() + pause_if_absent(delivery)
        await means.write(partial(sending.absent, delivery=delivery, not_before=again))
        means.say(report, "retry", delivery, "absent")


async def _faulty(means: Means[V], delivery: Delivery, report: Report) -> None:
    """A fault of ours in one row: a few tries, then it is set aside and the others flow."""
    if delivery.faults + 1 >= POISON_FAULTS:
        await close(means, delivery, State.DEAD, "poison", report)
        return
    await means.write(partial(sending.fault, delivery=delivery))


async def close(
    means: Means[V], delivery: Delivery, state: State, why: str, report: Report
) -> None:
    now, machine = means.now(), means.clocks.machine()
    await means.write(lambda tx: Noting(tx, now, machine).close(delivery, state, why))
    means.say(report, str(state), delivery, why)
