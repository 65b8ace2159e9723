"""People and Tend in a chat of Teams, over real HTTP, with nothing of Slack set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import items, people, workspaces
from tests.bot.teams.connector import ANA, MAYA, TENANT
from tests.bot.teams.hall import Hall, data_of, inputs_of, open_hall


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder: Path = tmp_path_factory.mktemp("teams")
    with open_hall(folder) as opened:
        yield opened


def test_whoever_installs_it_is_greeted_with_their_home(hall: Hall) -> None:
    assert hall.installs(MAYA).status == 200
    home = hall.newest(MAYA, beyond=1)
    assert "My goals" in home.text
    assert hall.look(lambda tx: workspaces.load(tx, TENANT)).platform == "teams"
    assert hall.look(lambda tx: people.load(tx, TENANT, MAYA.id)).zone == "Europe/Berlin"


def test_a_goal_is_added_by_a_form_and_an_empty_one_is_sent_back_with_what_was_typed(
    hall: Hall,
) -> None:
    hall.installs(ANA)
    home = hall.newest(ANA, beyond=1)
    welcome = hall.opens(ANA, data_of(home.card, "Add a goal or challenge")).card
    page = hall.submits(ANA, {**welcome["actions"][0]["data"], "p.leader": ""}).card
    form = hall.submits(ANA, data_of(page, "Add a goal or challenge")).card
    submit = form["actions"][0]["data"]
    assert submit["tend"]["submit"] == "item"
    filled = {**submit, **inputs_of(form), "f.title": " ", "f.details": "every *Friday*"}
    again = hall.submits(ANA, filled).card
    assert inputs_of(again)["f.details"] == "every *Friday*"
    submit = again["actions"][0]["data"]
    filled = {**submit, **inputs_of(again), "f.title": "Learn to *dance*", "c.kind": "goal"}
    assert hall.submits(ANA, {**filled, "c.area": "work"}).status == 200
    (mine,) = hall.look(lambda tx: items.own(tx, TENANT, ANA.id))
    assert mine.content.title == "Learn to *dance*"


def test_the_word_mygoals_is_answered_with_a_card(hall: Hall) -> None:
    hall.installs(ANA)
    before = len(hall.connector.in_chat(ANA))
    hall.says(ANA, "mygoals")
    assert "My goals" in hall.newest(ANA, beyond=before).text
