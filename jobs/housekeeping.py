"""Forgetting: what is no longer needed is erased, and how much is said in the log."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from storage import askings, audit, deliveries, items, seen, talks, workspaces
from storage.database import Database, Tx
from storage.workspaces import Workspace

log = logging.getLogger(__name__)


def clean_up(database: Database, now: datetime, machine_now: datetime) -> None:
    """One workspace after the other: each has its own time, and no transaction grows long."""
    with database.begin() as tx:
        counts = {"askings": askings.forget(tx, now), "repeats": seen.forget(tx, machine_now)}
        places = workspaces.all_of(tx)
    for place in places:
        with database.begin() as tx:
            for what, count in _forget(tx, place, now).items():
                counts[what] = counts.get(what, 0) + count
    log.info("cleaned_up %s", " ".join(f"{what}={n}" for what, n in counts.items()))


def _forget(tx: Tx, place: Workspace, now: datetime) -> dict[str, int]:
    """Deliveries with their nudges and answers, talks, disclosures, the audit trail."""
    before = now - timedelta(days=place.kept_days)
    return {
        "deliveries": deliveries.forget_before(tx, place.id, before),
        "talks": talks.forget_before(tx, place.id, before.date()),
        "disclosures": items.forget_disclosures_before(tx, place.id, before),
        "audit": audit.forget_before(tx, place.id, before),
    }
