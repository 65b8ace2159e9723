"""Draws views and forms as Adaptive Cards 1.5, within Teams' limits whatever the text."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar, assert_never

from bot.edge.letters import cut, plain
from bot.teams import fields, invokes
from bot.teams.text import Names, escaped, lines, people_in, runs, summary
from bot.ui import (
    Button,
    Buttons,
    Confirm,
    Divider,
    Do,
    Facts,
    Field,
    Form,
    Heading,
    Link,
    Open,
    Part,
    Place,
    Text,
    Typed,
    Verbatim,
    View,
)
from bot.wording import technical

Json = dict[str, Any]
T = TypeVar("T")


class Spot(StrEnum):
    """Where something is drawn: it decides how its buttons work, and travels with them."""

    CHAT = "message"
    HOME = "home"
    PAGE = "page"  # a form without questions, in the chat
    DIALOG = "form"

    @property
    def place(self) -> Place:
        return Place.FORM if self in (Spot.PAGE, Spot.DIALOG) else Place(self.value)


CARD = "application/vnd.microsoft.card.adaptive"
OURS = "tend"  # the name under which our own data stands in what a client sends back
_ROOM = 25_000  # bytes; Teams refuses messages of more than 28 KB, of which the card is a part
_LONGEST_TEXTS = (3000, 2000, 1500, 1000, 700, 500, 300, 200, 100)
_IN_A_ROW = 4  # buttons; Teams hides what goes beyond six


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
    body = _body((*top, *form.parts), names, Spot.PAGE, errors or {}, room)
    return _activity(_card(body, actions), form.title)


def _activity(content: Json, told: str) -> Json:
    attachment = {"contentType": CARD, "content": content}
    return {"type": "message", "summary": told, "attachments": [attachment]}


def card(parts: Sequence[Part], names: Names, place: Spot) -> Json:
    return _card(_body(parts, names, place, {}, _ROOM), [])


def dialog(
    form: Form, names: Names, errors: Mapping[str, str] | None = None, said: str = ""
) -> Json:
    """A dialog's title and card. ``said`` stands on top: what is wrong with all of it."""
    parts: tuple[Part | Field, ...] = (Text((said,)), *form.parts) if said else form.parts
    actions = [_submit(form)] if form.submit or any(form.fields()) else []
    room = _ROOM - len(json.dumps(actions))
    body = _body(parts, names, Spot.DIALOG, errors or {}, room)
    return {"title": _title(form.title), "card": _card(body, actions)}


def note(view: View, names: Names) -> Json:
    """A dialog that only shows a view."""
    body = _body(view.parts, names, Spot.DIALOG, {}, _ROOM)
    return {"title": technical.TITLE, "card": _card(body, [])}


def people(parts: Iterable[Part | Field], *also: Iterable[Any]) -> list[str]:
    """Whose names are needed to draw this."""
    spans = [part.spans for part in parts if isinstance(part, Text)]
    return list(dict.fromkeys(one for some in (*spans, *also) for one in people_in(some)))


def _title(words: str) -> str:
    return cut(plain(words).strip() or technical.TITLE, 64)


def _card(body: list[Json], actions: list[Json]) -> Json:
    drawn: Json = {"type": "AdaptiveCard", "version": "1.5", "body": body}
    return {**drawn, "actions": actions} if actions else drawn


def _submit(form: Form, spot: Spot = Spot.DIALOG) -> Json:
    """The form's name and its opaque id travel with it; ``n`` names this one drawing of it."""
    ours = {"submit": form.name, "id": form.id, "n": secrets.token_hex(8), "at": spot.value}
    title = cut(plain(form.submit).strip() or technical.SUBMIT, 40)
    action: Json = {"title": title, "style": "positive", "data": {OURS: ours}}
    if spot is Spot.DIALOG:
        return {"type": "Action.Submit", **action}
    return {"type": "Action.Execute", "verb": OURS, **action}


# --- the body ------------------------------------------------------------------------------------


def _body(
    parts: Sequence[Part | Field], names: Names, place: Spot, errors: Mapping[str, str], room: int
) -> list[Json]:
    """As much as fits: first every text is cut shorter, then the end is left out, and said so."""
    for longest in _LONGEST_TEXTS:
        body = list(_separated(parts, names, place, errors, longest))
        if _travelling(body) <= room:
            return body
    return [*_beginning(body, room - 200), _said(technical.MORE_THAN_FITS)]


def _beginning(body: Sequence[Json], room: int) -> Iterator[Json]:
    for element in body:
        room -= _travelling(element) + 2
        if room < 0:
            return
        yield element


def _travelling(piece: Any) -> int:
    return len(json.dumps(piece, ensure_ascii=False).encode())


def _said(words: str) -> Json:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words}]}


def _separated(
    parts: Sequence[Part | Field],
    names: Names,
    place: Spot,
    errors: Mapping[str, str],
    longest: int,
) -> Iterator[Json]:
    """A divider is a line above what follows it."""
    line = False
    for part in parts:
        if isinstance(part, Divider):
            line = True
            continue
        for element in _drawn(part, names, place, errors, longest):
            yield {**element, "separator": True, "spacing": "Medium"} if line else element
            line = False


def _drawn(
    part: Part | Field, names: Names, place: Spot, errors: Mapping[str, str], longest: int
) -> Iterable[Json]:
    match part:
        case Text():
            return _text(part, names, place, longest)
        case Typed():
            return _typed(part, place, longest)
        case Verbatim(text=words):
            return [_copied(plain(words))]
        case Buttons(buttons=buttons):
            return _buttons(buttons, place)
        case Heading(text=words):
            return _heading(words)
        case Facts(pairs=pairs):
            return (_fact(label, value, longest) for label, value in pairs)
        case Divider():
            return ()
        case Field():
            return fields.drawn(part, errors.get(part.name, ""))
        case _:
            assert_never(part)


def _text(part: Text, names: Names, place: Spot, longest: int) -> Iterator[Json]:
    look: Json = {"size": "Small", "isSubtle": True} if part.quiet else {}
    said = runs(part.spans, names, longest, **look)
    if said:
        yield _beside({"type": "RichTextBlock", "inlines": said}, part.beside, place)


def _typed(part: Typed, place: Spot, longest: int) -> Iterator[Json]:
    if not plain(part.text).strip():
        return
    said = lines(part.text, longest)
    if part.quoted:
        said = [f"“{said[0]}", *said[1:]] if len(said) > 1 else [f"“{said[0]}"]
        said[-1] += "”"
    yield _beside(_lines(said), part.beside, place)


def _copied(words: str) -> Json:
    """Letters to be copied stand in a box of their own, which is where they can be selected."""
    name = hashlib.sha256(words.encode()).hexdigest()[:8]
    box = {"type": "Input.Text", "id": f"x.{name}", "isMultiline": True}
    return {**box, "label": technical.TO_COPY, "value": words}


def _lines(said: Sequence[str]) -> Json:
    blocks = [_said(line or " ") for line in said]
    return {
        "type": "Container",
        "items": [blocks[0], *({**b, "spacing": "None"} for b in blocks[1:])],
    }


def _beside(said: Json, button: Button | None, place: Spot) -> Json:
    if button is None:
        return said
    action: Json = {"type": "ActionSet", "actions": [_button(button, place)]}
    columns: list[Json] = [
        {"type": "Column", "width": "stretch", "items": [said]},
        {"type": "Column", "width": "auto", "items": [action]},
    ]
    return {"type": "ColumnSet", "columns": columns}


def _heading(words: str) -> Iterator[Json]:
    if said := escaped(cut(words.strip(), 150)):
        look = {"size": "Large", "weight": "Bolder", "wrap": True, "style": "heading"}
        yield {"type": "TextBlock", "text": said, **look}


def _fact(label: str, value: str, longest: int) -> Json:
    said = [
        {"type": "TextRun", "text": cut(plain(label), longest) + "  ", "weight": "Bolder"},
        {"type": "TextRun", "text": cut(plain(value), longest)},
    ]
    return {"type": "RichTextBlock", "inlines": [run for run in said if run["text"].strip()]}


# --- buttons -------------------------------------------------------------------------------------


def _buttons(buttons: Sequence[Button], place: Spot) -> Iterator[Json]:
    for some in _in_groups(buttons, _IN_A_ROW):
        yield {"type": "ActionSet", "actions": [_button(button, place) for button in some]}


def _button(button: Button, place: Spot) -> Json:
    action = _action(button, place)
    if button.confirm is None:
        return action
    return {
        "type": "Action.ShowCard",
        "title": action["title"],
        **_style(button.style),
        "card": _question(button.confirm, {**action, "title": _label(button.confirm.yes)}),
    }


def _question(confirm: Confirm, yes: Json) -> Json:
    """Teams asks nothing back by itself: the question unfolds, and its button does it."""
    asked = {"type": "TextRun", "text": cut(plain(confirm.title), 100), "weight": "Bolder"}
    told = {"type": "TextRun", "text": cut(plain(confirm.text), 300)}
    body = [{"type": "RichTextBlock", "inlines": [run]} for run in (asked, told)]
    return {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": [yes]}


def _action(button: Button, place: Spot) -> Json:
    title = {"title": _label(button.label), **_style(button.style)}
    if isinstance(button.does, Link):
        return {"type": "Action.OpenUrl", **title, "url": button.does.url}
    ours = {**_does(button.does), "at": place.value}
    if place is Spot.DIALOG:
        return {"type": "Action.Submit", **title, "associatedInputs": "none", "data": {OURS: ours}}
    if isinstance(button.does, Open):
        fetched = {"msteams": {"type": invokes.FETCH}, OURS: ours}
        return {"type": "Action.Submit", **title, "data": fetched}
    data = {OURS: ours}
    return {
        "type": "Action.Execute",
        **title,
        "associatedInputs": "none",
        "verb": OURS,
        "data": data,
    }


def _does(does: Do | Open) -> Json:
    if isinstance(does, Do):
        return {"do": does.action, "id": does.id}
    return {"open": does.form, "id": does.id}


def _label(words: str) -> str:
    return cut(plain(words).strip(), 75)


def _style(style: str) -> Json:
    known = {"primary": "positive", "danger": "destructive"}
    return {"style": known[style]} if style in known else {}


def _in_groups(things: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    return (things[start : start + most] for start in range(0, len(things), most))
