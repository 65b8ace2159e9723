"""What stands in the fields of a surface: from the app's JSON to the page, and back again."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Protocol
from urllib.parse import quote

from sandbox.forms import FIELDS, fields_of

Json = dict[str, Any]
State = Mapping[str, Mapping[str, Json]]


class Form(Protocol):
    """What a browser posted: several values may stand under one name."""

    def getlist(self, key: Any) -> list[Any]: ...


def field_name(block_id: str, action_id: str) -> str:
    return f"{quote(str(block_id), safe='')}/{quote(str(action_id), safe='')}"


def standing(block: Json, element: Json, state: State) -> list[str]:
    """What stands in the field now: what was typed or chosen, else what it starts with."""
    field = FIELDS.get(element.get("type", ""))
    if field is None:
        return []
    held = state.get(block.get("block_id", ""), {}).get(element.get("action_id", ""))
    return _values(element.get(field.initial) if held is None else held.get(field.name))


def typed(blocks: Sequence[Json], form: Form, zone: tzinfo) -> dict[str, dict[str, Any]]:
    """Every field of the surface, by block id and action id, as the person left it."""
    found: dict[str, dict[str, Any]] = {}
    for block, element in fields_of(blocks):
        posted = form.getlist(field_name(block["block_id"], element["action_id"]))
        # Browsers send a new line of a text as two characters.
        values = [str(value).replace("\r\n", "\n") for value in posted if value != ""]
        found.setdefault(block["block_id"], {})[element["action_id"]] = _typed(
            element["type"], values, zone
        )
    return found


def _values(held: Any) -> list[str]:
    each = [] if held is None else held if isinstance(held, list) else [held]
    return [str(one["value"] if isinstance(one, Mapping) else one) for one in each]


def _typed(kind: str, values: list[str], zone: tzinfo) -> Any:
    if FIELDS[kind].holds in ("plains", "options"):
        return values
    if not values:
        return None
    return _seconds(values[0], zone) if kind == "datetimepicker" else values[0]


def _seconds(local: str, zone: tzinfo) -> int | None:
    try:
        return int(datetime.fromisoformat(local).replace(tzinfo=zone).timestamp())
    except ValueError:
        return None
