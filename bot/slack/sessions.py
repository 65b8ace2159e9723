"""Pooled connections to Slack for whichever event loop is running; each job brings its own loop."""

from __future__ import annotations

import asyncio
from threading import Lock
from types import SimpleNamespace

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

Loop = asyncio.AbstractEventLoop


class Redirected(Exception):
    """Somebody between us and Slack points elsewhere; the token does not follow."""


class Sessions:
    def __init__(self, token: str, base_url: str, timeout: float, proxy: str | None) -> None:
        self._token = token
        self._base_url = base_url
        self._timeout = timeout
        self._proxy = proxy
        self._clients: dict[Loop, AsyncWebClient] = {}
        self._lock = Lock()

    async def client(self) -> AsyncWebClient:
        """The client of the running loop."""
        await self._abandon_dead_loops()
        loop = asyncio.get_running_loop()
        with self._lock:
            if loop not in self._clients:
                self._clients[loop] = self._new_client()
            return self._clients[loop]

    async def close(self) -> None:
        """Give back the running loop's connections."""
        with self._lock:
            client = self._clients.pop(asyncio.get_running_loop(), None)
        if client and client.session:
            await client.session.close()
        await self._abandon_dead_loops()

    def _new_client(self) -> AsyncWebClient:
        client = AsyncWebClient(
            token=self._token,
            base_url=self._base_url,
            session=self._new_session(),
            retry_handlers=[],
        )
        client.proxy = self._proxy  # the constructor has put HTTPS_PROXY there
        return client

    def _new_session(self) -> aiohttp.ClientSession:
        trace = aiohttp.TraceConfig()
        trace.on_request_redirect.append(_refuse)
        return aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=self._timeout),
            trace_configs=[trace],
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def _abandon_dead_loops(self) -> None:
        with self._lock:
            dead = [loop for loop in self._clients if loop.is_closed()]
            sessions = [self._clients.pop(loop).session for loop in dead]
        for session in filter(None, sessions):
            await session.close()  # on a dead loop this only marks it as closed


async def _refuse(
    session: aiohttp.ClientSession,
    context: SimpleNamespace,
    params: aiohttp.TraceRequestRedirectParams,
) -> None:
    raise Redirected
