"""What time sets off reaches people in Teams: plans, what is pressed on them, and every refusal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from care.items import Area, Content, Kind, Level
from storage import bonds, conversations, items, people, workspaces
from storage.database import Tx
from storage.deliveries import State
from storage.tables import deliveries, talks
from tests.bot.teams.connector import ANA, MAYA, TENANT
from tests.bot.teams.hall import Hall, data_of, open_hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """Maya leads Ana since a month, and Ana has shared a goal by its name."""
    with open_hall(tmp_path) as opened:
        opened.clock.forward(days=-21)
        for person in (MAYA, ANA):
            opened.installs(person)
            opened.newest(person, beyond=1)
        with opened.tend.database.begin() as tx:
            company(opened, tx)
        opened.connector.sent.clear()
        opened.clock.forward(days=28)
        yield opened


def company(hall: Hall, tx: Tx) -> None:
    now = hall.clock()
    workspaces.change(tx, TENANT, started_at=now)
    bonds.leader_says(tx, TENANT, MAYA.id, ANA.id, now)
    bonds.report_says(tx, TENANT, MAYA.id, ANA.id, now)
    goal = Content(Kind.GOAL, Area.WORK, "Learn to *dance*")
    item = items.create(tx, TENANT, ANA.id, goal, now)
    items.share(tx, TENANT, ANA.id, item, MAYA.id, Level.NAMED, now)


def plan(hall: Hall) -> Any:
    """The row of Maya's plan."""
    mine = (deliveries.c.address == MAYA.id, deliveries.c.kind == "plan")
    return hall.look(lambda tx: tx.one(select(deliveries).where(*mine)))


def test_a_plan_comes_to_mayas_chat_and_her_answer_replaces_the_card_for_good(hall: Hall) -> None:
    hall.tick()
    (sent,) = hall.connector.in_chat(MAYA)
    assert "Ana *Bold*" in sent.text and "Learn to *dance*" in sent.text
    assert "dance" not in sent.activity["summary"]
    assert (plan(hall).state, plan(hall).ts) == (State.SENT, sent.id)
    answer = hall.presses(MAYA, data_of(sent.card, "We talked"), on=sent.id)
    assert "Undo" in str(answer.card) and hall.look(lambda tx: tx.all(select(talks)))
    hall.tick()
    assert hall.connector.edits and "Undo" in str(hall.connector.edits[-1].card)


def test_the_clients_own_second_try_does_nothing_twice(hall: Hall) -> None:
    hall.tick()
    (sent,) = hall.connector.in_chat(MAYA)
    value = {"action": {"data": data_of(sent.card, "We talked")}}
    more = {"name": "adaptiveCard/action", "value": value, "replyToId": sent.id}
    activity = hall.envelope(MAYA, "invoke", **more)
    assert [hall.post(activity).status for _ in range(3)] == [200, 200, 200]
    assert len(hall.look(lambda tx: tx.all(select(talks)))) == 1


@pytest.mark.parametrize(
    ("status", "state"),
    [(429, State.DUE), (502, State.DUE), (412, State.DUE), (504, State.DUE), (403, State.DEAD)],
)
def test_what_teams_refuses_comes_later_or_never(hall: Hall, status: int, state: State) -> None:
    hall.connector.faults.append((status, {"error": {"code": "MessageWritesBlocked"}}))
    hall.tick()
    assert plan(hall).state == state and hall.connector.in_chat(MAYA) == []
    person = hall.look(lambda tx: people.load(tx, TENANT, MAYA.id))
    assert person.unreachable == ("MessageWritesBlocked" if status == 403 else None)
    hall.machine.forward(hours=1)
    hall.tick()
    assert len(hall.connector.in_chat(MAYA)) == (state is State.DUE)


def test_what_may_have_arrived_is_never_sent_again(hall: Hall) -> None:
    """A bot cannot read a chat of Teams to find out."""
    hall.connector.faults.append((500, {}))
    hall.tick()
    hall.machine.forward(hours=3)
    hall.tick()
    assert plan(hall).state == State.UNKNOWN and hall.connector.in_chat(MAYA) == []


def test_a_redirect_is_not_followed_with_our_token(hall: Hall) -> None:
    hall.connector.faults.append((307, {}))
    hall.tick()
    assert plan(hall).state == State.DUE and hall.connector.in_chat(MAYA) == []


def test_who_took_tend_off_is_not_written_to_until_they_are_back(hall: Hall) -> None:
    hall.connector.team.clear()
    hall.post(hall.envelope(MAYA, "installationUpdate", action="remove"))
    hall.tick()
    assert plan(hall).state in (State.DEAD, State.SKIPPED) and hall.connector.sent == []
    hall.connector.team.append(MAYA)
    hall.installs(MAYA)
    assert hall.newest(MAYA, beyond=1)


def test_the_newest_service_url_is_the_one_that_is_called(hall: Hall) -> None:
    """Wherever the chat stood before."""
    with hall.tend.database.begin() as tx:
        known = conversations.with_address(tx, TENANT, MAYA.id)
        assert known is not None
        old = {**known.how, "service_url": "http://127.0.0.1:9"}
        conversations.keep(tx, TENANT, known.id, MAYA.id, old, hall.machine())
    hall.says(MAYA, "home")
    hall.newest(MAYA)
    hall.tick()
    assert len(hall.connector.in_chat(MAYA)) == 2
