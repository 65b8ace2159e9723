"""Block Kit on the page: every block and every element, and hostile words that stay letters."""

import re
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.pages.drawing import Surface, draw, environment
from sandbox.pages.reader import Reader
from tests.sandbox.drawing import actions, button, choice, line, option, section, words

READER = Reader(
    id="U0MAYA",
    zone=ZoneInfo("Europe/Berlin"),
    now=datetime(2026, 11, 17, 8, 0, tzinfo=UTC),
    people={"U0ANA": "Ana Moreira", "U0BOT": "Tend"},
    channels={"C0GENERAL": "general", "C0ADMINS": "tend-admins"},
    kinds={"C0GENERAL": "public", "C0ADMINS": "private"},
    members={"U0ANA": "Ana Moreira"},
)
HOSTILE = "<script>alert('x')</script>\" onfocus=\"alert(1)"
OPTIONS = [option("private"), option("known")]


def drawn(*blocks: dict[str, Any], **surface: Any) -> str:
    return str(draw(environment(), blocks, READER, Surface("message", "m1", **surface)))


def field(element: dict[str, Any], **block: Any) -> str:
    element = {"action_id": "it", **element}
    return drawn(
        {"type": "input", "block_id": "b", "label": words("The label"), "element": element, **block}
    )


def test_a_section_draws_its_text_its_fields_and_what_stands_beside() -> None:
    page = drawn(section("*Ana*", fields=[words("*as typed*")], accessory=button()))
    assert "<strong>Ana</strong>" in page
    assert "*as typed*" in page
    assert ">Press</button>" in page


def test_plain_text_stays_as_it_was_typed() -> None:
    page = drawn({"type": "section", "text": words("*a* <@U0ANA> :tada:")})
    assert "*a* &lt;@U0ANA&gt; :tada:" in page


def test_the_simple_blocks_are_drawn() -> None:
    page = drawn(
        {"type": "header", "text": words("Your people")},
        {"type": "divider"},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "_why now_"}]},
        {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "A leaf"},
    )
    assert ">Your people</h3>" in page
    assert "<hr" in page
    assert "<em>why now</em>" in page
    assert "A leaf" in page
    assert "example.com" not in page, "nothing is loaded from elsewhere"


def test_a_block_of_an_unknown_type_is_named_not_dropped() -> None:
    assert "cannot draw a block of the type <code>carousel" in drawn({"type": "carousel"})
    assert "cannot draw a block" in drawn({"type": "../page"})


def test_buttons_show_how_much_they_weigh() -> None:
    page = drawn(actions(button("a", style="primary"), button("b", style="danger")))
    assert 'class="button primary"' in page
    assert 'class="button danger"' in page


def test_a_link_button_is_a_link() -> None:
    page = drawn(actions(button(url="https://example.com/guide")))
    assert 'href="https://example.com/guide"' in page
    assert "<a " not in drawn(actions(button(url="javascript:alert(1)")))


def test_a_button_can_be_called_something_clearer() -> None:
    page = drawn(actions(button(accessibility_label="We talked, about Ana")))
    assert 'aria-label="We talked, about Ana"' in page


def test_a_button_that_asks_first_has_a_dialog_with_a_name() -> None:
    confirm = {
        "title": words("Not this time?"),
        "text": {"type": "mrkdwn", "text": "Ana will *not* be told."},
        "confirm": words("Not this time"),
        "deny": words("Go back"),
    }
    page = drawn(actions(button(confirm=confirm)))
    assert '<dialog class="confirm"' in page
    assert "Ana will <strong>not</strong> be told." in page
    assert page.index("Go back") < page.index(">Not this time</button>")


def test_a_select_offers_its_options_and_shows_the_chosen_one() -> None:
    page = drawn(actions(choice("private", "known", initial_option=option("known"))))
    assert '<option value="private">Private</option>' in page
    assert '<option value="known" selected>Known</option>' in page


def test_a_select_may_have_groups() -> None:
    element = {"type": "static_select", "action_id": "g"}
    groups = [{"label": words("Leader may know"), "options": OPTIONS}]
    page = drawn(actions({**element, "option_groups": groups}))
    assert '<optgroup label="Leader may know">' in page


@pytest.mark.parametrize("kind", ["radio_buttons", "checkboxes", "multi_static_select"])
def test_a_group_of_choices_is_named_by_its_label(kind: str) -> None:
    page = field({"type": kind, "options": OPTIONS})
    assert 'aria-labelledby="m1-b-it.label"' in page
    assert 'id="m1-b-it.label">The label' in page
    assert page.count("<input") == 2


@pytest.mark.parametrize(
    ("element", "tag"),
    [
        ({"type": "plain_text_input"}, 'type="text"'),
        ({"type": "plain_text_input", "multiline": True}, "<textarea"),
        ({"type": "number_input", "is_decimal_allowed": False}, 'inputmode="decimal"'),
        ({"type": "email_text_input"}, 'type="email"'),
        ({"type": "url_text_input"}, 'type="url"'),
        ({"type": "datepicker"}, 'type="date"'),
        ({"type": "timepicker"}, 'type="time"'),
        ({"type": "datetimepicker"}, 'type="datetime-local"'),
        ({"type": "static_select", "options": OPTIONS}, "<select"),
        ({"type": "users_select"}, "<select"),
        ({"type": "conversations_select"}, "<select"),
        ({"type": "channels_select"}, "<select"),
    ],
)
def test_a_single_field_is_tied_to_its_label(element: dict[str, Any], tag: str) -> None:
    page = field(element)
    assert tag in page
    assert 'for="m1-b-it"' in page
    assert 'id="m1-b-it"' in page
    assert 'aria-describedby="m1-b-it.error"' in page
    assert 'aria-required="true"' in page


def test_a_field_without_words_of_its_own_still_has_a_name() -> None:
    assert 'aria-label="Choose"' in drawn(actions({"type": "timepicker", "action_id": "t"}))


def test_a_choice_beside_a_text_is_named_by_the_text() -> None:
    page = drawn(section("*Who may know?*", block_id="who", accessory=choice("private")))
    assert 'id="m1-who.text"' in page
    assert 'aria-labelledby="m1-who.text"' in page


def test_ids_never_meet_whatever_the_app_calls_its_blocks() -> None:
    page = drawn(line("a-b"), line("a", action_id="b-text"), line("a b"), line("a.b"))
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_hint_is_read_out_with_its_field() -> None:
    page = field({"type": "plain_text_input"}, hint=words("In a few words"), optional=True)
    assert 'aria-describedby="m1-b-it.hint m1-b-it.error"' in page
    assert 'id="m1-b-it.hint">In a few words' in page
    assert "(optional)" in page
    assert "aria-required" not in page


def test_people_are_offered_without_the_bots() -> None:
    page = field({"type": "users_select", "initial_user": "U0ANA"})
    assert '<option value="U0ANA" selected>Ana Moreira</option>' in page
    assert "U0BOT" not in page


def test_a_filter_keeps_the_other_channels_away() -> None:
    page = field({"type": "conversations_select", "filter": {"include": ["private"]}})
    assert "C0ADMINS" in page
    assert "C0GENERAL" not in page


def test_a_moment_is_filled_in_by_the_clock_on_the_readers_wall() -> None:
    page = field({"type": "datetimepicker", "initial_date_time": 1_794_988_800})
    assert 'value="2026-11-18T09:00"' in page


def test_what_was_typed_wins_over_what_the_app_began_with() -> None:
    state = {"goal": {"text": {"type": "plain_text_input", "value": "typed <b>"}}}
    page = drawn(line(initial_value="at first"), state=state)
    assert 'value="typed &lt;b&gt;"' in page
    assert "at first" not in page


def test_an_overflow_menu_lists_its_options() -> None:
    page = drawn(actions({"type": "overflow", "action_id": "more", "options": OPTIONS}))
    assert 'aria-label="More actions"' in page
    assert 'data-value="known"' in page


def test_rich_text_is_drawn() -> None:
    runs = [
        {"type": "text", "text": "Well done <b>", "style": {"bold": True}},
        {"type": "user", "user_id": "U0ANA"},
        {"type": "emoji", "name": "tada"},
        {"type": "link", "url": "javascript:alert(1)", "text": "press"},
    ]
    items = {"type": "rich_text_list", "style": "ordered", "elements": [{"elements": runs}]}
    parts = [{"type": "rich_text_section", "elements": runs}, items]
    page = drawn({"type": "rich_text", "elements": parts})
    assert "<strong>Well done &lt;b&gt;</strong>" in page
    assert "@Ana Moreira" in page
    assert "🎉" in page
    assert "<ol" in page
    assert "javascript" not in page


@pytest.mark.parametrize(
    "block",
    [
        section(HOSTILE),
        section("x", block_id=HOSTILE, accessory=button(HOSTILE, value=HOSTILE)),
        {"type": "header", "text": words(HOSTILE)},
        {"type": "context", "elements": [words(HOSTILE)]},
        actions(button(text=words(HOSTILE), accessibility_label=HOSTILE), block_id=HOSTILE),
        actions(button(url="https://x.y/" + HOSTILE)),
        actions({**choice("a"), "placeholder": words(HOSTILE)}),
        actions({"type": "static_select", "action_id": "x", "options": [option(HOSTILE)]}),
        actions({"type": "radio_buttons", "action_id": "x", "options": [option(HOSTILE)]}),
        actions({"type": "overflow", "action_id": "x", "options": [option(HOSTILE)]}),
        line(HOSTILE, initial_value=HOSTILE, placeholder=words(HOSTILE), multiline=True),
        {**line(initial_value=HOSTILE), "label": words(HOSTILE), "hint": words(HOSTILE)},
        {"type": HOSTILE},
        actions({"type": HOSTILE, "action_id": "x"}),
    ],
)
def test_hostile_words_stay_letters_wherever_they_stand(block: dict[str, Any]) -> None:
    page = drawn(block)
    assert "<script" not in page.lower()
    assert '" onfocus' not in page
