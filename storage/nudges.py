"""Nudges and the answers to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, or_, select, union_all, update

from care.answers import Answer, Given, Why
from care.items import Level
from storage.database import Tx, in_workspace, new_id
from storage.deliveries import Kind, State, is_out
from storage.many import fixed, one_of
from storage.tables import ID, answers, bonds, deliveries, nudges


@dataclass(frozen=True)
class Nudge:
    """One invitation as it was sent; ``days`` is how long it had been on ``day``."""

    id: str
    delivery: str
    place: int
    bond: str
    leader: str
    report: str
    item: str | None
    level: Level | None
    days: int
    reason: str
    act: str
    wording: str
    day: date
    owed: str | None = None  # the promise, or what was asked for


_OF_DELIVERY = (
    select(nudges)
    .where(nudges.c.workspace == bindparam("workspace"), nudges.c.delivery == bindparam("delivery"))
    .order_by(nudges.c.place)
)

_BY_ID = select(nudges).where(
    nudges.c.workspace == bindparam("workspace"), nudges.c.id == bindparam("nudge")
)


def add(tx: Tx, workspace: str, **values: Any) -> str:
    nudge = new_id()
    tx.run(nudges.insert().values(workspace=in_workspace(workspace), id=nudge, **values))
    return nudge


def of_delivery(tx: Tx, workspace: str, delivery: str) -> list[Nudge]:
    rows = tx.all(_OF_DELIVERY, workspace=in_workspace(workspace), delivery=delivery)
    return [_nudge(row) for row in rows]


def get(tx: Tx, workspace: str, nudge: str) -> Nudge | None:
    row = tx.one(_BY_ID, workspace=in_workspace(workspace), nudge=nudge)
    return _nudge(row) if row else None


def several(tx: Tx, workspace: str, ids: Iterable[str]) -> dict[str, Nudge]:
    where = (nudges.c.workspace == in_workspace(workspace), nudges.c.id.in_(list(ids)))
    return {row.id: _nudge(row) for row in tx.all(select(nudges).where(*where))}


def about_item(tx: Tx, workspace: str, item: str) -> list[str]:
    """The deliveries that spoke of this item."""
    return _spoken_in(tx, workspace, nudges.c.item == item)


def about_owed(tx: Tx, workspace: str, owed: str) -> list[str]:
    """The deliveries that spoke of this promise, or of what was asked for."""
    return _spoken_in(tx, workspace, nudges.c.owed == owed)


def of_bond(tx: Tx, workspace: str, bond: str) -> list[str]:
    """The deliveries that spoke of this bond."""
    return _spoken_in(tx, workspace, nudges.c.bond == bond)


def _spoken_in(tx: Tx, workspace: str, condition: Any) -> list[str]:
    """The plans that carried these nudges, and the follow-ups that came back to them."""
    on = (answers.c.workspace == nudges.c.workspace) & (answers.c.nudge == nudges.c.id)
    rows = tx.all(
        select(nudges.c.delivery, answers.c.asked_in)
        .select_from(nudges.outerjoin(answers, on))
        .where(nudges.c.workspace == in_workspace(workspace), condition)
    )
    return list(dict.fromkeys(delivery for row in rows for delivery in row if delivery))


def not_said(tx: Tx, workspace: str, delivery: str) -> None:
    """It was never sent: for its people the nudge before it is the last that was."""
    for nudge in of_delivery(tx, workspace, delivery):
        said = _last_said(tx, workspace, nudge.bond)
        where = (bonds.c.workspace == workspace, bonds.c.id == nudge.bond)
        tx.run(update(bonds).where(*where).values(nudged_on=said))


def leave_out(tx: Tx, workspace: str, unsaid: Iterable[Nudge]) -> None:
    """The message goes without these, as if they had never been planned."""
    for nudge in unsaid:
        tx.run(delete(nudges).where(*_is(workspace, nudge.id)))
        said = {"nudged_on": _last_said(tx, workspace, nudge.bond)}
        where = (bonds.c.workspace == workspace, bonds.c.id == nudge.bond)
        tx.run(update(bonds).where(*where).values(**said))


def said_on(tx: Tx, workspace: str, delivery: str, day: date) -> None:
    """The message came on that day, later than it was planned for."""
    said = (nudges.c.workspace == in_workspace(workspace), nudges.c.delivery == delivery)
    tx.run(update(nudges).where(*said).values(day=day))
    named = select(nudges.c.bond).where(*said)
    where = (bonds.c.workspace == workspace, bonds.c.id.in_(named))
    tx.run(update(bonds).where(*where).values(nudged_on=day))


def _last_said(tx: Tx, workspace: str, bond: str) -> date | None:
    on = (nudges.c.workspace == deliveries.c.workspace) & (nudges.c.delivery == deliveries.c.id)
    day: date | None = tx.value(
        select(func.max(nudges.c.day))
        .select_from(nudges.join(deliveries, on))
        .where(
            nudges.c.workspace == workspace,
            nudges.c.bond == bond,
            deliveries.c.state.not_in((State.SKIPPED, State.DEAD)),
        )
    )
    return day


_UNANSWERED = (
    select(func.count())
    .select_from(
        nudges.join(
            deliveries,
            (deliveries.c.workspace == nudges.c.workspace) & (deliveries.c.id == nudges.c.delivery),
        )
        .join(bonds, (bonds.c.workspace == nudges.c.workspace) & (bonds.c.id == nudges.c.bond))
        .outerjoin(
            answers,
            (answers.c.workspace == nudges.c.workspace) & (answers.c.nudge == nudges.c.id),
        )
    )
    .where(
        nudges.c.workspace == bindparam("workspace"),
        nudges.c.leader == bindparam("leader"),
        nudges.c.day > bindparam("since"),
        deliveries.c.ts.is_not(None),
        bonds.c.ended_at.is_(None),
        answers.c.id.is_(None),
    )
)


def unanswered(tx: Tx, workspace: str, leader: str, since: date) -> int:
    """How many nudges sent after that day wait for an answer."""
    row = tx.one(_UNANSWERED, workspace=in_workspace(workspace), leader=leader, since=since)
    return int(row[0]) if row else 0


def open_of_leader(
    tx: Tx, workspace: str, leader: str, since: date
) -> list[tuple[Nudge, datetime | None]]:
    """What may still be answered, the last message first, with the moment asked about in it.

    Nudges without an answer, and plans whose follow-up was asked and is not answered. What was
    planned and never came is no part of it: it may have been taken back before it was sent.
    """
    where = (
        nudges.c.workspace == in_workspace(workspace),
        nudges.c.leader == leader,
        nudges.c.day >= since,
    )
    of_bond = (bonds.c.workspace == nudges.c.workspace) & (bonds.c.id == nudges.c.bond)
    d = deliveries.c
    said_in = (d.workspace == nudges.c.workspace) & (d.id == nudges.c.delivery)
    came = or_(d.ts.is_not(None), d.kind == Kind.REPLY)  # to their own words
    query = select(nudges).join(bonds, of_bond).join(deliveries, said_in)
    alive = query.where(*where, bonds.c.ended_at.is_(None), came)
    found = [_nudge(row) for row in tx.all(alive.order_by(nudges.c.day.desc(), nudges.c.place))]
    given = current(tx, workspace, [nudge.id for nudge in found])
    waiting = [(n, _asked_about(tx, workspace, given.get(n.id))) for n in found]
    return [(n, moment) for n, moment in waiting if n.id not in given or moment is not None]


def _asked_about(tx: Tx, workspace: str, given: Given | None) -> datetime | None:
    """The planned moment, once the follow-up to it was asked."""
    if given is None or given.answer is not Answer.INTENDED:
        return None
    return given.moment if was_asked(tx, workspace, given.id) is not None else None


def last_answered(tx: Tx, workspace: str, leader: str, since: datetime) -> str | None:
    """The nudge of this leader's last answer, if it was given since then."""
    where = (
        answers.c.workspace == in_workspace(workspace),
        answers.c.leader == leader,
        answers.c.at >= since,
    )
    query = select(answers.c.nudge).where(*where)
    row = tx.one(query.order_by(answers.c.at.desc(), answers.c.nth.desc()).limit(1))
    return row.nudge if row else None


# --- answers -------------------------------------------------------------------------------------


_OF_NUDGE = (answers.c.workspace == bindparam("workspace"), answers.c.nudge == bindparam("nudge"))
_SLEEP = (
    update(answers)
    .where(
        answers.c.workspace == bindparam("of"),
        answers.c.nudge == bindparam("which"),
        answers.c.wakes_at.is_not(None),
    )
    .values(wakes_at=None)
)
_NEXT_NTH = (
    select(func.coalesce(func.max(answers.c.nth), 0) + 1)
    .where(answers.c.workspace == bindparam("of"), answers.c.nudge == bindparam("which"))
    .scalar_subquery()
)
_ADD_ANSWER = answers.insert().values(nth=_NEXT_NTH)
_CURRENT = (
    select(answers)
    .where(
        answers.c.workspace == bindparam("workspace"),
        answers.c.nudge.in_(bindparam("ids", expanding=True)),
    )
    .order_by(answers.c.nth)
)
_GIVEN = select(answers).where(*_OF_NUDGE).order_by(answers.c.nth.desc()).limit(1)
_COME_BACK_IN = select(answers.c.asked_in).where(
    answers.c.workspace == bindparam("of"),
    answers.c.nudge == bindparam("about"),
    answers.c.asked_in.is_not(None),
)
# one subquery for both: by an "or" a server would look at every message of the workspace
_REDRAW = update(deliveries).where(
    deliveries.c.workspace == bindparam("of"),
    deliveries.c.id.in_(union_all(select(bindparam("first", type_=ID)), _COME_BACK_IN)),
    is_out(),
)


def answer(
    tx: Tx,
    workspace: str,
    nudge: Nudge,
    given: Answer,
    now: datetime,
    moment: datetime | None = None,
    why: Why | None = None,
    talk: str | None = None,
    wakes_at: datetime | None = None,
) -> str:
    """Add an answer: the newest holds, the ones before it can be undone to. Its id."""
    _sleep(tx, workspace, nudge.id)
    row = {"workspace": in_workspace(workspace), "id": new_id(), "nudge": nudge.id}
    values = {"answer": given, "at": now, "moment": moment, "why": why, "talk": talk}
    of = {"of": workspace, "which": nudge.id}
    tx.run(_ADD_ANSWER, **row, leader=nudge.leader, **values, wakes_at=wakes_at, **of)
    return row["id"]


def current(tx: Tx, workspace: str, ids: Iterable[str]) -> dict[str, Given]:
    """The answer that holds for each of these nudges, where there is one."""
    rows = tx.all(_CURRENT, workspace=in_workspace(workspace), ids=list(ids))
    return {row.nudge: _given(row) for row in rows}


def given(tx: Tx, workspace: str, nudge: str) -> Given | None:
    """The same for one."""
    row = tx.one(_GIVEN, workspace=in_workspace(workspace), nudge=nudge)
    return _given(row) if row else None


def take_back(tx: Tx, workspace: str, nudge: str) -> Given | None:
    """Undo the answer that holds; the one before it holds again. What was undone."""
    undone = given(tx, workspace, nudge)
    if undone is None:
        return None
    where = (answers.c.workspace == in_workspace(workspace), answers.c.id == undone.id)
    tx.run(delete(answers).where(*where))
    return undone


def recording(tx: Tx, workspace: str, leader: str, talk: str) -> str | None:
    """The nudge whose answer recorded this talk, if one did."""
    where = (
        answers.c.workspace == in_workspace(workspace),
        answers.c.leader == leader,
        answers.c.talk == talk,
    )
    row = tx.one(select(answers.c.nudge).where(*where))
    return row.nudge if row else None


def wake(tx: Tx, workspace: str, answer_id: str, at: datetime | None) -> None:
    where = (answers.c.workspace == in_workspace(workspace), answers.c.id == answer_id)
    tx.run(update(answers).where(*where).values(wakes_at=at))


def asked(tx: Tx, workspace: str, ids: Iterable[str], delivery: str) -> None:
    """Come back to these answers in this delivery, once."""
    where = (answers.c.workspace == in_workspace(workspace), answers.c.id.in_(list(ids)))
    tx.run(update(answers).where(*where).values(wakes_at=None, asked_in=delivery))


def not_asked(tx: Tx, workspace: str, ids: Iterable[str]) -> None:
    """The message came back to these no more; the subject returns with a later plan."""
    where = (answers.c.workspace == in_workspace(workspace), answers.c.id.in_(list(ids)))
    tx.run(update(answers).where(*where).values(asked_in=None))


def asked_in(tx: Tx, workspace: str, delivery: str) -> list[Given]:
    """The answers that this delivery comes back to."""
    where = (answers.c.workspace == in_workspace(workspace), answers.c.asked_in == delivery)
    rows = tx.all(select(answers).where(*where).order_by(answers.c.moment, answers.c.id))
    return [_given(row) for row in rows]


def was_asked(tx: Tx, workspace: str, answer_id: str) -> str | None:
    """The delivery that came back to this answer, if one did."""
    where = (answers.c.workspace == in_workspace(workspace), answers.c.id == answer_id)
    row = tx.one(select(answers.c.asked_in).where(*where))
    return row.asked_in if row else None


def deliveries_about(tx: Tx, workspace: str, nudge: str) -> list[str]:
    """The follow-ups that speak of this nudge."""
    rows = tx.all(_COME_BACK_IN, of=in_workspace(workspace), about=nudge)
    return list(dict.fromkeys(row.asked_in for row in rows))


def redraw(tx: Tx, workspace: str, nudge: str, delivery: str, machine_now: datetime) -> None:
    """What there is to say of it has changed: draw its message anew, and every follow-up."""
    of = {"of": in_workspace(workspace), "about": nudge, "first": delivery}
    tx.run(_REDRAW, **of, redraw_at=machine_now)


_WAKING = (
    select(answers.c.workspace, answers.c.leader)
    .where(answers.c.wakes_at <= bindparam("now"))
    .order_by(answers.c.wakes_at)
    .limit(bindparam("most"))
)


def waking(tx: Tx, now: datetime, limit: int) -> list[tuple[str, str]]:
    """Leaders (workspace, id) who planned or asked for something that has come up."""
    return list(
        dict.fromkeys((row.workspace, row.leader) for row in tx.all(_WAKING, now=now, most=limit))
    )


def put_off(tx: Tx, workspace: str, leader: str, now: datetime, to: datetime) -> None:
    """Coming back to this leader went wrong: not again before that instant."""
    where = (answers.c.workspace == in_workspace(workspace), answers.c.leader == leader)
    tx.run(update(answers).where(*where, answers.c.wakes_at <= now).values(wakes_at=to))


def awake(tx: Tx, workspace: str, leader: str, now: datetime) -> list[Given]:
    """What this leader planned or asked for and what has come up."""
    where = (
        answers.c.workspace == in_workspace(workspace),
        answers.c.leader == leader,
        answers.c.wakes_at <= now,
    )
    return [_given(row) for row in tx.all(select(answers).where(*where).order_by(answers.c.moment))]


def is_over(tx: Tx, workspace: str, answer_id: str) -> bool:
    """Nothing comes back to this answer, and nothing did."""
    where = (answers.c.workspace == in_workspace(workspace), answers.c.id == answer_id)
    over = (answers.c.wakes_at.is_(None), answers.c.asked_in.is_(None))
    return tx.one(select(answers.c.id).where(*where, *over)) is not None


def woke_at(tx: Tx, workspace: str, answer_id: str) -> datetime | None:
    where = (answers.c.workspace == in_workspace(workspace), answers.c.id == answer_id)
    row = tx.one(select(answers.c.wakes_at).where(*where))
    return row.wakes_at if row else None


def next_wake(tx: Tx, after: datetime) -> datetime | None:
    query = select(answers.c.wakes_at).where(answers.c.wakes_at > after)
    row = tx.one(query.order_by(answers.c.wakes_at).limit(1))
    return row.wakes_at if row else None


_NEWEST = (
    select(func.max(answers.c.nth))
    .where(answers.c.workspace == nudges.c.workspace, answers.c.nudge == nudges.c.id)
    .correlate(nudges)
    .scalar_subquery()
)
_HOLDING = (
    select(answers, nudges.c.bond)
    .select_from(
        nudges.join(
            answers, (answers.c.workspace == nudges.c.workspace) & (answers.c.nudge == nudges.c.id)
        ).join(bonds, (bonds.c.workspace == nudges.c.workspace) & (bonds.c.id == nudges.c.bond))
    )
    .where(
        nudges.c.workspace == bindparam("workspace"),
        one_of(answers.c.leader, "leaders"),
        answers.c.at >= bonds.c.since,
        answers.c.answer.in_(fixed((Answer.INTENDED, Answer.LATER))),
        answers.c.nth == _NEWEST,
    )
)


def holding(
    tx: Tx, workspace: str, leaders: Iterable[str]
) -> dict[str, list[tuple[Given, str | None]]]:
    """For each bond of these leaders, intentions and "later" that still hold, with what came back
    to them.

    What was said before a bond ended and began anew holds no more.
    """
    rows = tx.all(_HOLDING, workspace=in_workspace(workspace), leaders=list(leaders))
    held: dict[str, list[tuple[Given, str | None]]] = {}
    for row in rows:
        held.setdefault(row.bond, []).append((_given(row), row.asked_in))
    return held


def _sleep(tx: Tx, workspace: str, nudge: str) -> None:
    """An answer takes the place of the one before: nothing comes back to that any more."""
    tx.run(_SLEEP, of=in_workspace(workspace), which=nudge)


def _is(workspace: str, nudge: str) -> tuple[Any, ...]:
    return nudges.c.workspace == in_workspace(workspace), nudges.c.id == nudge


def _nudge(row: Row[Any]) -> Nudge:
    return Nudge(
        id=row.id,
        delivery=row.delivery,
        place=row.place,
        bond=row.bond,
        leader=row.leader,
        report=row.report,
        item=row.item,
        owed=row.owed,
        level=Level(row.level) if row.level else None,
        days=row.days,
        reason=row.reason,
        act=row.act,
        wording=row.wording,
        day=row.day,
    )


def _given(row: Row[Any]) -> Given:
    return Given(
        id=row.id,
        nudge=row.nudge,
        answer=Answer(row.answer),
        at=row.at,
        moment=row.moment,
        why=Why(row.why) if row.why else None,
        talk=row.talk,
    )
