"""The workspace's remote control for another process: what people do and see, faults, records."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import Fault
from sandbox.shapes import Json, OnMessage, OnView, Person

if TYPE_CHECKING:
    from sandbox.world import World

Verb = Callable[..., Awaitable[Any]]


def routes(world: World) -> list[Route]:
    """`POST /_sandbox/<verb>` with the verb's arguments as JSON, `GET /_sandbox/<reading>`."""

    async def do(request: Request) -> Response:
        return await _do(world, request)

    async def look(request: Request) -> Response:
        return _look(world, request)

    return [
        Route("/_sandbox/{verb}", do, methods=["POST"]),
        Route("/_sandbox/{reading}", look, methods=["GET"]),
    ]


def _verbs(world: World) -> dict[str, Verb]:
    async def press(place: Json, **rest: Any) -> Any:
        return await world.press(where=_place(place), **rest)

    async def join_team(**person: Any) -> Any:
        return await world.join_team(Person(**person))

    async def faults(**fault: Any) -> Any:
        return world.faults.add(Fault(**fault))

    async def clear_faults() -> None:
        world.faults.clear()

    async def mark_read(**asked: Any) -> None:
        world.mark_read(**asked)

    same: tuple[Verb, ...] = (
        world.say,
        world.command,
        world.submit,
        world.close,
        world.open_home,
        world.open_messages_tab,
        world.invite,
        world.leave,
        world.deactivate,
        world.change,
        world.uninstall,
        world.revoke,
        world.event,
        world.deliver,
        world.disconnect,
        world.verify_request_url,
    )
    special: tuple[Verb, ...] = (press, join_team, faults, clear_faults, mark_read)
    return {verb.__name__: verb for verb in (*same, *special)}


def _place(place: Json) -> OnMessage | OnView:
    return OnView(**place) if "view_id" in place else OnMessage(**place)


async def _do(world: World, request: Request) -> Response:
    # Browsers send JSON across sites only after asking: another page cannot act here.
    if not request.headers.get("content-type", "").startswith("application/json"):
        return JSONResponse({"error": "send application/json"}, 415)
    verb = _verbs(world).get(request.path_params["verb"])
    if verb is None:
        return JSONResponse({"error": "unknown verb"}, 404)
    try:
        result = await verb(**(await request.json()))
    except (LookupError, TypeError, ValueError) as error:
        return JSONResponse({"error": str(error)}, 400)
    return JSONResponse({"result": plain(result)})


def _look(world: World, request: Request) -> Response:
    asked = dict(request.query_params)
    readings: dict[str, Callable[..., Any]] = {
        "people": lambda: list(world.people.values()),
        "channels": world.channels_of,
        "messages": world.messages,
        "home": world.home,
        "modals": world.modals,
        "unread": world.unread,
        "calls": lambda: world.calls,
        "acks": lambda: world.acks,
        "violations": lambda: world.violations,
        "faults": lambda: world.faults.programme,
        "response_urls": lambda: world.response_urls.uses,
        "connections": lambda: len(world.deliveries.socket.connections),
    }
    reading = readings.get(request.path_params["reading"])
    if reading is None:
        return JSONResponse({"error": "unknown reading"}, 404)
    try:
        return JSONResponse({"result": plain(reading(**asked))})
    except (LookupError, TypeError) as error:
        return JSONResponse({"error": str(error)}, 400)


def plain(value: Any) -> Any:
    """Nouns as JSON."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return plain(dataclasses.asdict(value))
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(each) for each in value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value
