"""The lines on which Slack speaks to us in Socket Mode: dialled, served, replaced, hung up.

The SDK has clients for this, but its built-in one loses messages that come in several frames and
its asyncio one dials a stale address for ever, so here is a small one of ours over aiohttp.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from bot.slack.client import code_of
from bot.slack.payload import id, text
from bot.slack.sessions import Sessions

log = logging.getLogger(__name__)

Json = dict[str, Any]
Line = aiohttp.ClientWebSocketResponse
Serve = Callable[[Json], Awaitable[Json | None]]

LARGEST_ACK = 20_000  # Slack hangs up on a frame of more than 20 KiB
_PING_EVERY = 10.0
_STABLE = 10.0  # a line that lived so long is replaced at once, others after a pause
_PAUSES = (0.1, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
_LAST_ANSWERS = 10.0
_FAREWELL = 2.0


class Lines:
    """Lives in one event loop. Mostly one line; two while Slack asks for a fresh one."""

    def __init__(self, sessions: Sessions, serve: Serve, proxy: str | None = None) -> None:
        self._sessions = sessions
        self._serve = serve
        self._proxy = proxy
        self._current: Line | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._listeners: set[asyncio.Task[None]] = set()
        self._answering: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Raises whatever Slack says to the first call; every later one is tried again."""
        self._keeper = asyncio.create_task(self._keep(await self._dial()))

    def is_open(self) -> bool:
        return self._current is not None and not self._current.closed

    async def close(self) -> None:
        """Hear nothing more, acknowledge what was heard, then hang up."""
        for task in (self._keeper, *self._listeners):
            if task:
                task.cancel()
        if self._answering:
            await asyncio.wait(self._answering, timeout=_LAST_ANSWERS)
        if self._current:
            await self._current.close()
        await self._sessions.close()

    async def _dial(self) -> Line:
        client = await self._sessions.client()
        answer = await client.api_call("apps.connections.open")
        assert client.session
        line = await client.session.ws_connect(
            text(answer.data, "url"),
            heartbeat=_PING_EVERY,
            proxy=self._proxy,
            timeout=aiohttp.ClientWSTimeout(ws_close=_FAREWELL),
        )
        log.info("line_open")
        return line

    async def _keep(self, line: Line) -> None:
        failures = 0
        while True:
            opened, self._current = time.monotonic(), line
            await self._until_replaceable(line)
            failures = 0 if time.monotonic() - opened > _STABLE else failures + 1
            while True:
                if failures:
                    await asyncio.sleep(_pause(failures))
                try:
                    line = await self._dial()
                    break
                except Exception as error:
                    failures += 1
                    log.warning("dial_failed code=%s failures=%d", code_of(error), failures)

    async def _until_replaceable(self, line: Line) -> None:
        """Until it ended, or Slack asked for a fresh one; such a one is still heard to its end."""
        replaceable = asyncio.Event()
        listener = asyncio.create_task(self._listen(line, replaceable))
        self._listeners.add(listener)
        listener.add_done_callback(self._listeners.discard)
        await replaceable.wait()

    async def _listen(self, line: Line, replaceable: asyncio.Event) -> None:
        try:
            async for frame in line:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._hear(line, frame.data, replaceable)
        finally:
            replaceable.set()
            log.info("line_ended code=%s", line.close_code)

    def _hear(self, line: Line, data: str, replaceable: asyncio.Event) -> None:
        message = _parsed(data)
        if text(message, "type") == "disconnect":
            log.info("line_to_replace reason=%s", id(message, "reason"))
            replaceable.set()
        elif id(message, "envelope_id"):
            task = asyncio.create_task(self._answer(line, message))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _answer(self, line: Line, envelope: Json) -> None:
        answer = await self._serve(envelope)
        if answer is None:
            return  # not acknowledged: Slack will bring an event again
        ack: Json = {"envelope_id": envelope["envelope_id"]}
        frame = json.dumps({**ack, "payload": answer} if answer else ack)
        if len(frame) > LARGEST_ACK:
            log.error("ack_too_large length=%d", len(frame))
            frame = json.dumps(ack)
        with contextlib.suppress(ConnectionError):
            await (self._current if line.closed and self._current else line).send_str(frame)


def _parsed(data: str) -> Json:
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        message = None
    return message if isinstance(message, dict) else {}


def _pause(failures: int) -> float:
    return random.uniform(0.8, 1.2) * _PAUSES[min(failures, len(_PAUSES)) - 1]
