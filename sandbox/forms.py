"""What stands in the fields of a view or message, in the shape in which Slack reports it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from sandbox.rules import elements_of
from sandbox.rules.objects import offered
from sandbox.shapes import Blocks, Json, StateValues, Typed


class Field(NamedTuple):
    """How an element type reports its value, and where its first value stands."""

    name: str
    initial: str
    holds: Literal["plain", "plains", "option", "options"]


FIELDS = {
    "plain_text_input": Field("value", "initial_value", "plain"),
    "email_text_input": Field("value", "initial_value", "plain"),
    "url_text_input": Field("value", "initial_value", "plain"),
    "number_input": Field("value", "initial_value", "plain"),
    "rich_text_input": Field("rich_text_value", "initial_value", "plain"),
    "datepicker": Field("selected_date", "initial_date", "plain"),
    "timepicker": Field("selected_time", "initial_time", "plain"),
    "datetimepicker": Field("selected_date_time", "initial_date_time", "plain"),
    "users_select": Field("selected_user", "initial_user", "plain"),
    "multi_users_select": Field("selected_users", "initial_users", "plains"),
    "channels_select": Field("selected_channel", "initial_channel", "plain"),
    "conversations_select": Field("selected_conversation", "initial_conversation", "plain"),
    "static_select": Field("selected_option", "initial_option", "option"),
    "radio_buttons": Field("selected_option", "initial_option", "option"),
    "overflow": Field("selected_option", "initial_option", "option"),
    "multi_static_select": Field("selected_options", "initial_options", "options"),
    "checkboxes": Field("selected_options", "initial_options", "options"),
}


def with_ids(blocks: Sequence[Json]) -> Blocks:
    """Slack names what the app left unnamed, anew each time."""
    return tuple(_named(block) for block in blocks)


def _named(block: Json) -> Json:
    named = {"block_id": secrets.token_urlsafe(4), **block}
    if block["type"] == "actions":
        named["elements"] = [_with_action_id(e) for e in block["elements"]]
    for place in ("accessory", "element"):
        if place in block:
            named[place] = _with_action_id(block[place])
    return named


def _with_action_id(element: Json) -> Json:
    if element["type"] == "image":
        return element
    return {"action_id": secrets.token_urlsafe(4), **element}


def fields_of(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Every element that holds a value, after its block."""
    for block in blocks:
        for _, element in elements_of(block):
            if element["type"] in FIELDS and element["type"] != "overflow":
                yield block, element


def state_of(blocks: Sequence[Json], before: StateValues | None = None) -> StateValues:
    """The values at first; what was typed `before` stays where block, action and type are equal."""
    state: StateValues = {}
    for block, element in fields_of(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        old = (before or {}).get(block_id, {}).get(action_id)
        keeps = old is not None and old["type"] == element["type"]
        value = old if keeps and old is not None else _at_first(element)
        state.setdefault(block_id, {})[action_id] = value
    return state


def _at_first(element: Json) -> Json:
    field = FIELDS[element["type"]]
    empty: Any = [] if field.holds in ("plains", "options") else None
    return {"type": element["type"], field.name: element.get(field.initial, empty)}


def typed_into(blocks: Sequence[Json], state: StateValues, typed: Typed | None) -> StateValues:
    """The state after a person typed; LookupError if there is no such field or option."""
    after = {block_id: dict(values) for block_id, values in state.items()}
    for block_id, values in (typed or {}).items():
        for action_id, value in values.items():
            _, element = element_at(blocks, block_id, action_id)
            after.setdefault(block_id, {})[action_id] = entry(element, value)
    return after


def element_at(blocks: Sequence[Json], block_id: str, action_id: str) -> tuple[Json, Json]:
    for block in blocks:
        for _, element in elements_of(block):
            if (block["block_id"], element.get("action_id")) == (block_id, action_id):
                return block, element
    raise LookupError(f"nobody sees an element {action_id!r} in a block {block_id!r} here")


def entry(element: Json, value: Any) -> Json:
    """One value as `state.values` reports it; `value` may also be such an entry already."""
    field = FIELDS[element["type"]]
    if isinstance(value, Mapping) and field.name in value:
        return {"type": element["type"], field.name: value[field.name]}
    return {"type": element["type"], field.name: _held(element, field, value)}


def _held(element: Json, field: Field, value: Any) -> Any:
    if field.holds == "option":
        return None if value is None else _option(element, value)
    if field.holds == "options":
        return [_option(element, each) for each in value or ()]
    if field.holds == "plains":
        return list(value or ())
    return None if value == "" else value


def _option(element: Json, value: str) -> Json:
    for option in offered(element):
        if option["value"] == value:
            return dict(option)
    raise LookupError(f"{value!r} is not offered by {element['action_id']!r}")


def complaints(blocks: Sequence[Json], state: StateValues) -> dict[str, str]:
    """What Slack's own client says before it sends a form, by block id."""
    found: dict[str, str] = {}
    for block, element in fields_of(blocks):
        if block["type"] != "input":
            continue
        held = state[block["block_id"]][element["action_id"]]
        words = _complaint(block, element, held[FIELDS[element["type"]].name])
        if words:
            found[block["block_id"]] = words
    return found


def _complaint(block: Json, element: Json, value: Any) -> str | None:
    if value in (None, []):
        return None if block.get("optional") else "Please complete this required field."
    if element["type"] != "plain_text_input":
        return None
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) > most:
        return f"Please enter no more than {most} characters."
    if len(value) < least:
        return f"Please enter at least {least} characters."
    return None
