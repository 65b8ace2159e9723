"""Whoever sends carelessly is found out: each promise is broken once, and the oracle says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.conversations.composing import compose
from bot.ui import View
from jobs.last_look import REVOKED, NotNow
from jobs.messenger import Doubtful, Finding, Found, Ref
from jobs.report import Report
from storage.database import Tx
from storage.deliveries import TO_A_CHANNEL, Delivery
from tests.faults.life import InOrder
from tests.faults.outcomes import OUTCOMES
from tests.faults.scenario import Scenario, undisturbed
from tests.faults.stage import Stage

pytestmark = pytest.mark.slow


class Hopeful(InOrder):
    """Takes every message whose answer was lost for sent."""

    async def _doubtful(self, delivery: Delivery, error: Doubtful, report: Report) -> None:
        await self._sent(delivery, Ref("D0", "1"), report)


class Impatient(InOrder):
    """Sends again without a look whether it stands there."""

    async def messenger(self, delivery: Delivery) -> Any:
        return Blind(await super().messenger(delivery))


class Blind:
    def __init__(self, messenger: Any) -> None:
        self._messenger = messenger

    def __getattr__(self, name: str) -> Any:
        return getattr(self._messenger, name)

    async def find(self, workspace: str, address: str, delivery_id: str) -> Finding:
        return Finding(Found.ABSENT)


@dataclass
class Hasty(InOrder):
    """Says what was so when the message was planned."""

    drawn: dict[str, View | None] = field(default_factory=dict)

    def _ready(self, tx: Tx, busy: set[str], most: int) -> list[Delivery]:
        found = super()._ready(tx, busy, most)
        for one in found:
            if one.id not in self.drawn and one.kind not in TO_A_CHANNEL:
                self.drawn[one.id] = compose(tx, one, self.now())
        return found

    async def _look_once_more(self, held: Delivery) -> View | NotNow:
        now = await super()._look_once_more(held)
        return self.drawn.get(held.id) or now


class Late(InOrder):
    """Asks neither what day it is nor what hour."""

    async def _look_once_more(self, held: Delivery) -> View | NotNow:
        view = await self.write(lambda tx: compose(tx, held, self.now()))
        return REVOKED if view is None else view


class Confused(InOrder):
    """Writes to Ben what is for Ana."""

    async def _send(self, delivery: Delivery, view: View, report: Report, short: Any = 0) -> None:
        to = "U0BEN" if delivery.address == "U0ANA" else delivery.address
        await super()._send(replace(delivery, address=to), view, report)


def lost(outcome: str, **more: Any) -> Scenario:
    return replace(undisturbed(outcome), **more)


CUT_AFTER = "connection cut after it was done"
DOWN = {"deaths": (120,), "pauses": (timedelta(days=4),)}
CARELESS = [
    (Hopeful, lost("connection cut before it was done"), "lost"),
    (Impatient, lost(CUT_AFTER), "doubled"),
    (Hasty, lost("done", withdrawn="users.info"), "after withdrawal"),
    (Late, lost("done", **DOWN), "stale"),
    (Confused, lost("done"), "wrong person"),
]


@pytest.fixture
def stage(stages: Callable[[str], Stage]) -> Iterator[Stage]:
    found = stages("sqlite")
    yield found
    found.sender = InOrder


@pytest.mark.parametrize(("sender", "scenario", "what"), CARELESS, ids=lambda v: str(v)[:12])
def test_carelessness_is_found_out(
    stage: Stage, sender: type[InOrder], scenario: Scenario, what: str
) -> None:
    assert stage.play(scenario).told == []
    stage.sender = sender
    assert what in stage.play(scenario).wrong


def test_every_outcome_is_of_a_kind_and_every_kind_of_some_outcome() -> None:
    assert len(OUTCOMES) > 60
    assert OUTCOMES["internal_error"].is_ambiguous and OUTCOMES["502 html"].is_ambiguous
    assert not OUTCOMES["user_not_found"].is_ambiguous and not OUTCOMES["429 30 s"].is_ambiguous
