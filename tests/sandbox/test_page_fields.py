"""What a person left in the fields, from the browser's form to what the workspace takes."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from starlette.datastructures import FormData

from sandbox.pages.fields import field_name, typed
from tests.sandbox.drawing import actions, button, choice, line, option, words

BERLIN = ZoneInfo("Europe/Berlin")
AUCKLAND = ZoneInfo("Pacific/Auckland")
NINE_IN_BERLIN = 1_794_988_800


def left(element: dict[str, Any], *posted: str, zone: ZoneInfo = BERLIN) -> Any:
    block = actions({"action_id": "it", **element}, block_id="row")
    form = FormData([(field_name("row", "it"), value) for value in posted])
    return typed([block], form, zone)["row"]["it"]


def test_a_text_keeps_its_lines() -> None:
    form = FormData([(field_name("goal", "text"), "one\r\ntwo")])
    assert typed([line()], form, BERLIN) == {"goal": {"text": "one\ntwo"}}


def test_ids_with_odd_letters_find_their_field() -> None:
    form = FormData([(field_name("a/b", "text"), "x")])
    assert typed([line("a/b"), line("a")], form, BERLIN) == {
        "a/b": {"text": "x"},
        "a": {"text": None},
    }


@pytest.mark.parametrize("kind", ["checkboxes", "multi_static_select"])
def test_several_may_be_chosen(kind: str) -> None:
    element = {"type": kind, "options": [option("a"), option("b")]}
    assert left(element, "a", "b") == ["a", "b"]
    assert left(element) == []


def test_nothing_chosen_is_nothing() -> None:
    assert left(choice("a", action_id="it"), "") is None
    assert left({"type": "datepicker"}, "") is None


def test_a_moment_is_meant_by_the_clock_on_the_persons_wall() -> None:
    moment = {"type": "datetimepicker"}
    assert left(moment, "2026-11-18T09:00") == NINE_IN_BERLIN
    assert left(moment, "2026-11-18T09:00", zone=AUCKLAND) == NINE_IN_BERLIN - 12 * 3600
    assert left(moment, "never") is None


def test_buttons_hold_no_value() -> None:
    assert (
        typed([actions(button()), {"type": "header", "text": words("x")}], FormData(), BERLIN) == {}
    )
