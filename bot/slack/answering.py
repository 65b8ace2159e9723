"""What an outcome means in Slack: one part for the acknowledgement, one for the calls after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, assert_never

from bot.edge.counter import say
from bot.edge.payload import Body, first, id
from bot.slack import render
from bot.slack.events import input_names
from bot.slack.text import cut
from bot.ui import (
    Actor,
    Command,
    Done,
    Event,
    Form,
    Home,
    Invalid,
    Opened,
    Place,
    Pressed,
    Reply,
    Said,
    Show,
    Submitted,
    View,
)
from bot.wording import technical

Json = dict[str, Any]

# In Socket Mode Slack hangs up on an acknowledgement of more than 20 KiB.
_ACK_ROOM = 18_000
_AFTER_THE_ACK = 0.5  # seconds; the acknowledgement leaves when everything else has returned


@dataclass(frozen=True)
class Call:
    """One call of the Web API, what to wait before it, and the one to make when it fails."""

    method: str
    arguments: Json
    otherwise: Callable[[], Call] | None = None
    pause: float = 0.0


@dataclass(frozen=True)
class Answer:
    ack: Json = field(default_factory=dict)
    call: Call | None = None


def answer(event: Event, said: Reply | Show | Invalid | Home | Done, body: Body) -> Answer:
    match said:
        case Done():
            return Answer()
        case Home(view=view):
            return Answer(call=publish(event.actor, view))
        case Reply(view=view):
            return _reply(event, view, body)
        case Show(form=form):
            return _show(event, form, body)
        case Invalid(errors=errors):
            return _invalid(event, errors, body)
        case _:
            assert_never(said)


def publish(actor: Actor, view: View) -> Call:
    return Call("views.publish", {"user_id": actor.person, "view": render.home(view)})


def _reply(event: Event, view: View, body: Body) -> Answer:
    match event:
        case Command():
            return _told(event.actor, view, body)
        case Submitted():
            return _replaced(render.note(view), body)
        case Said():
            return Answer(call=_write(view, body))
        case Pressed(place=Place.MESSAGE) | Opened(place=Place.MESSAGE):
            return Answer(call=_whisper(event.actor, view, body))
        case Pressed(place=Place.HOME) | Opened(place=Place.HOME):
            return Answer(call=_open(render.note(view), body))
        case Pressed(place=Place.FORM) | Opened(place=Place.FORM):
            return Answer(call=_redraw(render.note(view), body))
    return Answer()  # nobody is waiting there


def _show(event: Event, form: Form, body: Body) -> Answer:
    match event:
        case Submitted():
            return _replaced(render.modal(form), body)
        case Pressed(place=Place.FORM) | Opened(place=Place.FORM):
            return Answer(call=_redraw(render.modal(form), body))
        case Pressed(place=Place.HOME) | Opened(place=Place.HOME):
            return Answer(call=_open(render.modal(form), body))
        case Command() | Pressed() | Opened():
            sorry = partial(_no_answer, event.actor, body)
            return Answer(call=_open(render.modal(form), body, otherwise=sorry))
    return Answer()  # no click, so nothing that Slack would let us open


def _invalid(event: Event, errors: Mapping[str, str], body: Body) -> Answer:
    """Slack knows errors only of fields; those of the whole form stand at its first field."""
    if not isinstance(event, Submitted):
        return Answer()
    names = input_names(body)
    if not names or not errors:
        return _reply(event, say(" ".join(errors.values())), body)
    placed: dict[str, str] = {}
    for name, error in errors.items():
        known = name if name in names else names[0]
        placed[known] = " ".join(filter(None, (placed.get(known), error)))
    shown = {name: cut(error, 1000) for name, error in placed.items()}
    return Answer(ack={"response_action": "errors", "errors": shown})


def _told(actor: Actor, view: View, body: Body) -> Answer:
    ack = {"response_type": "ephemeral", **render.message(view)}
    return Answer(ack) if _fits(ack) else Answer(call=_whisper(actor, view, body))


def _replaced(view: Json, body: Body) -> Answer:
    ack = {"response_action": "update", "view": view}
    if _fits(ack):
        return Answer(ack)
    meanwhile = {"response_action": "update", "view": render.note(say(technical.one_moment()))}
    shown = {"view_id": id(body, "view", "id"), "view": view}
    return Answer(meanwhile, Call("views.update", shown, pause=_AFTER_THE_ACK))


def _fits(ack: Json) -> bool:
    return len(json.dumps(ack)) <= _ACK_ROOM


def _open(view: Json, body: Body, otherwise: Callable[[], Call] | None = None) -> Call:
    return Call("views.open", {"trigger_id": id(body, "trigger_id"), "view": view}, otherwise)


def _redraw(view: Json, body: Body) -> Call:
    """In the place of what is open: one dialog whose content changes, never a stack of them."""
    shown = {"view_id": id(body, "view", "id"), "hash": id(body, "view", "hash")}
    return Call("views.update", {**shown, "view": view})


def _no_answer(actor: Actor, body: Body) -> Call:
    return _whisper(actor, say(technical.no_answer()), body)


def _whisper(actor: Actor, view: View, body: Body) -> Call:
    channel = first(
        id(body, "channel", "id"), id(body, "container", "channel_id"), id(body, "channel_id")
    )
    who = {"channel": channel, "user": actor.person}
    return Call("chat.postEphemeral", {**who, **render.message(view)})


def _write(view: View, body: Body) -> Call:
    channel = id(body, "event", "channel")
    quiet = {"unfurl_links": False, "unfurl_media": False}
    return Call("chat.postMessage", {"channel": channel, **quiet, **render.message(view)})
