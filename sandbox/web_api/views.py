"""views.*: opening, pushing and updating modals, and publishing homes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import payloads
from sandbox.refusals import Refused
from sandbox.rules import check_view, is_too_large
from sandbox.shapes import Json, View
from sandbox.triggers import Trigger
from sandbox.web_api.arguments import required

if TYPE_CHECKING:
    from sandbox.world import World


def open_modal(world: World, arguments: Json) -> Json:
    source = _checked(world, arguments, "modal")
    trigger = _trigger(world, arguments)
    return _answer(world, world.surfaces.open(trigger.person, source))


def push(world: World, arguments: Json) -> Json:
    source = _checked(world, arguments, "modal")
    trigger = _trigger(world, arguments)
    stack = world.modals(trigger.person)
    if not stack or trigger.root_view != stack[0].id:
        raise Refused("not_found")
    return _answer(world, world.surfaces.push(trigger.person, source))


def update(world: World, arguments: Json) -> Json:
    view_id, external_id = arguments.get("view_id"), arguments.get("external_id")
    if not view_id and not external_id:
        required(arguments, "view_id")
    found = world.surfaces.by_id(view_id, external_id)
    if found is None:
        raise Refused("not_found")
    source = _checked(world, arguments, found.type)
    return _answer(world, world.surfaces.update(found, source, arguments.get("hash")))


def publish(world: World, arguments: Json) -> Json:
    required(arguments, "user_id")
    source = _checked(world, arguments, "home")
    if not world.app.home_tab_enabled:
        raise Refused("not_enabled")
    person = world.people.get(str(arguments["user_id"]))
    if person is None or person.is_bot:
        words = ["[ERROR] must be a valid user ID [json-pointer:/user_id]"]
        raise Refused("invalid_arguments", words)
    return _answer(world, world.surfaces.publish(person.id, source, arguments.get("hash")))


def _checked(world: World, arguments: Json, kind: str) -> Json:
    """The view, if Slack would take it here."""
    required(arguments, "view")
    view = arguments["view"]
    problems = check_view(view)
    if not problems and view["type"] != kind:
        problems = [f"must be one of: {kind} [json-pointer:/view/type]"]
    if problems:
        world.broke("view", "; ".join(problems))
        raise Refused("invalid_arguments", [f"[ERROR] {p}" for p in problems])
    if is_too_large(view):
        world.broke("view", "larger than 250 kB")
        raise Refused("view_too_large")
    return dict(view)


def _trigger(world: World, arguments: Json) -> Trigger:
    required(arguments, "trigger_id")
    try:
        return world.triggers.take(str(arguments["trigger_id"]))
    except Refused as refused:
        world.broke("trigger", refused.error)
        raise


def _answer(world: World, view: View) -> Json:
    return {"view": payloads.view(world, view)}
