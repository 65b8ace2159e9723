"""At each step it dies, whatever becomes of the calls: everything is said once, to whom it is for.

The steps are found in a run that is left alone. A scenario that fails names itself; play it again:
``python -m tests.faults "500, seed 12"``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.oracle import TOO_LATE, Figures
from tests.faults.outcomes import KINDS, OUTCOMES
from tests.faults.scenario import PARTS, by_chance, each_in_turn, undisturbed
from tests.faults.stage import Stage

pytestmark = pytest.mark.slow

FIRST = {kind: next(one.name for one in OUTCOMES.values() if one.kind == kind) for kind in KINDS}
ON_POSTGRES = ("lost answer", "5xx")
Stages = Callable[[str], Stage]


def at_each_step(stage: Stage, outcome: str) -> tuple[Figures, set[str]]:
    """Dies once at each step; at which it did not."""
    steps = sorted(set(stage.steps(undisturbed(outcome))))
    found, missed = Figures(), set(steps)
    for part in range(PARTS):
        found += stage.play(each_in_turn(outcome, steps, part))
        missed -= stage.died_at
    return found, missed


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != TOO_LATE])
def test_killed_at_each_step_everything_is_said_once(stages: Stages, kind: str) -> None:
    found, missed = at_each_step(stages("sqlite"), FIRST[kind])
    assert found.told == []
    assert missed == set()
    assert found.counts["kills"] > 25


@pytest.mark.parametrize("kind", ON_POSTGRES)
def test_on_a_server_too(stages: Stages, kind: str) -> None:
    found, missed = at_each_step(stages("postgresql"), FIRST[kind])
    assert found.told == []
    assert missed == set()


def test_what_appears_after_its_lease_is_doubled_and_nothing_else_is_wrong(stages: Stages) -> None:
    """Nobody can tell a lost message from one that takes ten minutes: it is counted apart."""
    found, _ = at_each_step(stages("sqlite"), FIRST[TOO_LATE])
    assert set(found.wrong) == {f"doubled, {TOO_LATE}"}


@pytest.mark.parametrize("outcome", list(OUTCOMES)[::3])
def test_by_chance(stages: Stages, outcome: str) -> None:
    """Other calls fail as well, it dies more than once, and is down for seconds or for weeks."""
    stage = stages("sqlite")
    found = stage.play(by_chance(outcome, stage.count_of_steps(outcome), seed=1))
    assert [one for one in found.told if TOO_LATE not in one] == []
