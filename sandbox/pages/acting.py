"""What a person does on the page: each post becomes one verb of the world."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.pages.fields import typed
from sandbox.pages.seen import found_at, zone_of
from sandbox.pages.site import Site
from sandbox.shapes import Person, View

_GONE = "This has changed in the meantime. Look again."


async def look(site: Site, request: Request) -> Response:
    """Open the tab or the channel, as the app and the unread marks learn of it."""
    person, form = await _posted(site, request)
    place = str(form.get("_place"))
    if place == "home":
        await site.world.open_home(person.id)
        return JSONResponse({})
    if site.channel(person, place).is_im:
        await site.world.open_messages_tab(person.id)
    site.world.mark_read(person.id, place)
    return JSONResponse({})


async def read(site: Site, request: Request) -> Response:
    """New messages came while the person was looking."""
    person, form = await _posted(site, request)
    site.world.mark_read(person.id, site.channel(person, str(form.get("_place"))).id)
    return JSONResponse({})


async def say(site: Site, request: Request) -> Response:
    person, form = await _posted(site, request)
    channel = site.channel(person, str(form.get("_place")))
    text = str(form.get("text", "")).replace("\r\n", "\n").strip()
    if text.startswith("/"):
        return await _command(site, person, channel.id, text)
    if text:
        await site.world.say(person.id, channel.id, text)
    return JSONResponse({})


async def press(site: Site, request: Request) -> Response:
    person, form = await _posted(site, request)
    found = found_at(site.world, person.id, form)
    if found is None:
        return JSONResponse({"error": _GONE})
    block, action = str(form.get("_block")), str(form.get("_action"))
    left = typed(found.blocks, form, zone_of(person))
    value = form["_value"] if "_value" in form else left.get(block, {}).get(action)
    try:
        result = await site.world.press(person.id, found.place, block, action, value, left)
    except LookupError:
        return JSONResponse({"error": _GONE})
    return JSONResponse({"error": result.error})


async def submit(site: Site, request: Request) -> Response:
    person, form = await _posted(site, request)
    view = found_at(site.world, person.id, form)
    if not isinstance(view, View):
        return JSONResponse({"error": _GONE})
    left = typed(view.blocks, form, zone_of(person))
    result = await site.world.submit(person.id, view.id, left)
    return JSONResponse({"errors": result.errors, "error": result.trouble})


async def close(site: Site, request: Request) -> Response:
    person, form = await _posted(site, request)
    view = found_at(site.world, person.id, form)
    if isinstance(view, View):
        await site.world.close(person.id, view.id, all_of_them=form.get("_all") == "yes")
    return JSONResponse({})


async def turn_clock(site: Site, request: Request) -> Response:
    person, form = await _posted(site, request)
    if site.travel is not None:
        site.travel.go(str(form.get("_step")), site.reader(person))
    return JSONResponse({})


async def _command(site: Site, person: Person, channel: str, text: str) -> Response:
    name, _, rest = text.partition(" ")
    result = await site.world.command(person.id, channel, name, rest.strip())
    return JSONResponse({"error": result.error})


async def _posted(site: Site, request: Request) -> tuple[Person, FormData]:
    return site.person(request), await request.form()
