"""What people type stays the letters that they typed, whatever a client would make of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.ids import Action, FormName
from bot.teams import render
from bot.ui import (
    Button,
    Buttons,
    ChoiceField,
    Confirm,
    Do,
    Facts,
    Form,
    Option,
    Part,
    Strong,
    Text,
    Typed,
    View,
)
from tests.bot.teams.connector import words_in

Json = dict[str, Any]
DAY = "{{DATE(2026-12-24T06:00:00Z,SHORT)}}"
HOUR = "{{TIME(2026-12-24T06:00:00Z)}}"


def drawn(part: Part) -> str:
    return json.dumps(render.message(View(("Tend",), (part,)), {}), ensure_ascii=False)


@pytest.mark.parametrize("typed", [DAY, HOUR])
def test_no_client_puts_a_day_where_somebody_typed_the_sign_for_one(typed: str) -> None:
    """Ana would see other words in her preview than the leader who reads it elsewhere."""
    asked = Confirm(typed, typed, "Yes", "No")
    for part in (
        Text((typed, Strong(typed))),
        Text((typed,), quiet=True),
        Typed(typed),
        Typed(f"one\n{typed}", quoted=True),
        Facts(((typed, typed),)),
        Buttons((Button("Delete", Do(Action.DELETE_ITEM, "1"), confirm=asked),)),
    ):
        found = drawn(part)
        assert "{{" not in found and "(2026-12-24T" in found


def test_other_braces_stay_as_they_are() -> None:
    for typed in ("{{x}} ${y}", "{{DATES}}", "{DATE(1)}"):
        assert typed in drawn(Typed(typed))


def test_a_link_in_a_title_is_no_link_where_it_can_be_chosen() -> None:
    goal = Option("1", "[Your pay](https://evil.example)", f"![x](https://evil.example/{DAY})")
    form = Form(FormName.TALKED, "We talked", (ChoiceField("about", "About", options=(goal,)),))
    card = render.dialog(form, {})["card"]
    said = next(one for one in words_in(card) if "Your pay" in one)
    assert "](" not in said and "{{" not in said
    assert said.replace("\u2060", "") == f"{goal.label}: {goal.about}"
