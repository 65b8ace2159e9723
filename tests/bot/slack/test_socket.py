"""Socket Mode: the connection goes where the client points, mends itself, and ends politely."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from slack_sdk.errors import SlackApiError

from bot.slack.errands import Errands
from bot.slack.socket import SocketMode
from bot.ui import Event, Outcome, Reply, Show, Typed, View
from sandbox.company import GENERAL, MAYA, TOM
from tests.bot.slack.office import Office, eventually, slack
from tests.bot.slack.product import goal_form, plain_view


@pytest.fixture
def bare() -> Iterator[Office]:
    with slack() as serving:
        yield Office(serving)


def test_a_wrong_app_token_is_an_error_at_once(bare: Office) -> None:
    errands = Errands()
    socket = SocketMode(bare.bolt(errands), "xapp-wrong")
    with pytest.raises(SlackApiError):
        socket.connect()
    assert not socket.is_connected()
    socket.close()
    errands.close()
    assert not [t for t in threading.enumerate() if "slack-errand" in t.name]


def test_twenty_slow_answers_keep_nobody_waiting(office: Office) -> None:
    def slowly(event: Event) -> Outcome:
        time.sleep(0.2)
        return Outcome(Reply(plain_view("Noted")))

    office.answer = slowly
    with ThreadPoolExecutor(20) as people:
        answers = list(
            people.map(
                lambda n: office.run(office.world.command(MAYA, GENERAL, "/mygoals", str(n))),
                range(20),
            )
        )
    assert all(answer.message for answer in answers)
    assert max(ack.latency or 9 for ack in office.world.acks) < 0.8


def test_after_slack_asks_to_come_again_tend_is_there_again(office: Office) -> None:
    office.answer = lambda event: Outcome(Reply(plain_view("Noted")))
    office.run(office.world.disconnect())

    def answered() -> bool:
        return office.run(office.world.command(TOM, GENERAL, "/mygoals")).message is not None

    assert eventually(answered, 5)


def test_a_very_long_answer_arrives_whole(office: Office) -> None:
    """The connection's own send may take only a part of what it is given."""
    office.answer = lambda event: Outcome(Show(goal_form()))
    office.run(office.world.command(MAYA, GENERAL, "/mygoals"))
    modal = eventually(lambda: office.world.modals(MAYA))[0]
    long = View(("Long",), tuple(Typed("字" * 600) for _ in range(99)))
    office.answer = lambda event: Outcome(Reply(long))
    assert office.run(office.world.submit(MAYA, modal.id, {"title": {"value": "Weld"}})).accepted
    (note,) = office.world.modals(MAYA)
    assert len(note.blocks) == 99


def test_what_has_come_in_is_acknowledged_before_hanging_up(bare: Office) -> None:
    busy = threading.Event()

    def slowly(event: Event) -> Outcome:
        busy.set()
        time.sleep(0.3)
        return Outcome(Reply(plain_view("Noted")))

    bare.answer = slowly
    errands = Errands()
    socket = SocketMode(bare.bolt(errands), bare.world.app_token)
    socket.connect()
    with ThreadPoolExecutor(1) as maya:
        asked = maya.submit(lambda: bare.run(bare.world.command(MAYA, GENERAL, "/mygoals")))
        busy.wait(3)
        started = time.monotonic()
        socket.close()
        errands.close()
        assert time.monotonic() - started < 2
        assert asked.result(5).message.text == "Noted"
    assert not socket.is_connected()
