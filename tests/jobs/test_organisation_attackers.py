"""Attackers on the organisation's page: they know all but one person's or one leader's records.

A history is lived twice, with the same joiners, leavers, moves, erasures and admins at play, and
the same chance; only what one person's leader noted of them differs, or what one leader noted at
all. Whatever differs between the pages is what an attacker could learn.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from care import policy
from care.bonds import EndedBy
from care.organisation import next_month
from jobs.reckoning import reckon_due
from jobs.report import Report
from storage import bonds, erasing, months, workspaces
from storage.database import Database, Tx, new_id
from storage.months import Month
from storage.tables import bonds as bonds_table
from storage.tables import people as people_table
from storage.tables import talks

START = datetime(2025, 12, 20, 9, 0, tzinfo=UTC)
FIRST = date(2026, 1, 1)
MONTHS = 3
HISTORIES, ALL = 30, 10_000


@dataclass
class Life:
    """One history, told by its seed; ``hidden`` is whose records are others in the second world."""

    seed: int
    workspace: str
    changed: bool
    team: dict[str, str] = field(default_factory=dict)  # leader of each person
    pages: list[list[Month]] = field(default_factory=list)  # as published after each month
    people: int = 0

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.leaders = [f"U0L{n}" for n in range(self.dice.randint(3, 7))]

    @property
    def hidden(self) -> str:
        return "U0L0" if self.seed % 2 else "U0P3"

    def live(self, database: Database) -> None:
        with database.begin() as tx:
            workspaces.ensure(tx, self.workspace, "slack", START)
            workspaces.change(tx, self.workspace, started_at=START)
            self._add(tx, [f"{one}" for one in self.leaders], {})
            self._join(tx, self.dice.randint(8, 30), START)
        month = FIRST
        for _ in range(MONTHS):
            with database.begin() as tx:
                self._month(tx, month)
            month = next_month(month)
            at = datetime(month.year, month.month, 2, 12, tzinfo=UTC)
            chance = random.Random(self.seed + month.month)
            reckon_due(database, at, Report(), chance.random if self.seed % 3 else lambda: 0.5)
            with database.read() as tx:
                self.pages.append(months.all_of(tx, self.workspace))

    # --- what happens in a month -----------------------------------------------------------------

    def _month(self, tx: Tx, month: date) -> None:
        noon = datetime(month.year, month.month, 10, 12, tzinfo=UTC)
        self._note_talks(tx, month)
        self._admins_play(tx, noon)
        self._join(tx, self.dice.choice((0, 1, 3, 9, 10, 12)), noon)
        for person in self.dice.sample(sorted(self.team), min(len(self.team), 4)):
            fate = self.dice.choice(("stays", "stays", "leaves", "moves", "is erased"))
            if person == self.hidden:
                continue
            if fate == "is erased":
                erasing.erase_person(tx, self.workspace, person, noon)
                del self.team[person]
            elif fate != "stays":
                self._end(tx, person, noon)
            if fate == "moves":
                self._lead(tx, {person: self.dice.choice(self.leaders)}, noon)

    def _note_talks(self, tx: Tx, month: date) -> None:
        rows = []
        for person, leader in self.team.items():
            days = self.dice.sample(range(28), self.dice.randint(0, 6))
            if self.changed and self.hidden in (person, leader):
                days = list(range(20)) if not days else []
            for n, day in enumerate(days):
                who = {"workspace": self.workspace, "leader": leader, "report": person}
                noted = {"day": month + timedelta(days=day), "recorded_at": START}
                rows.append({**who, **noted, "id": new_id(), "nudge": None if n % 2 else new_id()})
        if rows:
            tx.connection.execute(talks.insert(), rows)

    def _admins_play(self, tx: Tx, noon: datetime) -> None:
        pilot = ",".join(self.dice.sample(self.leaders, self.dice.randint(1, len(self.leaders))))
        values: dict[str, Any] = self.dice.choice(
            (
                {"pilot": pilot, "pilot_only": True},
                {"pilot_only": False},
                {"kept_days": self.dice.choice((120, 365))},
                {"hold_out": True, "hold_out_since": noon, "hold_out_key": "k"},
                {"hold_out": False},
                {},
            )
        )
        if values:
            workspaces.change(tx, self.workspace, **values)

    def _join(self, tx: Tx, many: int, at: datetime) -> None:
        new = [f"U0P{self.people + n}" for n in range(many)]
        self.people += many
        self._add(tx, new, {})
        self._lead(tx, {person: self.dice.choice(self.leaders) for person in new}, at)

    def _add(self, tx: Tx, ids: list[str], more: dict[str, Any]) -> None:
        rows = [{"workspace": self.workspace, "id": one, "may_take_part": True} for one in ids]
        if rows:
            tx.connection.execute(people_table.insert(), rows)

    def _lead(self, tx: Tx, teams: dict[str, str], at: datetime) -> None:
        said = {"accepted": True, "confirmed": True, "since": at, "workspace": self.workspace}
        for person, leader in teams.items():
            again = bonds.between(tx, self.workspace, leader, person)
            key = {"id": new_id(), "leader": leader, "report": person}
            if again is None and tx.add_new(bonds_table, **said, **key):
                self.team[person] = leader

    def _end(self, tx: Tx, person: str, at: datetime) -> None:
        led = bonds.between(tx, self.workspace, self.team.pop(person), person)
        if led is not None:
            bonds.end(tx, self.workspace, led.id, at, EndedBy.LEADER)


def lived(database: Database, histories: range) -> Iterator[tuple[Life, Life]]:
    for seed in histories:
        worlds = (Life(seed, f"T{seed}", False), Life(seed, f"T{seed}X", True))
        for one in worlds:
            one.live(database)
            with database.begin() as tx:
                workspaces.change(tx, one.workspace, started_at=None)  # its story is told
        yield worlds


def check(database: Database, histories: range) -> int:
    told = 0
    for one, other in lived(database, histories):
        assert one.team == other.team, "they differ in what was noted alone"
        pages_never_change(one)
        nobody_joins_but_in_tens(one)
        for mine, theirs in zip(one.pages[-1], other.pages[-1], strict=True):
            told += figures_hide_it(mine.page, theirs.page)
    return told


def pages_never_change(life: Life) -> None:
    for before, after in pairwise(life.pages):
        assert [told(one) for one in before] == [told(one) for one in after[: len(before)]]


def told(month: Month) -> str:
    return json.dumps([f"{month.first}", f"{month.made_at}", month.page])


def nobody_joins_but_in_tens(life: Life) -> None:
    """Those counted; and how many take part is another number only when ten have come or gone."""
    for before, after in pairwise(_bases(life, "counted")):
        joined = after - before
        assert not before or not joined or len(joined) >= policy.FLOOR_PEOPLE
    for before, after in pairwise(_bases(life, "part")):
        assert not before or before == after or len(before ^ after) >= policy.FLOOR_PEOPLE


def _bases(life: Life, name: str) -> list[set[str]]:
    return [set(pages[-1].basis.get(name, ())) for pages in life.pages if pages]


def figures_hide_it(mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """How many take part, who stopped and whether talks are told do not depend on what was noted;
    and the number of talks moves by no more than its give-or-take says anyway.
    """
    one, other = mine["figures"], theirs["figures"]
    for name in ("taking_part", "stopped", "effect", "answered"):
        assert one[name] == other[name], name
    talks_in = (one["talks"], other["talks"])
    assert talks_in[0].get("silent") == talks_in[1].get("silent")
    if "silent" in talks_in[0]:
        return False
    assert talks_in[0]["give_or_take"] == talks_in[1]["give_or_take"]
    apart = abs(talks_in[0]["value"] - talks_in[1]["value"])
    assert apart <= talks_in[0]["give_or_take"] + 0.5  # told in halves
    return True


def test_no_page_and_no_two_pages_tell_of_one_person_or_one_leader(sqlite: Database) -> None:
    assert check(sqlite, range(HISTORIES)) > HISTORIES, "pages with figures were compared"


@pytest.mark.long
def test_ten_thousand_histories(sqlite: Database) -> None:
    assert check(sqlite, range(HISTORIES, ALL)) > ALL
