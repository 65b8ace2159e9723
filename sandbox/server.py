"""The workspace on a loopback port: Web API, Socket Mode, response URLs, control, and the page."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket
from websockets.exceptions import InvalidState

from sandbox import acts, consent, control, web_api
from sandbox.cutting import Cuttable
from sandbox.rules import check_message
from sandbox.web_api.arguments import bearer
from sandbox.world import World

T = TypeVar("T")
HOSTS = ["127.0.0.1", "localhost", "[::1]"]


def create_app(world: World, page: ASGIApp | None = None) -> Starlette:
    """The workspace as one application; `page` is mounted at the root.

    Where several may install the app they share the addresses: each call's token says whose it is.
    """

    async def api(request: Request) -> Response:
        return await web_api.answer(_whose(world, request), request)

    async def link(websocket: WebSocket) -> None:
        await world.deliveries.socket.endpoint(websocket)

    async def respond(request: Request) -> Response:
        return await _respond(world, request)

    routes: list[BaseRoute] = [
        Route("/api/{method}", api, methods=["GET", "POST"]),
        WebSocketRoute("/link/", link),
        Route("/respond/{key}", respond, methods=["POST"]),
        *control.routes(world),
        *(consent.routes(world.oauth) if world.oauth is not None else ()),
    ]
    if page is not None:
        routes.append(Mount("/", page))

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        for each in _all(world):
            await each.stop()

    # A name that points to loopback must not let a web page of others talk to this server.
    trusted = Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS)
    return Starlette(routes=routes, middleware=[trusted], lifespan=lifespan)


def _all(world: World) -> list[World]:
    return world.oauth.worlds if world.oauth is not None else [world]


def _whose(world: World, request: Request) -> World:
    token = bearer(request)
    return next((each for each in _all(world) if each.bot_token == token), world)


async def _respond(world: World, request: Request) -> Response:
    """A response URL: an answer to the person who pressed or typed."""
    try:
        body = await request.json()
    except ValueError:
        return PlainTextResponse("invalid_payload", 400)
    found = world.response_urls.take(request.path_params["key"], body)
    if found is None:
        return PlainTextResponse("used_url", 404)
    problems = check_message(body.get("blocks") or [])
    if problems:
        world.broke("blocks", "; ".join(problems))
        return PlainTextResponse("invalid_blocks", 400)
    everyone = body.get("response_type") == "in_channel"
    fields = acts.app_message(world, str(body.get("text") or ""), body.get("blocks") or [])
    world.rooms.post(found.channel, only_for=None if everyone else found.person, **fields)
    return PlainTextResponse("ok")


class Serving:
    """A server that runs in a thread of its own."""

    def __init__(self, world: World, url: str, loop: asyncio.AbstractEventLoop) -> None:
        self.world = world
        self.url = url
        self.api_url = url + "/api/"
        self._loop = loop

    def of(self, world: World) -> Serving:
        """The same server, seen from another of its workspaces."""
        return Serving(world, self.url, self._loop)

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 30.0) -> T:
        """Await something in the server's loop, from ordinary code."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)


@contextlib.contextmanager
def serve(
    world: World, host: str = "127.0.0.1", port: int = 0, page: ASGIApp | None = None
) -> Iterator[Serving]:
    """Serve the workspace until the block ends. Port 0 takes a free one."""
    # With the protocol named asyncio switches off Nagle, which costs 40 ms an answer.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    for each in _all(world):
        each.base_url = f"http://{host}:{listener.getsockname()[1]}"
    running = _Thread(_Server(_config(world, page), world), listener)
    running.start()
    try:
        yield Serving(world, world.base_url, running.wait_until_up())
    finally:
        running.stop()


def _config(world: World, page: ASGIApp | None) -> uvicorn.Config:
    return uvicorn.Config(
        Cuttable(create_app(world, page)),
        http="h11",
        ws="websockets-sansio",
        loop="asyncio",
        lifespan="on",
        log_level="error",
        proxy_headers=False,
        date_header=False,
    )


class _Server(uvicorn.Server):
    """uvicorn without its ticks: it starts and stops at once, so that each test can have its own.

    The workspace stops first: a stream of changes never ends by itself.
    """

    def __init__(self, config: uvicorn.Config, world: World) -> None:
        super().__init__(config)
        self._world = world
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        self._stopping.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for each in _all(self._world):
            await each.stop()
        for connection in list(self.server_state.connections):
            with contextlib.suppress(InvalidState):  # it is closing by itself
                connection.shutdown()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                while self.server_state.connections:
                    await asyncio.sleep(0.002)
        for task in list(self.server_state.tasks):
            task.cancel()
        await self.lifespan.shutdown()


class _Thread(threading.Thread):
    def __init__(self, server: _Server, listener: socket.socket) -> None:
        super().__init__(name="sandbox", daemon=True)
        self._server = server
        self._listener = listener
        self._up = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self) -> None:
        with self._listener:
            asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        announcing = asyncio.create_task(self._announce())
        await self._server.serve(sockets=[self._listener])
        announcing.cancel()

    async def _announce(self) -> None:
        while not self._server.started:
            await asyncio.sleep(0.002)
        self._up.set()

    def wait_until_up(self) -> asyncio.AbstractEventLoop:
        if not self._up.wait(10) or self._loop is None:
            raise RuntimeError("the local workspace did not start")
        return self._loop

    def stop(self) -> None:
        self.wait_until_up().call_soon_threadsafe(self._server.stop)
        self.join(10)
