"""Draws views and forms as Slack's blocks, within Slack's limits whatever the text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar, assert_never

from bot.slack import action_ids, fields
from bot.slack.text import letters, mrkdwn, plain, typed
from bot.ui import (
    Button,
    Buttons,
    Confirm,
    Divider,
    Facts,
    Field,
    Form,
    Heading,
    Link,
    Part,
    Text,
    Typed,
    Verbatim,
    View,
)
from bot.wording import technical

Json = dict[str, Any]
T = TypeVar("T")

NOTE = "note"  # the callback id of a dialog that only shows a view

# Slack refuses messages of more than some 13,000 characters in all blocks together, which its
# documentation does not say, and views of 250 kB. Counted as they travel, with room to spare.
_MESSAGE_BLOCKS, _MESSAGE_ROOM = 50, 12_000
_VIEW_BLOCKS, _VIEW_ROOM = 100, 200_000
_LONGEST_TEXTS = (3000, 2000, 1500, 1000, 700, 500, 300, 200, 100)


def message(view: View) -> Json:
    """``text`` is all that a lock screen shows and all that a screen reader reads."""
    return {
        "text": mrkdwn(view.summary, 3000) or technical.TITLE,
        "blocks": _blocks(view.parts, _MESSAGE_BLOCKS, _MESSAGE_ROOM),
    }


def home(view: View) -> Json:
    return {"type": "home", "blocks": _blocks(view.parts, _VIEW_BLOCKS, _VIEW_ROOM)}


def modal(form: Form) -> Json:
    """The opaque id travels in private_metadata, the form's name in callback_id, nothing else."""
    dialog = _dialog(form.name, form.title, form.close, form.parts)
    dialog["private_metadata"] = form.id
    if form.is_stamped:
        fields.begin_anew(dialog["blocks"], form.id)
    if form.submit or fields.any_of(dialog["blocks"]):
        dialog["submit"] = letters(plain(form.submit).strip() or technical.SUBMIT, 24)
    return dialog


def note(view: View) -> Json:
    """A dialog that only shows a view."""
    return _dialog(NOTE, technical.TITLE, technical.CLOSE, view.parts)


def _dialog(name: str, title: str, close: str, parts: Sequence[Part | Field]) -> Json:
    return {
        "type": "modal",
        "callback_id": name,
        "title": letters(plain(title).strip() or technical.TITLE, 24),
        "close": letters(plain(close).strip() or technical.CLOSE, 24),
        "blocks": _blocks(parts, _VIEW_BLOCKS, _VIEW_ROOM),
    }


def _blocks(parts: Sequence[Part | Field], most: int, room: int) -> list[Json]:
    """As much as fits: first every text is cut shorter, then the end is left out."""
    for longest in _LONGEST_TEXTS:
        blocks = [block for part in parts for block in _drawn(part, longest)][:most]
        if _travelling(blocks) <= room:
            return blocks or [{"type": "divider"}]  # Slack wants one block at least
    while _travelling(blocks) > room:
        blocks.pop()
    return blocks


def _travelling(blocks: list[Json]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False).encode())


def _drawn(part: Part | Field, longest: int) -> Iterable[Json]:
    match part:
        case Text():
            return _text(part, longest)
        case Typed():
            return _typed(part, longest)
        case Verbatim(text=words):
            return [_section(letters(plain(words), 3000))]
        case Buttons(buttons=buttons):
            return _buttons(buttons)
        case Heading(text=words):
            return _heading(words)
        case Facts(pairs=pairs):
            return _facts(pairs, min(longest, 2000))
        case Divider():
            return [{"type": "divider"}]
        case Field():
            return fields.drawn(part, longest)
        case _:
            assert_never(part)


def _text(part: Text, longest: int) -> list[Json]:
    words = mrkdwn(part.spans, min(longest, 2000 if part.quiet else 3000))
    if not words.strip():
        return []
    # verbatim: Slack makes no links, mentions or channels of its own out of our words
    said = {"type": "mrkdwn", "text": words, "verbatim": True}
    if part.quiet:
        return [{"type": "context", "elements": [said]}]
    return [_section(said, part.beside)]


def _typed(part: Typed, longest: int) -> list[Json]:
    if not plain(part.text).strip():
        return []
    drawn = typed(part.text, longest - 2)
    drawn = f"“{drawn}”" if part.quoted else drawn
    return [_section(letters(drawn, longest), part.beside)]


def _section(said: Json, beside: Button | None = None) -> Json:
    section = {"type": "section", "text": said}
    return section if beside is None else {**section, "accessory": _button(beside, 1)}


def _heading(words: str) -> Iterator[Json]:
    if said := plain(words).strip():
        yield {"type": "header", "text": letters(said, 150)}


def _facts(pairs: Sequence[tuple[str, str]], longest: int) -> Iterator[Json]:
    facts = [plain(f"{label}\n{value}").strip() for label, value in pairs]
    for some in _in_groups([fact for fact in facts if fact], 10):
        yield {"type": "section", "fields": [letters(fact, longest) for fact in some]}


def _buttons(buttons: Sequence[Button]) -> Iterator[Json]:
    for some in _in_groups(buttons, 25):
        drawn = [_button(button, place) for place, button in enumerate(some, start=1)]
        yield {"type": "actions", "elements": drawn}


def _button(button: Button, place: int) -> Json:
    drawn: Json = {
        "type": "button",
        "action_id": action_ids.write(button.does, place),
        "text": letters(plain(button.label).strip(), 75),
    }
    if isinstance(button.does, Link):
        drawn["url"] = button.does.url
    elif button.does.id:
        drawn["value"] = button.does.id
    if button.style != "plain":
        drawn["style"] = button.style
    if button.confirm:
        drawn["confirm"] = _confirm(button.confirm)
    return drawn


def _confirm(question: Confirm) -> Json:
    return {
        "title": letters(plain(question.title), 100),
        "text": letters(plain(question.text), 300),
        "confirm": letters(plain(question.yes), 30),
        "deny": letters(plain(question.no), 30),
    }


def _in_groups(things: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    return (things[start : start + most] for start in range(0, len(things), most))
