"""Where scenarios are played: one database, brought back after each, and a fork for each life."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from storage.database import Database
from storage.tables import deliveries
from tests.databases import keep
from tests.faults.ledger import Ledger
from tests.faults.life import InOrder, Life
from tests.faults.morning import SECRETS, WITHDRAWABLE, a_morning, stop_sharing
from tests.faults.oracle import Figures, Oracle
from tests.faults.outcomes import OUTCOMES
from tests.faults.scenario import UNDISTURBED, Scenario, undisturbed
from tests.faults.steps import Fuse, Wants, each_of, never, numbered
from tests.people import ANA, MAYA, TUESDAY

MOST_LIVES = 60


class Stage:
    """Slots, steps and verdicts of one database."""

    sender = InOrder

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.ledger = database, Ledger(folder / "ledger.jsonl")
        if database.engine.url.get_backend_name() == "sqlite":
            event.listen(database.engine, "connect", _without_disk)
        a_morning(database)
        self._bring_back = keep(database)
        self.steps(UNDISTURBED)
        self.slots = {line["slot"] for line in self.ledger.of("planned") if line["day"]}
        self._counted: dict[tuple[str, bool], int] = {}
        gc.freeze()  # children share the pages

    def steps(self, scenario: Scenario) -> list[str]:
        """Of a process that is left alone, in this one."""
        self._begin()
        fuse = Fuse(self.ledger)
        self._live(scenario, TUESDAY, fuse)
        self.database.engine.dispose()
        return fuse.passed

    def count_of_steps(self, outcome: str) -> int:
        """About as many as with any other outcome of that kind."""
        one = OUTCOMES[outcome]
        if (one.kind, one.effect) not in self._counted:
            self._counted[one.kind, one.effect] = len(self.steps(undisturbed(outcome)))
        return self._counted[one.kind, one.effect]

    def play(self, scenario: Scenario) -> Figures:
        """A fork for each life, until one comes to its own end."""
        self._begin()
        at = TUESDAY
        for number in range(MOST_LIVES):
            if not in_a_process(partial(self._one_life, scenario, number, at)):
                return self._judged(scenario)
            at = self._starts_again(scenario, number)
        raise AssertionError(f"it never came to its end: {scenario.name}")

    @property
    def died_at(self) -> set[str]:
        """The names of the steps at which it died when it was last played."""
        return {line["step"] for line in self.ledger.of("died")}

    def _begin(self) -> None:
        self._bring_back()
        self.ledger.begin_anew()
        with self.database.read() as tx:
            rows = tx.all(select(deliveries))
        self.database.engine.dispose()
        for row in rows:
            told = {name: getattr(row, name) for name in ("kind", "address", "slot", "stale_at")}
            self.ledger.note("planned", id=row.id, day=row.day, **told)
            if row.sent_at is not None:
                at = row.sent_at.isoformat()
                where = {"channel": row.channel, "ts": row.ts, "address": row.address, "text": ""}
                self.ledger.note("stands", delivery=row.id, at=at, appears=at, **where)

    def _one_life(self, scenario: Scenario, number: int, at: datetime) -> None:
        self.database.engine.dispose(close=False)  # its connections are the parent's
        self._live(scenario, at, Fuse(self.ledger, self._wants(scenario, number)))

    def _wants(self, scenario: Scenario, number: int) -> Wants:
        if scenario.names:
            return each_of(scenario.names, self.ledger)
        return numbered(scenario.deaths[number]) if number < len(scenario.deaths) else never

    def _live(self, scenario: Scenario, at: datetime, fuse: Fuse) -> None:
        life = Life(self.database, self.ledger, fuse, at, scenario.faults, self.sender)
        life.wire.can_be_read = not scenario.is_blind
        if scenario.withdrawn:
            life.wire.meanwhile = partial(self._meanwhile, scenario, life)
        life.until_quiet()

    def _starts_again(self, scenario: Scenario, number: int) -> datetime:
        died_at = max(line["at"] for line in self.ledger.of("round"))
        pause = scenario.pauses[number] if scenario.pauses else timedelta(0)
        return datetime.fromisoformat(died_at) + pause

    def _meanwhile(self, scenario: Scenario, life: Life, method: str, given: Any) -> None:
        """Ana stops sharing at the worst moment, once."""
        whom = {"planned": ("users.info", ANA), "users.info": ("users.info", MAYA)}
        wanted = whom.get(scenario.withdrawn, ("chat.postMessage", MAYA))
        is_now = (method, given.get("user", given.get("channel"))) == wanted
        if is_now and not any(True for _ in self.ledger.of("withdrawn")):
            stop_sharing(self.database, life.clock)
            self.ledger.note("withdrawn")

    def _judged(self, scenario: Scenario) -> Figures:
        lines = self.ledger.all()
        found = Oracle(scenario, lines, SECRETS, WITHDRAWABLE).judge()
        missing = self.slots - {line["slot"] for line in self.ledger.of("planned")}
        for slot in sorted(missing if scenario.is_short else ()):
            found.fault("lost", f"{slot} was never planned ({scenario.name})")
        return found


def _without_disk(raw: Any, _record: object) -> None:
    raw.execute("PRAGMA synchronous = OFF")  # a process dies here, and no machine


def in_a_process(live: Callable[[], None]) -> bool:
    """Whether it was killed: False when it came to its own end."""
    pid = os.fork()
    if pid == 0:
        try:
            live()
            os._exit(0)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", flush=True)
            raise
        finally:
            os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, -signal.SIGKILL), f"it failed with {code}"
    return code != 0
