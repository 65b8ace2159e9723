"""The grammar in which Slack's limits are written: small checks that join into larger ones.

A check takes a value and its JSON pointer and yields what is wrong, in Slack's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[Any, str], Iterator[str]]


def wrong(words: str, at: str) -> str:
    return f"{words} [json-pointer:{at}]"


def string(most: int, least: int = 0) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield wrong("must provide a string", at)
        elif len(value) > most:
            yield wrong(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            yield wrong(f"must be more than {least - 1} characters", at)

    return check


def boolean(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield wrong("must provide a boolean", at)


def integer(least: int, most: int) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield wrong("must provide an integer", at)
        elif value < least:
            yield wrong(f"must be greater than {least - 1}", at)
        elif value > most:
            yield wrong(f"must be less than {most + 1}", at)

    return check


def one_of(*values: Any) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if value not in values:
            yield wrong(f"must be one of: {', '.join(map(str, values))}", at)

    return check


def matching(pattern: str, words: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield wrong(words, at)

    return check


def anything(value: Any, at: str) -> Iterator[str]:
    yield from ()


def items(check_item: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield wrong("must provide an array", at)
            return
        if len(value) > most:
            yield wrong(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield wrong(f"no less than {least} items allowed", at)
        for place, item in enumerate(value):
            yield from check_item(item, f"{at}/{place}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object with these fields and no others."""
    allowed = {**required, **(optional or {})}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must provide an object", at)
            return
        for name in required:
            if name not in value:
                yield wrong(f"missing required field: {name}", at)
        for name, inner in value.items():
            if name not in allowed:
                yield wrong(f"invalid additional property: {name}", at)
            else:
                yield from allowed[name](inner, f"{at}/{name}")

    return check


def every(*checks: Check) -> Check:
    """All of these; the later ones only look at what the earlier ones accept."""

    def check(value: Any, at: str) -> Iterator[str]:
        for each in checks:
            found = list(each(value, at))
            yield from found
            if found:
                return

    return check


def by_type(table: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of the checks it has to pass."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield wrong("must provide an object", at)
        elif "type" not in value:
            yield wrong("missing required field: type", at)
        elif not isinstance(value["type"], str) or value["type"] not in table:
            yield wrong(f"unsupported type: {value['type']}", f"{at}/type")
        else:
            yield from table[value["type"]](value, at)

    return check


def exactly_one(*names: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if sum(1 for name in names if name in value) != 1:
            yield wrong(f"must define exactly one of: {', '.join(names)}", at)

    return check
