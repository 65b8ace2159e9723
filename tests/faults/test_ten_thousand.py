"""Ten thousand messages on each engine with whom something goes wrong; figures go into the docs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.faults.chapter import put_row, put_totals
from tests.faults.oracle import TOO_LATE, Figures
from tests.faults.outcomes import OUTCOMES
from tests.faults.scenario import by_chance
from tests.faults.stage import Stage

pytestmark = pytest.mark.long

SEEDS = range(101, 119)  # each: every outcome once, some six hundred messages
NEVER = (
    *("lost", "doubled", "never planned", "unknown, and sent again"),
    *("wrong person", "after withdrawal", "stale", "out of hours", "burst"),
)


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: f"seed{seed}")
@pytest.mark.parametrize("engine", ("sqlite", "postgresql"))
def test_whatever_goes_wrong(stages: Callable[[str], Stage], engine: str, seed: int) -> None:
    stage, found = stages(engine), Figures()
    for outcome in OUTCOMES:
        found += stage.play(by_chance(outcome, stage.count_of_steps(outcome), seed))
    put_row("deliveries", cells(engine, seed, found), keys=2)
    put_totals("deliveries", "totals", keys=2)
    assert [one for one in found.told if TOO_LATE not in one] == []


def cells(engine: str, seed: int, found: Figures) -> list[str]:
    """What went into a row of the page, in the order of its columns."""
    counts, wrong = found.counts, found.wrong
    assert set(wrong) <= {*NEVER, f"doubled, {TOO_LATE}"}
    numbers = (
        *(counts["scenarios"], counts["kills"], counts["faulted"]),
        *(wrong["lost"], wrong["doubled"], wrong["wrong person"], wrong["after withdrawal"]),
        wrong["stale"] + wrong["burst"] + wrong["out of hours"],
        wrong["never planned"] + wrong["unknown, and sent again"],
        *(counts["ended unknown"], counts["ended dead"], counts["ended skipped"]),
        wrong[f"doubled, {TOO_LATE}"],
    )
    return [engine, str(seed), *(f"{number}" for number in numbers)]
