"""Installations: the token of each workspace that installed Tend by itself, sealed.

Where one fixed token serves one workspace there are none. Instants are the machine's clock.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update

from storage.database import Tx, in_workspace
from storage.sealing import context
from storage.tables import installations, workspaces

_BY_ID = select(installations).where(installations.c.workspace == bindparam("workspace"))


class Stage(StrEnum):
    """How far a workspace is that installs Tend itself."""

    INSTALLED = "installed"
    PENDING = "pending"
    GONE = "gone"


@dataclass(frozen=True)
class Installation:
    """``pending``: by somebody who is no admin there. ``token`` None: no key of ours opens it."""

    workspace: str
    bot_user: str
    bot: str | None
    token: str | None = field(repr=False)
    pending: bool
    installed_at: datetime


def get(tx: Tx, workspace: str) -> Installation | None:
    row = tx.one(_BY_ID, workspace=in_workspace(workspace))
    return _installation(tx, row) if row else None


def keep(
    tx: Tx,
    workspace: str,
    bot_user: str,
    bot: str | None,
    token: str,
    pending: bool,
    machine_now: datetime,
) -> None:
    """From now on this one: the token of before is gone."""
    sealed = tx.seals.seal(token, _where(workspace))
    values: dict[str, Any] = {"bot_user": bot_user, "bot": bot, "sealed": sealed}
    values |= {"pending": pending, "installed_at": machine_now}
    if not tx.add_new(installations, workspace=in_workspace(workspace), **values):
        tx.run(update(installations).where(_is(workspace)).values(**values))


def confirm(tx: Tx, workspace: str) -> bool:
    """It waits for no admin any more; whether it did."""
    waiting = (_is(workspace), installations.c.pending)
    return tx.changed(update(installations).where(*waiting).values(pending=False)) == 1


def remove(tx: Tx, workspace: str) -> bool:
    """The token is gone; whether there was one."""
    return tx.changed(delete(installations).where(_is(workspace))) == 1


def forget_pending(tx: Tx, before: datetime) -> int:
    """No admin ever came: their token is no use to anybody; how many."""
    waited = (installations.c.pending, installations.c.installed_at < before)
    return tx.changed(delete(installations).where(*waited))


def served(tx: Tx) -> list[str]:
    """Every workspace in which Tend may act."""
    return [workspace for workspace, pending in everywhere(tx) if not pending]


def everywhere(tx: Tx) -> list[tuple[str, bool]]:
    """Every workspace with a token, and whether it waits for an admin."""
    found = select(installations.c.workspace, installations.c.pending)
    rows = tx.all(found.order_by(installations.c.workspace))
    return [(row.workspace, row.pending) for row in rows]


def count(tx: Tx) -> Counter[Stage]:
    """How many workspaces are served, wait for an admin, and have taken Tend off."""
    per_state = select(installations.c.pending, func.count().label("n"))
    rows = tx.all(per_state.group_by(installations.c.pending))
    found = Counter({Stage.PENDING if row.pending else Stage.INSTALLED: row.n for row in rows})
    found[Stage.GONE] = tx.value(select(func.count()).where(workspaces.c.gone_at.is_not(None)))
    return found


def _installation(tx: Tx, row: Row[Any]) -> Installation:
    return Installation(
        workspace=row.workspace,
        bot_user=row.bot_user,
        bot=row.bot,
        token=tx.seals.try_open(row.sealed, _where(row.workspace)),
        pending=row.pending,
        installed_at=row.installed_at,
    )


def _where(workspace: str) -> str:
    return context(workspace, "installations", "sealed", workspace)


def _is(workspace: str) -> Any:
    return installations.c.workspace == in_workspace(workspace)
