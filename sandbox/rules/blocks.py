"""The blocks, which of them stand where, and what may not stand twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal, TypeAlias

from sandbox.rules.checks import (
    Check,
    anything,
    boolean,
    by_type,
    every,
    items,
    one_of,
    shape,
    string,
    wrong,
)
from sandbox.rules.elements import BESIDE_SECTION, IMAGE, IN_ACTIONS, IN_INPUT
from sandbox.rules.objects import BLOCK_ID, URL, plain, text
from sandbox.rules.rich_text import RICH_TEXT

Surface: TypeAlias = Literal["message", "modal", "home"]


def block(
    kind: str, required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None
) -> Check:
    return shape(
        {"type": one_of(kind), **(required or {})}, {"block_id": BLOCK_ID, **(optional or {})}
    )


def says_something(value: Any, at: str) -> Iterator[str]:
    if "text" not in value and "fields" not in value:
        yield wrong("must define either `text` or `fields`", at)


EVERYWHERE: dict[str, Check] = {
    "section": every(
        block(
            "section",
            optional={
                "text": text(3000),
                "fields": items(text(2000), 10),
                "accessory": by_type(BESIDE_SECTION),
                "expand": boolean,
            },
        ),
        says_something,
    ),
    "context": block(
        "context",
        {
            "elements": items(
                by_type({"plain_text": text(3000), "mrkdwn": text(3000), "image": IMAGE}), 10
            )
        },
    ),
    "actions": block("actions", {"elements": items(by_type(IN_ACTIONS), 25)}),
    "header": block("header", {"text": plain(150)}),
    "divider": block("divider"),
    "rich_text": RICH_TEXT,
    "image": block(
        "image",
        {"alt_text": string(2000, 1), "image_url": URL},
        {"title": plain(2000), "slack_file": anything},
    ),
}

INPUT = block(
    "input",
    {"label": plain(2000), "element": by_type(IN_INPUT)},
    {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
)

BLOCKS: dict[Surface, dict[str, Check]] = {
    "message": {**EVERYWHERE, "markdown": block("markdown", {"text": string(12_000, 1)})},
    "modal": {**EVERYWHERE, "input": INPUT},
    "home": {**EVERYWHERE, "input": INPUT},
}
MOST: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}


def check_blocks(blocks: Any, surface: Surface, at: str = "/blocks") -> Iterator[str]:
    """Everything Slack would refuse in these blocks."""
    checked = every(
        items(by_type(BLOCKS[surface]), MOST[surface], 0), _unique_blocks, _unique_actions
    )
    yield from checked(blocks, at)


def _unique_blocks(blocks: Any, at: str) -> Iterator[str]:
    ids = [(place, block.get("block_id")) for place, block in enumerate(blocks)]
    for place, name in _repeated(ids):
        yield wrong(f'`block_id` "{name}" already exists', f"{at}/{place}/block_id")


def _unique_actions(blocks: Any, at: str) -> Iterator[str]:
    for place, each in enumerate(blocks):
        ids = [(where, e.get("action_id")) for where, e in elements_of(each)]
        for where, name in _repeated(ids):
            yield wrong(f'`action_id` "{name}" already exists', f"{at}/{place}/{where}/action_id")


def elements_of(block: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The interactive elements of a block, each with its place in it."""
    if block["type"] == "actions":
        return [(f"elements/{i}", element) for i, element in enumerate(block["elements"])]
    return [(name, block[name]) for name in ("accessory", "element") if name in block]


def _repeated(ids: Iterable[tuple[Any, str | None]]) -> Iterator[tuple[Any, str]]:
    seen: set[str] = set()
    for place, name in ids:
        if name is not None and name in seen:
            yield place, name
        elif name is not None:
            seen.add(name)
