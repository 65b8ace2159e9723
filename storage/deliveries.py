"""Deliveries: one row per message on its way, so that none is lost and none is doubled.

    due -> sending (lease) -> sent | unknown | skipped | dead
     ^________ retry (not_before) ________|

``due_at`` and ``stale_at`` are Tend's now, which a trial may move; leases and retries keep the
machine's clock, which nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, or_, select, update

from storage.database import Tx, in_workspace, new_id
from storage.sealing import context
from storage.tables import deliveries


class Kind(StrEnum):
    PLAN = "plan"
    TODAY = "today"  # what the leader planned for this day
    FOLLOW_UP = "follow-up"
    DATE = "date"  # the date of something shared is near, or just over
    INTRODUCTION = "introduction"  # somebody named this leader: is it so?
    STILL_TRUE = "still-true"  # to an owner: is it still so, and shared?
    ASKED_BACK = "asked-back"  # to who asked for a talk: has it happened?
    LANDING = "landing"  # to an owner: has anyone helped?
    PULSE = "pulse"  # to who is led: three questions about it
    PULSE_AGAIN = "pulse-again"  # the one reminder of them
    ON_HOLD = "on-hold"  # to an owner, after a restore: shall it be shared still?
    REPLY = "reply"  # to what a person said
    NEWS = "news"  # what somebody else did and what concerns this person
    THANKS = "thanks"  # somebody thanks this leader, with their name
    NEW_LEADER = "new-leader"  # to a report: who leads you has changed
    NOTICE = "notice"  # what an admin changed, said in the admin channel
    FORECAST = "forecast"  # what next week would bring, counted for the admin channel
    MONTH = "month"  # the organisation's page, for the admin channel
    PULSE_SOON = "pulse-soon"  # that people will be asked for the first time, for the admin channel
    WIPED = "wiped"  # to who was erased: what stands there is taken away, and then this row


# one of them a week to anybody
QUESTIONS = (Kind.STILL_TRUE, Kind.LANDING, Kind.PULSE, Kind.PULSE_AGAIN)
UNASKED = (Kind.PLAN, Kind.DATE, Kind.INTRODUCTION, Kind.ON_HOLD, Kind.ASKED_BACK, *QUESTIONS)
UNASKED_IN_A_CHANNEL = (Kind.MONTH, Kind.PULSE_SOON)
TO_A_CHANNEL = (Kind.NOTICE, Kind.FORECAST, *UNASKED_IN_A_CHANNEL)
# whom they ask, and when they answered, is nobody's to read: not in a log either
CONFIDENTIAL = (Kind.PULSE, Kind.PULSE_AGAIN, Kind.LANDING, Kind.ASKED_BACK)
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


AT_REST = {"lease_until": None, "not_before": None, "sealed": None}


COLUMNS = [
    deliveries.c[name]
    for name in (
        *("workspace", "id", "kind", "address", "day", "due_at", "stale_at"),
        *("state", "attempt", "faults", "channel", "ts", "asks", "useful"),
        *("sealed", "lease_until"),
    )
]


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
    sealed: str | None = field(default=None, repr=False)  # the body, until it is sent
    lease_until: datetime | None = None  # of whoever sends it


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
    return from_row(row) if row else None


def rewrite(tx: Tx, workspace: str, delivery: str, body: str) -> None:
    """Say something else in a message that is not sent yet."""
    sealed = tx.seals.seal(body, _where(workspace, delivery))
    tx.run(update(deliveries).where(*is_one(workspace, delivery)).values(sealed=sealed))


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


def is_first_plan(tx: Tx, plan: Delivery, since: datetime) -> bool:
    """Whether no other plan reached its leader after that instant and before this one."""
    own = sent_at(tx, plan.workspace, plan.id)
    where = [
        deliveries.c.workspace == in_workspace(plan.workspace),
        deliveries.c.address == plan.address,
        deliveries.c.kind == Kind.PLAN,
        deliveries.c.state == State.SENT,
        deliveries.c.sent_at > since,
    ]
    if own is not None:
        where.append(deliveries.c.sent_at < own)
    others = tx.one(select(deliveries.c.id).where(*where).limit(1))
    return others is None and (own is None or own > since)


def sent_at(tx: Tx, workspace: str, delivery: str) -> datetime | None:
    row = tx.one(select(deliveries.c.sent_at).where(*is_one(workspace, delivery)))
    return row.sent_at if row else None


def was_useful(tx: Tx, workspace: str, delivery: str, useful: bool) -> None:
    """What the leader said of this plan."""
    tx.run(update(deliveries).where(*is_one(workspace, delivery)).values(useful=useful))


def body(tx: Tx, delivery: Delivery) -> str | None:
    """What a reply or notice says, as its row was read; None: not kept, or not to be read."""
    if delivery.sealed is None:
        return None
    return tx.seals.try_open(delivery.sealed, _where(delivery.workspace, delivery.id))


# --- once it stands ------------------------------------------------------------------------------


def is_out() -> ColumnElement[bool]:
    """Not before its claim: whatever is claimed later is drawn from what then holds."""
    return or_(deliveries.c.state != State.DUE, deliveries.c.ts.is_not(None))


_OF = deliveries.c.workspace == bindparam("of")
_BY_ID = select(deliveries).where(_OF, deliveries.c.id == bindparam("which"))
_PROVE = update(deliveries).where(
    _OF, deliveries.c.id == bindparam("which"), deliveries.c.channel.is_(None)
)
_MARK_STALE = update(deliveries).where(
    _OF, deliveries.c.id.in_(bindparam("ids", expanding=True)), is_out()
)


def prove(tx: Tx, workspace: str, delivery: str, channel: str, ts: str, now: datetime) -> None:
    """A press on one of its buttons proves that it arrived."""
    one = {"of": in_workspace(workspace), "which": delivery}
    tx.run(_PROVE, **one, state=State.SENT, channel=channel, ts=ts, sent_at=now, **AT_REST)


def outdate(tx: Tx, workspace: str, before: datetime, now: datetime) -> int:
    """What was due before then is too late to be said, whatever was meant; how many."""
    late = (
        deliveries.c.workspace == in_workspace(workspace),
        deliveries.c.state == State.DUE,
        deliveries.c.due_at < before,
    )
    return tx.changed(update(deliveries).where(*late).values(stale_at=now))


def mark_stale(tx: Tx, workspace: str, ids: Iterable[str], machine_now: datetime) -> None:
    """What these messages say has changed: redraw them."""
    tx.run(_MARK_STALE, of=in_workspace(workspace), ids=list(ids), redraw_at=machine_now)


def mark_own_stale(
    tx: Tx, workspace: str, address: str, delivery: str, machine_now: datetime
) -> None:
    """The same for one message, if it was sent to this person."""
    where = (*is_one(workspace, delivery), deliveries.c.address == address, is_out())
    tx.run(update(deliveries).where(*where).values(redraw_at=machine_now))


# --- looking -------------------------------------------------------------------------------------


def get(tx: Tx, workspace: str, delivery: str) -> Delivery | None:
    row = tx.one(_BY_ID, of=in_workspace(workspace), which=delivery)
    return from_row(row) if row else None


def standing(tx: Tx, workspace: str, address: str, channel: str, ts: str) -> Delivery | None:
    """The message to this person that stands there."""
    to_them = (deliveries.c.workspace == in_workspace(workspace), deliveries.c.address == address)
    there = (deliveries.c.channel == channel, deliveries.c.ts == ts)
    row = tx.one(select(deliveries).where(*to_them, *there))
    return from_row(row) if row else None


def next_moment(tx: Tx, after: datetime) -> datetime | None:
    """The next instant of Tend's now at which a message becomes due."""
    where = (deliveries.c.state == State.DUE, deliveries.c.due_at > after)
    row = tx.one(select(deliveries.c.due_at).where(*where).order_by(deliveries.c.due_at).limit(1))
    return row.due_at if row else None


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


def forget_reminders_before(tx: Tx, workspace: str, instant: datetime) -> int:
    """That somebody was reminded tells that they had not answered: it is not kept; how many."""
    reminded = (deliveries.c.kind == Kind.PULSE_AGAIN, deliveries.c.created_at < instant)
    here = deliveries.c.workspace == in_workspace(workspace)
    return tx.changed(delete(deliveries).where(here, *reminded))


def is_one(workspace: str, delivery: str) -> tuple[Any, ...]:
    return deliveries.c.workspace == in_workspace(workspace), deliveries.c.id == delivery


def _where(workspace: str, delivery: str) -> str:
    return context(workspace, "deliveries", "sealed", delivery)


def from_row(row: Row[Any]) -> Delivery:
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
        sealed=row.sealed,
        lease_until=row.lease_until,
    )
