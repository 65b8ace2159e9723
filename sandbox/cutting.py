"""Closing a connection without an answer, as networks do."""

from __future__ import annotations

import asyncio

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

TRANSPORT = "sandbox.transport"


class CutConnection(Response):
    """Instead of an answer, the connection ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        transport = scope.get(TRANSPORT)
        if transport is None:
            raise ConnectionAbortedError("this server cannot cut connections")
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            await asyncio.sleep(0)


class Cuttable:
    """The outermost application: it hands the transport to whoever may have to cut it.

    ASGI has no word for this; uvicorn's `send` is a method of an object that knows its transport.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        cycle = getattr(send, "__self__", None)
        scope[TRANSPORT] = getattr(cycle, "transport", None)
        await self._app(scope, receive, send)
