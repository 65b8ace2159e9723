"""The same attacker, on what storage really keeps and what a leader's Home really shows."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from bot.ui import Text
from bot.views.factor import MyFactor, page
from bot.views.landed import Landing, landing
from bot.views.pieces import Calendar
from care import policy
from care.bonds import EndedBy
from care.factor import reckon
from care.pulse import Answers, Band, Made, step
from storage import (
    bonds,
    endings,
    pulse_answers,
    pulse_bands,
    pulse_closing,
    workspaces,
)
from storage.database import Database, Tx
from storage.exporting import export
from storage.pulse_bands import Landed
from storage.tables import metadata
from tests.care.attacker import Found, Word, some_answers, watch
from tests.people import ACME, BERLIN, TUESDAY, bond, open_workspace
from tests.storage.rounds import A_MONTH, opened

ROUNDS = 10


class Company:
    """Many leaders and their people, month after month, by the very functions of the product."""

    def __init__(self, database: Database, leaders: int, seed: int) -> None:
        self.database, self.random = database, Random(seed)
        self.leaders = [f"U0LEAD{n}" for n in range(leaders)]
        self.everybody = [f"U0P{n}" for n in range(8 * leaders)]
        self.answers: dict[tuple[str, str], Answers] = {}
        with database.begin() as tx:
            open_workspace(tx)
            for leader in self.leaders:
                for who in self.random.sample(self.everybody, self.random.randint(4, 9)):
                    bond(tx, leader, who)

    def live(self, nth: int) -> datetime:
        """People join, leave and move on, admins change the floor; then everybody is asked.

        Now and then an admin turns the questions off meanwhile, and on again afterwards.
        """
        at = TUESDAY + nth * A_MONTH
        with self.database.begin() as tx:
            for leader in self.leaders:
                self._move(tx, leader, at)
            least = self.random.choice((None, None, None, 6))
            workspaces.change(tx, ACME, pulse_floor=least)
        with self.database.begin() as tx:
            found = opened(tx, at, least or 5)
            for leader, giver, thing in asked(tx):
                if self.random.random() < 0.95:
                    said = self.answers.setdefault((leader, giver), some_answers(self.random))
                    pulse_answers.give(tx, ACME, thing, giver, said)
        with self.database.begin() as tx:
            if self.random.random() < 0.1:
                assert pulse_closing.cancel(tx, found, found.closes_at)
                return found.closes_at
            assert pulse_closing.close(tx, found, least or policy.PULSE_FLOOR, found.closes_at)
        return found.closes_at

    def _move(self, tx: Tx, leader: str, at: datetime) -> None:
        for _ in range(self.random.choice((0, 0, 1, 1, 1, 2))):
            who = self.random.choice(self.everybody)
            led = bonds.between(tx, ACME, leader, who)
            if led is not None:
                endings.end(tx, ACME, [led.id], EndedBy.LIST, at)
            elif who not in (leader,):
                bond(tx, leader, who, since=at - timedelta(days=1))


def asked(tx: Tx) -> list[tuple[str, str, str]]:
    rows = tx.all(select(metadata.tables["pulse_answers"]))
    return sorted((row.leader, row.giver, row.id) for row in rows)


def made(tx: Tx, leader: str, everybody: list[str]) -> dict[str, Made]:
    """Whose answers each word was made of: what no leader has, and the attacker is given."""
    secret = pulse_closing._secret(tx, ACME)
    names = {pulse_closing._mark(secret, leader, who): who for who in everybody}
    nth = {row.id: row.nth for row in tx.all(select(metadata.tables["pulse_rounds"]))}
    found: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in tx.all(select(metadata.tables["pulse_marks"])):
        if row.whose == pulse_closing._mark(secret, leader):
            found[row.round, row.base].add(names[row.mark])
    return {id: Made(nth[id], base, frozenset(some)) for (id, base), some in found.items()}


def home_of(tx: Tx, leader: str, now: datetime) -> str:
    """What the leader is shown, with a guess of theirs made before."""
    bands = pulse_bands.bands_of(tx, ACME, leader)
    for one in bands:
        if one.band is not None and not one.guessed:
            pulse_bands.guess(tx, ACME, one.round, leader, None)
    bands = pulse_bands.bands_of(tx, ACME, leader)
    return said(landing(Landing(8, 5, True, bands), Calendar(now, BERLIN)))


def page_of(bands: Sequence[Landed], now: datetime) -> str:
    """The Care Factor's page of somebody who noted nothing: its other half alone."""
    calendar = Calendar(now, BERLIN)
    did = reckon([], [], [], now.date())
    nothing, full = (
        page(MyFactor(did, lands, calendar)).parts for lands in (None, Landing(8, 5, True, bands))
    )
    return said(full[len(nothing) :])


def said(parts: Sequence[object]) -> str:
    spans = [span for part in parts if isinstance(part, Text) for span in part.spans]
    return "\n".join(
        span if isinstance(span, str) else str(getattr(span, "text", "")) for span in spans
    )


def attack(database: Database, leaders: int, seed: int = 1) -> Found:
    company, found = Company(database, leaders, seed), Found()
    each: Mapping[str, Found] = {leader: Found() for leader in company.leaders}
    words: dict[str, list[Word]] = defaultdict(list)
    past: dict[str, list[Made]] = defaultdict(list)
    for nth in range(ROUNDS):
        now = company.live(nth)
        with database.begin() as tx:
            assert asked(tx) == []
            for leader in company.leaders:
                sees(tx, company, each[leader], leader, words[leader], past[leader], now)
    for one in each.values():
        found.add(one)
    return found


def sees(
    tx: Tx,
    company: Company,
    found: Found,
    leader: str,
    words: list[Word],
    past: list[Made],
    now: datetime,
) -> None:
    """A leader looks at Home after a close."""
    shown = home_of(tx, leader, now)
    bands = pulse_bands.bands_of(tx, ACME, leader)
    exported = export(tx, ACME, leader, now)
    for told in (shown, page_of(bands, now), json.dumps(exported["how_it_landed"])):
        assert not any(who in told for who in company.everybody)
    assert shown == page_of(bands, now), "the Care Factor's page says no more than Home"
    words_in = [(one["at"], one["band"]) for one in exported["how_it_landed"]]
    assert words_in == [(one.at.isoformat(), one.band) for one in bands]
    if not bands or bands[0].band is None or bands[0].at < now:
        return
    assert f"It is {bands[0].band.replace('_', ' ')}," in shown
    new = made(tx, leader, company.everybody)[bands[0].round]
    steps = [step(company.answers[leader, who]) for who in new.marks]
    assert bands[0].band is Band(bands[0].band) and len(steps) >= 5
    watch(found, words, (bands[0].band, new), past)
    past.append(new)


def test_nobody_is_certain_from_what_many_leaders_really_see(sqlite: Database) -> None:
    found = attack(sqlite, 12)
    assert found.words > 12 and found.smallest >= 5
    assert found.between == 0 and found.share <= 0.03


@pytest.mark.long
def test_nobody_is_certain_from_what_a_thousand_leaders_really_see(sqlite: Database) -> None:
    found = attack(sqlite, 1000, seed=2)
    print(found)
    assert found.smallest >= 5 and found.between == 0
    assert found.at_risk and found.share <= 0.03
