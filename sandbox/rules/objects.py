"""The objects that blocks and elements are composed of: texts, options, confirmations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.rules.checks import (
    Check,
    boolean,
    by_type,
    every,
    items,
    matching,
    one_of,
    shape,
    string,
    wrong,
)

BLOCK_ID = string(255, 1)
ACTION_ID = string(255, 1)
URL = every(
    string(3000, 1),
    matching(r"(https?|mailto|slack|tel):\S+", "must be a valid URL"),
)
PERSON_ID = matching(r"[UW][A-Z0-9]{2,}", "must be a valid user ID")
CONVERSATION_ID = matching(r"[CDGUW][A-Z0-9]{2,}", "must be a valid conversation ID")


def plain(most: int, least: int = 1) -> Check:
    return by_type({"plain_text": _plain(most, least)})


def text(most: int, least: int = 1) -> Check:
    """Plain text or mrkdwn."""
    mrkdwn = shape({"type": one_of("mrkdwn"), "text": string(most, least)}, {"verbatim": boolean})
    return by_type({"plain_text": _plain(most, least), "mrkdwn": mrkdwn})


def _plain(most: int, least: int) -> Check:
    return shape({"type": one_of("plain_text"), "text": string(most, least)}, {"emoji": boolean})


def option(label: Check, *, url: bool = False) -> Check:
    more: dict[str, Check] = {"description": text(75)}
    if url:
        more["url"] = URL
    return shape({"text": label, "value": string(150, 1)}, more)


PLAIN_OPTION = option(plain(75))
RICH_OPTION = option(text(75))
LINK_OPTION = option(plain(75), url=True)

OPTION_GROUPS = items(
    shape({"label": plain(75), "options": items(PLAIN_OPTION, 100)}),
    100,
)

CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)

FILTER = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)

DISPATCH_ACTION = shape(
    {},
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)},
)


def offered(element: dict[str, Any]) -> list[Any]:
    """Every option of a menu, those in groups too."""
    grouped = (option for group in element.get("option_groups", ()) for option in group["options"])
    return [*element.get("options", ()), *grouped]


def initial_options_are_offered(element: Any, at: str) -> Iterator[str]:
    """What is chosen at first has to equal an option in every part, not only in its value."""
    options = offered(element)
    if "initial_option" in element and element["initial_option"] not in options:
        yield wrong("initial_option must match one of the options", f"{at}/initial_option")
    for place, chosen in enumerate(element.get("initial_options", ())):
        if chosen not in options:
            words = "initial_options must match the options"
            yield wrong(words, f"{at}/initial_options/{place}")
