"""Careful reading of what a platform sent: any shape may come, and none may raise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Body = Mapping[str, Any]

_ID = re.compile(r"[!-~]{1,2000}")  # printable, no blanks


def at(body: Any, *path: str) -> Any:
    """What stands at the path, or None."""
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return body


def mapping(body: Any, *path: str) -> Body:
    found = at(body, *path)
    return found if isinstance(found, Mapping) else {}


def text(body: Any, *path: str) -> str:
    """What a person typed, as it is."""
    found = at(body, *path)
    return found if isinstance(found, str) else ""


def id(body: Any, *path: str) -> str:
    """An id, or "" for whatever cannot be one."""
    found = text(body, *path)
    return found if _ID.fullmatch(found) else ""


def first(*ids: str) -> str:
    return next((each for each in ids if each), "")


def every(body: Any, *path: str) -> Iterator[Body]:
    found = at(body, *path)
    listed = found if isinstance(found, list) else []
    return (each for each in listed if isinstance(each, Mapping))
