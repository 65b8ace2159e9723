"""Tend's own words, wherever they stand: none of the banned ones, short, and calm."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import EnumMeta
from importlib import import_module
from itertools import product
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from bot import wording
from bot.__main__ import cli
from bot.ui import Channel, Person, Strong
from care.cadence import Bounds, Cadence
from tests.house.reading import manifest, modules, texts

BANNED = re.compile(
    r"\b(spend|spends|spending|spent|overdue|tasks?|compliant|compliance"
    r"|engagement scores?|friendly reminders?)\b",
    re.IGNORECASE,
)
LONGEST = 60  # words of one sentence to a person
TODAY = date(2026, 11, 24)
SAMPLES: dict[Any, tuple[Any, ...]] = {
    Person: (Person("U0ANA"),),
    Channel: (Channel("C0ADMINS"),),
    Cadence: (Cadence(7, 14), Cadence(90, 90)),
    Bounds: (Bounds(), Bounds(10, 30)),
    int: (0, 1, 2, 7, 14, 30, 120, 400),
    float: (-0.1, 0.0, 0.5, 3.0),
    bool: (False, True),
    str: ("Tuesday",),
    date: tuple(TODAY + timedelta(days) for days in (-1, 0, 1, 5, 60)),
    datetime: (datetime(2026, 11, 25, 14, 0, tzinfo=UTC),),
    time: (time(14, 0),),
}


def word_modules() -> list[ModuleType]:
    names = (Path(file).stem for file in modules("bot/wording"))
    return [import_module(f"{wording.__name__}.{n}") for n in sorted(names) if n != "__init__"]


def sentences(module: ModuleType) -> Iterator[str]:
    """Every constant, and what every function says for every combination of sample arguments."""
    for name, value in vars(module).items():
        if isinstance(value, FunctionType) and value.__module__ == module.__name__:
            yield from said_by(value, name)
        elif name.isupper():
            yield from strings(value)


def said_by(function: FunctionType, name: str) -> Iterator[str]:
    if name.startswith("_"):
        return
    if name == "act":
        yield from (function(act, "try_1") for act in vars(inspect.getmodule(function))["ACTS"])
        return
    hints = get_type_hints(function)
    samples = [some(hints[argument]) for argument in inspect.signature(function).parameters]
    for values in product(*samples):
        try:
            yield from strings(function(*values))
        except KeyError:
            continue  # not every level of sharing can be spoken of everywhere


def some(hint: Any) -> tuple[Any, ...]:
    """A few values of this type."""
    if isinstance(hint, EnumMeta):
        return tuple(hint)
    if hint in SAMPLES:
        return SAMPLES[hint]
    if get_origin(hint) in (tuple, Sequence, Iterable, list):
        inner = get_args(hint)[0]
        return ((some(inner)[0],), some(inner)[:2])
    optional = [one for one in get_args(hint) if one is not type(None)]
    return (*(value for one in optional for value in some(one)), None)


def strings(value: Any) -> Iterator[str]:
    """The texts in there; running text as one."""
    match value:
        case str():
            yield value
        case dict():
            yield from (text for one in value.values() for text in strings(one))
        case tuple() if any(isinstance(span, Person | Channel | Strong) for span in value):
            yield "".join(span if isinstance(span, str) else "Somebody" for span in value)
        case tuple():
            yield from (text for one in value for text in strings(one))


@pytest.mark.parametrize("module", word_modules(), ids=lambda module: module.__name__)
def test_no_banned_word_is_said_nothing_is_shouted_and_nothing_is_long(module: ModuleType) -> None:
    said = list(sentences(module))
    assert said
    assert [sentence for sentence in said if BANNED.search(sentence)] == []
    assert [sentence for sentence in said if "!" in sentence] == []
    assert [sentence for sentence in said if len(sentence.split()) > LONGEST] == []


def test_no_banned_word_stands_anywhere_that_a_person_could_come_to_read_it() -> None:
    """What people may say themselves is theirs; and Teams has names that nobody reads."""
    names = Path("bot/teams/invokes.py")
    own = [file for file in modules("bot") if "understanding" not in file.parts and file != names]
    found = [(file, text) for file in own for text in texts(file)]
    assert [(file, text) for file, text in found if BANNED.search(text)] == []


def test_neither_the_manifest_nor_the_help_of_the_commands_says_a_banned_word() -> None:
    shown = [*texts_in(manifest()), *(command.help or "" for command in cli.commands.values())]
    assert [text for text in shown if BANNED.search(text)] == []


def texts_in(piece: Any) -> Iterator[str]:
    if isinstance(piece, str):
        yield piece
    elif isinstance(piece, dict | list):
        values = piece.values() if isinstance(piece, dict) else piece
        yield from (text for value in values for text in texts_in(value))


@pytest.mark.parametrize("word", ["Spend", "overdue", "two tasks", "compliance", "Spent"])
def test_a_banned_word_would_be_noticed(word: str) -> None:
    assert BANNED.search(f"Something {word} here")
