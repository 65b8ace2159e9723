"""One meaning when every part of it is clear, and otherwise the question back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from bot.understanding.meanings import Ambiguous, Clear, Differs, Meaning

MOST = 6  # candidates in one question


Parts = Sequence[tuple[Differs, Sequence[Any]]]


def settle(parts: Parts, build: Callable[..., Clear], sure: bool = True) -> Meaning | None:
    """``build`` over every combination of the parts. None when a part has nothing to offer."""
    found = tuple(dict.fromkeys(build(*chosen) for chosen in product(*(p for _, p in parts))))
    if not found:
        return None
    if len(found) == 1:
        return found[0] if sure else Ambiguous(found, Differs.SURE)
    several = [differs for differs, options in parts if len(options) > 1]
    return Ambiguous(found[:MOST], several[0] if several else Differs.MEANING)


def unsure(meaning: Meaning) -> Meaning:
    """The same, to be confirmed."""
    return meaning if not isinstance(meaning, Clear) else Ambiguous((meaning,), Differs.SURE)
