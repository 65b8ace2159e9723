"""The pulse in storage: its rounds, who is asked in one, and when to look again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, func, or_, select, update

from care import policy
from care.pulse import Pair
from storage.database import Tx, in_workspace, new_id
from storage.tables import (
    bonds,
    people,
    pulse_answers,
    pulse_asks,
    pulse_marks,
    pulse_rounds,
    workspaces,
)

_OPEN = pulse_rounds.c.closed_at.is_(None)


@dataclass(frozen=True)
class Round:
    workspace: str
    id: str
    nth: int
    opened_at: datetime
    closes_at: datetime
    closed_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """It ends on time, also where nobody has closed it yet."""
        return self.closed_at is None and now < self.closes_at


@dataclass(frozen=True)
class Ask:
    """That somebody is asked, and where their questions stand."""

    workspace: str
    round: str
    person: str
    asked_in: str | None
    again_in: str | None
    done: bool


# --- rounds --------------------------------------------------------------------------------------


def last(tx: Tx, workspace: str) -> Round | None:
    """The newest round, open or not."""
    here = select(pulse_rounds).where(pulse_rounds.c.workspace == in_workspace(workspace))
    return _round(tx.one(here.order_by(pulse_rounds.c.nth.desc()).limit(1)))


def hold(tx: Tx, workspace: str, round: str) -> Round | None:
    """The round, for this transaction alone: whatever is answered is before its close, or not."""
    one = _is(workspace, round)
    tx.hold(select(pulse_rounds.c.id).where(*one))
    return _round(tx.one(select(pulse_rounds).where(*one)))


def to_open(tx: Tx, now: datetime, limit: int) -> list[str]:
    """Workspaces in which it is time to look whether a round opens."""
    where = (
        workspaces.c.started_at.is_not(None),
        workspaces.c.gone_at.is_(None),
        workspaces.c.pulse.is_(True),
        workspaces.c.pulse_at <= now,
    )
    return [row.id for row in tx.all(select(workspaces.c.id).where(*where).limit(limit))]


def to_end(tx: Tx, now: datetime, limit: int) -> list[Round]:
    """Open rounds whose time is over, or whose workspace does not ask any more."""
    on = workspaces.c.id == pulse_rounds.c.workspace
    unwanted = or_(workspaces.c.pulse.is_(False), workspaces.c.gone_at.is_not(None))
    over = or_(pulse_rounds.c.closes_at <= now, unwanted)
    query = select(pulse_rounds).select_from(pulse_rounds.join(workspaces, on)).where(_OPEN, over)
    return [found for row in tx.all(query.limit(limit)) if (found := _round(row))]


def open_round(
    tx: Tx, workspace: str, pairs: Iterable[Pair], opened_at: datetime, closes_at: datetime
) -> Round:
    """Everybody in these pairs may answer from now on, and is asked when it suits them."""
    before = last(tx, workspace)
    here, nth = {"workspace": in_workspace(workspace)}, before.nth + 1 if before else 1
    times = {"opened_at": opened_at, "closes_at": closes_at}
    found = Round(workspace, new_id(), nth, opened_at, closes_at, None)
    tx.run(pulse_rounds.insert().values(**here, id=found.id, nth=nth, **times))
    rows = [
        {**here, "id": new_id(), "round": found.id, "leader": one.leader, "giver": one.giver}
        for one in pairs
    ]
    tx.add_each_new(pulse_answers, rows)
    givers = sorted({row["giver"] for row in rows})
    asks = [{**here, "round": found.id, "person": who, "look_at": opened_at} for who in givers]
    tx.add_each_new(pulse_asks, asks)
    return found


def end(tx: Tx, found: Round, now: datetime) -> None:
    """Nothing that anybody answered, or was asked, is kept."""
    for table in (pulse_answers, pulse_asks):
        here = (table.c.workspace == in_workspace(found.workspace), table.c.round == found.id)
        tx.run(delete(table).where(*here))
    tx.run(update(pulse_rounds).where(*_is(found.workspace, found.id)).values(closed_at=now))


def end_all(tx: Tx, workspace: str, now: datetime) -> None:
    """Every open round ends with no band: nobody can tell what was taken back since."""
    here = (pulse_rounds.c.workspace == in_workspace(workspace), _OPEN)
    for row in tx.all(select(pulse_rounds).where(*here)):
        if found := _round(row):
            end(tx, found, now)


def look_at(tx: Tx, workspace: str, at: datetime) -> None:
    """When to look whether a round opens."""
    here = workspaces.c.id == in_workspace(workspace)
    tx.run(update(workspaces).where(here).values(pulse_at=at))


def next_moment(tx: Tx, after: datetime) -> datetime | None:
    """The next instant at which there may be something to do."""
    looks = (
        select(func.min(pulse_asks.c.look_at)).where(pulse_asks.c.look_at > after),
        select(func.min(pulse_rounds.c.closes_at)).where(_OPEN, pulse_rounds.c.closes_at > after),
        select(func.min(workspaces.c.pulse_at)).where(workspaces.c.pulse_at > after),
    )
    return min((found for one in looks if (found := tx.value(one))), default=None)


def forget_before(tx: Tx, workspace: str, now: datetime) -> int:
    """Bands with their rounds, and sooner the marks of whom they were made of; how many rounds."""
    here = pulse_rounds.c.workspace == in_workspace(workspace)
    old = select(pulse_rounds.c.id).where(
        here, pulse_rounds.c.closed_at < now - policy.PULSE_MARKS_KEPT
    )
    mine = pulse_marks.c.workspace == workspace
    tx.run(delete(pulse_marks).where(mine, pulse_marks.c.round.in_(old)))
    over = pulse_rounds.c.closed_at < now - policy.PULSE_BANDS_KEPT
    return tx.changed(delete(pulse_rounds).where(here, over))


# --- who is led, and who is asked ----------------------------------------------------------------


def pairs(tx: Tx, workspace: str, since: datetime) -> list[Pair]:
    """Everybody who is led by somebody here, and was at that moment."""
    giver, leader = people.alias("giver"), people.alias("leader")
    here = bonds.c.workspace == in_workspace(workspace)
    led = bonds.join(giver, _known_as(giver, bonds.c.report))
    led = led.join(leader, _known_as(leader, bonds.c.leader))
    lives = (bonds.c.ended_at.is_(None), bonds.c.accepted.is_(True), leader.c.may_take_part)
    agreed = (bonds.c.confirmed.is_distinct_from(False), bonds.c.since <= since)
    query = select(
        bonds.c.leader, bonds.c.report, giver.c.may_take_part, giver.c.asked_pulse
    ).select_from(led)
    rows = tx.all(query.where(here, *lives, *agreed).order_by(bonds.c.leader, bonds.c.report))
    return [Pair(row.leader, row.report, row.may_take_part and row.asked_pulse) for row in rows]


def zone(tx: Tx, workspace: str) -> str | None:
    """The time zone of most people here: their noon is a good time to open a round."""
    here = (people.c.workspace == in_workspace(workspace), people.c.may_take_part.is_(True))
    many = func.count().desc()
    query = select(people.c.zone).where(*here, people.c.zone.is_not(None)).group_by(people.c.zone)
    row = tx.one(query.order_by(many, people.c.zone).limit(1))
    return str(row.zone) if row else None


def _known_as(who: Any, column: Any) -> Any:
    return (who.c.workspace == bonds.c.workspace) & (who.c.id == column)


_DUE = (
    select(pulse_asks)
    .where(pulse_asks.c.look_at <= bindparam("now"), pulse_asks.c.done.is_(False))
    .order_by(pulse_asks.c.look_at)
    .limit(bindparam("most"))
)


def to_ask(tx: Tx, now: datetime, limit: int) -> list[Ask]:
    return [_ask(row) for row in tx.all(_DUE, now=now, most=limit)]


def ask_of(tx: Tx, workspace: str, round: str, person: str) -> Ask | None:
    row = tx.one(select(pulse_asks).where(*_asks(workspace, round, person)))
    return _ask(row) if row else None


def asked_in(tx: Tx, workspace: str, delivery: str) -> Ask | None:
    """Who is asked by this message, until their round closes."""
    row = tx.one(_in(select(pulse_asks), workspace, delivery))
    return _ask(row) if row else None


def still_to_ask(tx: Tx, workspace: str, round: str, until: datetime) -> set[str]:
    """Who is asked, or reminded, by then."""
    here = (pulse_asks.c.workspace == in_workspace(workspace), pulse_asks.c.round == round)
    due = (pulse_asks.c.look_at < until, pulse_asks.c.done.is_(False))
    return {row.person for row in tx.all(select(pulse_asks.c.person).where(*here, *due))}


def messages(tx: Tx, workspace: str, round: str) -> list[str]:
    """The messages that ask and remind in this round."""
    here = (pulse_asks.c.workspace == in_workspace(workspace), pulse_asks.c.round == round)
    rows = tx.all(select(pulse_asks.c.asked_in, pulse_asks.c.again_in).where(*here))
    return [one for row in rows for one in row if one]


def change_ask(tx: Tx, workspace: str, round: str, person: str, **values: Any) -> None:
    tx.run(update(pulse_asks).where(*_asks(workspace, round, person)).values(**values))


def not_asked(tx: Tx, workspace: str, delivery: str, at: datetime) -> None:
    """That message never arrived, for all we know: it may be said another time."""
    found = asked_in(tx, workspace, delivery)
    if found is not None:
        column = "asked_in" if found.asked_in == delivery else "again_in"
        again = {column: None, "look_at": at}
        change_ask(tx, workspace, found.round, found.person, **again)


def _asks(workspace: str, round: str, person: str) -> tuple[Any, ...]:
    here = (pulse_asks.c.workspace == in_workspace(workspace), pulse_asks.c.round == round)
    return *here, pulse_asks.c.person == person


def _in(query: Select[Any], workspace: str, delivery: str) -> Select[Any]:
    asks = or_(pulse_asks.c.asked_in == delivery, pulse_asks.c.again_in == delivery)
    return query.where(pulse_asks.c.workspace == in_workspace(workspace), asks)


def _is(workspace: str, round: str) -> tuple[Any, ...]:
    return pulse_rounds.c.workspace == in_workspace(workspace), pulse_rounds.c.id == round


def _round(row: Row[Any] | None) -> Round | None:
    if row is None:
        return None
    return Round(row.workspace, row.id, row.nth, row.opened_at, row.closes_at, row.closed_at)


def _ask(row: Row[Any]) -> Ask:
    return Ask(row.workspace, row.round, row.person, row.asked_in, row.again_in, row.done)
