"""The page of the local workspace as one web application: its addresses, and who answers."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.pages import acting, live, showing
from sandbox.pages.clock import Clock, Travel
from sandbox.pages.drawing import environment
from sandbox.pages.guard import Guard
from sandbox.pages.site import Site
from sandbox.world import World

Answering = Callable[[Site, Request], Awaitable[Response]]


def create_page(world: World, clock: Clock | None = None, tips: Sequence[str] = ()) -> Starlette:
    """The page; without a clock there is no clock bar, without tips no "Three things to try"."""
    travel = Travel(clock) if clock is not None else None
    site = Site(world, travel, tuple(tips), environment())
    return Starlette(
        routes=_routes(site),
        middleware=[Middleware(Guard)],
        exception_handlers={HTTPException: _missing(site)},
    )


def _routes(site: Site) -> list[Route | Mount]:
    def at(path: str, answer: Answering, method: str) -> Route:
        async def endpoint(request: Request) -> Response:
            return await answer(site, request)

        return Route(path, endpoint, methods=[method])

    return [
        at("/", showing.welcome, "GET"),
        at("/as/{person}/dm", showing.direct_messages, "GET"),
        at("/as/{person}/home", showing.home, "GET"),
        at("/as/{person}/c/{channel}", showing.channel, "GET"),
        at("/as/{person}/events", live.events, "GET"),
        at("/as/{person}/look", acting.look, "POST"),
        at("/as/{person}/read", acting.read, "POST"),
        at("/as/{person}/say", acting.say, "POST"),
        at("/as/{person}/press", acting.press, "POST"),
        at("/as/{person}/submit", acting.submit, "POST"),
        at("/as/{person}/close", acting.close, "POST"),
        at("/as/{person}/clock", acting.turn_clock, "POST"),
        Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
    ]


def _missing(site: Site) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def missing(request: Request, error: Exception) -> Response:
        words = error.detail if isinstance(error, HTTPException) else "Something went wrong."
        return await showing.missing(site, words, getattr(error, "status_code", 404))

    return missing
