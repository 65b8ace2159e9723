"""Signed HTTP with a real Bolt app behind a request URL."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from slack_bolt import App, BoltRequest

from sandbox.company import ANA, GENERAL, MAYA
from sandbox.server import Serving
from tests.sandbox.drawing import actions, button, modal
from tests.sandbox.workspace import QUICK, bolt_app, client_of, eventually

Start = Callable[..., Serving]


@contextmanager
def listening(tend: App) -> Iterator[str]:
    """The app's request URL."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers: dict[str, str | Sequence[str]] = dict(self.headers.items())
            answer = tend.dispatch(BoltRequest(body=body, headers=headers))
            self.send_response(answer.status)
            for name, value in answer.first_headers_without_set_cookie().items():
                self.send_header(name, value)
            said = str(answer.body or "").encode()
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=lambda: server.serve_forever(0.01))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/slack/events"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def served(slack: Serving, tend: App) -> Iterator[Serving]:
    with listening(tend) as url:
        assert slack.run(slack.world.verify_request_url(url))
        yield slack


def test_a_command_a_press_and_a_form_arrive_signed(served: Serving, tend: App) -> None:
    world = served.world

    @tend.command("/mygoals")
    def asked(ack: Any, client: Any, body: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal())
        ack("A form for you.")

    @tend.view("form")
    def submitted(ack: Any) -> None:
        ack(response_action="errors", errors={"goal": "Say more."})

    @tend.action("press")
    def pressed(ack: Any) -> None:
        ack()

    result = served.run(world.command(MAYA, GENERAL, "/mygoals", "now & then"))
    assert result.message is not None and result.message.text == "A form for you."
    (view,) = world.modals(MAYA)
    sent = served.run(world.submit(MAYA, view.id, {"goal": {"text": "x"}}))
    assert sent.errors == {"goal": "Say more."}
    client_of(served).chat_postMessage(channel=MAYA, text="?", blocks=[actions(button())])
    (message,) = world.messages("D0MAYA", MAYA)
    assert served.run(world.press(MAYA, message, "row", "press")).error is None
    assert world.violations == []


def test_a_wrong_secret_is_refused_by_the_app(served: Serving, tend: App) -> None:
    @tend.command("/mygoals")
    def asked(ack: Any) -> None:
        ack("yes")

    served.world.signing_secret = "another"
    result = served.run(served.world.command(MAYA, GENERAL, "/mygoals"))
    assert result.error == '/mygoals failed with the error "dispatch_failed"'
    assert not served.run(served.world.verify_request_url())


def test_an_event_that_fails_is_sent_again_with_its_number_and_reason(
    served: Serving, tend: App
) -> None:
    heard: list[tuple[str, Any, Any]] = []

    @tend.middleware
    def noting(req: Any, resp: Any, next: Any) -> None:
        one = {name: values[0] for name, values in req.headers.items()}
        number, reason = one.get("x-slack-retry-num"), one.get("x-slack-retry-reason")
        heard.append((req.body["event_id"], number, reason))
        if len(heard) == 4:
            next()

    @tend.event("user_change")
    def changed() -> None:
        pass

    served.run(served.world.change(ANA, title="Lead"))
    assert eventually(lambda: len(heard) == 4 and served.world.acks[-1].in_time)
    assert len({event_id for event_id, _, _ in heard}) == 1
    numbers = [(number, reason) for _, number, reason in heard]
    assert numbers == [(None, None), *[(str(n), "http_error") for n in (1, 2, 3)]]


def test_a_late_answer_is_a_timeout_and_noted(start: Start) -> None:
    slack = start(timing=replace(QUICK, ack=0.1, retries=()))
    tend = bolt_app(slack)

    @tend.command("/mygoals")
    def slow(ack: Any) -> None:
        time.sleep(0.2)
        ack("late")

    with listening(tend) as url:
        slack.run(slack.world.verify_request_url(url))
        result = slack.run(slack.world.command(MAYA, GENERAL, "/mygoals"))
        assert eventually(lambda: slack.world.acks[-1].latency)
    assert result.error == '/mygoals failed with the error "operation_timeout"'
    assert [v.rule for v in slack.world.violations] == ["ack_in_time"]


def test_where_nobody_listens_nothing_is_verified(slack: Serving) -> None:
    assert not slack.run(slack.world.verify_request_url("http://127.0.0.1:1/slack/events"))
