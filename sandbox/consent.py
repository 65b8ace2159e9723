"""The page on which somebody allows an app into their workspace, or does not."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.oauth import Asked, OAuth
from sandbox.refusals import Refused

if TYPE_CHECKING:
    from sandbox.world import World

PATH = "/oauth/v2/authorize"


def routes(oauth: OAuth) -> list[Route]:
    async def show(request: Request) -> Response:
        try:
            asked = oauth.asked(dict(request.query_params))
        except Refused as refused:
            return HTMLResponse(f"<h1>{escape(refused.error)}</h1>", 400)
        return HTMLResponse(_page(oauth, asked))

    async def decide(request: Request) -> Response:
        async with request.form() as form:
            said = {name: str(value) for name, value in form.items()}
        try:
            asked = oauth.asked(dict(request.query_params))
            team, _, person = said.get("who", "").partition(" ")
            allows = said.get("decision") == "allow"
            whole = said.get("whole") == "yes"
            back = oauth.allow(asked, team, person, whole) if allows else oauth.cancel(asked)
        except Refused as refused:
            return HTMLResponse(f"<h1>{escape(refused.error)}</h1>", 400)
        return RedirectResponse(back, 302)

    return [Route(PATH, show, methods=["GET"]), Route(PATH, decide, methods=["POST"])]


def _page(oauth: OAuth, asked: Asked) -> str:
    groups = "".join(_people(world) for world in oauth.worlds)
    scopes = "".join(f"<li>{escape(scope)}</li>" for scope in sorted(asked.scopes))
    name = escape(oauth.worlds[0].app.name)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Allow?</title>'
        f"<body><h1>{name} is requesting permission to access your workspace</h1>"
        f'<ul>{scopes}</ul><form method="post"><label>As <select name="who">{groups}</select>'
        '</label> <button name="decision" value="allow">Allow</button> '
        '<button name="decision" value="cancel">Cancel</button></form></body></html>'
    )


def _people(world: World) -> str:
    options = "".join(
        f'<option value="{world.team_id} {person.id}">{escape(person.real_name)}</option>'
        for person in world.humans()
        if not person.deleted
    )
    return f'<optgroup label="{escape(world.team_name)}">{options}</optgroup>'
