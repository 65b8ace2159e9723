"""Coming back, once, to what a leader planned or asked to hear of later."""

from __future__ import annotations

import logging
from datetime import datetime

from care.answers import Answer, Given, follow_up_at
from care.hours import DAY, Hours, closes, instant, local_day, next_opening, open_at
from jobs.facts import standing_hold
from jobs.planning import AFTER_A_FAULT
from jobs.report import Report
from storage import deliveries, nudges, people, workspaces
from storage.database import Database, Tx
from storage.deliveries import Kind
from storage.people import Person
from storage.workspaces import Workspace

log = logging.getLogger(__name__)
BATCH = 500


def follow_up_due(database: Database, now: datetime, report: Report) -> None:
    """One message for each leader with something that has come up."""
    with database.read() as tx:
        found = nudges.waking(tx, now, BATCH)
    for workspace, leader in found:
        try:
            with database.begin() as tx:
                follow_up(tx, workspace, leader, now, report)
        except Exception:
            log.exception("follow_up_failed workspace=%s leader=%s", workspace, leader)
            report.say("failed", workspace, leader)
            with database.begin() as tx:
                nudges.put_off(tx, workspace, leader, now, now + AFTER_A_FAULT)


def follow_up(tx: Tx, workspace: str, leader: str, now: datetime, report: Report) -> None:
    place = workspaces.load(tx, workspace)
    person = people.hold(tx, workspace, leader)
    hours = person.hours(place)
    awake = nudges.awake(tx, workspace, leader, now)
    ahead = [given for given in awake if _is_ahead(given, now)]
    _remind(tx, place, person, ahead, now, report)
    awake = [given for given in awake if given not in ahead]
    woke = {given.id: nudges.woke_at(tx, workspace, given.id) for given in awake}
    fresh = [answer for answer, at in woke.items() if not _stale(at, now, hours)]
    _wake(tx, workspace, {given.id for given in awake} - set(fresh), None)
    hold = standing_hold(place, person, now)
    if hold is not None:
        _wake(tx, workspace, fresh, None)  # no backlog after a pause
        report.say("held", workspace, leader, hold.why)
    elif not open_at(now, hours):
        _wake(tx, workspace, fresh, next_opening(now, hours))
    elif fresh:
        _ask(tx, workspace, leader, fresh, hours, now, report)


def _is_ahead(given: Given, now: datetime) -> bool:
    return given.answer is Answer.INTENDED and given.moment is not None and now < given.moment


def _remind(
    tx: Tx, place: Workspace, person: Person, ahead: list[Given], now: datetime, report: Report
) -> None:
    """One word on the morning of what is planned for the day; the question comes after it."""
    hours = person.hours(place)
    for given in ahead:
        assert given.moment is not None
        nudges.wake(tx, place.id, given.id, follow_up_at(given.moment, hours))
    if not ahead or standing_hold(place, person, now) or not open_at(now, hours):
        return
    today = local_day(now, hours.zone)
    delivery = deliveries.slot(
        tx, place.id, Kind.TODAY, person.id, f"{today}", now, closes(today, hours), today, now
    )
    if delivery is not None:
        report.say("reminded", place.id, person.id, f"{delivery} of={len(ahead)}")


def _stale(woke_at: datetime | None, now: datetime, hours: Hours) -> bool:
    """A day too late it is a clean slate: the subject returns with the next plan."""
    return woke_at is None or now >= closes(local_day(woke_at, hours.zone) + DAY, hours)


def _wake(tx: Tx, workspace: str, ids: set[str] | list[str], at: datetime | None) -> None:
    for answer in ids:
        nudges.wake(tx, workspace, answer, at)


def _ask(
    tx: Tx,
    workspace: str,
    leader: str,
    ids: list[str],
    hours: Hours,
    now: datetime,
    report: Report,
) -> None:
    """One message a day; what comes up after it waits for the next morning."""
    today = local_day(now, hours.zone)
    stale_at = closes(today + DAY, hours)
    delivery = deliveries.slot(
        tx, workspace, Kind.FOLLOW_UP, leader, f"{today}", now, stale_at, today, now
    )
    if delivery is None:
        tomorrow = next_opening(instant(today + DAY, hours.starts, hours.zone), hours)
        _wake(tx, workspace, ids, tomorrow)
        return
    nudges.asked(tx, workspace, ids, delivery)
    report.say("asked", workspace, leader, f"{delivery} about={len(ids)}")
