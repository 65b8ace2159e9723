"""Conversations: how a person or a channel is reached, on a platform that has to be told. Sealed.

An address is a person's or a channel's id; the newest conversation with it is the one that holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from storage.database import Tx, in_workspace
from storage.sealing import context
from storage.tables import conversations, deliveries


@dataclass(frozen=True)
class Conversation:
    id: str
    address: str | None
    how: Mapping[str, str] = field(repr=False)  # what the platform wants to be told
    heard_at: datetime


def keep(
    tx: Tx, workspace: str, id: str, address: str, how: Mapping[str, str], machine_now: datetime
) -> None:
    """The newest way to it replaces the one of before; what is known already writes nothing."""
    found = get(tx, workspace, id)
    if found is not None and found.address == address and found.how == how:
        return
    sealed = tx.seals.seal(json.dumps(dict(how), sort_keys=True), _where(workspace, id))
    values: dict[str, Any] = {"address": address, "sealed": sealed, "heard_at": machine_now}
    if not tx.add_new(conversations, workspace=in_workspace(workspace), id=id, **values):
        tx.run(update(conversations).where(*_is(workspace, id)).values(**values))


def get(tx: Tx, workspace: str, id: str) -> Conversation | None:
    row = tx.one(select(conversations).where(*_is(workspace, id)))
    return _conversation(tx, row) if row else None


def with_address(tx: Tx, workspace: str, address: str) -> Conversation | None:
    """The one that was heard from last."""
    mine = (conversations.c.workspace == in_workspace(workspace),)
    where = (*mine, conversations.c.address == address)
    newest = select(conversations).where(*where).order_by(conversations.c.heard_at.desc())
    row = tx.one(newest.limit(1))
    return _conversation(tx, row) if row else None


def newest(tx: Tx, workspace: str) -> Conversation | None:
    """Whichever was heard from last."""
    here = conversations.c.workspace == in_workspace(workspace)
    last_first = select(conversations).where(here).order_by(conversations.c.heard_at.desc())
    row = tx.one(last_first.limit(1))
    return _conversation(tx, row) if row else None


def of_channels(tx: Tx, workspace: str) -> list[Conversation]:
    """Those that are nobody's own: their address is they themselves."""
    here = conversations.c.workspace == in_workspace(workspace)
    shared = conversations.c.address == conversations.c.id
    rows = tx.all(select(conversations).where(here, shared).order_by(conversations.c.id))
    found = (_conversation(tx, row) for row in rows)
    return [one for one in found if one is not None]


def lost(tx: Tx, workspace: str, id: str) -> None:
    """Tend was taken out of it: it is not written to again before it is heard from."""
    tx.run(delete(conversations).where(*_is(workspace, id)))


def forget_person(tx: Tx, workspace: str, person: str) -> None:
    """Nobody's any more; it stays until what stands in it has been taken away."""
    theirs = (conversations.c.workspace == in_workspace(workspace),)
    where = (*theirs, conversations.c.address == person)
    tx.run(update(conversations).where(*where).values(address=None))


def forget_nobodys(tx: Tx, workspace: str) -> int:
    """Those of who was erased, once no message of ours is left in them; how many."""
    written = select(deliveries.c.channel).where(
        deliveries.c.workspace == in_workspace(workspace), deliveries.c.channel.is_not(None)
    )
    nobodys = (conversations.c.workspace == workspace, conversations.c.address.is_(None))
    unused = conversations.c.id.not_in(written)
    return tx.changed(delete(conversations).where(*nobodys, unused))


def _conversation(tx: Tx, row: Row[Any]) -> Conversation | None:
    """None where no key of ours opens it: it comes again with the next word from there."""
    opened = tx.seals.try_open(row.sealed, _where(row.workspace, row.id))
    if opened is None:
        return None
    return Conversation(row.id, row.address, json.loads(opened), row.heard_at)


def _is(workspace: str, id: str) -> tuple[Any, ...]:
    return conversations.c.workspace == in_workspace(workspace), conversations.c.id == id


def _where(workspace: str, id: str) -> str:
    return context(workspace, "conversations", "sealed", id)
