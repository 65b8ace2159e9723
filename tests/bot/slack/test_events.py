"""What Slack sends becomes an event, and a forged or odd payload becomes a calm refusal."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.events import Door, door, translate
from bot.ui import (
    Actor,
    Command,
    HomeOpened,
    Opened,
    PersonChanged,
    Place,
    Pressed,
    Said,
    Submitted,
)

TEAM = "T0TEND"
MAYA = Actor(TEAM, "U0MAYA")


def command(**more: Any) -> dict[str, Any]:
    return {
        "team_id": TEAM,
        "user_id": "U0MAYA",
        "channel_id": "C0GENERAL",
        "command": "/mygoals",
        "text": "add “Weld”",
        "trigger_id": "1.2.abc",
        **more,
    }


def press(action_id: str = "we_talked:1", **more: Any) -> dict[str, Any]:
    action = {"action_id": action_id, "value": "n1", "action_ts": "17.5", "block_id": "x"}
    return {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": "U0MAYA", "team_id": TEAM},
        "container": {"type": "message", "message_ts": "16.1", "channel_id": "D1"},
        "channel": {"id": "D1"},
        "actions": [action],
        **more,
    }


def submission(values: Any, **more: Any) -> dict[str, Any]:
    view = {
        "id": "V1",
        "hash": "h1",
        "type": "modal",
        "callback_id": "goal",
        "private_metadata": "i1",
        "state": {"values": values},
        "blocks": [],
    }
    return {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": "U0MAYA", "team_id": TEAM},
        "view": view,
        **more,
    }


def happened(event: Any, **more: Any) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "event_id": "Ev1",
        "authorizations": [{"team_id": TEAM, "is_enterprise_install": False}],
        "event": event,
        **more,
    }


def words(**more: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "channel_type": "im",
        "user": "U0MAYA",
        "team": TEAM,
        "channel": "D1",
        "text": "hello",
        **more,
    }


def test_maya_types_a_command() -> None:
    assert translate(command(), TEAM) == Command(
        MAYA, "cmd:1.2.abc", "/mygoals", "add “Weld”", "C0GENERAL"
    )


def test_maya_presses_a_button_in_a_message() -> None:
    pressed = translate(press(), TEAM)
    key = "act:T0TEND U0MAYA 16.1 we_talked:1 17.5"
    there = pressed.message if isinstance(pressed, Pressed) else None
    assert pressed == Pressed(MAYA, key, "we_talked", "n1", Place.MESSAGE, there)
    assert there is not None
    assert there.ts == "16.1"


@pytest.mark.parametrize(("kind", "place"), [("home", Place.HOME), ("modal", Place.FORM)])
def test_maya_opens_a_form_from_elsewhere(kind: str, place: Place) -> None:
    view = {"id": "V1", "type": kind}
    opened = translate(press("open.plan:2", view=view, container={"type": "view"}), TEAM)
    key = "act:T0TEND U0MAYA V1 open.plan:2 17.5"
    assert opened == Opened(MAYA, key, "plan", "n1", place)


def test_a_link_is_slacks_own_business() -> None:
    assert translate(press("link:4"), TEAM) is None


def test_every_kind_of_field_comes_as_text_or_texts() -> None:
    chosen = ["U0ANA", "U0BEN", "U0ANA", 7, None, "two words"]
    values = {
        "title": {"value": {"type": "plain_text_input", "value": "Weld"}},
        "empty": {"value": {"type": "plain_text_input", "value": None}},
        "kind": {"value": {"type": "radio_buttons", "selected_option": {"value": "work"}}},
        "topic": {"value": {"type": "static_select", "selected_option": None}},
        "days": {"value": {"type": "checkboxes", "selected_options": [{"value": "mon"}]}},
        "weeks": {"value": {"type": "multi_static_select", "selected_options": []}},
        "day": {"value": {"type": "datepicker", "selected_date": "2026-11-23"}},
        "time": {"value": {"type": "timepicker", "selected_time": "09:30"}},
        "leader": {"value": {"type": "users_select", "selected_user": "U0TOM"}},
        "team": {"value": {"type": "multi_users_select", "selected_users": chosen}},
        "nobody": {"value": {"type": "multi_users_select", "selected_users": None}},
    }
    said = translate(submission(values), TEAM)
    assert isinstance(said, Submitted)
    assert (said.key, said.form, said.id) == ("view:V1 h1", "goal", "i1")
    assert said.values == {
        "title": "Weld",
        "empty": "",
        "kind": "work",
        "topic": "",
        "days": ("mon",),
        "weeks": (),
        "day": "2026-11-23",
        "time": "09:30",
        "leader": "U0TOM",
        "team": ("U0ANA", "U0BEN"),
        "nobody": (),
    }


def test_maya_writes_to_tend() -> None:
    assert translate(happened(words()), TEAM) == Said(MAYA, "Ev1", "hello")


def test_of_a_file_only_the_words_arrive() -> None:
    sent = words(subtype="file_share", files=[{"url_private": "https://slack.example/f"}])
    said = Said(MAYA, "Ev1", "hello", with_file=True)
    assert translate(happened(sent), TEAM) == said


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"channel_type": "channel"},
        {"hidden": True},
        {"user": None},
    ],
    ids=str,
)
def test_whatever_else_is_called_a_message_is_not_maya_speaking(more: dict[str, Any]) -> None:
    assert translate(happened(words(**more)), TEAM) is None


def test_home_opens_only_on_its_own_tab() -> None:
    opened = {"type": "app_home_opened", "user": "U0MAYA", "tab": "home"}
    assert translate(happened(opened), TEAM) == HomeOpened(MAYA, "Ev1")
    assert translate(happened({**opened, "tab": "messages"}), TEAM) is None


def test_a_changed_person_is_told_by_id_alone() -> None:
    changed = {"type": "user_change", "user": {"id": "U0MAYA", "team_id": TEAM, "name": "maya"}}
    assert translate(happened(changed), TEAM) == PersonChanged(MAYA, "Ev1")


def test_somebody_of_another_company_is_marked_as_from_outside() -> None:
    pressed = translate(press(user={"id": "U0EVE", "team_id": "T0OTHER"}), TEAM)
    assert pressed is not None and pressed.actor == Actor(TEAM, "U0EVE", is_external=True)
    said = translate(happened(words(team="T0OTHER")), TEAM)
    assert said is not None and said.actor.is_external


def test_a_form_opened_in_another_company_belongs_to_where_tend_is_installed() -> None:
    body = submission({}, team={"id": "T0OTHER"}, user={"id": "U0EVE", "team_id": "T0OTHER"})
    body["view"]["app_installed_team_id"] = TEAM
    assert door(body, TEAM) is Door.OPEN
    said = translate(body, TEAM)
    assert said is not None and said.actor == Actor(TEAM, "U0EVE", is_external=True)


@pytest.mark.parametrize(
    ("body", "verdict"),
    [
        (command(), Door.OPEN),
        (press(), Door.OPEN),
        (submission({}), Door.OPEN),
        (happened(words()), Door.OPEN),
        (command(team_id="T0OTHER"), Door.OTHER_WORKSPACE),
        (press(team={"id": "T0OTHER"}), Door.OTHER_WORKSPACE),
        (happened(words(), authorizations=[{"team_id": "T0OTHER"}]), Door.OTHER_WORKSPACE),
        (command(team_id=None), Door.OTHER_WORKSPACE),
        (command(team_id=None, is_enterprise_install="true"), Door.ORGANISATION),
        (press(team=None, is_enterprise_install=True), Door.ORGANISATION),
        (press(user={"id": "USLACKBOT"}), Door.MACHINE),
        (press(user={"id": "U0BOT", "is_bot": True}), Door.MACHINE),
        (press(function_data={"execution_id": "Fx1"}), Door.MACHINE),
        (happened(words(bot_id="B0TEND")), Door.MACHINE),
        (press(actions=[]), Door.BROKEN),
        (press(actions=[{"value": "n1"}]), Door.BROKEN),
        (press(actions="nonsense"), Door.BROKEN),
        (press(user={}), Door.BROKEN),
        (submission({}, view={"id": "V1"}), Door.BROKEN),
        (happened({"no": "type"}), Door.BROKEN),
        (happened("nonsense"), Door.BROKEN),
        (command(user_id=7), Door.BROKEN),
        ({"team_id": TEAM}, Door.BROKEN),
    ],
)
def test_who_is_let_in(body: dict[str, Any], verdict: Door) -> None:
    assert door(body, TEAM) is verdict


def test_what_lacks_a_part_of_its_key_is_a_repeat_of_nothing() -> None:
    typed = translate(command(trigger_id=None), TEAM)
    assert typed is not None and typed.key == ""


def test_an_id_that_no_program_of_ours_wrote_counts_as_none() -> None:
    forged = press()
    forged["actions"][0]["value"] = "n1\n\ud800 <script>"
    pressed = translate(forged, TEAM)
    assert isinstance(pressed, Pressed) and pressed.id == ""


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
WHOLE = (
    command(),
    press(),
    submission({"a": {"value": {"type": "checkboxes", "selected_options": [{"value": "x"}]}}}),
    happened(words()),
)


def paths(body: Any, *above: Any) -> list[tuple[Any, ...]]:
    inside = body.items() if isinstance(body, dict) else enumerate(body)
    found: list[tuple[Any, ...]] = []
    for name, value in inside if isinstance(body, dict | list) else ():
        found.append((*above, name))
        found += paths(value, *above, name) if isinstance(value, dict | list) else []
    return found


def changed(body: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    copy = body.copy()
    copy[path[0]] = changed(body[path[0]], path[1:], value)
    return copy


@settings(max_examples=75, deadline=None)
@given(st.data())
def test_no_shape_whatever_raises(data: st.DataObject) -> None:
    body = data.draw(st.sampled_from(WHOLE))
    for _ in range(data.draw(st.integers(1, 3))):
        body = changed(body, data.draw(st.sampled_from(paths(body))), data.draw(JSON))
    door(body, TEAM)
    event = translate(body, TEAM)
    assert event is None or event.actor.workspace == TEAM
