"""People: chat ids, zones and what each set for themselves. Names are never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from care import policy
from care.cadence import Cadence
from care.hours import Away, Hours, Rhythm, is_zone, local_day
from care.people import Profile, may_take_part
from storage import bonds, pulse_answers, workspaces
from storage.calendars import NO_HOLIDAYS, PublicHolidays, country_of
from storage.database import Tx, in_workspace
from storage.many import one_of
from storage.tables import people
from storage.tables import workspaces as workspaces_table
from storage.workspaces import Workspace, cadence_in, days_in, time_in, workspace_in

LATELY = timedelta(minutes=10)
_BY_ID = select(people).where(
    people.c.workspace == bindparam("workspace"), people.c.id == bindparam("person")
)
_WITH_PLACE = (
    select(people, workspaces_table)
    .join(workspaces_table, workspaces_table.c.id == people.c.workspace)
    .where(people.c.workspace == bindparam("workspace"), people.c.id == bindparam("person"))
)
_GROUPS = select(people.c.group_name).distinct().order_by(people.c.group_name)
_SEVERAL = select(people).where(
    people.c.workspace == bindparam("workspace"),
    one_of(people.c.id, "ids"),
)


@dataclass(frozen=True)
class Person:
    id: str
    zone: str | None
    locale: str | None
    may_take_part: bool
    known_at: datetime | None
    welcomed_at: datetime | None
    has_home: bool
    asked_still: bool
    days: frozenset[int] | None
    starts: time | None
    ends: time | None
    plan_weekday: int | None
    plan_at: time | None
    plan_every: int | None
    cadence: Cadence | None
    paused_until: datetime | None
    away_first: date | None  # first day away, in their calendar
    away_back: date | None  # first day back
    is_on_leave: bool  # so says their status on the platform
    leave_until: datetime | None
    country: str | None
    stopped_at: datetime | None
    heard_at: datetime | None
    slowed: str | None
    slowed_on: date | None
    keep_asked_in: str | None
    last_plan: date | None
    unreachable: str | None
    group: str | None = None
    not_about_me: bool = False  # they want no nudges about themselves, and nobody is told
    listening_until: date | None = None  # a hard time: no goals and no questions before that day
    listening_told: bool = False  # their leaders may read a line about it
    asked_pulse: bool = True
    offered_leader: bool = False  # who leads people was offered to name who leads them

    def hours(self, workspace: Workspace) -> Hours:
        """When this person is willing to hear from us."""
        general = policy.WORKING_DAYS if workspace.days is None else workspace.days
        return Hours(
            zone=self.zone_in(workspace),
            days=general if self.days is None else self.days,
            starts=self.starts or workspace.starts or policy.DAY_STARTS,
            ends=self.ends or workspace.ends or policy.DAY_ENDS,
            off=(workspace.blackouts, PublicHolidays(self.country_in(workspace))),
            away=tuple(self._away(workspace)),
        )

    def zone_in(self, workspace: Workspace) -> str:
        """Where their platform names none, or one that is not known any more: the workspace's."""
        return self.zone if self.zone and is_zone(self.zone) else workspace.zone

    def country_in(self, workspace: Workspace) -> str:
        """Whose public holidays hold: their own choice, then where they are, then the workspace's.

        The workspace may name a region of the country in which they are.
        """
        if self.country or workspace.country == NO_HOLIDAYS:
            return self.country or NO_HOLIDAYS
        here = country_of(self.zone)
        general = workspace.country or NO_HOLIDAYS
        return here if here and not general.startswith(here) else general

    def _away(self, workspace: Workspace) -> Iterator[Away]:
        if self.away_first and self.away_back:
            yield Away(self.away_first, self.away_back)
        if not workspace.reads_status:
            return
        zone = self.zone_in(workspace)
        if self.leave_until is not None:
            yield Away(date.min, local_day(self.leave_until, zone))
        elif self.is_on_leave:
            yield Away(date.min, date.max)

    def back_on(self, workspace: Workspace, today: date) -> date | None:
        """The first day back of this person, if they are away on that day; date.max: unknown."""
        spans = [away.back for away in self._away(workspace) if away.first <= today < away.back]
        return max(spans, default=None)

    def listens_on(self, day: date) -> bool:
        """Whether nothing but listening is wanted on that day."""
        return self.listening_until is not None and day < self.listening_until

    def pause_at(self, now: datetime) -> datetime | None:
        """Until when nothing comes, if this person has paused."""
        until = self.paused_until
        return until if until is not None and until > now else None

    def in_force(self, workspace: Workspace) -> Person:
        """With what holds in their workspace where they have set nothing."""
        if self.plan_every or not workspace.own_plan_every:
            return self
        return replace(self, plan_every=workspace.own_plan_every)

    def rhythm(self, workspace: Workspace) -> Rhythm:
        """When this leader's plan comes."""
        weekday, at = self.plan_weekday, self.plan_at
        if not workspace.own_plan:
            weekday, at = None, None
        return Rhythm(
            workspace.weekday if weekday is None else weekday,
            at or workspace.at,
            self.plan_every or workspace.plan_every,
        )


def ensure(tx: Tx, workspace: str, person: str) -> Person:
    found = get(tx, workspace, person)
    if found is not None:
        return found
    tx.add_new(people, workspace=in_workspace(workspace), id=person)
    return load(tx, workspace, person)


def hold(tx: Tx, workspace: str, person: str) -> Person:
    """The person, for this transaction alone: two decisions about one leader never cross."""
    found = ensure(tx, workspace, person)
    if tx.connection.dialect.name == "sqlite":  # it has the whole file alone
        return found
    tx.hold(select(people.c.id).where(*_is(workspace, person)))
    return load(tx, workspace, person)


def get(tx: Tx, workspace: str, person: str) -> Person | None:
    row = tx.one(_BY_ID, workspace=in_workspace(workspace), person=person)
    return person_in(row) if row else None


def with_place(tx: Tx, workspace: str, person: str) -> tuple[Person, Workspace] | None:
    """Them and their workspace, in one question: whatever somebody does begins with it."""
    row = tx.one(_WITH_PLACE, workspace=in_workspace(workspace), person=person)
    if row is None:
        return None
    return person_in(row), _place_in(row[len(people.c) :])


@lru_cache(maxsize=256)
def _place_in(values: tuple[Any, ...]) -> Workspace:
    """What is set in a workspace is the same from press to press, so it is read into words once."""
    named = zip(workspaces_table.c.keys(), values, strict=True)
    return workspace_in(SimpleNamespace(**dict(named)))  # type: ignore[arg-type]


def load(tx: Tx, workspace: str, person: str) -> Person:
    """The person. Raises LookupError."""
    found = get(tx, workspace, person)
    if found is None:
        raise LookupError(person)
    return found


def several(tx: Tx, workspace: str, ids: Iterable[str]) -> dict[str, Person]:
    rows = tx.all(_SEVERAL, workspace=in_workspace(workspace), ids=list(ids))
    return {row.id: person_in(row) for row in rows}


def with_home(tx: Tx, workspace: str, ids: Iterable[str]) -> list[str]:
    """Those of these people whose Home was drawn before."""
    where = (people.c.workspace == in_workspace(workspace), people.c.id.in_(list(ids)))
    return [row.id for row in tx.all(select(people.c.id).where(*where, people.c.has_home))]


def left_alone(tx: Tx, workspace: str, ids: Iterable[str]) -> set[str]:
    """Those of these people who want no nudges about themselves."""
    return {one.id for one in several(tx, workspace, ids).values() if one.not_about_me}


def told_to_listen(tx: Tx, workspace: str, ids: Iterable[str], today: date) -> set[str]:
    """Those who want nothing but listening, and let their leaders know."""
    found = several(tx, workspace, ids).values()
    return {one.id for one in found if one.listening_told and one.listens_on(today)}


def change(tx: Tx, workspace: str, person: str, **values: Any) -> None:
    tx.run(update(people).where(*_is(workspace, person)).values(**values))


def learn(tx: Tx, workspace: str, profile: Profile, now: datetime) -> Person:
    """Keep what the platform says of this person: zone and flags, never the name."""
    reads_status = _reads_status(tx, workspace)
    seen = get(tx, workspace, profile.id)
    if seen is not None and _is_no_news(seen, profile, reads_status, now):
        return seen
    before = hold(tx, workspace, profile.id)
    said = _said(profile, before) | _leave(reads_status, before, profile, now)
    said |= _gone(before, said["may_take_part"], now)
    if any(getattr(before, name) != value for name, value in _weighing(said)):
        bonds.look_again_at_person(tx, workspace, profile.id)
    if said["may_take_part"] and not before.may_take_part:
        bonds.resume(tx, workspace, profile.id, now - timedelta(days=policy.GRACE_DAYS))
    if not said["may_take_part"]:
        pulse_answers.forget_giver(tx, workspace, profile.id)
    change(tx, workspace, profile.id, **said, known_at=now)
    return load(tx, workspace, profile.id)


def _is_no_news(seen: Person, profile: Profile, reads_status: bool, now: datetime) -> bool:
    """Several messages to one person do not write the same again and again."""
    return is_fresh(seen, now) and is_as_it_was(seen, profile, reads_status, now)


def is_fresh(seen: Person, now: datetime) -> bool:
    """Whether the platform was asked about them a moment ago."""
    return seen.known_at is not None and now - LATELY < seen.known_at <= now


def _gone(before: Person, may_take_part: bool, now: datetime) -> dict[str, Any]:
    """Since when they are no longer here. Who was a guest from the first leaves nothing."""
    if may_take_part:
        return {"left_at": None}
    was_here = before.may_take_part and before.known_at is not None
    return {"left_at": now} if was_here else {}


def _said(profile: Profile, before: Person | None) -> dict[str, Any]:
    """A look that does not tell where somebody is moves nobody: not every look can."""
    zone, locale = profile.zone, profile.locale
    if before is not None:
        zone, locale = zone or before.zone, locale or before.locale
    return {"zone": zone, "locale": locale, "may_take_part": may_take_part(profile)}


def _reads_status(tx: Tx, workspace: str) -> bool:
    place = workspaces.get(tx, workspace)
    return place is not None and place.reads_status


def _leave(reads_status: bool, before: Person, profile: Profile, now: datetime) -> dict[str, Any]:
    """What their status says of a leave, where the workspace has opted in.

    When the status ends before its time, or had none, the leave ends now.
    """
    if not reads_status:
        return {}
    if profile.is_on_leave:
        return {"on_leave": True, "leave_until": profile.leave_until}
    if before.is_on_leave and (before.leave_until is None or before.leave_until > now):
        return {"on_leave": False, "leave_until": now}
    return {"on_leave": False}


def _weighing(said: dict[str, Any]) -> list[tuple[str, Any]]:
    """What changes the decisions about this person."""
    names = {"zone": "zone", "may_take_part": "may_take_part"}
    names |= {"on_leave": "is_on_leave", "leave_until": "leave_until"}
    return [(names[column], value) for column, value in said.items() if column in names]


def meet(tx: Tx, workspace: str, profiles: Iterable[Profile], now: datetime) -> None:
    """The same for many at once: most of them are new, or as they were."""
    by_id = {profile.id: profile for profile in profiles}
    known = several(tx, workspace, by_id)
    new = [profile for profile in by_id.values() if profile.id not in known]
    tx.add_each_new(people, [new_row(workspace, profile, now) for profile in new])
    reads_status = _reads_status(tx, workspace)
    same = [p.id for p in known.values() if is_as_it_was(p, by_id[p.id], reads_status, now)]
    where = (people.c.workspace == workspace, people.c.id == bindparam("who"))
    if same:
        seen_again = update(people).where(*where).values(known_at=now)
        tx.connection.execute(seen_again, [{"who": person} for person in same])
    for person in known.keys() - set(same):
        learn(tx, workspace, by_id[person], now)


def is_as_it_was(before: Person, profile: Profile, reads_status: bool, now: datetime) -> bool:
    """Whether what the platform says of them now is what it said before."""
    said = _said(profile, before) | _leave(reads_status, before, profile, now)
    is_same = all(getattr(before, name) == value for name, value in _weighing(said))
    return is_same and before.locale == said["locale"]


def new_row(workspace: str, profile: Profile, now: datetime) -> dict[str, Any]:
    """Of somebody whom Tend meets for the first time."""
    who = {"workspace": in_workspace(workspace), "id": profile.id}
    return {**who, **_said(profile, None), "known_at": now}


def set_groups(tx: Tx, workspace: str, groups: Mapping[str, str]) -> None:
    """The organisation's label of each of these people."""
    where = (people.c.workspace == in_workspace(workspace), people.c.id == bindparam("who"))
    change_each = update(people).where(*where).values(group_name=bindparam("name"))
    rows = [{"who": person, "name": name} for person, name in groups.items()]
    if rows:
        tx.connection.execute(change_each, rows)


def groups(tx: Tx, workspace: str) -> list[str]:
    """The organisation's labels, each once, in order."""
    where = (people.c.workspace == in_workspace(workspace), people.c.group_name.is_not(None))
    return [row.group_name for row in tx.all(_GROUPS.where(*where))]


def set_hours(tx: Tx, workspace: str, person: str, hours: Hours) -> None:
    change(
        tx,
        workspace,
        person,
        days="".join(str(day) for day in sorted(hours.days)),
        starts=f"{hours.starts:%H:%M}",
        ends=f"{hours.ends:%H:%M}",
    )


def taking_part(tx: Tx, workspace: str) -> list[str]:
    """Everybody whom Tend knows here and who may take part."""
    where = (people.c.workspace == in_workspace(workspace), people.c.may_take_part.is_(True))
    return [row.id for row in tx.all(select(people.c.id).where(*where).order_by(people.c.id))]


def everybody(tx: Tx, workspace: str) -> list[str]:
    """Everybody whom Tend knows here, whether they are still here or not."""
    where = people.c.workspace == in_workspace(workspace)
    return [row.id for row in tx.all(select(people.c.id).where(where).order_by(people.c.id))]


def _is(workspace: str, person: str) -> tuple[Any, ...]:
    return people.c.workspace == in_workspace(workspace), people.c.id == person


def person_in(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        zone=row.zone,
        locale=row.locale,
        may_take_part=row.may_take_part,
        known_at=row.known_at,
        welcomed_at=row.welcomed_at,
        has_home=row.has_home,
        asked_still=row.asked_still,
        days=days_in(row.days),
        starts=time_in(row.starts),
        ends=time_in(row.ends),
        plan_weekday=row.plan_weekday,
        plan_at=time_in(row.plan_at),
        plan_every=row.plan_every,
        cadence=cadence_in(row.ideal, row.maximum),
        paused_until=row.paused_until,
        away_first=row.away_first,
        away_back=row.away_back,
        is_on_leave=row.on_leave,
        leave_until=row.leave_until,
        country=row.country,
        stopped_at=row.stopped_at,
        heard_at=row.heard_at,
        slowed=row.slowed,
        slowed_on=row.slowed_on,
        keep_asked_in=row.keep_asked_in,
        last_plan=row.last_plan,
        unreachable=row.unreachable,
        group=row.group_name,
        not_about_me=row.not_about_me,
        listening_until=row.listening_until,
        listening_told=row.listening_told,
        asked_pulse=row.asked_pulse,
        offered_leader=row.offered_leader,
    )
