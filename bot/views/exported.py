"""What is kept about a person, drawn from the export: in words, and as JSON to copy."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.ui import Heading, Part, Person, Span, Text, Typed, Verbatim
from bot.views.pieces import Calendar, text
from bot.wording import my_data as words
from bot.wording.times import exact

LONGEST = 2900  # characters in one block: Slack takes 3000
REORDERING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
PEOPLE = frozenset({"person", "leader", "report", "owner", "actor", "added_by", "address", "who"})

# --- in words ------------------------------------------------------------------------------------


def in_words(export: Mapping[str, Any], calendar: Calendar) -> list[Part]:
    """Every part of it, whatever it is called: nothing that is kept is left out."""
    single = {name: value for name, value in export.items() if not _is_nested(value)}
    parts = _record(single, calendar)
    for name, value in export.items():
        if _is_nested(value):
            parts += _section(name, value, calendar)
    return parts


def _section(name: str, value: Any, calendar: Calendar) -> list[Part]:
    many = value if isinstance(value, list) else [value]
    count = len(many) if isinstance(value, list) else None
    parts: list[Part] = [Heading(words.section(words.label(name), count))]
    for one in many:
        parts += _record(one if isinstance(one, Mapping) else {name: one}, calendar)
    return parts if len(parts) > 1 else [*parts, text(words.NOTHING_IN_IT)]


def _record(record: Mapping[str, Any], calendar: Calendar) -> list[Part]:
    """People as mentions; everything else as letters, since some of it was typed."""
    found = list(_flat(record))
    mentions: list[Span] = []
    for name, value in found:
        if _last(name) in PEOPLE:
            mentions += [" · " if mentions else "", _called(name), ": ", Person(str(value))]
    lines = [
        words.line(_called(name), _said(value, calendar))
        for name, value in found
        if _last(name) not in PEOPLE
    ]
    typed = [Typed(block) for block in _blocks(lines)]
    return [*([Text(tuple(mentions))] if mentions else []), *typed]


def _flat(record: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, Any]]:
    """What is in there, also deeper down: ("shared.1.leader", "U0MAYA"). Empty places are none."""
    for name, value in record.items():
        path = f"{within}{name}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}.")
        elif isinstance(value, list):
            yield from _flat({str(n): one for n, one in enumerate(value, 1)}, f"{path}.")
        elif value is not None and value != "":
            yield path, value


def _last(path: str) -> str:
    named = [name for name in path.split(".") if not name.isdigit()]
    return named[-1] if named else path


def _called(path: str) -> str:
    return ", ".join(name if name.isdigit() else words.label(name) for name in path.split("."))


def _said(value: Any, calendar: Calendar) -> str:
    if isinstance(value, bool):
        return words.YES if value else words.NO
    if isinstance(value, str) and (moment := _moment(value)) is not None:
        return exact(calendar.local(moment))
    return str(value)


def _moment(value: str) -> datetime | None:
    if len(value) < 20 or value[10] != "T":
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


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
