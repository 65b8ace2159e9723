"""People of many workspaces at once, of whom there is no news: or who are new, and no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Column, Select, bindparam, select, tuple_, union, update

from care.people import Profile
from storage.database import Tx, in_workspace
from storage.many import add_each_missing
from storage.people import Person, new_row, person_in
from storage.tables import bonds, people

Who = tuple[str, str]
"""A workspace, and somebody in it."""

_ID = tuple_(people.c.workspace, people.c.id)
_AMONG_IDS: BindParameter[Any] = bindparam("among", expanding=True)
_AMONG = _ID.in_(_AMONG_IDS)
_SEVERAL = select(people).where(_AMONG)
# a row that another transaction has is left alone: it is news of a moment ago
_FREE = select(people.c.workspace, people.c.id).where(_AMONG).with_for_update(skip_locked=True)
_SEEN_AGAIN = update(people).where(_ID.in_(_FREE)).values(known_at=bindparam("now"))


def _in_bonds(who: Column[str]) -> Select[Any]:
    ids = bonds.c.workspace, who.label("person")
    return select(*ids).where(tuple_(bonds.c.workspace, who).in_(_AMONG_IDS))


_IN_BONDS = union(_in_bonds(bonds.c.leader), _in_bonds(bonds.c.report))


def several(tx: Tx, who: Iterable[Who]) -> dict[Who, Person]:
    """Those of them whom Tend knows."""
    among = [(in_workspace(workspace), person) for workspace, person in who]
    return {(row.workspace, row.id): person_in(row) for row in tx.all(_SEVERAL, among=among)}


def meet(tx: Tx, profiles: Mapping[Who, Profile], now: datetime) -> dict[Who, Person]:
    """Those whom nobody has named yet, so that nothing else has to follow from their coming."""
    among = sorted((in_workspace(workspace), person) for workspace, person in profiles)
    named = {(row.workspace, row.person) for row in tx.all(_IN_BONDS, among=among)}
    new = [who for who in among if who not in named]
    tx.wait_only_shortly()  # whoever adds one of them at the same moment goes first
    add_each_missing(tx, people, [new_row(who[0], profiles[who], now) for who in new])
    return several(tx, new) if new else {}


def seen_again(tx: Tx, who: Iterable[Who], now: datetime) -> None:
    """The platform was asked, and they are as they were."""
    if among := sorted(set(who)):
        tx.run(_SEEN_AGAIN, among=among, now=now)
