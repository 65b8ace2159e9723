"""Draws the fields of a form as inputs: an input's id is the field's name behind its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.edge.letters import cut, plain
from bot.teams import ids
from bot.teams.text import escaped, literal, unlinked
from bot.ui import (
    ChoiceField,
    ChoicesField,
    DateField,
    Field,
    LineField,
    Option,
    PeopleField,
    PersonField,
    TimeField,
    Values,
)
from bot.wording import technical

Json = dict[str, Any]

# Before a field's name: what is submitted is flat, says nothing of kinds, and holds our data too.
TEXT, CHOICE, CHOICES, PERSON, PEOPLE = MARKS = ("f.", "c.", "m.", "p.", "q.")
DIRECTORY = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
_AT_A_GLANCE = 10  # more options than this go into a menu
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_COMMA = "%2C"  # several values come with commas between them


def drawn(field: Field, error: str = "") -> Iterator[Json]:
    """Nothing at all for a question without an answer to choose."""
    element = _element(field)
    if not element:
        return
    yield {
        **element,
        "id": _mark(field) + field.name,
        "label": cut(escaped(field.label).strip(), 2000),
        "isRequired": not field.optional,
        **({} if field.optional else {"errorMessage": technical.REQUIRED}),
    }
    if error:
        yield _small(error, color="Attention", weight="Bolder")
    elif plain(field.hint).strip():
        yield _small(field.hint, isSubtle=True)


def _mark(field: Field) -> str:
    match field:
        case ChoiceField():
            return CHOICE
        case ChoicesField():
            return CHOICES
        case PersonField():
            return PERSON
        case PeopleField():
            return PEOPLE
    return TEXT


def _small(words: str, **look: Any) -> Json:
    run = {"type": "TextRun", "text": cut(literal(words), 2000), "size": "Small", **look}
    return {"type": "RichTextBlock", "spacing": "None", "inlines": [run]}


def _element(field: Field) -> Json:
    match field:
        case LineField():
            line = {"type": "Input.Text", "isMultiline": field.several_lines}
            value = plain(field.value)
            longest = max(1, field.longest, len(value))
            return _with({**line, "maxLength": longest}, value)
        case ChoiceField():
            return _choices(field.options, [field.value] if field.value else [])
        case ChoicesField():
            return _choices(field.options, field.values, several=True)
        case DateField(value=value):
            return _with({"type": "Input.Date"}, value if _DAY.fullmatch(value) else "")
        case TimeField(value=value):
            return _with({"type": "Input.Time"}, value if _TIME.fullmatch(value) else "")
        case PersonField(value=value):
            return _people([value], several=False)
        case PeopleField(values=values):
            return _people(values, several=True)
    raise TypeError(type(field).__name__)


def _with(element: Json, value: str) -> Json:
    return {**element, "value": value} if value else element


def _choices(options: Sequence[Option], chosen: Sequence[str], several: bool = False) -> Json:
    if not options:
        return {}
    known = [option.value for option in options if option.value in chosen]
    style = "expanded" if len(options) <= _AT_A_GLANCE else "compact"
    element = {"type": "Input.ChoiceSet", "style": style, "isMultiSelect": several, "wrap": True}
    element["choices"] = [_option(option) for option in options[:100]]
    return _with(element, ",".join(map(_safe, known)))


def _option(option: Option) -> Json:
    label, about = unlinked(option.label).strip(), unlinked(option.about).strip()
    title = f"{label}: {about}" if about else label
    return {"title": cut(title, 200), "value": _safe(option.value)}


def _people(chosen: Sequence[str], several: bool) -> Json:
    """Teams itself looks people up, in the whole tenant."""
    known = [found for found in map(ids.object_id, chosen) if found]
    element = {"type": "Input.ChoiceSet", "style": "compact", "isMultiSelect": several}
    element |= {"choices": [], "choices.data": DIRECTORY}
    return _with(element, ",".join(known))


def _safe(value: str) -> str:
    return value.replace("%", "%25").replace(",", _COMMA)


def _back(value: str) -> str:
    return value.replace(_COMMA, ",").replace("%25", "%")


# --- what comes back -----------------------------------------------------------------------------


def submitted(data: Mapping[str, Any]) -> Values:
    """By field, as the product reads them; whatever is no text is nothing."""
    return {
        name[len(TEXT) :]: _value(name[: len(TEXT)], value if isinstance(value, str) else "")
        for name, value in data.items()
        if name[: len(TEXT)] in MARKS
    }


def _value(mark: str, raw: str) -> str | tuple[str, ...]:
    match mark:
        case "m.":
            return tuple(_back(one) for one in raw.split(",") if one)
        case "c.":
            return _back(raw)
        case "p.":
            return ids.person(raw)
        case "q.":
            found = (ids.person(one) for one in raw.split(","))
            return tuple(dict.fromkeys(one for one in found if one))
    return raw


def refilled(field: Field, values: Values) -> Field:
    """The same question with what was typed or chosen."""
    if field.name not in values:
        return field
    given = values[field.name]
    if isinstance(field, ChoicesField | PeopleField):
        return replace(field, values=given if isinstance(given, tuple) else ())
    return replace(field, value=given if isinstance(given, str) else "")  # type: ignore[call-arg]
