"""Coming back, once, to what a leader planned or asked to hear of later."""

from __future__ import annotations

import logging
from datetime import datetime

from care.hours import DAY, Hours, closes, instant, local_day, next_opening, open_at
from jobs.facts import standing_hold
from jobs.planning import AFTER_A_FAULT
from jobs.report import Report
from storage import deliveries, nudges, people, workspaces
from storage.database import Database, Tx
from storage.deliveries import Kind

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
