"""One small web application for all platforms, and the server that carries it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.edge.connections import HEAD_BYTES, Protocol, Waiting
from bot.edge.probes import health_routes

_LAST_ANSWERS = 10  # seconds that a stopping server gives to what is under way
_MOST_AT_ONCE = 3000  # connections and requests: beyond it the platform is asked to come again


def web_app(
    routes: Sequence[BaseRoute],
    *,
    healthy: Callable[[], bool] = lambda: True,
    ready: Callable[[], bool] = lambda: True,
) -> Starlette:
    served = Starlette(routes=[*routes, *health_routes(healthy, ready)])
    served.router.redirect_slashes = False  # it would send callers wherever their Host header says
    return served


def serve(
    asgi: ASGIApp,
    host: str,
    port: int,
    stop: threading.Event,
    listening: Callable[[int], object] = lambda port: None,
    waiting: Waiting | None = None,
) -> None:
    """Blocks until ``stop`` is set and what is under way has been answered.

    Raises OSError when the address is taken. ``listening`` hears the port, for who asked for 0.
    """
    with socket.create_server((host, port)) as listener:
        listening(listener.getsockname()[1])
        asyncio.run(_serve(asgi, listener, stop, waiting or Waiting()))


async def _serve(
    asgi: ASGIApp, listener: socket.socket, stop: threading.Event, waiting: Waiting
) -> None:
    server = _Server(
        uvicorn.Config(
            asgi,
            http=partial(Protocol, waiting),  # type: ignore[arg-type]
            ws="none",
            h11_max_incomplete_event_size=HEAD_BYTES,
            limit_concurrency=_MOST_AT_ONCE,
            access_log=False,
            log_config=None,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=_LAST_ANSWERS,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not stop.is_set() and not serving.done():
        await asyncio.sleep(0.05)
    server.should_exit = True
    await serving


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals belong to the program as a whole."""
        yield
