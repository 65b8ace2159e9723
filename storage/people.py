"""People: chat ids, zones and what each set for themselves. Names are never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from care import policy
from care.cadence import Cadence
from care.hours import Hours, Rhythm
from care.people import Profile, may_take_part
from storage import bonds
from storage.database import Tx, in_workspace
from storage.tables import people
from storage.workspaces import Workspace, cadence_in, time_in

_BY_ID = select(people).where(
    people.c.workspace == bindparam("workspace"), people.c.id == bindparam("person")
)


@dataclass(frozen=True)
class Person:
    id: str
    zone: str | None
    locale: str | None
    may_take_part: bool
    known_at: datetime | None
    welcomed_at: datetime | None
    days: frozenset[int] | None
    starts: time | None
    ends: time | None
    plan_weekday: int | None
    plan_at: time | None
    plan_every: int | None
    cadence: Cadence | None
    paused_until: datetime | None
    away_from: datetime | None
    stopped_at: datetime | None
    last_plan: date | None
    unreachable: str | None
    group: str | None = None

    def hours(self, workspace: Workspace) -> Hours:
        """When this person is willing to hear from us."""
        return Hours(
            zone=self.zone or workspace.zone,
            days=policy.WORKING_DAYS if self.days is None else self.days,
            starts=self.starts or policy.DAY_STARTS,
            ends=self.ends or policy.DAY_ENDS,
        )

    def pause_at(self, now: datetime) -> datetime | None:
        """Until when nothing comes, if this person is away or paused at that moment."""
        begun = self.away_from is None or self.away_from <= now
        until = self.paused_until
        return until if begun and until is not None and until > now else None

    def rhythm(self, workspace: Workspace) -> Rhythm:
        """When this leader's plan comes."""
        weekday = workspace.weekday if self.plan_weekday is None else self.plan_weekday
        every = self.plan_every or policy.PLAN_EVERY_WEEKS
        return Rhythm(weekday, self.plan_at or workspace.at, every)


def ensure(tx: Tx, workspace: str, person: str) -> Person:
    found = get(tx, workspace, person)
    if found is not None:
        return found
    tx.add_new(people, workspace=in_workspace(workspace), id=person)
    return load(tx, workspace, person)


def hold(tx: Tx, workspace: str, person: str) -> Person:
    """The person, for this transaction alone: two decisions about one leader never cross."""
    ensure(tx, workspace, person)
    tx.run(select(people.c.id).where(*_is(workspace, person)).with_for_update())
    return load(tx, workspace, person)


def get(tx: Tx, workspace: str, person: str) -> Person | None:
    row = tx.one(_BY_ID, workspace=in_workspace(workspace), person=person)
    return _person(row) if row else None


def load(tx: Tx, workspace: str, person: str) -> Person:
    """The person. Raises LookupError."""
    found = get(tx, workspace, person)
    if found is None:
        raise LookupError(person)
    return found


def several(tx: Tx, workspace: str, ids: Iterable[str]) -> dict[str, Person]:
    rows = tx.all(
        select(people).where(people.c.workspace == in_workspace(workspace), people.c.id.in_(ids))
    )
    return {row.id: _person(row) for row in rows}


def change(tx: Tx, workspace: str, person: str, **values: Any) -> None:
    tx.run(update(people).where(*_is(workspace, person)).values(**values))


def learn(tx: Tx, workspace: str, profile: Profile, now: datetime) -> Person:
    """Keep what the platform says of this person: zone and flags, never the name."""
    before = hold(tx, workspace, profile.id)
    if before.zone != profile.zone or before.may_take_part != may_take_part(profile):
        bonds.look_again_at_person(tx, workspace, profile.id)
    change(
        tx,
        workspace,
        profile.id,
        zone=profile.zone,
        locale=profile.locale,
        may_take_part=may_take_part(profile),
        known_at=now,
    )
    return load(tx, workspace, profile.id)


def meet(tx: Tx, workspace: str, profiles: Iterable[Profile], now: datetime) -> None:
    """The same for many at once: most of them are new, or as they were."""
    by_id = {profile.id: profile for profile in profiles}
    known = several(tx, workspace, by_id)
    new = [profile for profile in by_id.values() if profile.id not in known]
    tx.add_each_new(people, [_new(workspace, profile, now) for profile in new])
    for person in known.values():
        profile = by_id[person.id]
        if (person.zone, person.may_take_part) != (profile.zone, may_take_part(profile)):
            learn(tx, workspace, profile, now)


def _new(workspace: str, profile: Profile, now: datetime) -> dict[str, Any]:
    return {
        "workspace": in_workspace(workspace),
        "id": profile.id,
        "zone": profile.zone,
        "locale": profile.locale,
        "may_take_part": may_take_part(profile),
        "known_at": now,
    }


def set_groups(tx: Tx, workspace: str, groups: Mapping[str, str]) -> None:
    """The organisation's label of each of these people."""
    where = (people.c.workspace == in_workspace(workspace), people.c.id == bindparam("who"))
    change_each = update(people).where(*where).values(group_name=bindparam("name"))
    rows = [{"who": person, "name": name} for person, name in groups.items()]
    if rows:
        tx.connection.execute(change_each, rows)


def set_hours(tx: Tx, workspace: str, person: str, hours: Hours) -> None:
    change(
        tx,
        workspace,
        person,
        days="".join(str(day) for day in sorted(hours.days)),
        starts=f"{hours.starts:%H:%M}",
        ends=f"{hours.ends:%H:%M}",
    )


def _is(workspace: str, person: str) -> tuple[Any, ...]:
    return people.c.workspace == in_workspace(workspace), people.c.id == person


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        zone=row.zone,
        locale=row.locale,
        may_take_part=row.may_take_part,
        known_at=row.known_at,
        welcomed_at=row.welcomed_at,
        days=None if row.days is None else frozenset(int(day) for day in row.days),
        starts=time_in(row.starts),
        ends=time_in(row.ends),
        plan_weekday=row.plan_weekday,
        plan_at=time_in(row.plan_at),
        plan_every=row.plan_every,
        cadence=cadence_in(row.ideal, row.maximum),
        paused_until=row.paused_until,
        away_from=row.away_from,
        stopped_at=row.stopped_at,
        last_plan=row.last_plan,
        unreachable=row.unreachable,
        group=row.group_name,
    )
