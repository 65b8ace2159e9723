"""Draws views and forms as Adaptive Cards 1.5: messages, pages in the chat, and dialogs."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from bot.edge.letters import cut, plain
from bot.teams.parts import body
from bot.teams.spots import OURS, Spot
from bot.teams.text import Names, people_in, summary
from bot.ui import (
    Button,
    Buttons,
    Field,
    Form,
    Heading,
    Open,
    Part,
    Text,
    View,
)
from bot.wording import technical

Json = dict[str, Any]
T = TypeVar("T")


CARD = "application/vnd.microsoft.card.adaptive"
_ROOM = 25_000  # bytes; Teams refuses messages of more than 28 KB, of which the card is a part


def message(view: View, names: Names, place: Spot = Spot.CHAT) -> Json:
    """An activity. ``summary`` is what a notification shows."""
    return _activity(card(view.parts, names, place), summary(view.summary, names))


def opener(form: Form, names: Names) -> Json:
    """A form that opens by itself stands behind a button."""
    button = Buttons((Button(technical.OPEN, Open(form.name, form.id), "primary"),))
    parts = (Text((technical.form_waits(form.title),)), button)
    return _activity(card(parts, names, Spot.CHAT), form.title)


def page(form: Form, names: Names, errors: Mapping[str, str] | None = None, said: str = "") -> Json:
    """A form in the chat itself, with its questions."""
    top: tuple[Part | Field, ...] = (Heading(form.title), *([Text((said,))] if said else []))
    actions = [_submit(form, Spot.PAGE)] if form.submit or any(form.fields()) else []
    room = _ROOM - len(json.dumps(actions))
    drawn = body((*top, *form.parts), names, Spot.PAGE, errors or {}, room)
    return _activity(_card(drawn, actions), form.title)


def _activity(content: Json, told: str) -> Json:
    attachment = {"contentType": CARD, "content": content}
    return {"type": "message", "summary": told, "attachments": [attachment]}


def card(parts: Sequence[Part], names: Names, place: Spot) -> Json:
    return _card(body(parts, names, place, {}, _ROOM), [])


def dialog(
    form: Form, names: Names, errors: Mapping[str, str] | None = None, said: str = ""
) -> Json:
    """A dialog's title and card. ``said`` stands on top: what is wrong with all of it."""
    parts: tuple[Part | Field, ...] = (Text((said,)), *form.parts) if said else form.parts
    actions = [_submit(form)] if form.submit or any(form.fields()) else []
    room = _ROOM - len(json.dumps(actions))
    drawn = body(parts, names, Spot.DIALOG, errors or {}, room)
    return {"title": _title(form.title), "card": _card(drawn, actions)}


def note(view: View, names: Names) -> Json:
    """A dialog that only shows a view."""
    drawn = body(view.parts, names, Spot.DIALOG, {}, _ROOM)
    return {"title": technical.TITLE, "card": _card(drawn, [])}


def people(parts: Iterable[Part | Field], *also: Iterable[Any]) -> list[str]:
    """Whose names are needed to draw this."""
    spans = [part.spans for part in parts if isinstance(part, Text)]
    return list(dict.fromkeys(one for some in (*spans, *also) for one in people_in(some)))


def _title(words: str) -> str:
    return cut(plain(words).strip() or technical.TITLE, 64)


def _card(content: list[Json], actions: list[Json]) -> Json:
    drawn: Json = {"type": "AdaptiveCard", "version": "1.5", "body": content}
    return {**drawn, "actions": actions} if actions else drawn


def _submit(form: Form, spot: Spot = Spot.DIALOG) -> Json:
    """The form's name and its opaque id travel with it; ``n`` names this one drawing of it."""
    ours = {"submit": form.name, "id": form.id, "n": secrets.token_hex(8), "at": spot.value}
    title = cut(plain(form.submit).strip() or technical.SUBMIT, 40)
    action: Json = {"title": title, "style": "positive", "data": {OURS: ours}}
    if spot is Spot.DIALOG:
        return {"type": "Action.Submit", **action}
    return {"type": "Action.Execute", "verb": OURS, **action}
