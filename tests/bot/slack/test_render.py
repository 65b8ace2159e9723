"""Views and forms as Slack's blocks: drawn as meant, and within the limits whatever comes."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View as SlackView

from bot.slack import render
from bot.ui import (
    Button,
    Buttons,
    ChoiceField,
    ChoicesField,
    Confirm,
    DateField,
    Divider,
    Do,
    Facts,
    Form,
    Heading,
    LineField,
    Open,
    Option,
    PeopleField,
    Person,
    PersonField,
    Strong,
    Text,
    TimeField,
    Typed,
    View,
)
from sandbox.rules import check_message, check_view, is_too_large
from tests.bot.slack.product import Action, Name, goal_form, invitation, plain_view


def blocks_of(view: View) -> list[Any]:
    blocks: list[Any] = render.message(view)["blocks"]
    return blocks


def test_the_lock_screen_shows_the_summary_and_nothing_that_ana_typed() -> None:
    drawn = render.message(invitation("Leave my husband"))
    assert drawn["text"] == "An invitation about <@U0ANA>"


def test_what_ana_typed_stands_in_one_block_of_its_own_and_nowhere_else() -> None:
    drawn = render.message(invitation("<!channel> *secret*"))
    holding = [block for block in drawn["blocks"] if "secret" in json.dumps(block)]
    text = {"type": "plain_text", "text": "\u2068<!channel> *secret*\u2069", "emoji": False}
    assert holding == [{"type": "section", "text": text}]


def test_an_invitation_is_drawn_as_slack_expects() -> None:
    heading, intro, _, facts, actions, divider, small = blocks_of(invitation())
    assert heading["type"] == "header"
    assert intro["text"]["text"] == "<@U0ANA> shared a *goal* &amp; hopes you ask:"
    assert [fact["text"] for fact in facts["fields"]] == [
        "Last talk\n3 weeks ago",
        "Rhythm\nevery 2 weeks",
    ]
    assert [button["action_id"] for button in actions["elements"]] == [
        "we_talked:1",
        "open.plan:2",
        "erase:3",
        "link:4",
    ]
    assert [button.get("value") for button in actions["elements"]] == ["n1", "n1", "n1", None]
    assert divider == {"type": "divider"}
    assert small["type"] == "context"


def test_a_form_carries_its_name_and_an_opaque_id_and_nothing_typed() -> None:
    drawn = render.modal(goal_form(title="Leave my husband"))
    assert (drawn["callback_id"], drawn["private_metadata"]) == ("goal", "i1")
    title = drawn["blocks"][1]
    assert title["block_id"] == "title"
    assert title["element"] == {
        "type": "plain_text_input",
        "action_id": "value",
        "multiline": False,
        "max_length": 120,
        "initial_value": "Leave my husband",
    }
    assert json.dumps(drawn).count("husband") == 1


def test_few_options_are_seen_at_a_glance_and_many_go_into_a_menu() -> None:
    fields = {b["block_id"]: b["element"] for b in render.modal(goal_form())["blocks"][1:]}
    assert fields["kind"]["type"] == "radio_buttons"
    assert fields["topic"]["type"] == "static_select"
    assert fields["days"]["type"] == "checkboxes"
    assert fields["weeks"]["type"] == "multi_static_select"
    assert fields["kind"]["initial_option"] in fields["kind"]["options"]
    assert fields["days"]["initial_options"][0] in fields["days"]["options"]
    assert fields["day"]["initial_date"] == "2026-11-23"
    assert fields["time"]["initial_time"] == "09:30"
    assert fields["leader"]["initial_user"] == "U0MAYA"
    assert fields["team"]["initial_users"] == ["U0ANA", "U0BEN"]


def test_what_cannot_be_preselected_is_left_open() -> None:
    form = Form(
        Name.GOAL,
        "Odd",
        (
            ChoiceField("a", "A", options=(Option("x", "X"),), value="gone"),
            DateField("b", "B", value="2026-02-30"),
            TimeField("c", "C", value="25:00"),
            PersonField("d", "D", value="everybody"),
            ChoiceField("e", "E", options=()),
            PeopleField("f", "F", values=("everybody", "!here")),
        ),
        submit="Save",
    )
    drawn = render.modal(form)
    assert [block["block_id"] for block in drawn["blocks"]] == ["a", "b", "c", "d", "f"]
    assert "initial" not in json.dumps(drawn)


def test_an_old_title_that_is_too_long_still_opens_for_mending() -> None:
    drawn = render.modal(goal_form(title="🌱" * 100))
    assert drawn["blocks"][1]["element"]["max_length"] == 200
    assert check_view(drawn) == []


def test_more_than_twenty_five_buttons_stand_in_two_rows() -> None:
    buttons = tuple(Button(str(n), Do(Action.WE_TALKED, str(n))) for n in range(30))
    rows = blocks_of(View(("Many",), (Buttons(buttons),)))
    assert [len(row["elements"]) for row in rows] == [25, 5]


def test_nothing_to_say_is_still_something_that_slack_takes() -> None:
    empty = View((), (Text(("",)), Typed(" \n"), Heading(""), Facts(()), Buttons(())))
    assert render.message(empty) == {"text": "Tend", "blocks": [{"type": "divider"}]}
    assert check_view(render.home(empty)) == []
    assert check_view(render.note(empty)) == []


def test_a_note_is_a_dialog_that_only_shows() -> None:
    drawn = render.note(plain_view())
    assert "submit" not in drawn and check_view(drawn) == []


def test_twenty_long_details_in_one_message_are_shortened_not_refused() -> None:
    details = tuple(Typed("あ" * 1000) for _ in range(20))
    drawn = render.message(View(("Twenty",), details))
    assert len(drawn["blocks"]) == 20
    assert len(json.dumps(drawn["blocks"], ensure_ascii=False).encode()) <= 12_000


@pytest.mark.parametrize("draw", [render.home, render.note])
def test_a_hundred_details_in_a_view_stay_below_what_slack_takes(draw: Any) -> None:
    drawn = draw(View(("Hundred",), tuple(Typed("字" * 3000) for _ in range(150))))
    assert len(drawn["blocks"]) == 100
    assert not is_too_large(drawn) and check_view(drawn) == []


def test_slacks_own_models_take_what_we_draw() -> None:
    for block in blocks_of(invitation()):
        parsed = Block.parse(block)
        assert parsed is not None
        parsed.to_dict()
    for drawn in (render.modal(goal_form()), render.home(invitation())):
        SlackView(**drawn).to_dict()


# --- whatever comes ------------------------------------------------------------------------------


class Odd(StrEnum):
    NAME = "odd"


HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.builds(
        lambda piece, times: piece * times,
        st.sampled_from(
            ["<!channel>", "&", "*", "e\u0301", "👩‍👩‍👧‍👦", "字", "\ud800", "\n", "\u202e", "🇳🇿"]
        ),
        st.sampled_from([1, 30, 90, 400, 3100]),
    ),
)
SPANS = st.lists(st.one_of(HOSTILE, st.builds(Person, HOSTILE), st.builds(Strong, HOSTILE))).map(
    tuple
)
IDS = st.text("0123456789abcdef", max_size=32)
CONFIRMS = st.none() | st.builds(Confirm, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
DOES = st.builds(Do, st.just(Odd.NAME), IDS) | st.builds(Open, st.just(Odd.NAME), IDS)
BUTTONS = st.lists(
    st.builds(Button, HOSTILE, DOES, st.sampled_from(["plain", "primary", "danger"]), CONFIRMS),
    max_size=60,
).map(tuple)
PARTS = st.one_of(
    st.builds(Heading, HOSTILE),
    st.builds(Text, SPANS, st.booleans()),
    st.builds(Typed, HOSTILE),
    st.builds(Facts, st.lists(st.tuples(HOSTILE, HOSTILE), max_size=25).map(tuple)),
    st.builds(Buttons, BUTTONS),
    st.just(Divider()),
)
VIEWS = st.builds(View, SPANS, st.lists(PARTS, max_size=30).map(tuple))

OPTIONS = st.lists(
    st.builds(Option, st.text("abc123", min_size=1, max_size=20), HOSTILE, HOSTILE), max_size=15
).map(tuple)
COMMON: dict[str, Any] = {"label": HOSTILE, "hint": HOSTILE, "optional": st.booleans()}
NAMES = st.uuids().map(str)
FIELDS = st.one_of(
    st.builds(
        LineField,
        NAMES,
        **COMMON,
        value=HOSTILE,
        longest=st.integers(-1, 5000),
        several_lines=st.booleans(),
    ),
    st.builds(ChoiceField, NAMES, **COMMON, options=OPTIONS, value=HOSTILE),
    st.builds(ChoicesField, NAMES, **COMMON, options=OPTIONS),
    st.builds(DateField, NAMES, **COMMON, value=HOSTILE),
    st.builds(TimeField, NAMES, **COMMON, value=HOSTILE),
    st.builds(PersonField, NAMES, **COMMON, value=HOSTILE),
    st.builds(
        PeopleField,
        NAMES,
        **COMMON,
        values=st.lists(HOSTILE).map(tuple),
        most=st.integers(-1, 200),
    ),
)
FORMS = st.builds(
    Form,
    name=st.just(Odd.NAME),
    title=HOSTILE,
    parts=st.lists(PARTS | FIELDS, max_size=30).map(tuple),
    id=IDS,
    submit=HOSTILE,
    close=HOSTILE,
)
WIDE = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@WIDE
@given(VIEWS)
def test_any_view_is_within_slacks_limits(view: View) -> None:
    message = render.message(view)
    assert check_message(message["blocks"]) == []
    assert 0 < len(message["text"]) <= 3000
    assert check_view(render.home(view)) == []
    assert check_view(render.note(view)) == []
    assert "<!" not in message["text"]


@WIDE
@given(FORMS)
def test_any_form_is_within_slacks_limits(form: Form) -> None:
    drawn = render.modal(form)
    assert check_view(drawn) == []
    assert not is_too_large(drawn)
    json.dumps(drawn, ensure_ascii=False).encode()
