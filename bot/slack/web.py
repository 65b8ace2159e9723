"""HTTP mode: one small web application, and the server that carries it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from urllib.parse import parse_qsl

import uvicorn
from slack_bolt import App, BoltRequest
from slack_bolt.request.internals import build_context
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.slack.connections import HEAD_BYTES, Protocol, Waiting
from bot.slack.gate import Gate, Refused
from bot.slack.probes import health_routes

log = logging.getLogger(__name__)

_TAKEN_OVER = ("content-type", "x-slack-request-timestamp", "x-slack-signature")
_LAST_ANSWERS = 10  # seconds that a stopping server gives to what is under way
_MOST_AT_ONCE = 3000  # connections and requests: beyond it Slack is asked to come again


def web_app(
    app: App,
    signing_secret: str,
    *,
    clock: Callable[[], float] = time.time,
    healthy: Callable[[], bool] = lambda: True,
    ready: Callable[[], bool] = lambda: True,
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """``clock`` is the machine's: signatures are never moved in a trial."""
    events = _Events(app, Gate(signing_secret, clock))
    served = Starlette(
        routes=[
            Route("/slack/events", events.receive, methods=["POST"]),
            *health_routes(healthy, ready),
            *routes,
        ]
    )
    served.router.redirect_slashes = False  # it would send callers wherever their Host header says
    return served


class _Events:
    def __init__(self, app: App, gate: Gate) -> None:
        self._app = app
        self._gate = gate

    async def receive(self, request: Request) -> Response:
        try:
            body = await self._gate.admit(request)
        except Refused as refused:
            return Response(status_code=refused.status)
        if not body:
            return Response(status_code=200)
        return await run_in_threadpool(self._dispatch, body, _headers(request))

    def _dispatch(self, body: str, headers: dict[str, str]) -> Response:
        """In a thread: Bolt's own adapter would run a sync app inside the event loop."""
        try:
            answer = self._app.dispatch(_bolt_request(body, headers))
        except Exception as error:  # signed, but of a shape that Bolt cannot even look at
            log.warning("request_unreadable class=%s", type(error).__name__)
            return Response(status_code=400)
        return Response(answer.body, answer.status, answer.first_headers_without_set_cookie())


def _headers(request: Request) -> dict[str, str]:
    return {name: request.headers.get(name, "") for name in _TAKEN_OVER}


def _bolt_request(body: str, headers: dict[str, str]) -> BoltRequest:
    request = BoltRequest(body=body, headers=dict(headers))
    if not request.body and "payload" in body:
        # Bolt takes any form with the word "payload" in it for an interaction, so that a goal
        # with that word in a command would be lost.
        request.body = dict(parse_qsl(body, keep_blank_values=True))
        request.context = build_context(type(request.context)({}), request.body)
    return request


def serve(
    asgi: ASGIApp,
    host: str,
    port: int,
    stop: threading.Event,
    listening: Callable[[int], object] = lambda port: None,
    waiting: Waiting | None = None,
) -> None:
    """Blocks until ``stop`` is set and what is under way has been answered.

    Raises OSError when the address is taken. ``listening`` hears the port, for who asked for 0.
    """
    with socket.create_server((host, port)) as listener:
        listening(listener.getsockname()[1])
        asyncio.run(_serve(asgi, listener, stop, waiting or Waiting()))


async def _serve(
    asgi: ASGIApp, listener: socket.socket, stop: threading.Event, waiting: Waiting
) -> None:
    server = _Server(
        uvicorn.Config(
            asgi,
            http=partial(Protocol, waiting),  # type: ignore[arg-type]
            ws="none",
            h11_max_incomplete_event_size=HEAD_BYTES,
            limit_concurrency=_MOST_AT_ONCE,
            access_log=False,
            log_config=None,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_LAST_ANSWERS,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not stop.is_set() and not serving.done():
        await asyncio.sleep(0.05)
    server.should_exit = True
    await serving


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the program as a whole."""
        yield
