"""What the people of the sample company do by themselves: a visitor cannot be all of them."""

from __future__ import annotations

from datetime import datetime

from care.pulse import Answers, Choice, Question
from storage import pulse, pulse_answers
from storage.database import Database, Tx
from storage.pulse import Round

SAID = (
    (Choice.OFTEN, Choice.NOW_AND_THEN, Choice.NOW_AND_THEN),
    (Choice.OFTEN, Choice.OFTEN, Choice.NOW_AND_THEN),
    (Choice.NOW_AND_THEN, Choice.NOT_YET, Choice.NOW_AND_THEN),
)


def answer_what_is_open(database: Database, workspace: str, until: datetime) -> None:
    """Just before a round closes, whoever has neither answered nor skipped it answers."""
    with database.begin() as tx:
        found = pulse.last(tx, workspace)
        if found is None or found.closed_at is not None or found.closes_at > until:
            return
        givers = sorted({pair.giver for pair in pulse.pairs(tx, workspace, found.opened_at)})
        for nth, giver in enumerate(givers):
            _answer(tx, found, giver, dict(zip(Question, SAID[nth % len(SAID)], strict=True)))


def _answer(tx: Tx, found: Round, giver: str, said: Answers) -> None:
    asked = pulse.ask_of(tx, found.workspace, found.id, giver)
    if asked is None or asked.done:
        return
    for one in pulse_answers.of_giver(tx, found.workspace, found.id, giver):
        if not one.answered:
            pulse_answers.give(tx, found.workspace, one.id, giver, said)
