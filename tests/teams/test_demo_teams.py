"""`make demo-teams`: the sample company in Microsoft's own client, at work within a minute."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.demo.teams import demo, welcome
from sandbox.company import MAYA
from sandbox.playground.client import CannotPlay
from tests.office import machine_now, wait_until
from tests.teams.apart import MODULES, apart, needs_playground
from tests.teams.screen import shown

EXAM = "Pass the AWS exam"


@pytest.mark.slow
@needs_playground
@apart
def test_mayas_weekly_plan_is_what_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / ".demo-teams"
    with demo(folder, MODULES, machine_now) as running:
        assert all(one.url in welcome(running) for one in running.clients)
        due = running.clock.next_due()
        assert due is not None and due[1] == "Maya's weekly plan"
        maya = next(one for one in running.clients if one.me == MAYA)
        wait_until(lambda: len(shown(maya.recorded())) >= 2, "Tend did not greet her")
        running.to_the_next()
        wait_until(lambda: EXAM in str(shown(maya.recorded())), "no plan came")
    assert {file.name for file in tmp_path.iterdir()} == {".demo-teams"}


@pytest.mark.slow
@needs_playground
@apart
def test_a_demo_without_the_client_says_so(tmp_path: Path) -> None:
    with (
        pytest.raises(CannotPlay, match="is not installed"),
        demo(tmp_path / ".demo-teams", tmp_path, machine_now),
    ):
        pass
