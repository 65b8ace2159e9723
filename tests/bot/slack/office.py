"""The sample company's Slack with an app of ours behind it, over either transport."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from slack_bolt import App

from bot.edge.errands import Errands
from bot.edge.serving import serve, web_app
from bot.slack.listeners import COMMANDS, build_app
from bot.slack.socket import SocketMode
from bot.slack.tokens import Access, Clients, OneToken
from bot.slack.web import events_route
from bot.ui import Event, Outcome
from sandbox.company import BOT, company
from sandbox.server import Serving
from sandbox.server import serve as slack_server
from sandbox.shapes import Command, Timing
from sandbox.world import World

TEAM = "T0TEND"
QUICK = Timing(ack=1.0, retries=(0.0, 0.02), listen_after=2.0)


@dataclass
class Office:
    slack: Serving
    heard: list[Event] = field(default_factory=list)
    stirred: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    answer: Callable[[Event], Outcome] = lambda event: Outcome()

    @property
    def world(self) -> World:
        return self.slack.world

    def dispatch(self, event: Event) -> Outcome:
        self.heard.append(event)
        return self.answer(event)

    def run(self, work: Any) -> Any:
        return self.slack.run(work)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [call.arguments for call in self.world.calls if call.method == method]

    def bolt(self, errands: Errands) -> App:
        return build_app(
            clients(self.world.bot_token, self.slack.api_url),
            self.dispatch,
            self.stirred.append,
            errands,
            signing_secret=self.world.signing_secret,
            forget=lambda workspace, person: self.forgotten.append(person),
        )


def one(token: str, team: str = TEAM) -> OneToken:
    return OneToken(Access(team, BOT, None, token))


def clients(token: str, base_url: str, **more: Any) -> Clients:
    return Clients(one(token), base_url, **more)


def machine_now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def eventually(check: Callable[[], Any], seconds: float = 30.0) -> Any:
    until = time.monotonic() + seconds
    while not (found := check()) and time.monotonic() < until:
        time.sleep(0.005)
    return found


@contextlib.contextmanager
def slack() -> Iterator[Serving]:
    commands = [Command(name, should_escape=name == "/cadence") for name in COMMANDS]
    world = company(machine_now, commands=commands, tend_is_admin_member=True, timing=QUICK)
    with slack_server(world) as serving:
        yield serving


@contextlib.contextmanager
def by_socket(office: Office) -> Iterator[Office]:
    errands = Errands()
    socket = SocketMode(office.bolt(errands), office.world.app_token)
    socket.connect()
    try:
        yield office
    finally:
        socket.close()
        errands.close()


@contextlib.contextmanager
def by_http(office: Office) -> Iterator[Office]:
    errands, stop, ports = Errands(), threading.Event(), list[int]()
    asgi = web_app([events_route(office.bolt(errands), office.world.signing_secret)])
    server = threading.Thread(target=serve, args=(asgi, "127.0.0.1", 0, stop, ports.append))
    server.start()
    eventually(lambda: ports)
    url = f"http://127.0.0.1:{ports[0]}/slack/events"
    try:
        assert office.run(office.world.verify_request_url(url))
        yield office
    finally:
        stop.set()
        server.join(10)
        errands.close()
