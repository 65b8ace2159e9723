"""Submitting and closing modals, and doing what the app answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import forms, payloads
from sandbox.refusals import Refused
from sandbox.rules import check_view, is_too_large
from sandbox.shapes import Json, SubmitResult, Typed, View

if TYPE_CHECKING:
    from sandbox.world import World

TROUBLE = "We had some trouble connecting. Try again?"


async def submit(
    world: World, person: str, view_id: str, state_values: Typed | None
) -> SubmitResult:
    view = world.surfaces.find(person, view_id)
    state = forms.typed_into(view.blocks, view.state_values, state_values)
    view = world.surfaces.type_in(view, state)
    if view.submit is None:
        raise LookupError(f"{view_id} has nothing to submit")
    complaints = forms.complaints(view.blocks, state)
    if complaints:
        return SubmitResult(complaints)
    answer = await world.deliveries.once("interactive", _submission(world, person, view))
    if answer.failure:
        return SubmitResult(trouble=TROUBLE)
    return _obey(world, person, view, answer.body)


def _submission(world: World, person: str, view: View) -> Json:
    return {
        **payloads.interaction(world, "view_submission", person),
        "trigger_id": world.triggers.give(person, view.root_view_id),
        "view": payloads.view(world, view),
        "response_urls": [],
    }


def _obey(world: World, person: str, view: View, body: Any) -> SubmitResult:
    """Do what the ack says; a wrong one is trouble to the person and a violation to us."""
    try:
        return _respond(world, person, view, body if isinstance(body, dict) else {})
    except Refused as refused:
        detail = "; ".join([refused.error, *refused.messages])
        world.broke("response_action", detail)
        return SubmitResult(trouble=TROUBLE)


def _respond(world: World, person: str, view: View, body: Json) -> SubmitResult:
    action = body.get("response_action")
    if action == "errors":
        return SubmitResult(_errors(view, body.get("errors")))
    if action == "update":
        world.surfaces.update(_still_open(world, person, view), _modal(body))
    elif action == "push":
        world.surfaces.push(person, _modal(body))
    elif action == "clear":
        world.surfaces.clear(person)
    elif action is not None or body:
        raise Refused("invalid_response_action", [f"unknown answer: {sorted(body)}"])
    else:
        world.surfaces.drop(person, view.id)
    return SubmitResult()


def _still_open(world: World, person: str, view: View) -> View:
    return world.surfaces.find(person, view.id)


def _errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors:
        raise Refused("invalid_errors", ["errors must be an object with words for inputs"])
    for block_id, words in errors.items():
        if block_id not in inputs:
            raise Refused("invalid_errors", [f"{block_id!r} is no input block of this view"])
        if not isinstance(words, str) or not words:
            raise Refused("invalid_errors", [f"no words for {block_id!r}"])
    return dict(errors)


def _modal(body: Json) -> Json:
    view = body.get("view")
    problems = check_view(view)
    if problems:
        raise Refused("invalid_arguments", problems)
    if not isinstance(view, dict) or view["type"] != "modal" or is_too_large(view):
        raise Refused("invalid_arguments", ["the view must be a modal of at most 250 kB"])
    return view


async def close(world: World, person: str, view_id: str, *, all_of_them: bool) -> None:
    """Cancel closes the modal on top, the x closes all of them."""
    top = world.surfaces.find(person, view_id)
    cleared = all_of_them or top.clear_on_close
    closed = world.surfaces.clear(person) if cleared else [world.surfaces.drop(person, view_id)]
    for view in closed:
        if view is not None and view.notify_on_close:
            body = payloads.interaction(world, "view_closed", person)
            body |= {"view": payloads.view(world, view), "is_cleared": cleared}
            await world.deliveries.once("interactive", body)
