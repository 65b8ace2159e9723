"""Deliveries: one row per message on its way, so that none is lost and none is doubled.

    due -> sending (lease) -> sent | unknown | skipped | dead
     ^________ retry (not_before) ________|

``due_at`` and ``stale_at`` are Tend's now, which a trial may move; leases and retries keep the
machine's clock, which nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, or_, select, union, update

from storage.database import Tx, in_workspace, new_id
from storage.sealing import context
from storage.tables import deliveries, workspaces


class Kind(StrEnum):
    PLAN = "plan"
    TODAY = "today"  # what the leader planned for this day
    FOLLOW_UP = "follow-up"
    DATE = "date"  # the date of something shared is near, or just over
    INTRODUCTION = "introduction"  # somebody named this leader: is it so?
    STILL_TRUE = "still-true"  # to an owner: is it still so, and shared?
    ON_HOLD = "on-hold"  # to an owner, after a restore: shall it be shared still?
    REPLY = "reply"  # to what a person said
    NEWS = "news"  # what somebody else did and what concerns this person
    NEW_LEADER = "new-leader"  # to a report: who leads you has changed
    NOTICE = "notice"  # what an admin changed, said in the admin channel
    FORECAST = "forecast"  # what next week would bring, counted for the admin channel
    WIPED = "wiped"  # to who was erased: what stands there is taken away, and then this row


UNASKED = (Kind.PLAN, Kind.DATE, Kind.INTRODUCTION, Kind.STILL_TRUE, Kind.ON_HOLD)
TO_A_CHANNEL = (Kind.NOTICE, Kind.FORECAST)
KEPT_BODIES = (Kind.REPLY, Kind.NEWS, Kind.NOTICE)  # what they say is not in any other row


class Asks(StrEnum):
    """What a plan asks the leader besides."""

    KEEP = "keep"  # keep, fewer, stop?
    USEFUL = "useful"  # was this plan?


class State(StrEnum):
    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"  # nobody can tell, and it is not sent again
    SKIPPED = "skipped"
    DEAD = "dead"


_AT_REST = {"lease_until": None, "not_before": None, "sealed": None}


@dataclass(frozen=True)
class Delivery:
    workspace: str
    id: str
    kind: Kind
    address: str
    day: date | None
    due_at: datetime
    stale_at: datetime | None
    state: State
    attempt: int
    faults: int  # claims in a row that came to no end: our own mistake, or a process that died
    channel: str | None
    ts: str | None
    asks: Asks | None = None
    useful: bool | None = None


# --- planning ------------------------------------------------------------------------------------


def slot(
    tx: Tx,
    workspace: str,
    kind: Kind,
    address: str,
    name: str,
    due_at: datetime,
    stale_at: datetime | None,
    day: date | None,
    now: datetime,
    body: str | None = None,
    asks: Asks | None = None,
) -> str | None:
    """A message for this slot; its id, or None where the slot has one already."""
    key = f"{kind}:{address}:{name}"
    delivery = new_id()
    times = {"created_at": now, "due_at": due_at, "stale_at": stale_at}
    sealed = tx.seals.seal(body, _where(workspace, delivery)) if body is not None else None
    where = {"workspace": in_workspace(workspace), "id": delivery, "slot": key}
    what = {"kind": kind, "address": address, "day": day, "state": State.DUE, "sealed": sealed}
    what |= {"asks": asks}
    return delivery if tx.add_new(deliveries, **where, **what, **times) else None


def waiting(tx: Tx, workspace: str, kind: Kind, address: str) -> Delivery | None:
    """The oldest message of this kind to this person that nobody has begun to send."""
    here = (deliveries.c.workspace == in_workspace(workspace), deliveries.c.address == address)
    due = (deliveries.c.kind == kind, deliveries.c.state == State.DUE)
    oldest = select(deliveries).where(*here, *due).order_by(deliveries.c.created_at).limit(1)
    row = tx.one(oldest)
    return _delivery(row) if row else None


def rewrite(tx: Tx, workspace: str, delivery: str, body: str) -> None:
    """Say something else in a message that is not sent yet."""
    sealed = tx.seals.seal(body, _where(workspace, delivery))
    tx.run(update(deliveries).where(*_is(workspace, delivery)).values(sealed=sealed))


def unasked_days(
    tx: Tx, workspace: str, address: str, since: date, kinds: Iterable[Kind] = UNASKED
) -> list[date]:
    """The local days on which this person was written to unasked, or is about to be."""
    where = (
        deliveries.c.workspace == in_workspace(workspace),
        deliveries.c.address == address,
        deliveries.c.day >= since,
        deliveries.c.kind.in_(kinds),
        deliveries.c.state.not_in((State.SKIPPED, State.DEAD)),
    )
    return [row.day for row in tx.all(select(deliveries.c.day).where(*where))]


def plans_sent(tx: Tx, workspace: str, leader: str, after: datetime | None) -> int:
    """How many plans reached this leader, in all or after that instant."""
    where = [
        deliveries.c.workspace == in_workspace(workspace),
        deliveries.c.address == leader,
        deliveries.c.kind == Kind.PLAN,
        deliveries.c.state == State.SENT,
    ]
    if after is not None:
        where.append(deliveries.c.sent_at > after)
    return int(tx.value(select(func.count()).select_from(deliveries).where(*where)))


def sent_at(tx: Tx, workspace: str, delivery: str) -> datetime | None:
    row = tx.one(select(deliveries.c.sent_at).where(*_is(workspace, delivery)))
    return row.sent_at if row else None


def was_useful(tx: Tx, workspace: str, delivery: str, useful: bool) -> None:
    """What the leader said of this plan."""
    tx.run(update(deliveries).where(*_is(workspace, delivery)).values(useful=useful))


def body(tx: Tx, delivery: Delivery) -> str | None:
    """What a reply or notice says; None when it is not kept, or cannot be read."""
    where = _is(delivery.workspace, delivery.id)
    sealed = tx.value(select(deliveries.c.sealed).where(*where))
    return tx.seals.try_open(sealed, _where(delivery.workspace, delivery.id)) if sealed else None


# --- sending -------------------------------------------------------------------------------------


_COLUMNS = [
    deliveries.c[name]
    for name in (
        *("workspace", "id", "kind", "address", "day", "due_at", "stale_at"),
        *("state", "attempt", "faults", "channel", "ts", "asks", "useful"),
    )
]


_READY = (
    select(*_COLUMNS)
    .join(workspaces, workspaces.c.id == deliveries.c.workspace)
    .where(
        workspaces.c.gone_at.is_(None),
        deliveries.c.state == State.DUE,
        deliveries.c.due_at <= bindparam("now"),
        or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= bindparam("machine")),
        or_(
            workspaces.c.blocked_until.is_(None), workspaces.c.blocked_until <= bindparam("machine")
        ),
    )
    # what somebody waits for at their screen goes before what nobody asked for
    .order_by(deliveries.c.kind.in_(UNASKED), deliveries.c.due_at, deliveries.c.id)
    .limit(bindparam("most"))
)
_RUN_OUT = (
    select(*_COLUMNS)
    .where(deliveries.c.state == State.SENDING, deliveries.c.lease_until <= bindparam("machine"))
    .limit(bindparam("most"))
)
_TO_REDRAW = (
    select(*_COLUMNS)
    .where(deliveries.c.redraw_at <= bindparam("machine"), deliveries.c.ts.is_not(None))
    .order_by(deliveries.c.redraw_at)
    .limit(bindparam("most"))
)


_HERE = deliveries.c.workspace == bindparam("workspace")
_READY_HERE, _RUN_OUT_HERE = _READY.where(_HERE), _RUN_OUT.where(_HERE)
_TO_REDRAW_HERE = _TO_REDRAW.where(_HERE)
_WITH_WORK = union(
    *(
        select(found.subquery().c.workspace)
        for found in (_READY.order_by(None), _RUN_OUT, _TO_REDRAW.order_by(None))
    )
)


def ready(tx: Tx, now: datetime, machine_now: datetime, limit: int) -> list[Delivery]:
    """What may be claimed now: due, and put off neither by itself nor by its workspace."""
    return [_delivery(row) for row in tx.all(_READY, now=now, machine=machine_now, most=limit)]


def run_out(tx: Tx, machine_now: datetime, limit: int) -> list[Delivery]:
    """Messages whose lease ran out while sending: nobody knows whether they arrived."""
    return [_delivery(row) for row in tx.all(_RUN_OUT, machine=machine_now, most=limit)]


def ready_in(
    tx: Tx, workspace: str, now: datetime, machine_now: datetime, limit: int
) -> list[Delivery]:
    """The same of one workspace."""
    here = {"workspace": in_workspace(workspace), "machine": machine_now, "most": limit}
    return [_delivery(row) for row in tx.all(_READY_HERE, now=now, **here)]


def run_out_in(tx: Tx, workspace: str, machine_now: datetime, limit: int) -> list[Delivery]:
    here = {"workspace": in_workspace(workspace), "machine": machine_now, "most": limit}
    return [_delivery(row) for row in tx.all(_RUN_OUT_HERE, **here)]


def with_work(tx: Tx, now: datetime, machine_now: datetime, limit: int) -> list[str]:
    """The workspaces in which something is to be sent, found out about or redrawn."""
    rows = tx.all(_WITH_WORK, now=now, machine=machine_now, most=limit)
    return [row.workspace for row in rows]


def next_chance(tx: Tx, workspace: str, machine_now: datetime) -> datetime | None:
    """When something that was put off may go on, by the machine's clock."""
    here = deliveries.c.workspace == in_workspace(workspace)
    waits = (
        select(func.min(deliveries.c.not_before)).where(
            here, deliveries.c.state == State.DUE, deliveries.c.not_before > machine_now
        ),
        select(func.min(deliveries.c.lease_until)).where(
            here, deliveries.c.state == State.SENDING, deliveries.c.lease_until > machine_now
        ),
        select(workspaces.c.blocked_until).where(
            workspaces.c.id == workspace, workspaces.c.blocked_until > machine_now
        ),
    )
    found = [at for wait in waits if (at := tx.value(wait)) is not None]
    return min(found, default=None)


def claim(tx: Tx, delivery: Delivery, lease_until: datetime) -> Delivery | None:
    """Take it for sending; None when somebody else did.

    ``attempt`` numbers the claims: whoever holds an older one can change nothing any more.
    """
    held = replace(
        delivery, state=State.SENDING, attempt=delivery.attempt + 1, faults=delivery.faults + 1
    )
    where = (
        *_is(delivery.workspace, delivery.id),
        deliveries.c.state == State.DUE,
        deliveries.c.attempt == delivery.attempt,
    )
    values = {"state": held.state, "attempt": held.attempt, "faults": held.faults}
    taken = update(deliveries).where(*where).values(**values, lease_until=lease_until)
    return held if tx.changed(taken) else None


def claim_doubtful(
    tx: Tx, delivery: Delivery, machine_now: datetime, lease_until: datetime
) -> bool:
    """Take a message with a run-out lease, to find out; False when somebody else did."""
    where = (*_held(delivery), deliveries.c.lease_until <= machine_now)
    return tx.changed(update(deliveries).where(*where).values(lease_until=lease_until)) == 1


def sent(tx: Tx, delivery: Delivery, channel: str, ts: str, now: datetime) -> bool:
    """It stands there. What a reply said is not kept any longer. False where its row is gone."""
    values = {"state": State.SENT, "channel": channel, "ts": ts, "sent_at": now}
    where = _is(delivery.workspace, delivery.id)
    return tx.changed(update(deliveries).where(*where).values(**values, **_AT_REST)) == 1


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


def is_held(tx: Tx, delivery: Delivery) -> bool:
    """Whether it is still ours to send."""
    return tx.one(select(deliveries.c.id).where(*_held(delivery))) is not None


def _let_go(tx: Tx, delivery: Delivery, **values: Any) -> bool:
    return _change_held(tx, delivery, **values, lease_until=None)


def _change_held(tx: Tx, delivery: Delivery, **values: Any) -> bool:
    """False when the claim is not ours any more: somebody else went on with it meanwhile."""
    return tx.changed(update(deliveries).where(*_held(delivery)).values(**values)) == 1


def _held(delivery: Delivery) -> tuple[Any, ...]:
    return (
        *_is(delivery.workspace, delivery.id),
        deliveries.c.state == State.SENDING,
        deliveries.c.attempt == delivery.attempt,
    )


def arrived_on(tx: Tx, delivery: Delivery, day: date) -> None:
    """The local day on which it was sent in the end."""
    tx.run(update(deliveries).where(*_is(delivery.workspace, delivery.id)).values(day=day))


def prove(tx: Tx, workspace: str, delivery: str, channel: str, ts: str, now: datetime) -> None:
    """A press on one of its buttons proves that it arrived."""
    where = (*_is(workspace, delivery), deliveries.c.channel.is_(None))
    values = {"state": State.SENT, "channel": channel, "ts": ts, "sent_at": now}
    tx.run(update(deliveries).where(*where).values(**values, **_AT_REST))


def outdate(tx: Tx, workspace: str, before: datetime, now: datetime) -> int:
    """What was due before then is too late to be said, whatever was meant; how many."""
    late = (
        deliveries.c.workspace == in_workspace(workspace),
        deliveries.c.state == State.DUE,
        deliveries.c.due_at < before,
    )
    return tx.changed(update(deliveries).where(*late).values(stale_at=now))


def block(tx: Tx, workspace: str, until: datetime) -> None:
    """The platform asks for quiet: nothing goes to this workspace before then."""
    where = workspaces.c.id == in_workspace(workspace)
    tx.run(update(workspaces).where(where).values(blocked_until=until))


def next_moment(tx: Tx, after: datetime) -> datetime | None:
    """The next instant of Tend's now at which a message becomes due."""
    where = (deliveries.c.state == State.DUE, deliveries.c.due_at > after)
    row = tx.one(select(deliveries.c.due_at).where(*where).order_by(deliveries.c.due_at).limit(1))
    return row.due_at if row else None


# --- redrawing -----------------------------------------------------------------------------------


def mark_stale(tx: Tx, workspace: str, ids: Iterable[str], machine_now: datetime) -> None:
    """What these messages say has changed: redraw them."""
    these = (deliveries.c.workspace == in_workspace(workspace), deliveries.c.id.in_(list(ids)))
    where = (*these, _is_out())
    tx.run(update(deliveries).where(*where).values(redraw_at=machine_now))


def mark_own_stale(
    tx: Tx, workspace: str, address: str, delivery: str, machine_now: datetime
) -> None:
    """The same for one message, if it was sent to this person."""
    where = (*_is(workspace, delivery), deliveries.c.address == address, _is_out())
    tx.run(update(deliveries).where(*where).values(redraw_at=machine_now))


def _is_out() -> ColumnElement[bool]:
    """Not before its claim: whatever is claimed later is drawn from what then holds."""
    return or_(deliveries.c.state != State.DUE, deliveries.c.ts.is_not(None))


def to_redraw(tx: Tx, machine_now: datetime, limit: int) -> list[Delivery]:
    return [_delivery(row) for row in tx.all(_TO_REDRAW, machine=machine_now, most=limit)]


def to_redraw_in(tx: Tx, workspace: str, machine_now: datetime, limit: int) -> list[Delivery]:
    here = {"workspace": in_workspace(workspace), "machine": machine_now, "most": limit}
    return [_delivery(row) for row in tx.all(_TO_REDRAW_HERE, **here)]


def take_redraw(tx: Tx, delivery: Delivery, machine_now: datetime, lease_until: datetime) -> bool:
    """Take the redrawing; it comes again after the lease unless it is done by then."""
    where = (*_is(delivery.workspace, delivery.id), deliveries.c.redraw_at <= machine_now)
    return tx.changed(update(deliveries).where(*where).values(redraw_at=lease_until)) == 1


def redrawn(tx: Tx, delivery: Delivery, lease_until: datetime) -> None:
    """Done, unless what it says has changed again meanwhile."""
    where = (*_is(delivery.workspace, delivery.id), deliveries.c.redraw_at == lease_until)
    if delivery.kind is Kind.WIPED:
        tx.run(delete(deliveries).where(*where))
    else:
        tx.run(update(deliveries).where(*where).values(redraw_at=None))


# --- looking -------------------------------------------------------------------------------------


def get(tx: Tx, workspace: str, delivery: str) -> Delivery | None:
    row = tx.one(select(deliveries).where(*_is(workspace, delivery)))
    return _delivery(row) if row else None


def totals(tx: Tx, workspace: str) -> dict[str, int]:
    """How many messages stand in each state; no people."""
    where = deliveries.c.workspace == in_workspace(workspace)
    query = select(deliveries.c.state, func.count().label("n")).where(where)
    return {row.state: row.n for row in tx.all(query.group_by(deliveries.c.state))}


def forget_before(tx: Tx, workspace: str, instant: datetime) -> int:
    """Erase what ended before that instant; how many."""
    ended = deliveries.c.state.in_((State.SENT, State.SKIPPED, State.DEAD, State.UNKNOWN))
    return tx.changed(
        delete(deliveries).where(
            deliveries.c.workspace == in_workspace(workspace), ended, deliveries.c.due_at < instant
        )
    )


def _is(workspace: str, delivery: str) -> tuple[Any, ...]:
    return deliveries.c.workspace == in_workspace(workspace), deliveries.c.id == delivery


def _where(workspace: str, delivery: str) -> str:
    return context(workspace, "deliveries", "sealed", delivery)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        workspace=row.workspace,
        id=row.id,
        kind=Kind(row.kind),
        address=row.address,
        day=row.day,
        due_at=row.due_at,
        stale_at=row.stale_at,
        state=State(row.state),
        attempt=row.attempt,
        faults=row.faults,
        channel=row.channel,
        ts=row.ts,
        asks=Asks(row.asks) if row.asks else None,
        useful=row.useful,
    )
