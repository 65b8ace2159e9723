"""What an outcome means in Teams: the answer to the click, and the messages after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.edge.counter import say
from bot.edge.payload import Body, at, id
from bot.teams import fields, invokes, render
from bot.teams.events import spot_of
from bot.teams.render import CARD
from bot.teams.spots import OURS, Spot
from bot.teams.text import Names
from bot.ui import (
    Actor,
    Done,
    Event,
    Field,
    Form,
    Home,
    Invalid,
    Opened,
    Reply,
    Show,
    Submitted,
    View,
)
from bot.wording import technical

Json = dict[str, Any]

_TOLD = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True)
class Drawn:
    """``body`` answers the click; ``message`` is said in the chat; ``instead`` replaces the card
    that was clicked, for everybody who sees it.
    """

    body: Json | None = None
    message: Json | None = None
    instead: Json | None = None


@dataclass(frozen=True)
class Asked:
    """What the person did, as far as the shape of the answer depends on it."""

    event: Event
    kind: str  # the name of the invoke; "" for words
    spot: Spot
    names: Names
    again: Form | None = None  # the form that was submitted, as it was drawn
    opens: bool = False  # whether the form that is shown opens by itself, just as it is
    now: View | None = None  # what the message says by now on which something was pressed


def kind_of(body: Body) -> str:
    return id(body, "name") if at(body, "type") == "invoke" else ""


def answer(asked: Asked, said: Reply | Show | Invalid | Home | Done) -> Drawn:
    match asked.kind:
        case invokes.FETCH | invokes.SUBMIT:
            return Drawn(_in_dialog(asked, said))
        case invokes.CARD:
            return _on_card(asked, said)
    return Drawn(message=_in_chat(asked, said))


# --- words ---------------------------------------------------------------------------------------


def _in_chat(asked: Asked, said: Reply | Show | Invalid | Home | Done) -> Json | None:
    match said:
        case Reply(view=view):
            return render.message(view, asked.names)
        case Home(view=view):
            return render.message(view, asked.names, Spot.HOME)
        case Show(form=form) if asked.opens and any(form.fields()):
            return render.opener(form, asked.names)
        case Show(form=form):
            return render.page(form, asked.names)
        case Invalid(errors=errors) if (again := _refilled(asked, errors)) is not None:
            return render.page(again[0], asked.names, errors, again[1])
        case Invalid(errors=errors):
            return render.message(say(" ".join(errors.values())), asked.names)
    return None


# --- a button of a card in the chat --------------------------------------------------------------


def _on_card(asked: Asked, said: Reply | Show | Invalid | Home | Done) -> Drawn:
    """The card that is answered with is the clicker's own; the same goes to all by an edit."""
    drawn = _in_chat(asked, said)
    if isinstance(said, Home | Show | Invalid) and asked.spot is not Spot.CHAT:
        return _instead(drawn)
    if isinstance(asked.event, Submitted):
        done = drawn or render.message(say(technical.NOTED), asked.names)
        return _instead(done)
    if asked.now is not None:
        here = _instead(render.message(asked.now, asked.names, asked.spot))
        return Drawn(here.body, drawn, here.instead)
    return Drawn(_told(technical.NOTED if drawn is None else ""), drawn)


def _instead(activity: Json | None) -> Drawn:
    if activity is None:
        return Drawn(_told(technical.NOTED))
    body = {"statusCode": 200, "type": CARD, "value": activity["attachments"][0]["content"]}
    return Drawn(body, instead=activity)


def _told(words: str) -> Json:
    return {"statusCode": 200, "type": _TOLD, "value": words}


# --- a dialog ------------------------------------------------------------------------------------


def _in_dialog(asked: Asked, said: Reply | Show | Invalid | Home | Done) -> Json | None:
    match said:
        case Show(form=form):
            return _continued(render.dialog(form, asked.names))
        case Reply(view=view) | Home(view=view):
            return _continued(render.note(view, asked.names))
        case Invalid(errors=errors):
            return _continued(_again(asked, errors))
    return None  # it closes


def _again(asked: Asked, errors: Mapping[str, str]) -> Json:
    """The same form with what was typed; what is wrong stands at its field, or on top."""
    again = _refilled(asked, errors)
    if again is None:
        return render.note(say(" ".join(errors.values())), asked.names)
    return render.dialog(again[0], asked.names, errors, again[1])


def _refilled(asked: Asked, errors: Mapping[str, str]) -> tuple[Form, str] | None:
    if asked.again is None or not isinstance(asked.event, Submitted):
        return None
    names = {one.name for one in asked.again.fields()}
    on_top = " ".join(error for name, error in errors.items() if name not in names)
    return refilled(asked.again, asked.event), on_top


def refilled(form: Form, event: Submitted) -> Form:
    parts = tuple(
        fields.refilled(part, event.values) if isinstance(part, Field) else part
        for part in form.parts
    )
    return Form(form.name, form.title, parts, event.id, form.submit, form.close, form.is_stamped)


def _continued(value: Json) -> Json:
    size = {"width": "medium", "height": "medium"}
    attachment = {"contentType": CARD, "content": value["card"]}
    shown = {"title": value["title"], **size, "card": attachment}
    return invokes.continued(shown)


# --- who has to be named -------------------------------------------------------------------------


def people_in(said: Reply | Show | Invalid | Home | Done, *more: View | Form | None) -> list[str]:
    found: list[str] = []
    shown = [getattr(said, "view", None), getattr(said, "form", None), *more]
    for one in shown:
        if isinstance(one, View):
            found += render.people(one.parts, one.summary)
        elif isinstance(one, Form):
            found += render.people(one.parts)
    return list(dict.fromkeys(found))


def spot_in(body: Body) -> Spot:
    for path in (("value", "action", "data", OURS), ("value", "data", OURS)):
        if found := at(body, *path):
            return spot_of(found)
    return spot_of(at(body, "value", OURS) or {})


def reopens(event: Submitted) -> Opened:
    """To draw once more what was submitted."""
    return Opened(event.actor, "", event.form, event.id, Spot.DIALOG.place)


def opening(actor: Actor, form: Form) -> Opened:
    return Opened(actor, "", form.name, form.id, Spot.DIALOG.place)
