"""Readings as text and back, for what is asked back and kept until the person chooses."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from bot.understanding import meanings
from bot.understanding.meanings import Clear
from care.answers import Why
from care.items import Kind

_PIECES = {
    piece.__name__: piece
    for piece in (
        meanings.Talked,
        meanings.Planned,
        meanings.LaterUntil,
        meanings.NotThisTime,
        meanings.Question,
        meanings.Control,
        meanings.AddItem,
        meanings.Promised,
        meanings.ReachedItem,
        meanings.StopSharing,
        meanings.Help,
        meanings.Courtesy,
    )
}
_ENUMS: dict[str, dict[str, Any]] = {
    "NotThisTime": {"why": Why},
    "Question": {"kind": meanings.Asked},
    "Control": {"order": meanings.Order},
    "AddItem": {"kind": Kind},
}


def to_text(readings: tuple[Clear, ...]) -> str:
    return json.dumps([_plain(reading) for reading in readings])


def from_text(text: str) -> tuple[Clear, ...]:
    return tuple(_built(*piece) for piece in json.loads(text))


def _plain(reading: Clear) -> list[Any]:
    values = {f.name: _value(getattr(reading, f.name)) for f in fields(reading)}
    return [type(reading).__name__, values]


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _built(name: str, values: dict[str, Any]) -> Clear:
    enums = _ENUMS.get(name, {})
    found = {key: _back(value, enums.get(key)) for key, value in values.items()}
    built: Clear = _PIECES[name](**found)
    return built


def _back(value: Any, enum: Any) -> Any:
    if isinstance(value, dict):
        if "instant" in value:
            return datetime.fromisoformat(value["instant"])
        return date.fromisoformat(value["day"])
    if isinstance(value, list):
        return tuple(value)
    return enum(value) if enum is not None and value is not None else value
