"""Items and grants: what a person wrote, sealed, and what each leader may know of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update

from care.cadence import Cadence
from care.items import NUDGEABLE, Area, Content, Item, Kind, Level, State
from care.memory import SOONEST
from storage.database import Tx, in_workspace, new_id
from storage.many import fixed, one_of
from storage.sealing import context
from storage.tables import disclosures, grants, items, people
from storage.workspaces import cadence_in


@dataclass(frozen=True)
class Shared:
    """An item as one leader may know it, in the wording that was shared."""

    item: str
    leader: str
    owner: str
    level: Level
    shared_at: datetime
    muted: bool
    suspended: bool  # since a restore, until its owner says that it holds
    state: State
    cadence: Cadence | None
    content: Content | None


@dataclass(frozen=True)
class Untouched:
    item: Item
    touched_at: datetime


# of long lists: no instant is read of which only "is there one?" matters
_OWN = (
    select(
        *(items.c.id, items.c.state, items.c.sealed, items.c.ideal, items.c.maximum),
        items.c.unshared_at.is_not(None),
    )
    .where(items.c.workspace == bindparam("workspace"), items.c.owner == bindparam("owner"))
    .order_by(items.c.created_at, items.c.id)
)
_BY_ID = select(items).where(
    items.c.workspace == bindparam("workspace"), items.c.id == bindparam("item")
)
_OWN_BY_ID = _BY_ID.where(items.c.owner == bindparam("owner"))
_LEVELS = select(
    grants.c.item, grants.c.leader, grants.c.level, grants.c.suspended_at.is_not(None)
).where(grants.c.workspace == bindparam("workspace"), grants.c.owner == bindparam("owner"))
# What somebody shared is hidden while they are not here, and there again should they come back.
_OWNER_IS_GONE = (
    select(people.c.id)
    .where(
        people.c.workspace == grants.c.workspace,
        people.c.id == grants.c.owner,
        people.c.may_take_part.is_(False),
    )
    .exists()
)
_WITH_LEADERS = (
    select(grants, items.c.state, items.c.ideal, items.c.maximum)
    .join(items, (items.c.workspace == grants.c.workspace) & (items.c.id == grants.c.item))
    .where(
        grants.c.workspace == bindparam("workspace"),
        grants.c.suspended_at.is_(None),  # a withdrawal may have been lost with the restore
        ~_OWNER_IS_GONE,
    )
    .order_by(grants.c.shared_at, grants.c.item)
)
_SHARED = _WITH_LEADERS.where(grants.c.leader == bindparam("leader"))
_SHARES = (
    select(grants, items.c.state, items.c.ideal, items.c.maximum)
    .join(items, (items.c.workspace == grants.c.workspace) & (items.c.id == grants.c.item))
    .where(grants.c.workspace == bindparam("workspace"), grants.c.owner == bindparam("owner"))
    .order_by(grants.c.shared_at, grants.c.leader, grants.c.item)
)
_SHARES_OF = _SHARES.where(grants.c.item == bindparam("item"))
_SHARED_BY = _SHARED.where(grants.c.owner.in_(bindparam("owners", expanding=True)))
_SHARED_BY_ID = _SHARED.where(grants.c.item == bindparam("item"))
_NUDGEABLE = _WITH_LEADERS.where(
    one_of(grants.c.leader, "leaders"),
    grants.c.level.in_(fixed(NUDGEABLE)),
    grants.c.muted_at.is_(None),
    items.c.state == State.ACTIVE,
)


# --- the owner's own -----------------------------------------------------------------------------


def create(tx: Tx, workspace: str, owner: str, content: Content, now: datetime) -> str:
    """A new item, private until its owner presses Share. Its id."""
    item = new_id()
    key = {"workspace": in_workspace(workspace), "id": item, "owner": owner}
    sealed = _seal(tx, content, _where_own(workspace, owner, item))
    times = {"created_at": now, "touched_at": now}
    tx.run(items.insert().values(**key, **times, state=State.ACTIVE, sealed=sealed))
    return item


def own(tx: Tx, workspace: str, owner: str) -> list[Item]:
    """Everything this person wrote, oldest first."""
    rows = tx.all(_OWN, workspace=in_workspace(workspace), owner=owner)
    return _items(tx, workspace, owner, rows)


def by_id(tx: Tx, workspace: str, item: str) -> Item | None:
    """The item, whoever wrote it: who asks decides whether they may see it."""
    row = tx.one(_BY_ID, workspace=in_workspace(workspace), item=item)
    return item_in(tx, row) if row else None


def own_by_id(tx: Tx, workspace: str, owner: str, item: str) -> Item | None:
    """The item, if it is this person's."""
    row = tx.one(_OWN_BY_ID, workspace=in_workspace(workspace), owner=owner, item=item)
    return item_in(tx, row) if row else None


def count(tx: Tx, workspace: str, owner: str) -> int:
    where = (items.c.workspace == in_workspace(workspace), items.c.owner == owner)
    return int(tx.value(select(func.count()).select_from(items).where(*where)))


def rewrite(tx: Tx, workspace: str, owner: str, item: str, content: Content, now: datetime) -> None:
    """New wording for its owner; leaders keep the shared one until it is shared anew."""
    sealed = _seal(tx, content, _where_own(workspace, owner, item))
    change = update(items).where(*_own(workspace, owner, item))
    tx.run(change.values(sealed=sealed, **_touched(now)))


def set_state(tx: Tx, workspace: str, owner: str, item: str, state: State, now: datetime) -> None:
    change = update(items).where(*_own(workspace, owner, item))
    tx.run(change.values(state=state, **_touched(now)))


def touch(tx: Tx, workspace: str, owner: str, item: str, now: datetime) -> None:
    """Its owner said something of it: whatever was asked about it is answered."""
    tx.run(update(items).where(*_own(workspace, owner, item)).values(**_touched(now)))


def _touched(now: datetime) -> dict[str, Any]:
    """The text is sealed: when it is to be asked about is found out at the earliest moment."""
    fresh = {"asked_at": None, "unshared_at": None}
    return {"touched_at": now, "look_at": now + SOONEST, **fresh}


def set_cadence(tx: Tx, workspace: str, owner: str, item: str, own: Cadence | None) -> None:
    """How often a talk about it is worth it, by its owner; None: as usual here."""
    days = {"ideal": own.ideal if own else None, "maximum": own.maximum if own else None}
    tx.run(update(items).where(*_own(workspace, owner, item)).values(**days))


def question_about(tx: Tx, workspace: str, owner: str, item: str) -> str | None:
    """The message that asked whether it is still so."""
    row = tx.one(select(items.c.asked_in).where(*_own(workspace, owner, item)))
    return row.asked_in if row else None


def untouched_since(
    tx: Tx, workspace: str, instant: datetime, item: str | None = None
) -> list[Untouched]:
    """Everybody's, or this one, if nobody has touched it from that instant on."""
    where = [items.c.workspace == in_workspace(workspace), items.c.touched_at < instant]
    if item is not None:
        where.append(items.c.id == item)
    rows = tx.all(select(items).where(*where))
    return [Untouched(item_in(tx, row), row.touched_at) for row in rows]


def erase(tx: Tx, workspace: str, owner: str, item: str) -> None:
    """Gone, with its grants and disclosures."""
    tx.run(delete(items).where(*_own(workspace, owner, item)))


# --- grants --------------------------------------------------------------------------------------


def share(
    tx: Tx, workspace: str, owner: str, item: str, leader: str, level: Level, now: datetime
) -> None:
    """Let this leader know of it, in its present wording. PRIVATE takes the grant away.

    The clock starts at the first sharing and is kept when only level or wording change.
    """
    if level is Level.PRIVATE:
        withdraw(tx, workspace, owner, item, leader)
        return
    found = own_by_id(tx, workspace, owner, item)
    if found is None or found.content is None:
        raise LookupError(item)
    sealed = _seal(tx, found.content, _where_shared(workspace, owner, item, leader))
    where = (*_grants_of(workspace, item), grants.c.leader == leader)
    touch(tx, workspace, owner, item, now)
    values = {"level": level, "sealed": sealed, "muted_at": None, "suspended_at": None}
    if not tx.changed(update(grants).where(*where).values(**values)):
        key = {"workspace": workspace, "item": item, "leader": leader, "owner": owner}
        tx.run(grants.insert().values(**key, **values, shared_at=now))


def lower(tx: Tx, workspace: str, owner: str, item: str, leader: str, level: Level) -> None:
    """Let this leader know less, in the wording that was shared with them."""
    where = (*_grants_of(workspace, item), grants.c.owner == owner, grants.c.leader == leader)
    tx.run(update(grants).where(*where).values(level=level))


def withdraw(tx: Tx, workspace: str, owner: str, item: str, leader: str | None = None) -> list[str]:
    """Stop sharing with this leader, or with all; the leaders it was taken from."""
    where = [*_grants_of(workspace, item), grants.c.owner == owner]
    if leader is not None:
        where.append(grants.c.leader == leader)
    leaders = [row.leader for row in tx.all(select(grants.c.leader).where(*where))]
    tx.run(delete(grants).where(*where))
    return leaders


def mute(tx: Tx, workspace: str, item: str, leader: str, at: datetime | None) -> None:
    """The leader said it is no longer relevant: listed still, nudged about no more."""
    where = (*_grants_of(workspace, item), grants.c.leader == leader)
    tx.run(update(grants).where(*where).values(muted_at=at))


def confirm(tx: Tx, workspace: str, owner: str, item: str, leader: str) -> bool:
    """Its owner says that it holds still; whether it had to wait for that."""
    where = (*_grants_of(workspace, item), grants.c.owner == owner, grants.c.leader == leader)
    waiting = update(grants).where(*where, grants.c.suspended_at.is_not(None))
    return tx.changed(waiting.values(suspended_at=None)) == 1


def suspended(tx: Tx, workspace: str, owner: str) -> list[tuple[str, str]]:
    """What this owner shares and no leader sees before they say so: (item, leader)."""
    mine = (grants.c.workspace == in_workspace(workspace), grants.c.owner == owner)
    waiting = (*mine, grants.c.suspended_at.is_not(None))
    rows = tx.all(select(grants.c.item, grants.c.leader).where(*waiting))
    return [(row.item, row.leader) for row in rows]


def levels(tx: Tx, workspace: str, owner: str) -> dict[tuple[str, str], Level]:
    """What each leader may know of this person's items: {(item, leader): level}."""
    rows: Sequence[Any] = tx.all(_LEVELS, workspace=in_workspace(workspace), owner=owner)
    return {(item, leader): Level(level) for item, leader, level, _ in rows}


def standing(
    tx: Tx, workspace: str, owner: str
) -> tuple[dict[tuple[str, str], Level], frozenset[tuple[str, str]]]:
    """The levels, and which of them no leader sees before the owner says so."""
    rows: Sequence[Any] = tx.all(_LEVELS, workspace=in_workspace(workspace), owner=owner)
    levels = {(item, leader): Level(level) for item, leader, level, _ in rows}
    return levels, frozenset((item, leader) for item, leader, _, waits in rows if waits)


def shares_of(tx: Tx, workspace: str, owner: str, item: str) -> list[Shared]:
    """What each leader may know of this item of the owner's, in the wording that was shared."""
    rows = tx.all(_SHARES_OF, workspace=in_workspace(workspace), owner=owner, item=item)
    return [_shared(tx, row) for row in rows]


def shares(tx: Tx, workspace: str, owner: str) -> list[Shared]:
    """The same of everything that this owner shares, oldest first."""
    rows = tx.all(_SHARES, workspace=in_workspace(workspace), owner=owner)
    return [_shared(tx, row) for row in rows]


def shared_with(
    tx: Tx, workspace: str, leader: str, owners: Iterable[str] | None = None
) -> list[Shared]:
    """What this leader may know, of these owners or of all, oldest first."""
    mine = {"workspace": in_workspace(workspace), "leader": leader}
    if owners is None:
        return [_shared(tx, row) for row in tx.all(_SHARED, **mine)]
    return [_shared(tx, row) for row in tx.all(_SHARED_BY, **mine, owners=list(owners))]


def shared_by_id(tx: Tx, workspace: str, leader: str, item: str) -> Shared | None:
    """The item, if this leader may know of it."""
    row = tx.one(_SHARED_BY_ID, workspace=in_workspace(workspace), leader=leader, item=item)
    return _shared(tx, row) if row else None


def nudgeable(tx: Tx, workspace: str, leaders: Iterable[str]) -> list[Shared]:
    """What plans to these leaders may speak of. What cannot be read takes nobody's place in it."""
    rows = tx.all(_NUDGEABLE, workspace=in_workspace(workspace), leaders=list(leaders))
    return [one for row in rows if (one := _shared(tx, row)).content is not None]


def disclose(tx: Tx, workspace: str, item: str, leader: str, how: str, now: datetime) -> None:
    """Note that this leader was sent or opened it: its owner may know."""
    row = {"workspace": in_workspace(workspace), "id": new_id(), "item": item}
    tx.run(disclosures.insert().values(**row, leader=leader, how=how, at=now))


def forget_disclosures_before(tx: Tx, workspace: str, instant: datetime) -> int:
    """Erase the notes of what was read before that instant; how many."""
    return tx.changed(
        delete(disclosures).where(
            disclosures.c.workspace == in_workspace(workspace), disclosures.c.at < instant
        )
    )


# --- rows to things and back ---------------------------------------------------------------------


def _own(workspace: str, owner: str, item: str) -> tuple[Any, ...]:
    return (
        items.c.workspace == in_workspace(workspace),
        items.c.id == item,
        items.c.owner == owner,
    )


def _grants_of(workspace: str, item: str) -> tuple[Any, ...]:
    return grants.c.workspace == in_workspace(workspace), grants.c.item == item


def _where_own(workspace: str, owner: str, item: str) -> str:
    return context(workspace, "items", "sealed", f"{owner}|{item}")


def _where_shared(workspace: str, owner: str, item: str, leader: str) -> str:
    """Not even another leader's copy of the same person's words opens here."""
    return context(workspace, "grants", "sealed", f"{owner}|{item}|{leader}")


def _seal(tx: Tx, content: Content, where: str) -> str:
    day = content.date.isoformat() if content.date else ""
    text = json.dumps([content.kind, content.area, content.title, content.details, day])
    return tx.seals.seal(text, where)


def _open(tx: Tx, sealed: str, where: str) -> Content | None:
    text = tx.seals.try_open(sealed, where)
    if text is None:
        return None
    kind, area, title, details, day = json.loads(text)
    when = date.fromisoformat(day) if day else None
    return Content(Kind(kind), Area(area), title, details, when)


def item_in(tx: Tx, row: Row[Any]) -> Item:
    content = _open(tx, row.sealed, _where_own(row.workspace, row.owner, row.id))
    own = cadence_in(row.ideal, row.maximum)
    unshared = row.unshared_at is not None
    return Item(row.id, row.owner, State(row.state), content, own, unshared)


def _items(tx: Tx, workspace: str, owner: str, rows: Sequence[Any]) -> list[Item]:
    """A long list, in the order of _OWN: no row is asked name by name."""
    return [
        Item(
            id,
            owner,
            State(state),
            _open(tx, sealed, _where_own(workspace, owner, id)),
            cadence_in(ideal, maximum),
            unshared,
        )
        for id, state, sealed, ideal, maximum, unshared in rows
    ]


def shared_content(tx: Tx, row: Row[Any]) -> Content | None:
    """The wording of a grant."""
    return _open(tx, row.sealed, _where_shared(row.workspace, row.owner, row.item, row.leader))


def _shared(tx: Tx, row: Row[Any]) -> Shared:
    return Shared(
        item=row.item,
        leader=row.leader,
        owner=row.owner,
        level=Level(row.level),
        shared_at=row.shared_at,
        muted=row.muted_at is not None,
        suspended=row.suspended_at is not None,
        state=State(row.state),
        cadence=cadence_in(row.ideal, row.maximum),
        content=shared_content(tx, row),
    )
