"""Draws the fields of a form as input blocks: block_id is the field's name, one fixed action_id."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from bot.slack.text import cut, letters, plain, units
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
)

Json = dict[str, Any]

ACTION_ID = "value"

_AT_A_GLANCE = 10  # more options than this go into a menu
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")


def any_of(blocks: Sequence[Json]) -> bool:
    return any(block["type"] == "input" for block in blocks)


def begin_anew(blocks: Sequence[Json], stamp: str) -> None:
    """Slack keeps what stands in a field of the same name, also where another value is drawn."""
    for block in blocks:
        if block["type"] == "input":
            block["element"]["action_id"] = f"{ACTION_ID}.{stamp}"


def drawn(field: Field, longest: int) -> Iterator[Json]:
    """Nothing at all for a question without an answer to choose: Slack refuses those."""
    element = _element(field)
    if not element:
        return
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": letters(plain(field.label).strip(), min(longest, 2000)),
        "element": {**element, "action_id": ACTION_ID},
        "optional": field.optional,
    }
    if hint := plain(field.hint).strip():
        block["hint"] = letters(hint, min(longest, 2000))
    yield block


def _element(field: Field) -> Json:
    match field:
        case LineField():
            return _line(field)
        case ChoiceField():
            return _choice(field)
        case ChoicesField():
            return _choices(field)
        case DateField(value=value):
            return _with({"type": "datepicker"}, "initial_date", value if _is_day(value) else "")
        case TimeField(value=value):
            known = value if _TIME.fullmatch(value) else ""
            return _with({"type": "timepicker"}, "initial_time", known)
        case PersonField(value=value):
            known = value if _PERSON.fullmatch(value) else ""
            return _with({"type": "users_select"}, "initial_user", known)
        case PeopleField():
            return _people(field)
    raise TypeError(type(field).__name__)


def _with(element: Json, name: str, value: object) -> Json:
    return {**element, name: value} if value else element


def _line(field: LineField) -> Json:
    value = cut(plain(field.value), 3000)
    # What is there already may be longer as Slack counts; it must open, and is checked on Submit.
    longest = min(3000, max(1, field.longest, units(value)))
    line = {"type": "plain_text_input", "multiline": field.several_lines, "max_length": longest}
    return _with(line, "initial_value", value)


def _choice(field: ChoiceField) -> Json:
    options = _options(field.options)
    kind = "radio_buttons" if len(options) <= _AT_A_GLANCE else "static_select"
    chosen = next((option for option in options if option["value"] == field.value), None)
    element = {"type": kind, "options": options}
    return _with(element, "initial_option", chosen) if options else {}


def _choices(field: ChoicesField) -> Json:
    options = _options(field.options)
    kind = "checkboxes" if len(options) <= _AT_A_GLANCE else "multi_static_select"
    chosen = [option for option in options if option["value"] in field.values]
    element = {"type": kind, "options": options}
    return _with(element, "initial_options", chosen) if options else {}


def _people(field: PeopleField) -> Json:
    most = min(100, max(1, field.most))
    known = [person for person in field.values if _PERSON.fullmatch(person)][:most]
    menu = {"type": "multi_users_select", "max_selected_items": most}
    return _with(menu, "initial_users", known)


def _options(options: Sequence[Option]) -> list[Json]:
    return [_option(option) for option in options[:100]]


def _option(option: Option) -> Json:
    drawn: Json = {"text": letters(plain(option.label).strip(), 75), "value": option.value}
    if about := plain(option.about).strip():
        drawn["description"] = letters(about, 75)
    return drawn


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
