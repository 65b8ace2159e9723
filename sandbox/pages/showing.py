"""The pages that a person looks at: the app's two tabs, a channel, and who to be."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.pages import seen
from sandbox.pages.drawing import Surface
from sandbox.pages.reader import Reader
from sandbox.pages.site import Site
from sandbox.shapes import Person

TIPS_COOKIE = "tips"


async def welcome(site: Site, request: Request) -> Response:
    stranger = Reader(id="", zone=UTC, now=site.now())
    return await _page(
        site,
        "welcome.html",
        faces=seen.faces(site.world),
        tips=_tips(site, request),
        reader=stranger,
    )


async def direct_messages(site: Site, request: Request) -> Response:
    person = site.person(request)
    room = seen.direct(site.world, person)
    return await _conversation(site, request, person, room, tab="messages")


async def home(site: Site, request: Request) -> Response:
    person = site.person(request)
    view = site.world.home(person.id)
    surface = seen.home_surface(view) if view else None
    shown = _frame(site, request, person)
    return await _page(
        site, "home.html", **shown, view=view, surface=surface, tab="home", place="home"
    )


async def channel(site: Site, request: Request) -> Response:
    person = site.person(request)
    found = site.channel(person, request.path_params["channel"])
    if found.is_im:
        return await _conversation(
            site, request, person, seen.direct(site.world, person), "messages"
        )
    room = next(room for room in seen.rooms_of(site.world, person) if room.id == found.id)
    return await _conversation(site, request, person, room)


async def missing(site: Site, words: str, status: int) -> Response:
    return await _page(site, "missing.html", status, words=words)


async def _conversation(
    site: Site, request: Request, person: Person, room: seen.Room, tab: str = ""
) -> Response:
    shown = _frame(site, request, person)
    lines = seen.conversation(site.world, room.id, shown["reader"])
    return await _page(
        site, "conversation.html", **shown, room=room, lines=lines, tab=tab, place=room.id
    )


def _frame(site: Site, request: Request, person: Person) -> dict[str, Any]:
    """Everything around the conversation."""
    reader = site.reader(person)
    return {
        "reader": reader,
        "me": seen.face(site.world, person.id),
        "faces": seen.faces(site.world),
        "rooms": seen.rooms_of(site.world, person),
        "direct": seen.direct(site.world, person),
        "modals": _modals(site, person),
        "commands": sorted(site.world.commands.values(), key=lambda command: command.name),
        "tips": _tips(site, request),
        "dial": site.travel.dial() if site.travel else None,
        "city": seen.city(person) or "UTC",
    }


def _tips(site: Site, request: Request) -> Sequence[str]:
    return () if request.cookies.get(TIPS_COOKIE) == "off" else site.tips


def _modals(site: Site, person: Person) -> list[tuple[Any, Surface]]:
    return [(view, seen.modal_surface(view)) for view in site.world.modals(person.id)]


async def _page(site: Site, template: str, status: int = 200, **shown: Any) -> HTMLResponse:
    """Drawn in a thread, so that a long page does not keep the app from being answered."""
    page = site.templates.get_template(template)
    drawn = await run_in_threadpool(page.render, world=site.world, **shown)
    return HTMLResponse(drawn, status)
