"""What is kept about a person, drawn from the export: in words, and as JSON to copy."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.ui import Divider, Heading, Part, Person, Span, Typed, Verbatim
from bot.views.pieces import Calendar, quiet, text
from bot.wording import my_data as words
from bot.wording.times import dated, exact
from care.items import day_in

DAY = re.compile(r"\d{4}-\d\d-\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
LONGEST = 2900  # characters in one block: Slack takes 3000
REORDERING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
TYPED = frozenset({"title", "details", "says"})  # letter by letter, whatever it looks like
PEOPLE = frozenset({"person", "leader", "report", "owner"})
IDS = frozenset({"id", "item", "items", "nudge", "thing"})  # for programs: nobody can read them
Plain = Mapping[str, Any]

# --- in words ------------------------------------------------------------------------------------


def in_words(export: Plain, calendar: Calendar) -> list[Part]:
    """Every part of it, whatever it is called: a part that is new is drawn too."""
    parts = _record("", export, calendar, nested=False)
    for name, value in export.items():
        if _is_nested(value) and value:
            parts += _section(name, value, calendar)
    empty = [words.label(name) for name, value in export.items() if _is_nested(value) and not value]
    return [*parts, quiet(words.nothing_of(empty))] if empty else parts


def _section(name: str, value: Any, calendar: Calendar) -> list[Part]:
    many = value if isinstance(value, list) else [value]
    count = len(many) if isinstance(value, list) else None
    parts: list[Part] = [Heading(words.section(words.label(name), count))]
    for nth, one in enumerate(many):
        parts += [Divider()] if nth else []
        parts += _record("", _as_record(name, one), calendar)
    return parts


def _record(within: str, record: Plain, calendar: Calendar, nested: bool = True) -> list[Part]:
    """People as mentions; all else as letters, since some of it was typed."""
    single = [(n, v) for n, v in record.items() if not _is_nested(v) and v not in (None, "")]
    mentions: list[Span] = [f"{words.label(within)}. "] if within else []
    for name, value in single:
        mentions += [words.called(name), Person(str(value)), ". "] if name in PEOPLE else []
    lines = [
        words.line(name, _said(name, words.value(name, value), calendar))
        for name, value in single
        if name not in PEOPLE and name not in IDS
    ]
    parts: list[Part] = [text(*mentions)] if mentions else []
    parts += [Typed(block) for block in _blocks(lines)]
    return [*parts, *_within(record, calendar)] if nested else parts


def _within(record: Plain, calendar: Calendar) -> list[Part]:
    """What a record holds more than one of, each below it."""
    found = [(n, v) for n, v in record.items() if _is_nested(v) and n not in IDS]
    return [
        part
        for name, value in found
        for one in (value if isinstance(value, list) else [value])
        for part in _record(name, _as_record(name, one), calendar)
    ]


def _as_record(name: str, value: Any) -> Plain:
    return value if isinstance(value, Mapping) else {name: json.dumps(value, ensure_ascii=False)}


def _said(name: str, value: Any, calendar: Calendar) -> str:
    if isinstance(value, bool):
        return words.YES if value else words.NO
    if not isinstance(value, str) or name in TYPED:
        return str(value)
    return _in_words(value, calendar)


def _in_words(value: str, calendar: Calendar) -> str:
    """A day and an instant as the export writes them; anything else is what it is."""
    if INSTANT.fullmatch(value):
        return exact(calendar.local(datetime.fromisoformat(value)))
    if DAY.fullmatch(value) and (day := day_in(value)) is not None:
        return dated(day)
    return value


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping | list)


# --- as JSON -------------------------------------------------------------------------------------


def as_json(export: Mapping[str, Any]) -> list[Part]:
    """Pieces that are whole lines of one JSON text: joined by new lines they are that text."""
    whole = json.dumps(export, ensure_ascii=False, indent=1)
    return [Verbatim(block) for block in _blocks([_escaped(line) for line in whole.split("\n")])]


def _escaped(line: str) -> str:
    """What is not drawn, or reorders what is, stands as its number: it reads back the same."""
    return "".join(json.dumps(c)[1:-1] if _is_unseen(c) else c for c in line)


def _is_unseen(character: str) -> bool:
    kind, direction = unicodedata.category(character), unicodedata.bidirectional(character)
    return kind in ("Cc", "Cs", "Zl", "Zp") or direction in REORDERING


def _blocks(lines: list[str]) -> list[str]:
    """As many lines in each as fit; a line that fits in none is cut where it must be."""
    blocks: list[str] = []
    for line in lines:
        for piece in _pieces(line):
            if blocks and _units(blocks[-1]) + _units(piece) + 3 <= LONGEST:
                blocks[-1] += f"\n{piece}"
            else:
                blocks.append(piece)
    return blocks


def _pieces(line: str) -> list[str]:
    if _units(line) <= LONGEST:
        return [line]
    size = LONGEST // 2  # no character counts more than twice
    return [line[start : start + size] for start in range(0, len(line), size)]


def _units(text: str) -> int:
    """Length as the stricter platforms count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
