"""Forgetting: what is no longer needed is erased, and how much is said in the log."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from storage import deliveries, seen
from storage.database import Database

log = logging.getLogger(__name__)
KEPT = timedelta(days=365)  # deliveries, and the nudges and answers that hang on them


def clean_up(database: Database, now: datetime, machine_now: datetime) -> None:
    with database.begin() as tx:
        repeats = seen.forget(tx, machine_now)
        old = deliveries.forget_before(tx, now - KEPT)
    log.info("cleaned_up repeats=%d deliveries=%d", repeats, old)
