"""The way every call takes: token, scope, pace, faults, the method, and the record of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from sandbox.cutting import CutConnection
from sandbox.faults import Fault
from sandbox.refusals import Refused
from sandbox.shapes import Call, Json
from sandbox.web_api.arguments import Asked, need, read
from sandbox.web_api.methods import METHODS, Method

if TYPE_CHECKING:
    from sandbox.world import World


@dataclass(slots=True)
class Told:
    """What the workspace answers, and whether it did what was asked."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return bool(self.body["ok"])

    def response(self) -> Response:
        return JSONResponse(self.body, self.status, self.headers)


async def answer(world: World, request: Request) -> Response:
    """One call of the Web API."""
    name = request.path_params["method"]
    try:
        asked = await read(request)
    except Refused as refused:
        return _refusal(world, refused).response()
    except ClientDisconnect:
        return CutConnection()
    fault = world.faults.for_call(name, asked.arguments)
    if fault is None:
        told = act(world, name, asked)
        _record(world, name, asked, told.body.get("error", "ok"), told)
        return told.response()
    return await _faulty(world, name, asked, fault)


def act(world: World, name: str, asked: Asked) -> Told:
    try:
        method = METHODS.get(name)
        if method is None:
            raise Refused("unknown_method", req_method=name)
        _check_token(world, method, asked.token)
        if method.scope:
            need(world, method.scope)
        wait = world.pace.call(name)
        if wait:
            raise Refused("ratelimited", status=429, retry_after=wait)
        done = {"ok": True, **method.run(world, asked.arguments)}
    except Refused as refused:
        return _refusal(world, refused)
    return Told(_with_warnings(done, asked.warnings), headers=_scopes(world, method))


def _check_token(world: World, method: Method, token: str | None) -> None:
    if method.token == "none":
        return
    if not token:
        raise Refused("not_authed")
    if token not in (world.bot_token, world.app_token):
        raise Refused("invalid_auth")
    if world.token_error:
        raise Refused(world.token_error)
    if token != (world.app_token if method.token == "app" else world.bot_token):
        raise Refused("not_allowed_token_type")


def _refusal(world: World, refused: Refused) -> Told:
    fields = dict(refused.fields)
    headers = {}
    if refused.status == 429:
        headers["Retry-After"] = str(fields.pop("retry_after"))
    body = {"ok": False, "error": refused.error, **fields}
    if refused.messages:
        body["response_metadata"] = {"messages": refused.messages}
    return Told(body, refused.status, headers)


def _with_warnings(body: Json, more: list[str]) -> Json:
    """Slack names its warnings twice."""
    warnings = [*body.pop("warnings", ()), *more]
    if not warnings:
        return body
    metadata = {**body.get("response_metadata", {}), "warnings": warnings}
    return {**body, "warning": ",".join(warnings), "response_metadata": metadata}


def _scopes(world: World, method: Method) -> dict[str, str]:
    if method.token != "bot":
        return {}
    granted = ",".join(sorted(world.scopes))
    return {"x-oauth-scopes": granted, "x-accepted-oauth-scopes": method.scope or ""}


def _record(world: World, name: str, asked: Asked, outcome: str, told: Told | None) -> None:
    effect = told is not None and told.ok
    world.calls.append(
        Call(
            name,
            asked.arguments,
            outcome,
            effect,
            world.monotonic(),
            told.body if told is not None else None,
        )
    )
    world.changes.something_happened()


async def _faulty(world: World, name: str, asked: Asked, fault: Fault) -> Response:
    """Do what the fault says, and note what was told and what was done."""
    if fault.what == "lost_answer" and fault.delay:
        world.later(_act_later(world, name, asked, fault))
        return CutConnection()
    if fault.what == "late_effect":
        await asyncio.sleep(fault.delay)
    done = fault.what in ("lost_answer", "late_effect", "late_answer") or fault.effect
    told = act(world, name, asked) if done and fault.what != "lost_request" else None
    _record(world, name, asked, _named(fault), told)
    if fault.what == "late_answer":
        await asyncio.sleep(fault.delay)
    return _as_told(fault, told)


async def _act_later(world: World, name: str, asked: Asked, fault: Fault) -> None:
    await asyncio.sleep(fault.delay)
    _record(world, name, asked, _named(fault), act(world, name, asked))


def _named(fault: Fault) -> str:
    if fault.what == "error":
        return fault.error
    return f"http {fault.status}" if fault.what == "http" else fault.what


def _as_told(fault: Fault, told: Told | None) -> Response:
    if fault.what == "error":
        return JSONResponse({"ok": False, "error": fault.error})
    if fault.what == "http":
        return Response(fault.body, fault.status, fault.headers)
    if fault.what == "garbage":
        body = fault.body or "<html>gateway</html>"
        return Response(body, 200, {"content-type": "text/html", **fault.headers})
    if told is None or fault.what == "lost_answer":
        return CutConnection()
    return told.response()
