"""Tend's web application on a port of its own, over a product that only listens."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.edge.connections import Waiting
from bot.edge.errands import Errands
from bot.edge.serving import serve, web_app
from bot.slack.desk import TakenOff
from bot.slack.listeners import build_app
from bot.slack.web import events_route
from bot.ui import Event, Outcome, Reply
from tests.bot.slack.office import clients, eventually
from tests.bot.slack.product import plain_view

SECRET = "shhh"
FORM = ("Content-Type", "application/x-www-form-urlencoded")

Headers = list[tuple[str, str | bytes]]


@dataclass
class Answered:
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Building:
    port: int = 0
    heard: list[Event] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    answer: Callable[[Event], Outcome] = lambda event: Outcome(Reply(plain_view("Noted")))

    def dispatch(self, event: Event) -> Outcome:
        self.heard.append(event)
        return self.answer(event)

    def knock(
        self,
        body: bytes | str | Iterable[bytes],
        headers: Headers | None = None,
        *,
        method: str = "POST",
        path: str = "/slack/events",
        length: str | None = None,
    ) -> Answered:
        caller = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        content = body.encode() if isinstance(body, str) else body
        caller.putrequest(method, path)
        chunked = not isinstance(content, bytes)
        counted = "chunked" if chunked else length or str(len(content))  # type: ignore[arg-type]
        caller.putheader("Transfer-Encoding" if chunked else "Content-Length", counted)
        for name, value in [FORM, *(headers or [])]:
            caller.putheader(name, value)
        with contextlib.suppress(OSError):  # whoever is refused early hears it while still talking
            caller.endheaders(content, encode_chunked=chunked)
        answer = caller.getresponse()
        said = b""
        with contextlib.suppress(ConnectionResetError):  # nobody waits for what it has not read
            said = answer.read()
        return Answered(answer.status, said)


def signed(body: bytes | str, at: float | str | None = None, secret: str = SECRET) -> Headers:
    stamp = at if isinstance(at, str) else str(int(time.time() if at is None else at))
    content = body.encode() if isinstance(body, str) else body
    mac = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + content, hashlib.sha256)
    return with_signature(stamp, "v0=" + mac.hexdigest())


def with_signature(stamp: str, signature: str | bytes) -> Headers:
    return [("X-Slack-Request-Timestamp", stamp), ("X-Slack-Signature", signature)]


@contextlib.contextmanager
def open_building(
    bolts_secret: str = SECRET,
    waiting: Waiting | None = None,
    taken_off: TakenOff | None = None,
    **more: Any,
) -> Iterator[Building]:
    building, ports, errands = Building(), list[int](), Errands()
    app = build_app(
        clients("xoxb-1", "http://127.0.0.1:9/api/"),
        building.dispatch,
        lambda workspace: None,
        errands,
        signing_secret=bolts_secret,
        taken_off=taken_off,
    )
    clock = {"clock": more.pop("clock")} if "clock" in more else {}
    routes = [events_route(app, SECRET, **clock), *more.pop("routes", ())]
    asgi = web_app(routes, **more)
    serving = (asgi, "127.0.0.1", 0, building.stop, ports.append, waiting)
    server = threading.Thread(target=serve, args=serving)
    server.start()
    building.port = eventually(lambda: ports)[0]
    try:
        yield building
    finally:
        building.stop.set()
        server.join(10)
        errands.close()
    assert not server.is_alive()
