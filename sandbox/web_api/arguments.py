"""Reading a call as Slack does: from the address, a form or JSON, with JSON inside of strings."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.requests import Request

from sandbox.refusals import Refused
from sandbox.shapes import Json

if TYPE_CHECKING:
    from sandbox.world import World

JSON_INSIDE = ("blocks", "view", "metadata", "attachments")


class Asked(NamedTuple):
    arguments: Json
    token: str | None
    warnings: list[str]


async def read(request: Request) -> Asked:
    content_type = request.headers.get("content-type", "")
    arguments: Json = dict(request.query_params)
    warnings: list[str] = []
    if content_type.startswith("application/json"):
        arguments |= _json_body(await request.body())
        if "charset" not in content_type:
            warnings.append("missing_charset")
    elif content_type:
        async with request.form() as form:
            arguments |= {name: value for name, value in form.items() if isinstance(value, str)}
    token = arguments.pop("token", None) or bearer(request)
    arguments |= _basic(request)
    return Asked(_unwrapped(arguments), token, warnings)


def _json_body(body: bytes) -> Json:
    try:
        read = json.loads(body or b"{}")
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(read, dict):
        raise Refused("json_not_object")
    return read


def _basic(request: Request) -> Json:
    """Who the app is, where it asks for its first token."""
    scheme, _, said = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(said).decode().partition(":")
    except (binascii.Error, ValueError):
        return {}
    return {"client_id": client_id, "client_secret": secret}


def bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" and token else None


def _unwrapped(arguments: Json) -> Json:
    """JSON inside of strings is opened; what is no JSON stays a string and is refused later."""
    opened = dict(arguments)
    for name in JSON_INSIDE:
        if isinstance(opened.get(name), str):
            try:
                opened[name] = json.loads(opened[name])
            except ValueError:
                continue
    return opened


def required(arguments: Json, *names: str) -> None:
    missing = [name for name in names if arguments.get(name) in (None, "")]
    if missing:
        words = [f"[ERROR] missing required field: {name}" for name in missing]
        raise Refused("invalid_arguments", words)


def true(value: Any) -> bool:
    return value is True or value in (1, "1", "true", "True")


def need(world: World, scope: str) -> None:
    if scope not in world.scopes:
        provided = ",".join(sorted(world.scopes))
        world.broke("scope", f"{scope} is needed; granted are {provided}")
        raise Refused("missing_scope", needed=scope, provided=provided)


def page(
    arguments: Json, count: int, default: int, most: int = 1000
) -> tuple[slice, dict[str, Any]]:
    """The slice of a list that was asked for, and `response_metadata` with the next cursor."""
    try:
        limit = int(arguments.get("limit") or default)
    except (TypeError, ValueError):
        raise Refused("invalid_limit") from None
    if not 0 < limit <= most:
        raise Refused("invalid_limit")
    start = _start(arguments.get("cursor"), count)
    end = start + limit
    cursor = base64.b64encode(f"next:{end}".encode()).decode() if end < count else ""
    return slice(start, end), {"response_metadata": {"next_cursor": cursor}}


def _start(cursor: Any, count: int) -> int:
    if not cursor:
        return 0
    try:
        name, _, start = base64.b64decode(str(cursor), validate=True).decode().partition(":")
        if name == "next" and 0 <= int(start) <= count:
            return int(start)
    except (binascii.Error, ValueError):
        pass
    raise Refused("invalid_cursor")
