"""Bringing events, commands and presses to the app, waiting three seconds, and trying again.

Slack repeats events only. A command or a press that is not acknowledged in time is lost, and the
person sees so.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from sandbox.envelopes import Envelope, NotDelivered
from sandbox.faults import Fault
from sandbox.shapes import Ack, Json
from sandbox.signed_http import SignedHttp
from sandbox.socket_mode import SocketMode

if TYPE_CHECKING:
    from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the body of the ack, or why there is none."""

    ack: Ack
    body: Any = None
    failure: str | None = None
    final: bool = False


class Road(Protocol):
    """Socket Mode or signed HTTP."""

    async def send(self, envelope: Envelope) -> Any: ...


class Deliveries:
    def __init__(self, world: World) -> None:
        self._world = world
        self._tasks: set[asyncio.Future[Any]] = set()
        self.socket = SocketMode(world)
        self.http = SignedHttp(world)

    @property
    def road(self) -> Road:
        return self.http if self._world.app.request_url else self.socket

    async def event(self, payload: Json) -> Ack:
        """Deliver an event; comes back after the first attempt, the others go on beside."""
        answer = await self.once("events_api", payload)
        if answer.failure and not answer.final:
            self.later(self._again(payload, answer.failure))
        return answer.ack

    async def _again(self, payload: Json, failure: str) -> None:
        for attempt, wait in enumerate(self._world.timing.retries, start=1):
            await asyncio.sleep(wait)
            answer = await self.once("events_api", payload, attempt=attempt, reason=failure)
            if answer.failure is None or answer.final:
                return
            failure = answer.failure

    async def once(self, kind: str, payload: Json, *, attempt: int = 0, reason: str = "") -> Answer:
        envelope = Envelope(
            f"{secrets.token_hex(4)}-{secrets.token_hex(8)}",
            kind,
            subject(kind, payload),
            payload,
            attempt,
            reason,
        )
        fault = self._world.faults.for_delivery({kind, envelope.what})
        return await self._with(fault, envelope)

    async def _with(self, fault: Fault | None, envelope: Envelope) -> Answer:
        if fault is None:
            return await self._attempt(envelope)
        if fault.what == "drop":
            return Answer(self._remember(envelope, None), failure="timeout")
        await asyncio.sleep(fault.delay)
        if fault.what == "delay":
            return await self._attempt(envelope)
        first, _ = await asyncio.gather(self._attempt(envelope), self._attempt(envelope))
        return first

    async def _attempt(self, envelope: Envelope) -> Answer:
        """Send, and listen as long as Slack does."""
        world = self._world
        started = world.monotonic()
        sending = asyncio.ensure_future(self.road.send(envelope))
        await asyncio.wait({sending}, timeout=world.timing.ack)
        if not sending.done():
            ack = self._remember(envelope, None)
            world.broke("ack_in_time", f"{envelope.what}: no answer in {world.timing.ack:g} s")
            self.later(self._late(sending, ack, started))
            return Answer(ack, failure="timeout")
        latency = world.monotonic() - started
        try:
            body = sending.result()
        except NotDelivered as failed:
            ack = self._remember(envelope, None)
            return Answer(ack, failure=failed.reason, final=failed.final)
        return Answer(self._remember(envelope, latency, body), body)

    async def _late(self, sending: asyncio.Future[Any], ack: Ack, started: float) -> None:
        """Nobody waits any more; only the latency is of interest."""
        try:
            async with asyncio.timeout(self._world.timing.listen_after):
                body = await sending
        except (NotDelivered, TimeoutError):
            return
        latency = self._world.monotonic() - started
        acks = self._world.acks
        acks[acks.index(ack)] = replace(ack, latency=latency, answer=body)

    def _remember(self, envelope: Envelope, latency: float | None, body: Any = None) -> Ack:
        ack = Ack(
            envelope.kind,
            envelope.what,
            envelope.id,
            envelope.attempt,
            latency,
            latency is not None,
            body,
        )
        self._world.acks.append(ack)
        return ack

    async def verify_url(self) -> bool:
        return await self.http.verify_url()

    def later(self, work: Awaitable[Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Let go of everything that still waits."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.socket.close()
        await self.http.close()


def subject(kind: str, payload: Json) -> str:
    """What a delivery is about: the event's type, the command, or the kind of interaction."""
    if kind == "events_api":
        event = payload.get("event")
        return str(event.get("type")) if isinstance(event, dict) else ""
    return str(payload.get("command" if kind == "slash_commands" else "type", ""))
