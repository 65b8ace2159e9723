"""Rounds of the pulse for tests: who leads whom, who answers what, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from care.pulse import Answers, Choice, Question, closing, worth_asking
from storage import people, pulse, pulse_answers, pulse_bands, pulse_closing, workspaces
from storage.database import Database, Tx
from storage.pulse import Round
from tests.people import ACME, LONG_AGO, MAYA, MAYAS_PEOPLE, TUESDAY, bond, open_workspace

A_MONTH = timedelta(days=28)
OFTEN: Answers = dict.fromkeys(Question, Choice.OFTEN)
NOT_YET: Answers = dict.fromkeys(Question, Choice.NOT_YET)


def a_team(database: Database, reports: Iterable[str] = MAYAS_PEOPLE, leader: str = MAYA) -> None:
    with database.begin() as tx:
        open_workspace(tx)
        workspaces.change(tx, ACME, pulse=True)
        for report in reports:
            bond(tx, leader, report)


def opened(tx: Tx, at: datetime = TUESDAY, least: int = 5) -> Round:
    pairs = worth_asking(pulse.pairs(tx, ACME, at), least)
    return pulse.open_round(tx, ACME, pairs, at, closing(at))


def answer(tx: Tx, found: Round, said: Mapping[str, Answers], leader: str = MAYA) -> None:
    """Each of these people about this leader, as far as they are asked."""
    for giver, answers in said.items():
        for mine in pulse_answers.of_giver(tx, ACME, found.id, giver):
            if mine.leader == leader:
                pulse_answers.give(tx, ACME, mine.id, giver, answers)


def a_round(
    database: Database, said: Mapping[str, Answers], at: datetime = TUESDAY, leader: str = MAYA
) -> Round:
    """It opens, they answer, and it closes a week later."""
    with database.begin() as tx:
        found = opened(tx, at)
        answer(tx, found, said, leader)
    with database.begin() as tx:
        least = workspaces.load(tx, ACME).pulse_floor
        assert pulse_closing.close(tx, found, least, found.closes_at)
    return found


def words(database: Database, leader: str = MAYA) -> list[str | None]:
    """What each round said to this leader, oldest first; None: nothing new."""
    with database.read() as tx:
        bands = pulse_bands.bands_of(tx, ACME, leader)
    return [one.band.value if one.band else None for one in reversed(bands)]


def join(tx: Tx, report: str, leader: str = MAYA, at: datetime = LONG_AGO) -> None:
    bond(tx, leader, report, since=at)


def opt_out(tx: Tx, person: str) -> None:
    people.change(tx, ACME, person, asked_pulse=False)
    pulse_answers.forget_giver(tx, ACME, person)
