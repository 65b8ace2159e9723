"""Still true? What is shared and long untouched is asked about; unanswered, its sharing ends."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from care import policy
from care.bonds import serves
from care.hours import DAY, Hours, closes, local_day, next_opening, open_at
from care.memory import ripe_at
from jobs.facts import room_for_unasked, standing_hold
from jobs.planning import AFTER_A_FAULT
from jobs.report import Report
from storage import bonds, deliveries, endings, items, nudges, people, remembering, workspaces
from storage.database import Database, Tx
from storage.deliveries import Kind
from storage.people import Person
from storage.remembering import Remembered
from storage.workspaces import Workspace

log = logging.getLogger(__name__)
BATCH = 500
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class Owner:
    """Whom the questions go to."""

    place: Workspace
    person: Person
    hours: Hours
    is_leader: bool

    @property
    def id(self) -> str:
        return self.person.id


def remember_due(database: Database, now: datetime, report: Report) -> None:
    """Look at every item whose time has come; what was looked at is pushed forward."""
    with database.read() as tx:
        found = remembering.due(tx, now, BATCH)
    for workspace, owner in found:
        try:
            with database.begin() as tx:
                remember(tx, workspace, owner, now, report)
        except Exception:
            log.exception("remembering_failed workspace=%s owner=%s", workspace, owner)
            report.say("failed", workspace, owner)
            with database.begin() as tx:
                remembering.put_off(tx, workspace, owner, now, now + AFTER_A_FAULT)


def remember(tx: Tx, workspace: str, owner: str, now: datetime, report: Report) -> None:
    people.hold(tx, workspace, owner)
    them = _owner(tx, workspace, owner)
    ripe: list[Remembered] = []
    for one in remembering.to_look_at(tx, workspace, owner, now):
        content = one.item.content
        if not one.is_live or content is None:
            remembering.look_again(tx, workspace, [one.item.id], None)
        elif one.asked_in is not None:
            _await(tx, them, one, now, report)
        elif ripe_at(content, one.touched_at) > now:
            again = ripe_at(content, one.touched_at)
            remembering.look_again(tx, workspace, [one.item.id], again)
        else:
            ripe.append(one)
    if ripe:
        _ask(tx, them, ripe, now, report)


def _owner(tx: Tx, workspace: str, owner: str) -> Owner:
    place = workspaces.load(tx, workspace)
    person = people.load(tx, workspace, owner)
    leads = any(serves(bond) for bond in bonds.of_leader(tx, workspace, owner))
    return Owner(place, person, person.hours(place), leads)


# --- asking --------------------------------------------------------------------------------------


def _ask(tx: Tx, them: Owner, ripe: Sequence[Remembered], now: datetime, report: Report) -> None:
    """One message about the longest untouched; the others come with the next."""
    later = _not_before(tx, them, ripe, now)
    ids = [one.item.id for one in ripe]
    if later is not None:
        remembering.look_again(tx, them.place.id, ids, later)
        return
    today = local_day(now, them.hours.zone)
    delivery = deliveries.slot(
        tx,
        them.place.id,
        Kind.STILL_TRUE,
        them.id,
        f"{today}",
        now,
        closes(today + DAY, them.hours),
        today,
        now,
    )
    remembering.look_again(tx, them.place.id, ids, now + (A_WEEK if delivery else A_DAY))
    if delivery is not None:
        now_asked = ids[: policy.ASKED_AT_ONCE]
        until = now + policy.SHARING_STOPS_AFTER
        remembering.asked(tx, them.place.id, now_asked, delivery, now, until)
        report.say("asked", them.place.id, them.id, f"{delivery} items={len(now_asked)}")


def _not_before(tx: Tx, them: Owner, ripe: Sequence[Remembered], now: datetime) -> datetime | None:
    """When to look again, where now is not the time to ask; None where it is."""
    hold = standing_hold(them.place, them.person, now)
    if hold is not None:
        return hold.until or now + A_DAY
    if not them.person.asked_still or not _covered(tx, them.place, ripe):
        return now + A_DAY
    if not open_at(now, them.hours):
        return next_opening(now, them.hours) or now + A_DAY
    return None if _has_room(tx, them, now) else _tomorrow(them, now)


def _covered(tx: Tx, place: Workspace, ripe: Sequence[Remembered]) -> bool:
    """In a pilot only those are asked who share something with one of its leaders."""
    if not place.pilot_only:
        return True
    known = people.several(tx, place.id, {leader for one in ripe for leader in one.leaders})
    return any(place.covers(leader.id, leader.group) for leader in known.values())


def _has_room(tx: Tx, them: Owner, now: datetime) -> bool:
    """A leader's plan goes first: not on its day, and not in its place."""
    today = local_day(now, them.hours.zone)
    if remembering.asked_since(tx, them.place.id, them.id, today - 6 * DAY):
        return False
    if not them.is_leader:
        most = policy.UNASKED_A_WEEK_OF_A_REPORT
        return room_for_unasked(tx, them.place, them.id, today, most)
    if today.weekday() == them.person.rhythm(them.place).weekday:
        return False
    return room_for_unasked(tx, them.place, them.id, today, max(them.place.a_week - 1, 1))


def _tomorrow(them: Owner, now: datetime) -> datetime:
    today = local_day(now, them.hours.zone)
    return next_opening(closes(today, them.hours), them.hours) or now + A_DAY


# --- when nobody answers -------------------------------------------------------------------------


def _await(tx: Tx, them: Owner, one: Remembered, now: datetime, report: Report) -> None:
    """The time to answer counts from when the question stood there."""
    workspace = them.place.id
    assert one.asked_in is not None
    until = remembering.is_waiting_for(tx, workspace, one.asked_in, policy.SHARING_STOPS_AFTER)
    if until is None:  # nobody knows whether it arrived: its silence says nothing
        remembering.not_asked(tx, workspace, one.asked_in, now + A_DAY)
    elif until > now:
        remembering.look_again(tx, workspace, [one.item.id], until)
    else:
        _stop_sharing(tx, them, one, now, report)


def _stop_sharing(tx: Tx, them: Owner, one: Remembered, now: datetime, report: Report) -> None:
    """As if its owner had pressed it, in whatever says otherwise too."""
    workspace, item = them.place.id, one.item.id
    leaders = items.withdraw(tx, workspace, them.id, item)
    remembering.hushed(tx, workspace, item, now)
    for leader in leaders:
        bonds.look_again_at(tx, workspace, leader, them.id)
    spoke = [*nudges.about_item(tx, workspace, item), *([one.asked_in] if one.asked_in else [])]
    deliveries.mark_stale(tx, workspace, spoke, endings.AT_ONCE)
    homes = people.with_home(tx, workspace, {them.id, *leaders})
    report.homes += [(workspace, person) for person in homes]
    report.say("hushed", workspace, them.id, item)
