"""Another one of something that never changes: the same but for what is new."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


def changed(one: T, **news: Any) -> T:
    """As dataclasses.replace says it, which asks for every field by its name and sets it again.

    Nothing is checked anew, and nothing is kept of what was worked out from the fields.
    """
    was = vars(one)
    made: T = object.__new__(type(one))
    vars(made).update({name: was[name] for name in type(one).__dataclass_fields__}, **news)  # type: ignore[attr-defined]
    return made
