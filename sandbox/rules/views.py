"""Homes and modals as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sandbox.rules.blocks import check_blocks
from sandbox.rules.checks import (
    Check,
    anything,
    boolean,
    by_type,
    every,
    one_of,
    shape,
    string,
    wrong,
)
from sandbox.rules.objects import plain

LARGEST = 250_000

EITHER: dict[str, Check] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}


def _blocks(value: Any, at: str) -> Iterator[str]:
    yield from check_blocks(value["blocks"], value["type"], f"{at}/blocks")


def _has_submit_for_inputs(view: Any, at: str) -> Iterator[str]:
    for place, block in enumerate(view["blocks"]):
        if block["type"] == "input" and "submit" not in view:
            words = "must define `submit` to use an `input` block in modals"
            yield wrong(words, f"{at}/blocks/{place}/input")


def _one_focus(view: Any, at: str) -> Iterator[str]:
    if json.dumps(view["blocks"]).count('"focus_on_load": true') > 1:
        yield wrong("only one element may have `focus_on_load` set to true", f"{at}/blocks")


MODAL = every(
    shape(
        {"type": one_of("modal"), "title": plain(24), "blocks": anything},
        {
            **EITHER,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
        },
    ),
    _blocks,
    _has_submit_for_inputs,
    _one_focus,
)
HOME = every(shape({"type": one_of("home"), "blocks": anything}, EITHER), _blocks, _one_focus)
ANY_VIEW = by_type({"modal": MODAL, "home": HOME})


def check_view(view: Any, at: str = "/view") -> list[str]:
    """Everything Slack would refuse in this view, its size apart."""
    return list(ANY_VIEW(view, at))


def is_too_large(view: Any) -> bool:
    return len(json.dumps(view, ensure_ascii=False).encode()) > LARGEST
