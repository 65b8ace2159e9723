"""Asking a leader, once, whether it is so that somebody named them."""

from __future__ import annotations

import logging
from datetime import datetime

from care.bonds import waits_for_leader
from care.hours import DAY, closes, local_day, next_opening, open_at
from jobs.facts import outside_pilot, room_for_unasked, standing_hold
from jobs.planning import AFTER_A_FAULT
from jobs.report import Report
from storage import bonds, deliveries, people, workspaces
from storage.database import Database, Tx
from storage.deliveries import Kind

log = logging.getLogger(__name__)


def introduce_due(database: Database, now: datetime, report: Report) -> None:
    """One message for each leader whom somebody named."""
    with database.read() as tx:
        found = bonds.to_introduce(tx, now)
    for workspace, leader in found:
        try:
            with database.begin() as tx:
                introduce(tx, workspace, leader, now, report)
        except Exception:
            log.exception("introduction_failed workspace=%s leader=%s", workspace, leader)
            report.say("failed", workspace, leader)
            with database.begin() as tx:
                bonds.put_off(tx, workspace, leader, now, now + AFTER_A_FAULT)


def introduce(tx: Tx, workspace: str, leader: str, now: datetime, report: Report) -> None:
    place = workspaces.load(tx, workspace)
    person = people.hold(tx, workspace, leader)
    hours = person.hours(place)
    waiting = bonds.not_asked_about(tx, workspace, leader)
    ids = [bond.id for bond in waiting if waits_for_leader(bond)]
    if not ids:  # answered since
        return
    hold = standing_hold(place, person, now) or outside_pilot(place, person)
    today = local_day(now, hours.zone)
    if hold is not None:
        bonds.push(tx, workspace, ids, hold.until)
        report.say("held", workspace, leader, hold.why)
        return
    if not open_at(now, hours):
        bonds.push(tx, workspace, ids, next_opening(now, hours))
        return
    tomorrow = next_opening(closes(today, hours), hours)
    if not room_for_unasked(tx, place, leader, today, max(place.a_week - 1, 1)):
        bonds.push(tx, workspace, ids, tomorrow)
        return
    delivery = deliveries.slot(
        tx,
        workspace,
        Kind.INTRODUCTION,
        leader,
        f"{today}",
        now,
        closes(today + DAY, hours),
        today,
        now,
    )
    bonds.push(tx, workspace, ids, None if delivery else tomorrow)
    if delivery:
        for bond in ids:
            bonds.change(tx, workspace, bond, introduced_in=delivery)
        report.say("asked", workspace, leader, f"{delivery} introduced_by={len(ids)}")
