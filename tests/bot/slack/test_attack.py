"""While somebody attacks the address, the people of the workspace are served as ever."""

from __future__ import annotations

import pytest

from benchmarks.attack import Figures, run


@pytest.mark.slow
def test_an_attack_of_three_seconds_turns_nobody_away() -> None:
    holds(run(seconds=3, warm=1))


@pytest.mark.long
def test_under_attack_the_honest_are_answered_within_a_second() -> None:
    figures = run(seconds=60)
    print("\n" + "\n".join(figures.lines()))
    holds(figures)
    assert figures.p99 < 1.0
    assert figures.forged_rate > 0.4 * figures.bare_rate, "it was an attack"


def holds(figures: Figures) -> None:
    assert figures.waits and figures.turned_away == 0
    assert figures.memory_most - figures.memory_before < 80
    assert figures.log_bytes < 20_000
