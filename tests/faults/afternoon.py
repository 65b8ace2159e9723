"""The afternoon after that morning: people answer, and a process dies at each step of it.

Whoever sees no acknowledgement presses again. In the end everything is as if nobody had died.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.ids import Action, FormName
from bot.ui import Actor, Event, Place, Pressed, Submitted
from bot.wording.my_data import WORD
from jobs.delivering import Clocks
from jobs.housekeeping import clean_up
from storage import bonds, items
from storage.database import Database, Tx
from storage.tables import answers, metadata, nudges
from tests.databases import keep
from tests.faults.ledger import Ledger
from tests.faults.life import Life
from tests.faults.morning import Known
from tests.faults.scenario import UNDISTURBED, Scenario
from tests.faults.stage import Stage
from tests.faults.steps import Fuse
from tests.people import ACME, ANA, BEN, CHIDI, EVA, KOFI, LINA, MAYA, NOA, TUESDAY

NOON = TUESDAY + timedelta(hours=2)
A_YEAR = timedelta(days=400)
COUNTED = sorted(set(metadata.tables) - {"seen"})  # that one knows each press
Made = Callable[[Tx], Event]


@dataclass(frozen=True)
class Act:
    """What somebody does, made from the rows it is about."""

    name: str
    does: Callable[[Desk], None]


@dataclass(frozen=True)
class State:
    """What is left in the end: rows in each table, and what stands in each conversation."""

    rows: dict[str, int]
    texts: Counter[tuple[str, str]]


class Afternoon(Stage):
    """Begins where an undisturbed morning ended."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.acts: list[Act] = []
        super().__init__(database, folder)
        self.steps(UNDISTURBED)
        self._stood = [line for line in self.ledger.all() if line["what"] in ("stands", "redrawn")]
        self._bring_back = keep(database)

    def end_of(self, scenario: Scenario) -> State:
        """``scenario`` without a death for how it ought to be."""
        self.play(scenario)
        with self.database.read() as tx:
            tables = [metadata.tables[name] for name in COUNTED]
            rows = {t.name: tx.value(select(func.count()).select_from(t)) for t in tables}
            # the same answer again takes the place of the first; both are kept
            rows["answers"] = tx.value(select(func.count(answers.c.nudge.distinct())))
            rows["waking"] = tx.value(select(func.count(answers.c.wakes_at)))
        self.database.engine.dispose()
        return State(rows, _texts(self.ledger))

    def _begin(self) -> None:
        super()._begin()
        if self.acts:
            self.ledger.begin_anew()
            for line in self._stood:
                self.ledger.note(**line)

    def _live(self, scenario: Scenario, at: datetime, fuse: Fuse) -> None:
        life = Life(self.database, self.ledger, fuse, max(at, NOON), scenario.faults)
        if not self.acts:
            life.clock.at = TUESDAY
        life.ledger.note("round", at=life.clock.at.isoformat())
        done = {line["act"] for line in self.ledger.of("acknowledged")}
        for act in self.acts:
            if act.name not in done:
                fuse.during = act.name
                clocks = Clocks(life.clock, life.clock)
                act.does(Desk(life.database, Known(), clocks, "slack"))
                fuse.step("done, nobody was told")
                self.ledger.note("acknowledged", act=act.name)
        fuse.during = ""
        life.until_quiet()


def _texts(ledger: Ledger) -> Counter[tuple[str, str]]:
    """The newest drawing of each message; ids of what is new differ from life to life."""
    found = {}
    for line in ledger.of("stands", "redrawn"):
        found[line["channel"], line["ts"]] = re.sub(r"[0-9a-f]{32}", "#", line["text"])
    return Counter((channel, text) for (channel, _), text in found.items())


def without_deaths(scenario: Scenario) -> Scenario:
    return replace(scenario, names=frozenset())


# --- what people do ------------------------------------------------------------------------------


def act(name: str, made: Made) -> Act:
    def does(desk: Desk) -> None:
        with desk.database.read() as tx:
            event = made(tx)
        dispatch(desk, event)

    return Act(name, does)


def _press(person: str, action: Action, thing: str, tx: Tx) -> Pressed:
    """Each press has a key of its own, as with Slack."""
    seen = metadata.tables["seen"]
    key = f"{person} {action} {tx.value(select(func.count()).select_from(seen))}"
    return Pressed(Actor(ACME, person), key, action, thing, Place.MESSAGE)


def _nudge(tx: Tx, leader: str, report: str) -> str:
    about = (nudges.c.leader == leader, nudges.c.report == report)
    return str(tx.value(select(nudges.c.id).where(*about)))


def _item(tx: Tx, owner: str) -> str:
    return items.own(tx, ACME, owner)[0].id


def _bond(tx: Tx, leader: str, report: str) -> str:
    found = bonds.between(tx, ACME, leader, report)
    assert found
    return found.id


def _planned(tx: Tx) -> Submitted:
    values = {"when": "pick", "day": "2026-11-26", "time": "15:00"}
    key = f"when {tx.value(select(func.count()).select_from(metadata.tables['seen']))}"
    return Submitted(Actor(ACME, MAYA), key, FormName.WHEN, _nudge(tx, MAYA, BEN), values)


def _erased(tx: Tx) -> Submitted:
    return Submitted(Actor(ACME, ANA), "erase", FormName.ERASE, "", {"word": WORD})


def _shared_still(tx: Tx) -> Pressed:
    return _press(BEN, Action.SHARE_STILL, f"{_item(tx, BEN)}.{_bond(tx, MAYA, BEN)}", tx)


ANSWERS = [
    act("we talked", lambda tx: _press(MAYA, Action.WE_TALKED, _nudge(tx, MAYA, ANA), tx)),
    act("when?", _planned),
    act("it happened", lambda tx: _press(CHIDI, Action.IT_HAPPENED, _nudge(tx, CHIDI, KOFI), tx)),
    act("still true", lambda tx: _press(EVA, Action.STILL_TRUE, _item(tx, EVA), tx)),
    act("share still", _shared_still),
    act("is mine", lambda tx: _press(NOA, Action.ACCEPT_REPORT, _bond(tx, NOA, LINA), tx)),
    act("stop sharing", lambda tx: _press(ANA, Action.STOP_SHARING, _item(tx, ANA), tx)),
]
ERASING = [act("erase", _erased)]
CLOSING = [
    Act("clean up", lambda desk: clean_up(desk.database, NOON + A_YEAR, NOON + A_YEAR)),
]
