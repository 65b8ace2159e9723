"""Forgetting: what is no longer needed is erased, and how much is said in the log."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from storage import askings, audit, deliveries, items, seen, talks
from storage.database import Database

log = logging.getLogger(__name__)
KEPT = timedelta(days=365)  # deliveries with their nudges and answers, talks, disclosures, audit


def clean_up(database: Database, now: datetime, machine_now: datetime) -> None:
    before = now - KEPT
    with database.begin() as tx:
        counts = {
            "askings": askings.forget(tx, now),
            "repeats": seen.forget(tx, machine_now),
            "deliveries": deliveries.forget_before(tx, before),
            "talks": talks.forget_before(tx, before.date()),
            "disclosures": items.forget_disclosures_before(tx, before),
            "audit": audit.forget_before(tx, before),
        }
    log.info("cleaned_up %s", " ".join(f"{what}={n}" for what, n in counts.items()))
