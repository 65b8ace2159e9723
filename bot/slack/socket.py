"""Socket Mode: a thread with an event loop for the lines, and threads for what comes over them."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from slack_bolt import App, BoltResponse
from slack_bolt.adapter.socket_mode.internals import run_bolt_app
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack.hearing import Hearing
from bot.slack.lines import Lines
from bot.slack.sessions import Sessions

log = logging.getLogger(__name__)

T = TypeVar("T")
Json = dict[str, Any]

_AT_A_TIME = 40  # each payload holds a thread until its acknowledgement


class SocketMode:
    """Follows the base_url of the app's client, so it goes wherever SLACK_API_URL points."""

    def __init__(
        self,
        app: App,
        app_token: str,
        *,
        timeout: float = 10.0,
        proxy: str | None = None,
        hearing: Hearing | None = None,
        beat: Callable[[], object] = lambda: None,
        **of_lines: float,
    ) -> None:
        self._app = app
        self._sessions = Sessions(app.client.base_url, timeout, proxy, app_token)
        self._lines = Lines(self._sessions, self._serve, proxy, hearing, beat, **of_lines)
        self._pool: ThreadPoolExecutor | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def connect(self) -> None:
        """Raises whatever Slack says to the token; afterwards the connection mends itself."""
        self._loop = asyncio.new_event_loop()
        self._pool = ThreadPoolExecutor(_AT_A_TIME, thread_name_prefix="slack-socket")
        self._thread = threading.Thread(target=self._loop.run_forever, name="slack-lines")
        self._thread.start()
        try:
            self._run(self._lines.open())
        except Exception:
            self.close()
            raise

    def is_connected(self) -> bool:
        return self._lines.is_open()

    def close(self) -> None:
        """What has come in is still served and acknowledged."""
        if not (self._loop and self._pool and self._thread):
            return
        self._run(self._lines.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._pool.shutdown()
        self._loop = self._pool = self._thread = None

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        assert self._loop
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _serve(self, envelope: Json) -> Json | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, self._dispatch, envelope)

    def _dispatch(self, envelope: Json) -> Json | None:
        try:
            request = SocketModeRequest.from_dict(envelope)
            return _payload(run_bolt_app(self._app, request)) if request else {}
        except Exception as error:  # of a shape that Bolt cannot even look at
            log.warning("request_unreadable class=%s", type(error).__name__)
            return {}


def _payload(answer: BoltResponse) -> Json | None:
    """None when the payload was not taken."""
    if answer.status != 200:
        return None
    if not answer.body:
        return {}
    kind = answer.headers.get("content-type", [""])[0]
    body = json.loads(answer.body) if kind.startswith("application/json") else answer.body
    return body if isinstance(body, dict) else {"text": body}
