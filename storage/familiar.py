"""People of many workspaces at once, of whom there is no news."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, select, tuple_, update

from storage.database import Tx, in_workspace
from storage.people import Person, person_in
from storage.tables import people

Who = tuple[str, str]
"""A workspace, and somebody in it."""

_ID = tuple_(people.c.workspace, people.c.id)
_AMONG = _ID.in_(bindparam("among", expanding=True))
_SEVERAL = select(people).where(_AMONG)
# a row that another transaction has is left alone: it is news of a moment ago
_FREE = select(people.c.workspace, people.c.id).where(_AMONG).with_for_update(skip_locked=True)
_SEEN_AGAIN = update(people).where(_ID.in_(_FREE)).values(known_at=bindparam("now"))


def several(tx: Tx, who: Iterable[Who]) -> dict[Who, Person]:
    """Those of them whom Tend knows."""
    among = [(in_workspace(workspace), person) for workspace, person in who]
    return {(row.workspace, row.id): person_in(row) for row in tx.all(_SEVERAL, among=among)}


def seen_again(tx: Tx, who: Iterable[Who], now: datetime) -> None:
    """The platform was asked, and they are as they were."""
    if among := sorted(set(who)):
        tx.run(_SEEN_AGAIN, among=among, now=now)
