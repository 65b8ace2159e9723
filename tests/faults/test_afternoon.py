"""Pressing, erasing and cleaning up: killed at each step, it ends as if nobody had died."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.faults.afternoon import ANSWERS, CLOSING, ERASING, Act, Afternoon, State
from tests.faults.morning import WITHDRAWABLE
from tests.faults.scenario import PARTS, UNDISTURBED
from tests.people import ANA

pytestmark = pytest.mark.slow

Afternoons = Callable[[str], Afternoon]


def killed_at_each_step(stage: Afternoon, acts: list[Act]) -> tuple[State, list[State]]:
    """How it ends undisturbed, and how for each part of the steps."""
    stage.acts = acts
    steps = sorted(set(stage.steps(UNDISTURBED)))
    parts = [replace(UNDISTURBED, names=frozenset(steps[n::PARTS])) for n in range(PARTS)]
    found, died = [], set()
    for part in parts:
        found.append(stage.end_of(part))
        died |= stage.died_at
    assert died == set(steps)
    return stage.end_of(UNDISTURBED), found


@pytest.mark.parametrize("engine", ("sqlite", "postgresql"))
@pytest.mark.parametrize(
    "acts", (ANSWERS, ERASING, CLOSING), ids=("answering", "erasing", "cleaning up")
)
def test_killed_at_each_step_it_ends_as_if_nobody_had_died(
    afternoons: Afternoons, engine: str, acts: list[Act]
) -> None:
    undisturbed, found = killed_at_each_step(afternoons(engine), acts)
    for one in found:
        assert one.rows == undisturbed.rows
        assert one.texts == undisturbed.texts
    if acts is ERASING:
        assert not [text for _, text in undisturbed.texts if WITHDRAWABLE in text or ANA in text]
