"""Pooled connections to Slack for whichever event loop is running; each job brings its own loop."""

from __future__ import annotations

import asyncio
from threading import Lock
from types import SimpleNamespace

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

Loop = asyncio.AbstractEventLoop
# Servers end a resting connection after five seconds, some later. One that ends just as it is used
# again leaves open whether the message arrived: it would wait for minutes to be looked for.
REST_SECONDS = 4.0


class Redirected(Exception):
    """Somebody between us and Slack points elsewhere; the token does not follow."""


class Sessions:
    """The connections are shared by all workspaces; the token is each client's own."""

    def __init__(self, base_url: str, timeout: float, proxy: str | None, token: str = "") -> None:
        self._token = token
        self._base_url = base_url
        self._timeout = timeout
        self._proxy = proxy
        self._sessions: dict[Loop, aiohttp.ClientSession] = {}
        self._lock = Lock()

    async def client(self, token: str = "") -> AsyncWebClient:
        """A client with this token, over the connections of the running loop."""
        client = AsyncWebClient(
            token=token or self._token,
            base_url=self._base_url,
            session=await self._session(),
            retry_handlers=[],
        )
        client.proxy = self._proxy  # the constructor has put HTTPS_PROXY there
        return client

    async def close(self) -> None:
        """Give back the running loop's connections."""
        with self._lock:
            session = self._sessions.pop(asyncio.get_running_loop(), None)
        if session is not None:
            await session.close()
        await self._abandon_dead_loops()

    async def _session(self) -> aiohttp.ClientSession:
        await self._abandon_dead_loops()
        loop = asyncio.get_running_loop()
        with self._lock:
            if loop not in self._sessions:
                self._sessions[loop] = self._new_session()
            return self._sessions[loop]

    def _new_session(self) -> aiohttp.ClientSession:
        trace = aiohttp.TraceConfig()
        trace.on_request_redirect.append(_refuse)
        return aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self._timeout),
            trace_configs=[trace],
            trust_env=False,
            connector=aiohttp.TCPConnector(keepalive_timeout=REST_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def _abandon_dead_loops(self) -> None:
        with self._lock:
            dead = [loop for loop in self._sessions if loop.is_closed()]
            sessions = [self._sessions.pop(loop) for loop in dead]
        for session in sessions:
            await session.close()  # on a dead loop this only marks it as closed


async def _refuse(
    session: aiohttp.ClientSession,
    context: SimpleNamespace,
    params: aiohttp.TraceRequestRedirectParams,
) -> None:
    raise Redirected
