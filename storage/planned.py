"""What the planner decided for many leaders, written in a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Update, bindparam, select, update

from storage.database import Tx, in_workspace, new_id
from storage.deliveries import Asks, Kind, State
from storage.many import add_each, one_of
from storage.tables import bonds, deliveries, nudges, people


@dataclass(frozen=True)
class Message:
    """A message to one leader, unique by its kind and name, with the nudges that it carries."""

    leader: str
    kind: Kind
    name: str
    day: date
    due_at: datetime
    stale_at: datetime
    asks: Asks | None
    nudges: Sequence[dict[str, Any]]
    id: str = field(default_factory=new_id)


_TAKEN = select(deliveries.c.slot).where(
    deliveries.c.workspace == bindparam("workspace"),
    one_of(deliveries.c.slot, "slots"),
)


def taken(tx: Tx, workspace: str, names: Iterable[tuple[Kind, str, str]]) -> set[str]:
    """The leaders who have a message of this (kind, leader, name) already."""
    of = {_slot(kind, leader, name): leader for kind, leader, name in names}
    rows = tx.all(_TAKEN, workspace=in_workspace(workspace), slots=list(of))
    return {of[row.slot] for row in rows}


def _slot(kind: Kind, leader: str, name: str) -> str:
    return f"{kind}:{leader}:{name}"


def add(tx: Tx, workspace: str, messages: Sequence[Message]) -> None:
    """The unique key of the slots stands behind it: a second message for one is an error."""
    workspace = in_workspace(workspace)
    add_each(tx.connection, deliveries, [_row(workspace, one) for one in messages])
    carried = [
        {"workspace": workspace, "id": new_id(), "delivery": one.id, "leader": one.leader, **nudge}
        for one in messages
        for nudge in one.nudges
    ]
    add_each(tx.connection, nudges, carried)


def _row(workspace: str, one: Message) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "id": one.id,
        "slot": _slot(one.kind, one.leader, one.name),
        "kind": one.kind,
        "address": one.leader,
        "day": one.day,
        "created_at": one.due_at,
        "due_at": one.due_at,
        "stale_at": one.stale_at,
        "state": State.DUE,
        "asks": one.asks,
    }


_NEWS = update(people).where(people.c.workspace == bindparam("of"), one_of(people.c.id, "which"))


def change_each(tx: Tx, workspace: str, changes: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """What is new of these people; those with the same news in one statement."""
    alike: dict[tuple[tuple[str, Any], ...], list[str]] = defaultdict(list)
    workspace = in_workspace(workspace)
    for who, values in changes:
        alike[tuple(sorted(values.items()))].append(who)
    for news, ids in alike.items():
        tx.run(_NEWS.values(dict(news)), of=workspace, which=ids)


class Look(NamedTuple):
    """When to look at a bond again (None: not before something changes), and that it was spoken of
    on a day, if it was.
    """

    at: datetime | None
    spoken_on: date | None = None


def _looked(**spoken: Any) -> Update:
    where = (bonds.c.workspace == bindparam("of"), one_of(bonds.c.id, "which"))
    return update(bonds).where(*where).values(next_due_at=bindparam("at"), **spoken)


_LOOKED = _looked()
_SPOKEN = _looked(nudged_on=bindparam("day"))


def look_again(tx: Tx, workspace: str, looks: Iterable[tuple[str, Look]]) -> None:
    """At each of these bonds; those at the same moment in one statement."""
    alike: dict[Look, list[str]] = defaultdict(list)
    for bond, look in looks:
        alike[look].append(bond)
    where = {"of": in_workspace(workspace)}
    for look, ids in alike.items():
        if look.spoken_on is None:
            tx.run(_LOOKED, **where, at=look.at, which=ids)
        else:
            tx.run(_SPOKEN, **where, at=look.at, which=ids, day=look.spoken_on)
