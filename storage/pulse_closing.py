"""The close of a round: a band of each leader, and every single answer is gone.

All of it in one transaction. Killed at any moment there are all the answers and no band, or the
bands and no answer.
"""

from __future__ import annotations

import hmac
import secrets
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import and_, delete, select

from care import policy, pulse
from care.pulse import Band, Made
from storage import deliveries, pulse_answers
from storage import pulse as rounds
from storage.database import Tx, in_workspace
from storage.endings import AT_ONCE
from storage.pulse import Round
from storage.sealing import context
from storage.tables import pulse_answers as answers_table
from storage.tables import pulse_bands, pulse_keys, pulse_marks, pulse_rounds


def close(tx: Tx, found: Round, least: int, now: datetime) -> bool:
    """Whether this was what closed it. ``least``: how many people a band needs."""
    held = rounds.hold(tx, found.workspace, found.id)
    if held is None or held.closed_at is not None:
        return False
    secret = _secret(tx, held.workspace)
    for leader, steps in _steps(tx, held).items():
        said = {giver: n for giver, n in steps.items() if n is not None}
        marked = {_mark(secret, leader, giver): n for giver, n in said.items()}
        band = _made(tx, held, _mark(secret, leader), marked, len(steps), least)
        _show(tx, held, leader, band)
    redraw(tx, held)
    rounds.end(tx, held, now)
    _forget_marks(tx, held)
    return True


def cancel(tx: Tx, found: Round, now: datetime) -> bool:
    """It ends with no band; whether this was what ended it."""
    held = rounds.hold(tx, found.workspace, found.id)
    if held is None or held.closed_at is not None:
        return False
    redraw(tx, held)
    rounds.end(tx, held, now)
    return True


def redraw(tx: Tx, found: Round) -> None:
    """What asked says that it is over."""
    asked = rounds.messages(tx, found.workspace, found.id)
    deliveries.mark_stale(tx, found.workspace, asked, AT_ONCE)


# --- what was answered ---------------------------------------------------------------------------


def _steps(tx: Tx, found: Round) -> Mapping[str, Mapping[str, int | None]]:
    """By leader and giver, of those who may answer still; None where they did not."""
    led = pulse.askable(rounds.pairs(tx, found.workspace, found.opened_at))
    lives = {(one.leader, one.giver) for one in led}
    here = (answers_table.c.workspace == found.workspace, answers_table.c.round == found.id)
    steps: dict[str, dict[str, int | None]] = defaultdict(dict)
    for row in tx.all(select(answers_table).where(*here)):
        answers = pulse_answers.opened(tx, found.workspace, row.id, row.sealed)
        if (row.leader, row.giver) in lives:
            steps[row.leader][row.giver] = pulse.step(answers) if answers else None
    return steps


# --- what is made of it --------------------------------------------------------------------------


def _made(
    tx: Tx, found: Round, whose: str, steps: Mapping[str, int], eligible: int, least: int
) -> Band | None:
    """The band, and whom it is made of is noted; None: too few for a new one."""
    past = _past(tx, found, whose)
    new = pulse.publish(steps, eligible, past, found.nth, least)
    if new is None:
        return None
    band, made = new
    here = {"workspace": found.workspace, "round": found.id, "whose": whose, "base": made.base}
    tx.add_each_new(pulse_marks, [{**here, "mark": mark} for mark in sorted(made.marks)])
    return band


def _past(tx: Tx, found: Round, whose: str) -> list[Made]:
    """Whom the bands of the last rounds were made of, oldest first."""
    same = pulse_rounds.c.workspace == pulse_marks.c.workspace
    on = and_(same, pulse_rounds.c.id == pulse_marks.c.round)
    query = select(pulse_marks, pulse_rounds.c.nth).select_from(pulse_marks.join(pulse_rounds, on))
    mine = (pulse_marks.c.workspace == found.workspace, pulse_marks.c.whose == whose)
    marks: dict[tuple[int, int], set[str]] = defaultdict(set)
    for row in tx.all(query.where(*mine).order_by(pulse_rounds.c.nth)):
        marks[row.nth, row.base].add(row.mark)
    return [Made(nth, base, frozenset(found)) for (nth, base), found in marks.items()]


def _show(tx: Tx, found: Round, leader: str, band: Band | None) -> None:
    """A new band; or, where there was one before, that it stays as it is."""
    if band is not None or _has_any(tx, found.workspace, leader):
        whose = {"workspace": found.workspace, "round": found.id, "leader": leader}
        tx.run(pulse_bands.insert().values(**whose, band=band))


def _has_any(tx: Tx, workspace: str, leader: str) -> bool:
    mine = (pulse_bands.c.workspace == workspace, pulse_bands.c.leader == leader)
    return tx.one(select(pulse_bands.c.round).where(*mine).limit(1)) is not None


def _forget_marks(tx: Tx, found: Round) -> None:
    """What no later round compares itself with."""
    here = pulse_rounds.c.workspace == found.workspace
    old = pulse_rounds.c.nth <= found.nth - policy.PULSE_SETS_STAND
    of_old = select(pulse_rounds.c.id).where(here, old)
    mine = pulse_marks.c.workspace == found.workspace
    tx.run(delete(pulse_marks).where(mine, pulse_marks.c.round.in_(of_old)))


# --- marks ---------------------------------------------------------------------------------------


def _mark(secret: bytes, leader: str, giver: str = "") -> str:
    """It says nothing of whom it stands for, and is another one for each leader of theirs."""
    return hmac.digest(secret, f"{leader}\n{giver}".encode(), "sha256").hex()


def _secret(tx: Tx, workspace: str) -> bytes:
    """The workspace's own, made with its first round; whoever else makes one waits for it."""
    where = context(in_workspace(workspace), "pulse_keys", "sealed", workspace)
    sealed = tx.seals.seal(secrets.token_hex(32), where)
    tx.add_new(pulse_keys, workspace=workspace, sealed=sealed)
    row = tx.one(select(pulse_keys.c.sealed).where(pulse_keys.c.workspace == workspace))
    return bytes.fromhex(tx.seals.open(row.sealed if row else "", where))
