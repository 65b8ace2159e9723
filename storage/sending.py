"""Sending: a claim with a lease, and how it ends. Whoever holds an older claim changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, exists, or_, select, tuple_, update

from storage.database import Tx, in_workspace
from storage.deliveries import AT_REST, COLUMNS, Delivery, Kind, State, from_row, is_one
from storage.tables import deliveries, workspaces

_ID = tuple_(deliveries.c.workspace, deliveries.c.id)
_CLAIM = tuple_(deliveries.c.workspace, deliveries.c.id, deliveries.c.attempt)
_AMONG = _CLAIM.in_(bindparam("among", expanding=True))
_BLOCKED = exists().where(
    workspaces.c.id == deliveries.c.workspace,
    or_(workspaces.c.gone_at.is_not(None), workspaces.c.blocked_until > bindparam("machine")),
)
# what another transaction has at this moment is left to another turn: who takes several rows at
# once and waits for none of them stands in nobody's way
_FREE = (
    select(deliveries.c.workspace, deliveries.c.id)
    .where(_AMONG, deliveries.c.state == State.DUE, ~_BLOCKED)
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(deliveries)
    .where(_ID.in_(_FREE))
    .values(
        state=State.SENDING,
        attempt=deliveries.c.attempt + 1,
        faults=deliveries.c.faults + 1,
        lease_until=bindparam("lease"),
    )
    .returning(*COLUMNS)
)
_HELD = select(*COLUMNS).where(_AMONG, deliveries.c.state == State.SENDING)
_OURS = select(deliveries.c.id).where(_AMONG).with_for_update(skip_locked=True)
_SENT = (
    update(deliveries)
    .where(deliveries.c.workspace == bindparam("at"), deliveries.c.id == bindparam("which"))
    .values(state=State.SENT, sent_at=bindparam("now"), **AT_REST)
)


def claim(
    tx: Tx, wanted: Iterable[Delivery], machine_now: datetime, lease_until: datetime
) -> dict[str, Delivery]:
    """Take these for sending; by their ids those that nobody else took and nothing holds back.

    ``attempt`` numbers the claims: whoever holds an older one can change nothing any more.
    """
    taken = tx.all(_TAKE, among=_among(wanted), machine=machine_now, lease=lease_until)
    return {row.id: from_row(row) for row in taken}


def claim_doubtful(
    tx: Tx, delivery: Delivery, machine_now: datetime, lease_until: datetime
) -> bool:
    """Take a message with a run-out lease, to find out; False when somebody else did."""
    where = (*_held(delivery), deliveries.c.lease_until <= machine_now)
    return tx.changed(update(deliveries).where(*where).values(lease_until=lease_until)) == 1


def sent(tx: Tx, delivery: Delivery, channel: str, ts: str, now: datetime) -> bool:
    """It stands there. What a reply said is not kept any longer. False where its row is gone."""
    values = {"state": State.SENT, "channel": channel, "ts": ts, "sent_at": now}
    where = is_one(delivery.workspace, delivery.id)
    return tx.changed(update(deliveries).where(*where).values(**values, **AT_REST)) == 1


def all_sent(tx: Tx, stand: Sequence[tuple[Delivery, str, str]], now: datetime) -> set[str]:
    """The same of several, each with its channel and ts; the ids of those that could be noted.

    The others are gone, or another transaction has them at this moment.
    """
    ours = {row.id for row in tx.all(_OURS, among=_among(held for held, _, _ in stand))}
    rows = [
        {"at": held.workspace, "which": held.id, "channel": channel, "ts": ts, "now": now}
        for held, channel, ts in stand
        if held.id in ours
    ]
    if rows:
        tx.connection.execute(_SENT, rows)
    return ours


def stood_too_late(
    tx: Tx, delivery: Delivery, channel: str, ts: str, machine_now: datetime
) -> None:
    """Its reader was forgotten while it was on its way: it is taken away where it stands."""
    where = {"workspace": in_workspace(delivery.workspace), "id": delivery.id}
    what = {"kind": Kind.WIPED, "address": "", "slot": f"wiped:{delivery.id}", "state": State.SENT}
    times = dict.fromkeys(("created_at", "due_at", "sent_at", "redraw_at"), machine_now)
    tx.add_new(deliveries, **where, **what, **times, channel=channel, ts=ts)


def retry(tx: Tx, delivery: Delivery, not_before: datetime) -> bool:
    """Surely not delivered: try again from that moment of the machine's clock."""
    return _let_go(tx, delivery, state=State.DUE, not_before=not_before, faults=0)


def put_off(tx: Tx, delivery: Delivery, due_at: datetime) -> bool:
    """Not now, by the rules: due again at that instant of Tend's now."""
    return _let_go(tx, delivery, state=State.DUE, due_at=due_at, faults=0)


def absent(tx: Tx, delivery: Delivery, not_before: datetime) -> bool:
    """Looked for, and not there: try again. What went wrong before it is not forgotten."""
    return _let_go(tx, delivery, state=State.DUE, not_before=not_before)


def doubt(tx: Tx, delivery: Delivery, lease_until: datetime) -> bool:
    """Nobody knows: it stays in sending until the lease is over, then it is looked for."""
    return _change_held(tx, delivery, lease_until=lease_until, faults=0)


def fault(tx: Tx, delivery: Delivery) -> bool:
    """One more that came to no end, while it was being looked for."""
    return _change_held(tx, delivery, faults=delivery.faults + 1)


def close(tx: Tx, delivery: Delivery, state: State, why: str) -> bool:
    return _let_go(tx, delivery, state=state, why=why[:32], sealed=None)


def still_held(tx: Tx, held: Iterable[Delivery]) -> dict[str, Delivery]:
    """Those of them that are still ours to send, by their ids, as they stand."""
    return {row.id: from_row(row) for row in tx.all(_HELD, among=_among(held))}


def is_held(tx: Tx, delivery: Delivery) -> bool:
    """Whether it is still ours to send."""
    return tx.one(select(deliveries.c.id).where(*_held(delivery))) is not None


def _let_go(tx: Tx, delivery: Delivery, **values: Any) -> bool:
    return _change_held(tx, delivery, **values, lease_until=None)


def _change_held(tx: Tx, delivery: Delivery, **values: Any) -> bool:
    """False when the claim is not ours any more: somebody else went on with it meanwhile."""
    return tx.changed(update(deliveries).where(*_held(delivery)).values(**values)) == 1


def _among(several: Iterable[Delivery]) -> list[tuple[str, str, int]]:
    return [(in_workspace(one.workspace), one.id, one.attempt) for one in several]


def _held(delivery: Delivery) -> tuple[Any, ...]:
    return (
        *is_one(delivery.workspace, delivery.id),
        deliveries.c.state == State.SENDING,
        deliveries.c.attempt == delivery.attempt,
    )


def arrived_on(tx: Tx, delivery: Delivery, day: date) -> None:
    """The local day on which it was sent in the end."""
    tx.run(update(deliveries).where(*is_one(delivery.workspace, delivery.id)).values(day=day))


def block(tx: Tx, workspace: str, until: datetime) -> None:
    """The platform asks for quiet: nothing goes to this workspace before then."""
    where = workspaces.c.id == in_workspace(workspace)
    tx.run(update(workspaces).where(where).values(blocked_until=until))


# --- redrawing -----------------------------------------------------------------------------------


def take_redraw(tx: Tx, delivery: Delivery, machine_now: datetime, lease_until: datetime) -> bool:
    """Take the redrawing; it comes again after the lease unless it is done by then."""
    where = (*is_one(delivery.workspace, delivery.id), deliveries.c.redraw_at <= machine_now)
    return tx.changed(update(deliveries).where(*where).values(redraw_at=lease_until)) == 1


def put_off_redraws(tx: Tx, workspace: str, until: datetime) -> None:
    """Nothing of this workspace is redrawn before then."""
    here = deliveries.c.workspace == in_workspace(workspace)
    owed = deliveries.c.redraw_at < until
    tx.run(update(deliveries).where(here, owed).values(redraw_at=until))


def redraw_now(tx: Tx, workspace: str, at: datetime) -> None:
    """What could not be redrawn so far is, from that instant of the machine's clock on."""
    here = deliveries.c.workspace == in_workspace(workspace)
    owed = deliveries.c.redraw_at.is_not(None)
    tx.run(update(deliveries).where(here, owed).values(redraw_at=at))


def redrawn(tx: Tx, delivery: Delivery, lease_until: datetime) -> None:
    """Done, unless what it says has changed again meanwhile."""
    where = (*is_one(delivery.workspace, delivery.id), deliveries.c.redraw_at == lease_until)
    if delivery.kind is Kind.WIPED:
        tx.run(delete(deliveries).where(*where))
    else:
        tx.run(update(deliveries).where(*where).values(redraw_at=None))
