"""The interactive elements and their limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sandbox.rules.checks import (
    Check,
    anything,
    boolean,
    every,
    exactly_one,
    integer,
    items,
    matching,
    one_of,
    shape,
    string,
    wrong,
)
from sandbox.rules.objects import (
    ACTION_ID,
    CONFIRM,
    CONVERSATION_ID,
    DISPATCH_ACTION,
    FILTER,
    LINK_OPTION,
    OPTION_GROUPS,
    PERSON_ID,
    PLAIN_OPTION,
    RICH_OPTION,
    URL,
    initial_options_are_offered,
    plain,
)
from sandbox.rules.rich_text import RICH_TEXT


def day(value: Any, at: str) -> Iterator[str]:
    try:
        if len(value) != 10:
            raise ValueError
        date.fromisoformat(value)
    except (TypeError, ValueError):
        yield wrong("must be a valid date in the format YYYY-MM-DD", at)


TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "must be a valid time in the format HH:MM")
FIELD: dict[str, Check] = {"placeholder": plain(150), "focus_on_load": boolean}
CHOICE: dict[str, Check] = {**FIELD, "confirm": CONFIRM}
MANY: dict[str, Check] = {**CHOICE, "max_selected_items": integer(1, 100)}


def element(
    kind: str, required: dict[str, Check] | None = None, optional: dict[str, Check] | None = None
) -> Check:
    return shape(
        {"type": one_of(kind), **(required or {})}, {"action_id": ACTION_ID, **(optional or {})}
    )


def menu(kind: str, optional: dict[str, Check]) -> Check:
    """A menu whose options are written in the block."""
    options: dict[str, Check] = {
        "options": items(PLAIN_OPTION, 100),
        "option_groups": OPTION_GROUPS,
    }
    return every(
        element(kind, optional={**options, **optional}),
        exactly_one("options", "option_groups"),
        initial_options_are_offered,
    )


def few(kind: str, optional: dict[str, Check]) -> Check:
    """Checkboxes and radio buttons: at most ten, and no placeholder."""
    more: dict[str, Check] = {"confirm": CONFIRM, "focus_on_load": boolean, **optional}
    return every(
        element(kind, {"options": items(RICH_OPTION, 10)}, more), initial_options_are_offered
    )


def lengths_agree(value: Any, at: str) -> Iterator[str]:
    if value.get("min_length", 0) > value.get("max_length", 3000):
        yield wrong("min_length must be less than or equal to max_length", f"{at}/min_length")
    if len(value.get("initial_value", "")) > value.get("max_length", 3000):
        yield wrong("initial_value must not exceed max_length", f"{at}/initial_value")


BUTTON = element(
    "button",
    {"text": plain(75)},
    {
        "url": URL,
        "value": string(2000),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)

PLAIN_TEXT_INPUT = every(
    element(
        "plain_text_input",
        optional={
            **FIELD,
            "initial_value": string(3000),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
            "dispatch_action_config": DISPATCH_ACTION,
        },
    ),
    lengths_agree,
)

TYPED: dict[str, Check] = {
    **FIELD,
    "initial_value": string(3000),
    "dispatch_action_config": DISPATCH_ACTION,
}

CHOICES: dict[str, Check] = {
    "static_select": menu("static_select", {**CHOICE, "initial_option": PLAIN_OPTION}),
    "multi_static_select": menu(
        "multi_static_select", {**MANY, "initial_options": items(PLAIN_OPTION, 100)}
    ),
    "users_select": element("users_select", optional={**CHOICE, "initial_user": PERSON_ID}),
    "multi_users_select": element(
        "multi_users_select", optional={**MANY, "initial_users": items(PERSON_ID, 100)}
    ),
    "conversations_select": element(
        "conversations_select",
        optional={
            **CHOICE,
            "initial_conversation": CONVERSATION_ID,
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": FILTER,
        },
    ),
    "channels_select": element(
        "channels_select",
        optional={**CHOICE, "initial_channel": CONVERSATION_ID, "response_url_enabled": boolean},
    ),
    "checkboxes": few("checkboxes", {"initial_options": items(RICH_OPTION, 10)}),
    "radio_buttons": few("radio_buttons", {"initial_option": RICH_OPTION}),
    "datepicker": element("datepicker", optional={**CHOICE, "initial_date": day}),
    "timepicker": element(
        "timepicker", optional={**CHOICE, "initial_time": TIME, "timezone": string(100, 1)}
    ),
    "datetimepicker": element(
        "datetimepicker",
        optional={
            "confirm": CONFIRM,
            "focus_on_load": boolean,
            "initial_date_time": integer(1_000_000_000, 9_999_999_999),
        },
    ),
}

OVERFLOW = element("overflow", {"options": items(LINK_OPTION, 5)}, {"confirm": CONFIRM})

IMAGE = shape(
    {"type": one_of("image"), "image_url": URL, "alt_text": string(2000, 1)},
    {"slack_file": anything},
)

IN_ACTIONS: dict[str, Check] = {"button": BUTTON, "overflow": OVERFLOW, **CHOICES}
BESIDE_SECTION: dict[str, Check] = {
    **{kind: check for kind, check in IN_ACTIONS.items() if kind != "datetimepicker"},
    "image": IMAGE,
}
IN_INPUT: dict[str, Check] = {
    **CHOICES,
    "plain_text_input": PLAIN_TEXT_INPUT,
    "email_text_input": element("email_text_input", optional=TYPED),
    "url_text_input": element("url_text_input", optional=TYPED),
    "number_input": element(
        "number_input",
        {"is_decimal_allowed": boolean},
        {**TYPED, "min_value": string(40), "max_value": string(40)},
    ),
    "rich_text_input": element(
        "rich_text_input",
        optional={**FIELD, "initial_value": RICH_TEXT, "dispatch_action_config": DISPATCH_ACTION},
    ),
}
