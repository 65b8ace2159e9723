"""After a start, a sleep of the machine or a clock that was set: nothing stale, and no burst.

What was missed is planned as always, once, and goes out spread over some minutes. Where the clock
went a long way ahead nothing is erased before somebody could have seen that it was a mistake.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from jobs.clock import A_JUMP, SteadyClock, is_set
from storage import catching_up
from storage.database import Database

log = logging.getLogger(__name__)

SPREAD = timedelta(minutes=10)
APART = timedelta(seconds=6)  # at most, where few are late
A_WHILE = 120.0  # seconds in which what is planned is taken for late
A_LONG_WAY = timedelta(days=1)
BEFORE_ERASING = 24 * 3600.0  # seconds


class CatchingUp:
    def __init__(
        self,
        database: Database,
        clock: SteadyClock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``clock``: that of the machine, where no server rules."""
        self._database, self._clock, self._monotonic = database, clock, monotonic
        self._since = monotonic()
        self._erases_from = 0.0

    def look_to_the_clock(self) -> None:
        """Before each run of the timetable."""
        if self._clock is None or not is_set(self._clock.wall()):
            return
        jump = self._clock.jump()
        if abs(jump) >= A_JUMP:
            self._jumped(jump, self._clock.wall())
        self._clock.follow()

    def _jumped(self, by: timedelta, to: datetime) -> None:
        log.warning("clock_jumped seconds=%d", round(by.total_seconds()))
        with self._database.begin() as tx:
            catching_up.follow_machine(tx, by)
            if by < timedelta(0):
                catching_up.forget_days_ahead(tx, to)
        self._since = self._monotonic()
        if by >= A_LONG_WAY:
            self._erases_from = self._since + BEFORE_ERASING

    def spread(self, now: datetime) -> None:
        """What was planned just now, if that is late, does not go out all at once."""
        if self._monotonic() - self._since > A_WHILE:
            return
        with self._database.begin() as tx:
            found = catching_up.planned_at(tx, now)
            apart = min(APART, SPREAD / max(len(found), 1))
            for place, (workspace, delivery) in enumerate(found):
                catching_up.delay(tx, workspace, delivery, now + place * apart)

    def may_erase(self) -> bool:
        """What is erased by a clock that shows another year does not come back."""
        return self._monotonic() >= self._erases_from
