"""What Slack takes and what it refuses in blocks and views."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.rules import check_message, check_metadata, check_view, is_too_large
from tests.sandbox.drawing import (
    actions,
    button,
    choice,
    home,
    line,
    modal,
    option,
    section,
    words,
)

Block = dict[str, Any]


def confirm(**more: Any) -> Block:
    dialog = {name: words(name) for name in ("title", "text", "confirm", "deny")}
    return {**dialog, **more}


def asked(**element: Any) -> Block:
    return {"type": "input", "label": words("Field"), "element": element}


RICH = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "hello"}]},
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": []}],
        },
    ],
}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "divider"},
        {"type": "header", "text": words("x" * 150)},
        section("x" * 3000, accessory=button(value="v" * 2000, style="primary")),
        {"type": "section", "fields": [words("x" * 2000)] * 10},
        {"type": "context", "elements": [words("x")] * 10},
        actions(*[button(str(i)) for i in range(25)]),
        actions(button(url="https://example.org", confirm=confirm(style="danger"))),
        actions(choice(*[f"v{i}" for i in range(100)], initial_option=option("v7"))),
        actions({"type": "overflow", "options": [option("a")]}),
        actions({"type": "checkboxes", "options": [option("a")], "initial_options": [option("a")]}),
        actions({"type": "datepicker", "initial_date": "2026-02-28"}),
        actions({"type": "timepicker", "initial_time": "09:30"}),
        actions({"type": "users_select", "initial_user": "U0MAYA"}),
        actions({"type": "conversations_select", "filter": {"include": ["private"]}}),
        {"type": "markdown", "text": "**x**"},
        RICH,
    ],
)
def test_slack_takes_what_its_documents_allow(block: Block) -> None:
    assert check_message([block]) == []


@pytest.mark.parametrize(
    ("block", "words_of_slack"),
    [
        ({}, "missing required field: type [json-pointer:/blocks/0]"),
        ({"type": "marquee"}, "unsupported type: marquee [json-pointer:/blocks/0/type]"),
        ({"type": []}, "unsupported type: [] [json-pointer:/blocks/0/type]"),
        ("divider", "must provide an object [json-pointer:/blocks/0]"),
        ({"type": "divider", "color": "red"}, "invalid additional property: color"),
        ({"type": "section"}, "must define either `text` or `fields` [json-pointer:/blocks/0]"),
        (section("x" * 3001), "must be less than 3001 characters"),
        ({"type": "section", "text": "x"}, "must provide an object"),
        ({"type": "section", "text": words("")}, "must be more than 0 characters"),
        ({"type": "section", "text": words("x"), "fields": []}, "no less than 1 items"),
        ({"type": "section", "fields": [words("x")] * 11}, "no more than 10 items allowed"),
        ({"type": "section", "fields": [words("x" * 2001)]}, "must be less than 2001"),
        ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "unsupported type: mrkdwn"),
        ({"type": "header", "text": words("x" * 151)}, "must be less than 151 characters"),
        ({"type": "header", "text": {**words("x"), "verbatim": True}}, "property: verbatim"),
        ({"type": "context", "elements": [words("x")] * 11}, "no more than 10 items allowed"),
        (actions(), "no less than 1 items allowed"),
        (actions(*[button(str(i)) for i in range(26)]), "no more than 25 items allowed"),
        (actions(button(), button()), '`action_id` "press" already exists'),
        (actions(button("x" * 256)), "must be less than 256 characters"),
        (actions(button(text=words("x" * 76))), "must be less than 76 characters"),
        (actions(button(value="x" * 2001)), "must be less than 2001 characters"),
        (actions(button(value=7)), "must provide a string"),
        (actions(button(style="default")), "must be one of: primary, danger"),
        (actions(button(url="javascript:alert(1)")), "must be a valid URL"),
        (actions(button(confirm=confirm(title=words("x" * 101)))), "must be less than 101"),
        (actions(button(confirm={"title": words("x")})), "missing required field: text"),
        (actions({"type": "plain_text_input"}), "unsupported type: plain_text_input"),
        (actions(choice()), "no less than 1 items allowed"),
        (actions(choice(*map(str, range(101)))), "no more than 100 items allowed"),
        (actions({"type": "static_select"}), "must define exactly one of: options, option_groups"),
        (actions(choice("a", initial_option=option("b"))), "initial_option must match"),
        (
            actions(choice("a", initial_option={**option("a"), "text": words("Other")})),
            "initial_option must match one of the options",
        ),
        (
            actions(
                {"type": "checkboxes", "options": [option("a")], "initial_options": [option("b")]}
            ),
            "initial_options must match the options",
        ),
        (actions({"type": "radio_buttons", "options": [option("a")] * 11}), "no more than 10"),
        (actions({"type": "overflow", "options": [option("a")] * 6}), "no more than 5 items"),
        (actions(choice("x" * 151)), "must be less than"),
        (actions({"type": "datepicker", "initial_date": "2026-02-30"}), "a valid date"),
        (actions({"type": "datepicker", "initial_date": "20260228"}), "a valid date"),
        (actions({"type": "timepicker", "initial_time": "9:30"}), "a valid time"),
        (actions({"type": "timepicker", "initial_time": "24:00"}), "a valid time"),
        (actions({"type": "users_select", "initial_user": "maya"}), "a valid user ID"),
        (line(), "unsupported type: input [json-pointer:/blocks/0/type]"),
        ({"type": "rich_text", "elements": [{"type": "text"}]}, "unsupported type: text"),
    ],
)
def test_slack_says_what_is_wrong_and_where(block: Any, words_of_slack: str) -> None:
    (problem, *_) = check_message([block])
    assert words_of_slack in problem


def test_a_message_has_fifty_blocks_at_most() -> None:
    assert check_message([{"type": "divider"}] * 50) == []
    assert check_message([{"type": "divider"}] * 51) == [
        "no more than 50 items allowed [json-pointer:/blocks]"
    ]


def test_two_blocks_cannot_have_one_name() -> None:
    (problem,) = check_message([actions(button("a")), actions(button("b"))])
    assert problem == '`block_id` "row" already exists [json-pointer:/blocks/1/block_id]'


def test_every_mistake_is_told_at_once() -> None:
    assert len(check_message([section(""), {"type": "marquee"}])) == 2


@pytest.mark.parametrize(
    "view",
    [
        modal(),
        modal(line(min_length=1, max_length=500, multiline=True, initial_value="x")),
        modal(section("x"), submit=words("OK"), close=words("Cancel"), notify_on_close=True),
        modal(asked(type="multi_static_select", options=[option("a")])),
        modal(asked(type="number_input", is_decimal_allowed=False)),
        modal({**asked(type="users_select"), "optional": True, "hint": words("who")}),
        home(line(), actions(button())),
        home(*[{"type": "divider"}] * 100),
    ],
)
def test_views_as_they_should_be(view: Block) -> None:
    assert check_view(view) == []


@pytest.mark.parametrize(
    ("view", "words_of_slack"),
    [
        (None, "must provide an object [json-pointer:/view]"),
        ({**modal(), "type": "sheet"}, "unsupported type: sheet"),
        (modal(title=words("x" * 25)), "must be less than 25 characters"),
        (modal(submit=words("x" * 25)), "must be less than 25 characters"),
        (modal(close=words("x" * 25)), "must be less than 25 characters"),
        (modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
        (modal(callback_id="x" * 256), "must be less than 256 characters"),
        (modal(id="V1"), "invalid additional property: id"),
        (modal(*[{"type": "divider"}] * 101), "no more than 100 items allowed"),
        ({k: v for k, v in modal().items() if k != "title"}, "missing required field: title"),
        (
            {k: v for k, v in modal().items() if k != "submit"},
            "must define `submit` to use an `input` block in modals",
        ),
        ({**home(), "title": words("x")}, "invalid additional property: title"),
        (home({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
        (modal(line(max_length=3001)), "must be less than 3001"),
        (modal(line(min_length=9, max_length=3)), "min_length must be less than"),
        (modal(line(initial_value="xxxx", max_length=3)), "initial_value must not exceed"),
        (modal(asked(type="button", text=words("x"))), "unsupported type: button"),
        (
            modal(line("a", focus_on_load=True), line("b", focus_on_load=True)),
            "only one element may have `focus_on_load`",
        ),
    ],
)
def test_views_slack_would_refuse(view: Any, words_of_slack: str) -> None:
    (problem, *_) = check_view(view)
    assert words_of_slack in problem


def test_a_view_has_its_largest_size() -> None:
    assert is_too_large(modal(*[section("é" * 3000) for _ in range(42)]))
    assert not is_too_large(modal(*[section("e" * 2000) for _ in range(100)]))


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "t", "event_payload": {"d": "x"}}, None),
        ({}, None),
        ([], "invalid_metadata_format"),
        ({"event_type": "t"}, "invalid_metadata_format"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": "t", "event_payload": {}, "more": 1}, "invalid_metadata_format"),
        ({"event_type": "t", "event_payload": {"d": "x" * 16_000}}, "metadata_too_large"),
    ],
)
def test_metadata_has_a_shape_and_a_size(metadata: Any, error: str | None) -> None:
    assert check_metadata(metadata) == error
