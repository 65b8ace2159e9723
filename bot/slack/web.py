"""HTTP mode: where Slack's signed requests come in."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from urllib.parse import parse_qsl

from slack_bolt import App, BoltRequest
from slack_bolt.request.internals import build_context
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.slack.gate import Gate, Refused

log = logging.getLogger(__name__)

_TAKEN_OVER = ("content-type", "x-slack-request-timestamp", "x-slack-signature")


def events_route(app: App, signing_secret: str, clock: Callable[[], float] = time.time) -> Route:
    """``clock`` is the machine's: signatures are never moved in a trial."""
    events = _Events(app, Gate(signing_secret, clock))
    return Route("/slack/events", events.receive, methods=["POST"])


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
