"""Calls to Microsoft: the connector that Teams listens to, and Graph. No call is made twice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

import httpx

from bot.edge.payload import id
from bot.teams.addresses import Way
from bot.teams.loop import Loop
from bot.teams.sdk import Tokens
from jobs.messenger import Busy, Doubtful

Json = dict[str, Any]

GRAPH = "https://graph.microsoft.com/v1.0"
SECONDS = 10.0
REST_SECONDS = 4.0  # connections that rest longer may be dying as they are used again


class Connector:
    """Everything here is awaited in the loop that belongs to it."""

    def __init__(self, tokens: Tokens, loop: Loop, graph: str = GRAPH) -> None:
        self._tokens, self.loop, self._graph = tokens, loop, graph
        self._client: httpx.AsyncClient | None = None

    async def send(self, way: Way, activity: Json) -> str:
        """The id of the new message. Raises Doubtful when Teams does not tell."""
        answer = await self._call("POST", f"{_at(way)}/activities", activity)
        sent = id(answer, "id")
        if not sent:
            raise Doubtful("no ref")
        return sent

    async def edit(self, way: Way, message: str, activity: Json) -> None:
        address = f"{_at(way)}/activities/{quote(message, safe='')}"
        await self._call("PUT", address, {**activity, "id": message})

    async def begin(self, near: Way, tenant: str, member: str) -> Way:
        """The chat with a person whom Tend may reach but has never heard from."""
        asked = {
            "bot": {"id": near.bot},
            "isGroup": False,
            "members": [{"id": member}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        answer = await self._call("POST", f"{near.service_url}/v3/conversations", asked)
        if not id(answer, "id"):
            raise Doubtful("no conversation")
        return Way(id(answer, "id"), near.service_url, near.bot)

    async def look(self, way: Way, path: str, **query: str) -> Any:
        """Of a conversation: "members", "members/…", "pagedmembers"."""
        return await self._call("GET", f"{_at(way)}/{path}", params=query)

    async def graph(self, path: str, **query: str) -> Any:
        """Raises httpx.HTTPStatusError where it was not granted."""
        address = path if path.startswith(self._graph) else f"{self._graph}/{path}"
        return await self._call("GET", address, params=query, token=self._tokens.graph)

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _call(
        self,
        verb: str,
        address: str,
        body: Json | None = None,
        params: dict[str, str] | None = None,
        token: Callable[[], Awaitable[str]] | None = None,
    ) -> Any:
        try:
            bearer = await (token or self._tokens.connector)()
        except Exception as error:
            raise Busy(60.0, f"no token {type(error).__name__}") from None
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        answer = await self._open().request(
            verb, address, json=body, params=params or None, headers=headers
        )
        answer.raise_for_status()  # a redirect is an error too: the token does not follow it
        try:
            return answer.json()
        except ValueError:
            return {}

    def _open(self) -> httpx.AsyncClient:
        """No proxy unasked, no redirects, no cookies kept, and never without an end."""
        if self._client is None:
            self._client = httpx.AsyncClient(
                timeout=SECONDS,
                trust_env=False,
                limits=httpx.Limits(keepalive_expiry=REST_SECONDS),
            )
        return self._client


def _at(way: Way) -> str:
    return f"{way.service_url}/v3/conversations/{quote(way.conversation, safe='')}"
