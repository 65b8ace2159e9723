"""The bands of a leader, which nobody else reads, and what they guessed before they saw each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select

from care.pulse import Band
from storage.database import Tx, in_workspace
from storage.sealing import context
from storage.tables import pulse_answers, pulse_bands, pulse_guesses, pulse_rounds

NO_GUESS = "none"  # they would rather not


@dataclass(frozen=True)
class Landed:
    """What one round said to a leader. ``band`` None: too few answers for a new one."""

    round: str
    at: datetime
    band: Band | None
    guessed: bool = False  # or would rather not: from then on they may see it
    guess: Band | None = None


def bands_of(tx: Tx, workspace: str, leader: str) -> list[Landed]:
    """Newest first; none of them to be shown before it was guessed."""
    same = pulse_rounds.c.workspace == pulse_bands.c.workspace
    on = and_(same, pulse_rounds.c.id == pulse_bands.c.round)
    mine = (pulse_bands.c.workspace == in_workspace(workspace), pulse_bands.c.leader == leader)
    query = select(pulse_bands, pulse_rounds.c.closed_at)
    query = query.select_from(pulse_bands.join(pulse_rounds, on)).where(*mine)
    guesses = _guesses(tx, workspace, leader)
    rows = tx.all(query.order_by(pulse_rounds.c.nth.desc()))
    return [_landed(row, guesses) for row in rows]


def is_asked_about(tx: Tx, workspace: str, round: str, leader: str) -> bool:
    """Whether this leader's people may answer about them in this round."""
    here = (pulse_answers.c.workspace == in_workspace(workspace), pulse_answers.c.round == round)
    rows = select(pulse_answers.c.id).where(*here, pulse_answers.c.leader == leader)
    return tx.one(rows.limit(1)) is not None


def guess_of(tx: Tx, workspace: str, round: str, leader: str) -> str | None:
    """A band, or that they would rather not; None: not asked yet."""
    return _guesses(tx, workspace, leader).get(round)


def guess(tx: Tx, workspace: str, round: str, leader: str, guessed: Band | None) -> None:
    """The last one before the band is seen holds."""
    whose = {"workspace": in_workspace(workspace), "round": round, "leader": leader}
    where = [pulse_guesses.c[name] == value for name, value in whose.items()]
    tx.run(pulse_guesses.delete().where(*where))
    sealed = tx.seals.seal(guessed or NO_GUESS, _where(workspace, round, leader))
    tx.run(pulse_guesses.insert().values(**whose, sealed=sealed))


def _guesses(tx: Tx, workspace: str, leader: str) -> dict[str, str]:
    mine = (pulse_guesses.c.workspace == workspace, pulse_guesses.c.leader == leader)
    return {
        row.round: tx.seals.try_open(row.sealed, _where(workspace, row.round, leader)) or NO_GUESS
        for row in tx.all(select(pulse_guesses).where(*mine))
    }


def guesses_alone(tx: Tx, workspace: str, leader: str) -> list[tuple[datetime | None, Band | None]]:
    """Guesses in rounds of which there is no band for them, with when the round was over."""
    same = pulse_rounds.c.workspace == pulse_guesses.c.workspace
    on = and_(same, pulse_rounds.c.id == pulse_guesses.c.round)
    mine = (pulse_guesses.c.workspace == in_workspace(workspace), pulse_guesses.c.leader == leader)
    query = select(pulse_rounds.c.id, pulse_rounds.c.closed_at)
    query = query.select_from(pulse_guesses.join(pulse_rounds, on)).where(*mine)
    told = select(pulse_bands.c.round).where(
        pulse_bands.c.workspace == workspace, pulse_bands.c.leader == leader
    )
    rows = tx.all(query.where(pulse_rounds.c.id.not_in(told)).order_by(pulse_rounds.c.nth.desc()))
    said = _guesses(tx, workspace, leader)
    return [(row.closed_at, _band_in(said[row.id])) for row in rows]


def _landed(row: Row[Any], guesses: dict[str, str]) -> Landed:
    said = guesses.get(row.round)
    band = Band(row.band) if row.band else None
    return Landed(row.round, row.closed_at, band, said is not None, _band_in(said))


def _band_in(said: str | None) -> Band | None:
    return Band(said) if said is not None and said != NO_GUESS else None


def _where(workspace: str, round: str, leader: str) -> str:
    return context(workspace, "pulse_guesses", "sealed", f"{round}.{leader}")
