"""When something that did not arrive is tried again."""

from __future__ import annotations

import random
from datetime import timedelta

from jobs.messenger import Busy, Doubtful
from storage.deliveries import Delivery

RETRIES = tuple(timedelta(seconds=s) for s in (30, 120, 600, 3600, 4 * 3600))


def next_retry(delivery: Delivery) -> timedelta:
    planned = RETRIES[min(delivery.attempt, len(RETRIES)) - 1]
    return planned * random.uniform(0.8, 1.2)


def retry_after(delivery: Delivery, error: Busy | Doubtful) -> timedelta:
    """At least as long as was asked for."""
    after = timedelta(seconds=error.after) if isinstance(error, Busy) else timedelta(0)
    return max(after, next_retry(delivery))


def pause_if_absent(delivery: Delivery) -> timedelta:
    """The first time it is sent again at once: its lease was wait enough."""
    return timedelta(0) if delivery.attempt == 1 else next_retry(delivery)
