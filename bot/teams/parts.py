"""Draws the parts of views and forms, within Teams' limits whatever the text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, assert_never

from bot.edge.letters import cut, plain
from bot.teams import fields
from bot.teams.buttons import button, rows
from bot.teams.spots import Spot
from bot.teams.text import Names, escaped, lines, literal, runs
from bot.ui import Button, Buttons, Divider, Facts, Field, Heading, Part, Text, Typed, Verbatim
from bot.wording import technical

Json = dict[str, Any]

_LONGEST_TEXTS = (3000, 2000, 1500, 1000, 700, 500, 300, 200, 100)


def body(
    parts: Sequence[Part | Field], names: Names, place: Spot, errors: Mapping[str, str], room: int
) -> list[Json]:
    """As much as fits: first every text is cut shorter, then the end is left out, and said so."""
    for longest in _LONGEST_TEXTS:
        drawn = list(_separated(parts, names, place, errors, longest))
        if _travelling(drawn) <= room:
            return drawn
    return [*_beginning(drawn, room - 200), _said(technical.MORE_THAN_FITS)]


def _beginning(drawn: Sequence[Json], room: int) -> Iterator[Json]:
    for element in drawn:
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
            return rows(buttons, place)
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


def _beside(said: Json, shown: Button | None, place: Spot) -> Json:
    if shown is None:
        return said
    action: Json = {"type": "ActionSet", "actions": [button(shown, place)]}
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
        {"type": "TextRun", "text": cut(literal(label), longest) + "  ", "weight": "Bolder"},
        {"type": "TextRun", "text": cut(literal(value), longest)},
    ]
    return {"type": "RichTextBlock", "inlines": [run for run in said if run["text"].strip()]}
