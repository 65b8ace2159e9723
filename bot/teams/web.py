"""Where Teams' activities come in: read within bounds, checked by the SDK, served in a thread."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.edge.tally import Tally

log = logging.getLogger(__name__)

PATH = "/teams/messages"
LARGEST_BODY = 256 * 1024
READING_TIME = 5.0

Json = dict[str, Any]
Receive = Callable[[Json, Mapping[str, str]], tuple[int, Any]]


def messages_route(receive: Receive, tokens: bool = True) -> Route:
    """``tokens``: without one in its head a request is not even read."""
    return Route(PATH, _Messages(receive, tokens).answer, methods=["POST"])


class _Messages:
    def __init__(self, receive: Receive, tokens: bool) -> None:
        self._receive, self._tokens = receive, tokens
        self._refusals = Tally(log, "request_refused")

    async def answer(self, request: Request) -> Response:
        token = request.headers.get("authorization", "")
        if self._tokens and not token.startswith("Bearer "):
            return self._refuse(401, "no token")
        raw = await self._read(request)
        body = _parsed(raw) if raw is not None else None
        if raw is None or body is None:
            return self._refuse(413 if raw is None else 400, "unreadable")
        status, said = await run_in_threadpool(self._receive, body, {"authorization": token})
        if status != 200:
            return self._refuse(status, "not checked" if status == 401 else "failed")
        return Response(status_code=200) if said is None else JSONResponse(said)

    def _refuse(self, status: int, reason: str) -> Response:
        self._refusals.add(reason)
        return Response(status_code=status)

    async def _read(self, request: Request) -> bytes | None:
        body = bytearray()
        try:
            async with asyncio.timeout(READING_TIME):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > LARGEST_BODY:
                        return None
        except (TimeoutError, ClientDisconnect):
            return None
        return bytes(body)


def _parsed(raw: bytes) -> Json | None:
    """An object whose id and type are texts; what else stands in it is read with care."""
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    named = all(isinstance(body.get(name, ""), str) for name in ("id", "type", "service_url"))
    return body if named else None
