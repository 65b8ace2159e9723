"""News for the page as it happens: one short line for each change that this person sees."""

import asyncio
from collections.abc import AsyncIterator, Hashable

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sandbox.changes import Subscription
from sandbox.pages.site import Site
from sandbox.shapes import Change

_LOOK_AT_CLOCK = 0.4  # seconds; a person hardly notices less


async def events(site: Site, request: Request) -> Response:
    person = site.person(request)
    return StreamingResponse(news(site, person.id), media_type="text/event-stream")


async def news(site: Site, person: str) -> AsyncIterator[str]:
    with site.world.subscribe(person) as changes:
        yield "retry: 1000\n\n"
        coming, face = _next(changes), _clock_face(site)
        try:
            while True:
                await asyncio.wait({coming}, timeout=_LOOK_AT_CLOCK)
                if coming.done() and coming.result() is None:
                    return
                if coming.done():
                    coming = _next(changes)
                    yield "data: change\n\n"
                elif _clock_face(site) != face:
                    face = _clock_face(site)
                    yield "data: clock\n\n"
        finally:
            coming.cancel()


def _next(changes: Subscription) -> "asyncio.Task[Change | None]":
    async def one() -> Change | None:
        return await anext(changes, None)

    return asyncio.create_task(one())


def _clock_face(site: Site) -> Hashable:
    """What the clock bar shows, as far as it changes by itself."""
    if site.travel is None:
        return None
    now = site.travel.now()
    return now.replace(second=0, microsecond=0), site.travel.under_way
