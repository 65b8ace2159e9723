"""users.*, team.*, auth.*, dnd.* and the opening of Socket Mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import payloads
from sandbox.refusals import Refused
from sandbox.shapes import Json, Person
from sandbox.web_api.arguments import page, required, true

if TYPE_CHECKING:
    from sandbox.world import World


def api_test(world: World, arguments: Json) -> Json:
    if arguments.get("error"):
        raise Refused(str(arguments["error"]), args=arguments)
    return {"args": arguments}


def auth_test(world: World, arguments: Json) -> Json:
    return {
        "url": world.base_url + "/",
        "team": world.team_name,
        "user": world.people[world.app.bot_user].name,
        "team_id": world.team_id,
        "user_id": world.app.bot_user,
        "bot_id": world.app.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(world: World, arguments: Json) -> Json:
    return {"url": world.deliveries.socket.new_url()}


def user_info(world: World, arguments: Json) -> Json:
    person = _person(world, arguments)
    locale = true(arguments.get("include_locale"))
    return {"user": payloads.user(world, person, include_locale=locale)}


def _person(world: World, arguments: Json) -> Person:
    person = world.people.get(str(arguments.get("user") or ""))
    if person is None:
        raise Refused("user_not_found")
    return person


def user_list(world: World, arguments: Json) -> Json:
    if world.users_list_needs_limit and not arguments.get("limit"):
        raise Refused("limit_required")
    everyone = list(world.people.values())
    wanted, next_page = page(arguments, len(everyone), default=1000)
    locale = true(arguments.get("include_locale"))
    members = [payloads.user(world, p, include_locale=locale) for p in everyone[wanted]]
    return {"members": members, "cache_ts": int(world.now().timestamp()), **next_page}


def lookup_by_email(world: World, arguments: Json) -> Json:
    required(arguments, "email")
    for person in world.people.values():
        if person.email == arguments["email"] and not person.deleted:
            return {"user": payloads.user(world, person)}
    raise Refused("users_not_found")


def profile(world: World, arguments: Json) -> Json:
    person = _person(world, arguments)
    return {"profile": {**payloads.profile(world, person), "fields": _fields(world, person)}}


def _fields(world: World, person: Person) -> Json | list[Json]:
    """By id; an empty list where nothing is filled in, as Slack writes an empty table."""
    here = {one.id for one in world.profile_fields}
    filled = {name: value for name, value in person.fields.items() if name in here and value}
    return {name: {"value": value, "alt": ""} for name, value in filled.items()} or []


def team_profile(world: World, arguments: Json) -> Json:
    fields = [
        {
            "id": one.id,
            "ordering": nth,
            "field_name": "",
            "label": one.label,
            "hint": "",
            "type": one.type,
            "possible_values": None,
            "options": None,
            "is_hidden": False,
        }
        for nth, one in enumerate(world.profile_fields)
    ]
    return {"profile": {"fields": fields, "sections": []}}


def dnd_info(world: World, arguments: Json) -> Json:
    person = _person(world, arguments)
    return {
        "dnd_enabled": person.dnd_enabled,
        "next_dnd_start_ts": person.dnd_start,
        "next_dnd_end_ts": person.dnd_end,
    }


def team_info(world: World, arguments: Json) -> Json:
    if arguments.get("team") not in (None, "", world.team_id):
        raise Refused("team_not_found")
    team = {"id": world.team_id, "name": world.team_name, "domain": "tend", "email_domain": ""}
    return {"team": {**team, "icon": {"image_default": True}}}
