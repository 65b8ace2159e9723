"""What somebody answered about a leader: for themselves alone, until their round closes.

Nothing but the giver's own form reads these texts here; the close reads them once more, to make
a band of all and to delete them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from care.pulse import Answers, Choice, Question
from storage.database import Tx, in_workspace
from storage.sealing import context
from storage.tables import bonds, pulse_answers

LETTERS = {Choice.NOT_YET: "0", Choice.NOW_AND_THEN: "1", Choice.OFTEN: "2"}
SKIPPED = "-"  # so that all answers are of one length


@dataclass(frozen=True)
class Mine:
    """That somebody may answer about a leader in a round, and whether they have."""

    id: str
    round: str
    leader: str
    giver: str
    answered: bool


def of_giver(tx: Tx, workspace: str, round: str, giver: str) -> list[Mine]:
    here = (pulse_answers.c.workspace == in_workspace(workspace), pulse_answers.c.round == round)
    mine = select(pulse_answers).where(*here, pulse_answers.c.giver == giver)
    return [_mine(row) for row in tx.all(mine.order_by(pulse_answers.c.leader))]


def get(tx: Tx, workspace: str, id: str) -> Mine | None:
    row = tx.one(select(pulse_answers).where(*_is(workspace, id)))
    return _mine(row) if row else None


def given(tx: Tx, workspace: str, id: str, giver: str) -> Answers:
    """What its giver answered so far; nothing for anybody else."""
    row = tx.one(select(pulse_answers.c.sealed).where(*_is(workspace, id, giver)))
    return opened(tx, workspace, id, row.sealed if row else None)


def give(tx: Tx, workspace: str, id: str, giver: str, answers: Answers) -> None:
    """None at all takes back what was answered."""
    letters = "".join(LETTERS[answers[q]] if q in answers else SKIPPED for q in Question)
    sealed = tx.seals.seal(letters, _where(workspace, id)) if answers else None
    tx.run(update(pulse_answers).where(*_is(workspace, id, giver)).values(sealed=sealed))


def opened(tx: Tx, workspace: str, id: str, sealed: str | None) -> Answers:
    said = tx.seals.try_open(sealed, _where(workspace, id)) if sealed else None
    known = {letter: choice for choice, letter in LETTERS.items()}
    pairs = zip(Question, said or "", strict=False)
    return {question: known[letter] for question, letter in pairs if letter in known}


def forget_giver(tx: Tx, workspace: str, giver: str) -> None:
    """They may answer nothing any more in an open round, and what they answered goes."""
    here = pulse_answers.c.workspace == in_workspace(workspace)
    tx.run(delete(pulse_answers).where(here, pulse_answers.c.giver == giver))


def forget_leader(tx: Tx, workspace: str, leader: str) -> None:
    """Whatever is said of them."""
    here = pulse_answers.c.workspace == in_workspace(workspace)
    tx.run(delete(pulse_answers).where(here, pulse_answers.c.leader == leader))


def forget_bonds(tx: Tx, workspace: str, ids: Iterable[str]) -> None:
    """Who is led by somebody no longer has nothing to say about them."""
    theirs = select(bonds.c.id).where(
        bonds.c.workspace == in_workspace(workspace),
        bonds.c.id.in_(list(ids)),
        bonds.c.leader == pulse_answers.c.leader,
        bonds.c.report == pulse_answers.c.giver,
    )
    here = pulse_answers.c.workspace == workspace
    tx.run(delete(pulse_answers).where(here, theirs.exists()))


def _is(workspace: str, id: str, giver: str = "") -> tuple[Any, ...]:
    one = (pulse_answers.c.workspace == in_workspace(workspace), pulse_answers.c.id == id)
    return (*one, pulse_answers.c.giver == giver) if giver else one


def _where(workspace: str, id: str) -> str:
    return context(workspace, "pulse_answers", "sealed", id)


def _mine(row: Any) -> Mine:
    return Mine(row.id, row.round, row.leader, row.giver, row.sealed is not None)
