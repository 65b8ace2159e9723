"""Connections that are kept: never one that the other side may be ending just now."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn

from bot.slack.sessions import REST_SECONDS, Sessions


def test_a_connection_rests_for_less_than_servers_keep_one() -> None:
    """Else a message may be lost with it, and waits for minutes until somebody has looked."""

    async def kept() -> float:
        sessions = Sessions("http://127.0.0.1/api/", 1.0, None)
        session: Any = (await sessions.client()).session
        rests = session.connector._keepalive_timeout
        await sessions.close()
        return float(rests)

    common = uvicorn.Config("x:y").timeout_keep_alive
    assert asyncio.run(kept()) == REST_SECONDS < common
