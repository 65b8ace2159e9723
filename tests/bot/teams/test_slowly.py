"""A Teams that answers slowly, or not at all: who greets Tend then is answered a little later."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.wording import technical
from storage import people
from tests.bot.teams.connector import ANA, INES, MAYA, TENANT, TOM
from tests.bot.teams.hall import Hall, open_hall
from tests.office import under_way, wait_until


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Nobody waits longer than a blink for a look at Teams, unless there is time."""
    with open_hall(tmp_path, looks=0.05) as opened:
        yield opened


def said(hall: Hall) -> str:
    wait_until(hall.at_rest, "it goes on")
    return "\n".join(one.text for one in hall.connector.sent)


def test_a_first_greeting_waits_for_a_slow_answer_and_complains_of_nothing(hall: Hall) -> None:
    hall.connector.slow = 0.5
    assert hall.installs(MAYA).status == 200
    assert "My goals" in hall.newest(MAYA, beyond=1).text
    hall.says(ANA, "mygoals")
    assert "Who leads you?" in hall.newest(ANA).text
    assert technical.no_answer() not in said(hall)


def test_a_team_is_greeted_when_the_answer_comes(hall: Hall) -> None:
    hall.connector.slow = 0.5
    hall.post(hall.in_channel(INES, "installationUpdate", action="add"))
    wait_until(lambda: "Cadence" in said(hall), "no card came to the channel")


def test_only_where_no_answer_comes_at_all_it_is_said_and_once(hall: Hall) -> None:
    hall.connector.silent = True
    hall.says(ANA, "mygoals")
    assert hall.newest(ANA).text == technical.no_answer()
    assert hall.look(lambda tx: people.get(tx, TENANT, ANA.id)) is None
    hall.connector.silent = False
    hall.says(ANA, "mygoals")
    assert "Who leads you?" in hall.newest(ANA, beyond=1).text
    assert said(hall).count(technical.no_answer()) == 1


def test_the_same_word_brought_again_meanwhile_does_nothing_twice(hall: Hall) -> None:
    hall.connector.slow = 0.5
    activity = hall.envelope(TOM, "message", text="pause until Friday")
    assert [hall.post(activity).status for _ in range(3)] == [200] * 3
    assert "Paused" in hall.newest(TOM).text
    wait_until(lambda: not under_way(hall.tend), "it does not come to rest")
    assert len(hall.connector.in_chat(TOM)) == 1
    assert hall.look(lambda tx: people.load(tx, TENANT, TOM.id)).paused_until is not None
