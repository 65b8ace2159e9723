"""Socket Mode: the connection goes where the client points, mends itself, and ends politely."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection
from websockets.sync.server import serve as websocket_server

from bot.edge.errands import Errands
from bot.slack.listeners import build_app
from bot.slack.socket import SocketMode
from bot.ui import Event, Home, Outcome, Pressed, Reply, Show, Typed, View
from sandbox.company import GENERAL, MAYA, TOM
from sandbox.faults import Fault
from tests.bot.slack.loopback import loopback, says
from tests.bot.slack.office import TEAM, Office, clients, eventually, slack
from tests.bot.slack.product import goal_form, invitation, plain_view


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
    assert not [t for t in threading.enumerate() if "errand" in t.name]


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


def test_a_long_answer_to_a_form_comes_after_the_acknowledgement(office: Office) -> None:
    """Slack hangs up on a frame of more than 20 KiB."""
    office.answer = lambda event: Outcome(Show(goal_form()))
    office.run(office.world.command(MAYA, GENERAL, "/mygoals"))
    modal = eventually(lambda: office.world.modals(MAYA))[0]
    long = View(("Long",), tuple(Typed("字" * 600) for _ in range(99)))
    office.answer = lambda event: Outcome(Reply(long))
    assert office.run(office.world.submit(MAYA, modal.id, {"title": {"value": "Weld"}})).accepted
    assert eventually(lambda: len(office.world.modals(MAYA)[0].blocks) == 99)
    assert longest_ack(office) < 20_000


def test_a_long_answer_to_a_command_comes_beside_the_acknowledgement(office: Office) -> None:
    long = View(("Long",), tuple(Typed("字" * 600) for _ in range(6)))
    office.answer = lambda event: Outcome(Reply(long))
    office.run(office.world.command(MAYA, GENERAL, "/mygoals"))
    messages = eventually(lambda: office.world.messages(GENERAL, MAYA))
    assert len(messages[0].blocks) == 6 and messages[0].only_for == MAYA
    assert longest_ack(office) < 20_000


def longest_ack(office: Office) -> int:
    return max(len(json.dumps(ack.answer)) for ack in office.world.acks)


def test_a_click_in_a_very_long_dialog_is_heard(office: Office) -> None:
    """Slack sends the whole of the view along."""
    long = View(("Long",), (*invitation().parts, *(Typed("字" * 600) for _ in range(90))))
    office.answer = lambda event: Outcome(Home(long))
    office.run(office.world.open_home(MAYA))
    home = eventually(lambda: office.world.home(MAYA))
    block = home.blocks[4]
    office.run(office.world.press(MAYA, home.place, block["block_id"], "we_talked:1"))
    assert isinstance(office.heard[-1], Pressed)


def test_a_lost_line_is_dialled_again_however_often_slack_refuses(office: Office) -> None:
    office.answer = lambda event: Outcome(Reply(plain_view("Noted")))
    office.world.faults.add(Fault("apps.connections.open", "error", times=1))
    office.run(office.world.deliveries.socket.cut())

    def answered() -> bool:
        return office.run(office.world.command(TOM, GENERAL, "/mygoals")).message is not None

    assert eventually(answered, 5)


# --- lines as Slack may also lay them ------------------------------------------------------------


class Exchange:
    """A Socket Mode server that says what it is told, on each new line."""

    def __init__(self, talk: Callable[[ServerConnection], None]) -> None:
        self.lines: list[ServerConnection] = []
        self.acks: list[Any] = []
        self.talk = talk

    def answer(self, line: ServerConnection) -> None:
        self.lines.append(line)
        line.send(json.dumps({"type": "hello"}))
        self.talk(line)
        with contextlib.suppress(ConnectionClosed):
            for frame in line:
                self.acks.append(json.loads(frame))


@contextlib.contextmanager
def exchange(
    talk: Callable[[ServerConnection], None], dispatch: Any, **more: Any
) -> Iterator[Exchange]:
    there = Exchange(talk)
    with websocket_server(there.answer, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        with loopback(says(ok=True, url=url)) as slack_api:
            errands = Errands()
            to_slack = clients("xoxb-1", slack_api.api_url)
            app = build_app(to_slack, dispatch, lambda workspace: None, errands)
            socket = SocketMode(app, "xapp-1", **more)
            socket.connect()
            try:
                yield there
            finally:
                socket.close()
                errands.close()
                server.shutdown()


def envelope(number: str, words: str = "") -> str:
    payload = {
        "team_id": TEAM,
        "user_id": MAYA,
        "command": "/mygoals",
        "text": words,
        "trigger_id": "t1",
    }
    return json.dumps({"envelope_id": number, "type": "slash_commands", "payload": payload})


def noted(event: Event) -> Outcome:
    return Outcome(Reply(plain_view("Noted")))


def test_a_message_in_several_frames_is_one_message() -> None:
    whole = envelope("e1", "añadir " * 100)

    def in_pieces(line: ServerConnection) -> None:
        line.send([whole[:50], whole[50:300], whole[300:]])

    with exchange(in_pieces, noted) as there:
        (ack,) = eventually(lambda: there.acks)
        assert ack["envelope_id"] == "e1" and ack["payload"]["text"] == "Noted"


def test_nonsense_on_the_line_is_passed_over() -> None:
    def rave(line: ServerConnection) -> None:
        for nonsense in ("", "hello", "[]", "[" * 100_000, '{"envelope_id": 7}'):
            line.send(nonsense)
        line.send(json.dumps({"envelope_id": "e0", "type": "interactive", "payload": {"view": 7}}))
        line.send(envelope("e1"))

    with exchange(rave, noted) as there:
        assert eventually(lambda: len(there.acks) == 2)
        assert {ack["envelope_id"] for ack in there.acks} == {"e0", "e1"}


def test_the_old_line_is_served_until_its_end_while_the_new_one_is_open() -> None:
    def ask_to_come_again(line: ServerConnection) -> None:
        if len(there_lines) == 1:
            line.send(json.dumps({"type": "disconnect", "reason": "warning"}))
            eventually(lambda: len(there_lines) == 2)
            line.send(envelope("e1"))

    there_lines: list[ServerConnection] = []

    def talk(line: ServerConnection) -> None:
        there_lines.append(line)
        ask_to_come_again(line)

    with exchange(talk, noted) as there:
        assert eventually(lambda: there.acks)[0]["envelope_id"] == "e1"
        assert len(there_lines) == 2


def test_a_quiet_line_outlives_the_time_that_a_call_may_take() -> None:
    with exchange(lambda line: None, noted, timeout=0.1) as there:
        time.sleep(0.3)
        there.lines[0].send(envelope("e1"))
        assert eventually(lambda: there.acks)


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
        assert time.monotonic() - started < 8
        assert asked.result(5).message.text == "Noted"
    assert not socket.is_connected()
