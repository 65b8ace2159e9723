"""Workspaces: one Slack workspace or Teams tenant each, with what its admins set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from care import policy
from care.cadence import ITEMS, TALKS, Cadence
from storage.database import Tx, in_workspace
from storage.tables import workspaces

_BY_ID = select(workspaces).where(workspaces.c.id == bindparam("workspace"))


@dataclass(frozen=True)
class Workspace:
    """A workspace; ``None`` where no admin has set anything and the default policy holds."""

    id: str
    platform: str
    started_at: datetime | None
    admin_channel: str | None
    zone: str
    talks: Cadence | None
    items: Cadence | None
    plan_weekday: int | None
    plan_at: time | None
    blocked_until: datetime | None
    out_of_reach: str | None

    @property
    def talk_cadence(self) -> Cadence:
        return self.talks or TALKS

    @property
    def item_cadence(self) -> Cadence:
        return self.items or ITEMS

    @property
    def weekday(self) -> int:
        return policy.PLAN_WEEKDAY if self.plan_weekday is None else self.plan_weekday

    @property
    def at(self) -> time:
        return self.plan_at or policy.PLAN_TIME


def ensure(tx: Tx, workspace: str, platform: str, now: datetime) -> Workspace:
    """The workspace, remembered from its first event on."""
    found = get(tx, in_workspace(workspace))
    if found is not None:
        return found
    tx.add_new(workspaces, id=workspace, platform=platform, created_at=now)
    return load(tx, workspace)


def get(tx: Tx, workspace: str) -> Workspace | None:
    row = tx.one(_BY_ID, workspace=in_workspace(workspace))
    return _workspace(row) if row else None


def load(tx: Tx, workspace: str) -> Workspace:
    """The workspace. Raises LookupError."""
    found = get(tx, workspace)
    if found is None:
        raise LookupError(workspace)
    return found


def all_of(tx: Tx) -> list[Workspace]:
    return [_workspace(row) for row in tx.all(select(workspaces).order_by(workspaces.c.id))]


def change(tx: Tx, workspace: str, **values: Any) -> None:
    tx.run(update(workspaces).where(workspaces.c.id == in_workspace(workspace)).values(**values))


def set_talk_cadence(tx: Tx, workspace: str, cadence: Cadence) -> None:
    change(tx, workspace, ideal=cadence.ideal, maximum=cadence.maximum)


def set_item_cadence(tx: Tx, workspace: str, cadence: Cadence) -> None:
    change(tx, workspace, item_ideal=cadence.ideal, item_maximum=cadence.maximum)


def set_plan(tx: Tx, workspace: str, weekday: int, at: time) -> None:
    change(tx, workspace, plan_weekday=weekday, plan_at=f"{at:%H:%M}")


def cadence_in(ideal: int | None, maximum: int | None) -> Cadence | None:
    return Cadence(ideal, maximum) if ideal is not None and maximum is not None else None


def time_in(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _workspace(row: Row[Any]) -> Workspace:
    return Workspace(
        id=row.id,
        platform=row.platform,
        started_at=row.started_at,
        admin_channel=row.admin_channel,
        zone=row.zone,
        talks=cadence_in(row.ideal, row.maximum),
        items=cadence_in(row.item_ideal, row.item_maximum),
        plan_weekday=row.plan_weekday,
        plan_at=time_in(row.plan_at),
        blocked_until=row.blocked_until,
        out_of_reach=row.out_of_reach,
    )
