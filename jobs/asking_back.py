"""A week after somebody asked for a talk they are asked, once, whether it happened.

Whatever their leader has noted or not: so the question tells nothing of that.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from care import policy
from care.hours import DAY, closes, local_day
from care.owed import AskState
from jobs.planning import AFTER_A_FAULT
from jobs.report import Report
from jobs.unasked import Reader, not_before, reader
from storage import asks, bonds, deliveries, endings, nudges, people
from storage.asks import Ask
from storage.database import Database, Tx
from storage.deliveries import Kind

log = logging.getLogger(__name__)
BATCH = 500


def ask_back_due(database: Database, now: datetime, report: Report) -> None:
    with database.read() as tx:
        found = asks.due(tx, now, BATCH)
    for workspace, ask in found:
        try:
            with database.begin() as tx:
                ask_back(tx, workspace, ask, now, report)
        except Exception:
            log.exception("asking_back_failed workspace=%s ask=%s", workspace, ask)
            report.say("failed", workspace, ask)
            with database.begin() as tx:
                asks.look_again(tx, workspace, ask, now + AFTER_A_FAULT)


def ask_back(tx: Tx, workspace: str, ask: str, now: datetime, report: Report) -> None:
    found = asks.get(tx, workspace, ask)
    if found is None or found.state is not AskState.OPEN:
        asks.look_again(tx, workspace, ask, None)
        return
    people.hold(tx, workspace, found.report)
    if found.asked_in is not None or now - found.asked_at > policy.ASK_LAPSES_AFTER:
        _let_lapse(tx, workspace, found, now)
        return
    them = reader(tx, workspace, found.report)
    again = not_before(tx, them, now)
    if again is not None:
        asks.look_again(tx, workspace, ask, again)
    else:
        _ask(tx, them, found, now, report)


def _let_lapse(tx: Tx, workspace: str, ask: Ask, now: datetime) -> None:
    """Unanswered, or there was no moment to ask: it is over, in whatever says otherwise too."""
    asks.close(tx, workspace, ask.id, AskState.LAPSED, now)
    bonds.look_again_at(tx, workspace, ask.leader, ask.report)
    spoke = nudges.about_owed(tx, workspace, ask.id)
    spoke += [ask.asked_in] if ask.asked_in else []
    deliveries.mark_stale(tx, workspace, spoke, endings.AT_ONCE)


def _ask(tx: Tx, them: Reader, ask: Ask, now: datetime, report: Report) -> None:
    today = local_day(now, them.hours.zone)
    stale_at = closes(today + DAY, them.hours)
    slot = (them.place.id, Kind.ASKED_BACK, them.id, f"{today}")
    delivery = deliveries.slot(tx, *slot, now, stale_at, today, now)
    if delivery is None:
        asks.look_again(tx, them.place.id, ask.id, now + timedelta(days=1))
        return
    asks.asked_back(tx, them.place.id, ask.id, delivery, now + policy.ASK_ANSWERED_WITHIN)
    report.say("asked", them.place.id, delivery)
