"""Still true? What is shared and long untouched is asked about; unanswered, its sharing ends."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from care import policy
from care.hours import DAY, closes, local_day
from care.memory import ripe_at
from jobs.planning import AFTER_A_FAULT
from jobs.report import Report
from jobs.unasked import A_DAY, Reader, listening_until, not_before, reader, tomorrow
from storage import bonds, deliveries, endings, items, nudges, people, remembering
from storage.database import Database, Tx
from storage.deliveries import Kind
from storage.remembering import Remembered
from storage.workspaces import Workspace

log = logging.getLogger(__name__)
BATCH = 500
A_WEEK = timedelta(days=7)


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
    them = reader(tx, workspace, owner)
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


# --- asking --------------------------------------------------------------------------------------


def _ask(tx: Tx, them: Reader, ripe: Sequence[Remembered], now: datetime, report: Report) -> None:
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


def _not_before(tx: Tx, them: Reader, ripe: Sequence[Remembered], now: datetime) -> datetime | None:
    """When to look again, where now is not the time to ask; None where it is."""
    if not them.person.asked_still or not _covered(tx, them.place, ripe):
        return now + A_DAY
    later = not_before(tx, them, now)
    if later is None and _asked_lately(tx, them, now):
        return tomorrow(them, now)
    return later


def _covered(tx: Tx, place: Workspace, ripe: Sequence[Remembered]) -> bool:
    """In a pilot only those are asked who share something with one of its leaders."""
    if not place.pilot_only:
        return True
    known = people.several(tx, place.id, {leader for one in ripe for leader in one.leaders})
    return any(place.covers(leader.id, leader.group) for leader in known.values())


def _asked_lately(tx: Tx, them: Reader, now: datetime) -> bool:
    """One such question a week, to leaders too."""
    week = local_day(now, them.hours.zone) - 6 * DAY
    return remembering.asked_since(tx, them.place.id, them.id, week)


# --- when nobody answers -------------------------------------------------------------------------


def _await(tx: Tx, them: Reader, one: Remembered, now: datetime, report: Report) -> None:
    """The time to answer counts from when the question stood there."""
    workspace = them.place.id
    assert one.asked_in is not None
    until = remembering.is_waiting_for(tx, workspace, one.asked_in, policy.SHARING_STOPS_AFTER)
    listening = listening_until(them, now)
    if listening is not None:  # silence says nothing in a hard time
        remembering.look_again(tx, workspace, [one.item.id], listening + A_WEEK)
    elif until is None:  # nobody knows whether it arrived: its silence says nothing
        remembering.not_asked(tx, workspace, one.asked_in, now + A_DAY)
    elif until > now:
        remembering.look_again(tx, workspace, [one.item.id], until)
    else:
        _stop_sharing(tx, them, one, now, report)


def _stop_sharing(tx: Tx, them: Reader, one: Remembered, now: datetime, report: Report) -> None:
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
