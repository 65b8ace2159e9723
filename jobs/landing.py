"""Has anyone helped with it lately? Asked of owners who want that, by the day of sharing alone."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from care import policy
from care.hours import DAY, closes, local_day
from care.items import Item, State
from care.landing import next_question
from jobs.planning import AFTER_A_FAULT
from jobs.report import Report
from jobs.unasked import Reader, not_before, reader
from storage import deliveries, items, landings, people
from storage.database import Database, Tx
from storage.deliveries import Kind

log = logging.getLogger(__name__)
BATCH = 500
TOO_LATE = timedelta(days=14)  # then it is left to the next time


def land_due(database: Database, now: datetime, report: Report) -> None:
    with database.read() as tx:
        found = landings.due(tx, now, BATCH)
    for workspace, item in found:
        try:
            with database.begin() as tx:
                land(tx, workspace, item, now, report)
        except Exception:
            log.exception("landing_failed workspace=%s item=%s", workspace, item)
            report.say("failed", workspace, item)
            with database.begin() as tx:
                landings.look_again(tx, workspace, item, now + AFTER_A_FAULT)


def land(tx: Tx, workspace: str, item: str, now: datetime, report: Report) -> None:
    """What is not shared, or reached, waits until it is shared again."""
    found = items.by_id(tx, workspace, item)
    at = due_at(tx, workspace, found, now) if found is not None else None
    if found is None or at is None or at > now:
        landings.look_again(tx, workspace, item, at or now + DAY)
        return
    people.hold(tx, workspace, found.owner)
    them = reader(tx, workspace, found.owner)
    again = not_before(tx, them, now)
    if again is not None:
        landings.look_again(tx, workspace, item, again)
    else:
        _ask(tx, them, found, now, report)


def due_at(tx: Tx, workspace: str, item: Item, now: datetime) -> datetime | None:
    """When the next question about it is due, or has been; None while nobody knows of it."""
    since = landings.shared_since(tx, workspace, item.id)
    if item.state is not State.ACTIVE or since is None:
        return None
    ahead = next_question(since, now)
    last = ahead - policy.LANDING_EVERY
    asked = landings.of_item(tx, workspace, item.id)
    done = asked is not None and asked.asked_at is not None and asked.asked_at >= last
    return ahead if last <= since or done or now - last > TOO_LATE else last


def _ask(tx: Tx, them: Reader, item: Item, now: datetime, report: Report) -> None:
    today, workspace = local_day(now, them.hours.zone), them.place.id
    stale_at = closes(today + DAY, them.hours)
    slot = (workspace, Kind.LANDING, them.id, f"{today}")
    delivery = deliveries.slot(tx, *slot, now, stale_at, today, now)
    landings.look_again(tx, workspace, item.id, now + DAY)
    if delivery is not None:
        landings.asked(tx, workspace, item.id, delivery, now)
        report.say("asked", workspace, delivery)
