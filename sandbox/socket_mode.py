"""Socket Mode: the app's open connections, and an envelope to one of them."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.envelopes import Envelope, NotDelivered
from sandbox.shapes import Json

if TYPE_CHECKING:
    from sandbox.world import World

MOST = 10
TICKET_SECONDS = 30.0
GRACE = {"warning": 10.0, "refresh_requested": 0.2}


@dataclass(slots=True, eq=False)
class Connection:
    """`retiring` after a disconnect message: it gets no more envelopes. A `deaf` one stays open,
    answers pings and is sent to in vain.
    """

    websocket: WebSocket
    retiring: bool = False
    deaf: bool = False
    waiting: dict[str, deque[asyncio.Future[Any]]] = field(
        default_factory=lambda: defaultdict(deque)
    )


class SocketMode:
    """While `deaf`, so is every connection, however fresh: it happens in life."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tickets: dict[str, float] = {}
        self._turn = 0
        self.connections: list[Connection] = []
        self.deaf = False

    def new_url(self) -> str:
        """The address for one connection."""
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = self._world.monotonic() + TICKET_SECONDS
        base = self._world.base_url.replace("http", "ws", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self._world.app.id}"

    async def endpoint(self, websocket: WebSocket) -> None:
        until = self._tickets.pop(websocket.query_params.get("ticket", ""), None)
        if until is None or self._world.monotonic() > until:
            await websocket.close(code=1008)
            return
        await websocket.accept()
        if len(self.connections) >= MOST:
            await websocket.send_json(self._farewell("too_many_websockets"))
            await websocket.close()
            return
        await self._serve(Connection(websocket))

    async def _serve(self, connection: Connection) -> None:
        self.connections.append(connection)
        try:
            await connection.websocket.send_json(self._hello())
            self._world.changes.something_happened()
            while True:
                self._acknowledged(connection, await connection.websocket.receive_text())
        except (WebSocketDisconnect, RuntimeError):
            pass  # the app went away; Starlette says RuntimeError when we closed ourselves
        finally:
            self._forget(connection)

    def _acknowledged(self, connection: Connection, text: str) -> None:
        try:
            body = json.loads(text)
            waiting = connection.waiting.get(body["envelope_id"])
        except (ValueError, KeyError, TypeError):
            self._world.broke("ack_shape", f"not an acknowledgement: {text[:200]}")
            return
        while waiting:
            future = waiting.popleft()
            if not future.done():
                future.set_result(body.get("payload"))
                return
        self._world.broke("ack_twice", f"nothing waits for {body['envelope_id']}")

    def _forget(self, connection: Connection) -> None:
        """Whoever still waits for this connection never hears: Slack's time runs out."""
        if connection in self.connections:
            self.connections.remove(connection)
        self._world.changes.something_happened()

    async def send(self, envelope: Envelope) -> Any:
        """Hand the envelope to the next connection and wait for its acknowledgement."""
        connection = self._next()
        if connection is None:
            raise NotDelivered("connection_failed")
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope.id].append(future)
        if not (self.deaf or connection.deaf):
            try:
                await connection.websocket.send_json(_enveloped(envelope))
            except (WebSocketDisconnect, RuntimeError):
                raise NotDelivered("connection_failed") from None
        return await future

    def _next(self) -> Connection | None:
        """Connections take turns."""
        able = [c for c in self.connections if not c.retiring]
        if not able:
            return None
        self._turn += 1
        return able[self._turn % len(able)]

    async def disconnect(self, reason: str) -> None:
        """Ask for fresh connections; those who stay are closed after the grace."""
        for connection in list(self.connections):
            connection.retiring = True
            await connection.websocket.send_json(self._farewell(reason))
            self._world.later(self._close_after(connection, GRACE.get(reason, 0.0)))

    async def _close_after(self, connection: Connection, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._close(connection)

    def deafen(self) -> None:
        """The connections of now; fresh ones will hear."""
        for connection in self.connections:
            connection.deaf = True

    async def cut(self) -> None:
        """The network fails: every connection ends without a word."""
        for connection in list(self.connections):
            await self._close(connection)

    async def close(self) -> None:
        await self.cut()

    async def _close(self, connection: Connection) -> None:
        self._forget(connection)
        try:
            await connection.websocket.close()
        except (WebSocketDisconnect, RuntimeError):
            return

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {
                "host": "applink-sandbox",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": self._world.app.id},
        }

    def _farewell(self, reason: str) -> Json:
        return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}


def _enveloped(envelope: Envelope) -> Json:
    body: Json = {
        "envelope_id": envelope.id,
        "type": envelope.kind,
        "accepts_response_payload": envelope.kind != "events_api",
        "payload": envelope.payload,
    }
    if envelope.kind == "events_api":
        body |= {"retry_attempt": envelope.attempt, "retry_reason": envelope.reason}
    return body
