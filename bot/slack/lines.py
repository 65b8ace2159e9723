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
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import aiohttp

from bot.edge.payload import at, id, text
from bot.slack.client import code_of
from bot.slack.hearing import Hearing
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
_LOOK_SECONDS = 5.0  # how often the hearing is tried
_BESIDE = 10.0  # seconds that a line which we replace is heard beside its successor


class Lines:
    """Lives in one event loop. Mostly one line; two while one is replaced by a fresh one."""

    def __init__(
        self,
        sessions: Sessions,
        serve: Serve,
        proxy: str | None = None,
        hearing: Hearing | None = None,
        beat: Callable[[], object] = lambda: None,
        look: float = _LOOK_SECONDS,
        beside: float = _BESIDE,
    ) -> None:
        """``beat`` is called every few seconds for as long as it may be thought to hear."""
        self._sessions = sessions
        self._serve = serve
        self._proxy = proxy
        self._hearing = hearing or Hearing()
        self._beat, self._look, self._beside = beat, look, beside
        self._current: Line | None = None
        self._replaceable = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._listeners: set[asyncio.Task[None]] = set()
        self._answering: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Raises whatever Slack says to the first call; every later one is tried again."""
        line = await self._dial()
        self._begin(self._keep(line), self._tasks)
        self._begin(self._try_hearing(), self._tasks)

    def is_open(self) -> bool:
        return self._current is not None and not self._current.closed

    async def close(self) -> None:
        """Hear nothing more, acknowledge what was heard, then hang up."""
        for task in (*self._tasks, *self._listeners):
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
            line = await self._dial_until_it_opens(failures)

    async def _dial_until_it_opens(self, failures: int) -> Line:
        """One warning for each reason, not for each try: an outage may last for hours."""
        told = ""
        while True:
            if failures:
                await asyncio.sleep(_pause(failures))
            try:
                return await self._dial()
            except Exception as error:
                failures, code = failures + 1, code_of(error)
                level = logging.DEBUG if code == told else logging.WARNING
                log.log(level, "dial_failed code=%s failures=%d", code, failures)
                told = code

    async def _until_replaceable(self, line: Line) -> None:
        """Until it ended, or is to be replaced; such a one is still heard to its end."""
        self._replaceable = replaceable = asyncio.Event()
        self._hearing.line_began()
        self._begin(self._listen(line, replaceable), self._listeners)
        await replaceable.wait()

    async def _try_hearing(self) -> None:
        while True:
            is_asked = not self._replaceable.is_set()
            if is_asked and self.is_open() and self._hearing.is_in_doubt():
                self._replace()
            if not self._hearing.is_lost():
                self._beat()
            await asyncio.sleep(self._look)

    def _replace(self) -> None:
        missing = self._hearing.missing_for()
        level = logging.WARNING if missing else logging.INFO
        log.log(level, "line_in_doubt missing_seconds=%d", missing)
        self._hearing.gave_up_a_line()
        self._hearing.line_began()
        if self._current:
            self._begin(self._close_later(self._current), self._tasks)
        self._replaceable.set()

    async def _close_later(self, line: Line) -> None:
        """Once there is another."""
        await asyncio.sleep(self._beside)
        while self._current is line and not line.closed:
            await asyncio.sleep(self._beside)
        await line.close()

    def _begin(self, work: Coroutine[Any, Any, None], among: set[asyncio.Task[None]]) -> None:
        task = asyncio.create_task(work)
        among.add(task)
        task.add_done_callback(among.discard)

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
        elif text(message, "type") == "hello":
            self._hearing.greeted(at(message, "num_connections"), len(self._listeners))
        elif id(message, "envelope_id"):
            self._hearing.heard(message)
            self._begin(self._answer(line, message), self._answering)

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
