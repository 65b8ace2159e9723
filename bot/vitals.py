"""Whether a running Tend is alive, and ready: heartbeats, and a look at the database."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from storage import checkup, installations
from storage.checkup import Backlog, Fault
from storage.database import Database
from storage.installations import Stage

log = logging.getLogger(__name__)

STUCK_SECONDS = 600.0  # without a heartbeat of a part that beats each minute, or oftener
UNWELL_SECONDS = 300.0  # without a run of the timetable that went well


class Pulse:
    """When something last showed that it lives, by a clock that nothing moves."""

    def __init__(self, limit: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.limit = limit
        self._monotonic = monotonic
        self._at = monotonic()

    def beat(self) -> None:
        self._at = self._monotonic()

    def age(self) -> float:
        return self._monotonic() - self._at

    def is_steady(self) -> bool:
        return self.age() < self.limit


@dataclass
class Vitals:
    """``parts`` have to beat, or the process is of no use. ``needs`` have to hold before anybody
    is sent here, and are no matter of life: where the database is away a new start would not help.
    """

    database: Database
    now: Callable[[], datetime]
    parts: dict[str, Pulse] = field(
        default_factory=lambda: {name: Pulse(STUCK_SECONDS) for name in ("timetable", "sender")}
    )
    ticks: bool = True  # in this process; where several share the work it may be another's turn
    needs: list[Callable[[], bool]] = field(default_factory=list)
    went_well: Pulse = field(default_factory=lambda: Pulse(UNWELL_SECONDS))
    draining: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._faults = checkup.Faults(self.database)
        self.needs.append(self._faults.keeps)
        if self.ticks:
            self.needs.append(self.went_well.is_steady)

    @contextmanager
    def alive(self, part: str) -> Iterator[None]:
        """What this part does now, however it ends, is a sign of life."""
        try:
            yield
        finally:
            self.beat(part)

    def beat(self, part: str) -> None:
        if part in self.parts:
            self.parts[part].beat()

    def is_alive(self) -> bool:
        return all(pulse.is_steady() for pulse in self.parts.values())

    def is_ready(self) -> bool:
        """Somebody who comes now is served, and what is due is sent."""
        if self.draining.is_set() or not self.is_alive():
            return False
        try:
            return all(need() for need in self.needs) and checkup.is_up_to_date(self.database)
        except Exception as error:
            log.error("unhealthy error=%s", type(error).__name__)
            return False

    # --- figures ---------------------------------------------------------------------------------

    def since_tick(self) -> float:
        return self.went_well.age()

    def faults(self) -> Mapping[Fault, int]:
        return self._faults.counted

    def workspaces(self) -> Mapping[Stage, int] | None:
        """How many are served, wait for an admin, or are gone; none of them with a fixed token."""
        try:
            with self.database.read() as tx:
                return installations.count(tx)
        except Exception as error:
            log.error("unhealthy error=%s", type(error).__name__)
            return None

    def backlog(self) -> tuple[Backlog, float] | None:
        now = self.now()
        try:
            with self.database.read() as tx:
                found = checkup.backlog(tx, now)
        except Exception as error:
            log.error("unhealthy error=%s", type(error).__name__)
            return None
        return found, (now - found.oldest).total_seconds() if found.oldest else 0.0
