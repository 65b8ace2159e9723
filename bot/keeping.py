"""Views as text and back, for the few messages that are kept until they are sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from bot import ui
from bot.ids import Action, FormName

_PIECES: Mapping[str, type] = {
    piece.__name__: piece
    for piece in (
        ui.View,
        ui.Person,
        ui.Channel,
        ui.Strong,
        ui.Do,
        ui.Open,
        ui.Link,
        ui.Confirm,
        ui.Button,
        ui.Heading,
        ui.Text,
        ui.Typed,
        ui.Facts,
        ui.Buttons,
        ui.Divider,
    )
}


def view_to_text(view: ui.View) -> str:
    return json.dumps(_plain(view))


def view_from_text(text: str) -> ui.View:
    view = _built(json.loads(text))
    assert isinstance(view, ui.View)
    return view


def _plain(piece: Any) -> Any:
    if is_dataclass(piece):
        values = {f.name: _plain(getattr(piece, f.name)) for f in fields(piece)}
        return {"is": type(piece).__name__, **values}
    return [_plain(part) for part in piece] if isinstance(piece, tuple) else piece


def _built(piece: Any) -> Any:
    if isinstance(piece, list):
        return tuple(_built(part) for part in piece)
    if not isinstance(piece, dict):
        return piece
    values = {name: _built(value) for name, value in piece.items() if name != "is"}
    if piece["is"] == "Do":
        values["action"] = Action(values["action"])
    if piece["is"] == "Open":
        values["form"] = FormName(values["form"])
    return _PIECES[piece["is"]](**values)
