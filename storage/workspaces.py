"""Workspaces: one Slack workspace or Teams tenant each, with what its admins set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from care import policy
from care.cadence import ITEMS, TALKS, Bounds, Cadence
from care.hours import Hours, is_zone
from care.pulse import floor
from storage.calendars import NO_HOLIDAYS, PublicHolidays, Spans, country_of, spans_in
from storage.database import Tx, in_workspace
from storage.many import one_of
from storage.tables import workspaces

_BY_ID = select(workspaces).where(workspaces.c.id == bindparam("workspace"))
_SEVERAL = select(workspaces).where(one_of(workspaces.c.id, "ids"))
UNSET_ZONE = "UTC"
_BACK = (
    update(workspaces)
    .where(
        one_of(workspaces.c.id, "ids"),
        workspaces.c.out_of_reach.is_not(None),
    )
    .values(out_of_reach=None, blocked_until=None)
    .returning(workspaces.c.id)
)


@dataclass(frozen=True)
class Workspace:
    """A workspace; ``None`` where no admin has set anything and the default policy holds."""

    id: str
    platform: str
    started_at: datetime | None
    pilot_only: bool
    pilot: frozenset[str]
    pilot_group: str | None
    paused_at: datetime | None
    admin_channel: str | None
    zone: str
    talks: Cadence | None
    items: Cadence | None
    plan_weekday: int | None
    plan_at: time | None
    own_places: int | None
    own_a_week: int | None
    days: frozenset[int] | None
    starts: time | None
    ends: time | None
    country: str | None
    blackouts: Spans
    own_cadence: bool
    bounds: Bounds
    own_plan: bool
    reads_status: bool
    own_kept_days: int | None
    own_plan_every: int | None
    hold_out_since: datetime | None  # None: it is off
    hold_out_key: str
    undo: str | None
    blocked_until: datetime | None
    out_of_reach: str | None
    frozen_at: datetime | None  # the admin channel is no fit place: nothing is set meanwhile
    gone_at: datetime | None  # Tend was taken off: nothing is planned or sent, and all goes in time
    asks_pulse: bool = True
    own_pulse_floor: int | None = None
    pulse_told: bool = True

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

    @property
    def places(self) -> int:
        """People in a plan, at most."""
        return self.own_places or policy.PEOPLE_IN_A_PLAN

    @property
    def a_week(self) -> int:
        """Messages a week that nobody asked for, at most."""
        return self.own_a_week or policy.UNASKED_A_WEEK

    @property
    def plan_every(self) -> int:
        """Weeks between plans, where a leader has not set their own."""
        return self.own_plan_every or policy.PLAN_EVERY_WEEKS

    @property
    def kept_days(self) -> int:
        return self.own_kept_days or policy.KEPT_DAYS

    @property
    def pulse_floor(self) -> int:
        """How many people a band needs."""
        return floor(self.own_pulse_floor)

    @property
    def hours(self) -> Hours:
        """When its channel may hear what nobody asked for."""
        country = self.country or country_of(self.zone) or NO_HOLIDAYS
        return Hours(
            zone=self.zone,
            days=policy.WORKING_DAYS if self.days is None else self.days,
            starts=self.starts or policy.DAY_STARTS,
            ends=self.ends or policy.DAY_ENDS,
            off=(self.blackouts, PublicHolidays(country)),
        )

    def covers(self, person: str, group: str | None) -> bool:
        """Whether Tend is started for this leader: for all, or for the pilot."""
        if not self.pilot_only:
            return True
        return person in self.pilot or (group is not None and group == self.pilot_group)


def ensure(tx: Tx, workspace: str, platform: str, now: datetime) -> Workspace:
    """The workspace, remembered from its first event on."""
    found = get(tx, in_workspace(workspace))
    if found is not None:
        return found
    tx.add_new(workspaces, id=workspace, platform=platform, created_at=now)
    return load(tx, workspace)


def get(tx: Tx, workspace: str) -> Workspace | None:
    row = tx.one(_BY_ID, workspace=in_workspace(workspace))
    return workspace_in(row) if row else None


def load(tx: Tx, workspace: str) -> Workspace:
    """The workspace. Raises LookupError."""
    found = get(tx, workspace)
    if found is None:
        raise LookupError(workspace)
    return found


def several(tx: Tx, ids: Iterable[str]) -> dict[str, Workspace]:
    return {row.id: workspace_in(row) for row in tx.all(_SEVERAL, ids=sorted(set(ids)))}


def are_in_reach(tx: Tx, ids: Iterable[str]) -> list[str]:
    """Their platform has taken a message: those that were out of reach until now."""
    return [row.id for row in tx.all(_BACK, ids=sorted(set(ids)))]


def all_of(tx: Tx) -> list[Workspace]:
    return [workspace_in(row) for row in tx.all(select(workspaces).order_by(workspaces.c.id))]


def change(tx: Tx, workspace: str, **values: Any) -> None:
    if values.get("started_at") is not None:
        values = {"pulse_at": values["started_at"], "reckon_at": values["started_at"], **values}
    tx.run(update(workspaces).where(workspaces.c.id == in_workspace(workspace)).values(**values))


def begin_what_is_new(tx: Tx, workspace: str, now: datetime) -> int:
    """What its Start, by an older program, could not know of; how many there were to begin."""
    begun = update(workspaces).where(
        workspaces.c.id == in_workspace(workspace), workspaces.c.started_at.is_not(None)
    )
    no_month, no_round = workspaces.c.reckon_at.is_(None), workspaces.c.pulse_at.is_(None)
    return sum(
        (
            tx.changed(begun.where(no_month).values(reckon_at=now)),
            tx.changed(begun.where(no_round).values(pulse_at=now, pulse_told=False)),
        )
    )


def live_in(tx: Tx, workspace: str, zone: str) -> None:
    """The zone of whoever's platform names none: that of the admin who sets things up.

    Once, and before the first plan: nothing that was reckoned moves.
    """
    new = (workspaces.c.zone == UNSET_ZONE, workspaces.c.started_at.is_(None))
    if is_zone(zone):
        where = (workspaces.c.id == in_workspace(workspace), *new)
        tx.run(update(workspaces).where(*where).values(zone=zone))


def freeze(tx: Tx, workspace: str, now: datetime) -> bool:
    """Nothing is set until it thaws; whether this was what froze it."""
    thawed = (workspaces.c.id == in_workspace(workspace), workspaces.c.frozen_at.is_(None))
    return tx.changed(update(workspaces).where(*thawed).values(frozen_at=now)) == 1


def thaw(tx: Tx, workspace: str) -> bool:
    frozen = (workspaces.c.id == in_workspace(workspace), workspaces.c.frozen_at.is_not(None))
    return tx.changed(update(workspaces).where(*frozen).values(frozen_at=None)) == 1


def leave(tx: Tx, workspace: str, machine_now: datetime) -> bool:
    """Tend was taken off; whether it was there. Told again, it is gone since the first time."""
    here = (workspaces.c.id == in_workspace(workspace), workspaces.c.gone_at.is_(None))
    return tx.changed(update(workspaces).where(*here).values(gone_at=machine_now)) == 1


def come_back(tx: Tx, workspace: str) -> bool:
    """Tend is there again, within the time in which all is kept; whether it was gone."""
    gone = (workspaces.c.id == in_workspace(workspace), workspaces.c.gone_at.is_not(None))
    fresh = dict.fromkeys(("gone_at", "blocked_until", "out_of_reach", "look_at"))
    return tx.changed(update(workspaces).where(*gone).values(**fresh)) == 1


def cadence_in(ideal: int | None, maximum: int | None) -> Cadence | None:
    return Cadence(ideal, maximum) if ideal is not None and maximum is not None else None


def time_in(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def days_in(text: str | None) -> frozenset[int] | None:
    return None if text is None else frozenset(int(day) for day in text)


def values_of(tx: Tx, workspace: str) -> dict[str, Any]:
    """The row as it is stored, for taking a change back."""
    row = tx.one(_BY_ID, workspace=in_workspace(workspace))
    return row._asdict() if row else {}


def workspace_in(row: Row[Any]) -> Workspace:
    return Workspace(
        id=row.id,
        platform=row.platform,
        started_at=row.started_at,
        pilot_only=row.pilot_only,
        pilot=frozenset((row.pilot or "").split(",")) - {""},
        pilot_group=row.pilot_group,
        paused_at=row.paused_at,
        admin_channel=row.admin_channel,
        zone=row.zone,
        talks=cadence_in(row.ideal, row.maximum),
        items=cadence_in(row.item_ideal, row.item_maximum),
        plan_weekday=row.plan_weekday,
        plan_at=time_in(row.plan_at),
        own_places=row.places,
        own_a_week=row.a_week,
        days=days_in(row.days),
        starts=time_in(row.starts),
        ends=time_in(row.ends),
        country=row.country,
        blackouts=spans_in(row.blackouts),
        own_cadence=row.own_cadence,
        bounds=Bounds(
            row.shortest or policy.SHORTEST_CADENCE, row.longest or policy.LONGEST_CADENCE
        ),
        own_plan=row.own_plan,
        reads_status=row.reads_status,
        own_kept_days=row.kept_days,
        own_plan_every=row.plan_every,
        hold_out_since=row.hold_out_since if row.hold_out else None,
        hold_out_key=row.hold_out_key or "",
        undo=row.undo,
        blocked_until=row.blocked_until,
        out_of_reach=row.out_of_reach,
        frozen_at=row.frozen_at,
        gone_at=row.gone_at,
        asks_pulse=row.pulse,
        own_pulse_floor=row.pulse_floor,
        pulse_told=row.pulse_told,
    )
