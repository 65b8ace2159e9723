"""Whatever people type stays letters: no mention, no link, no format, nothing hidden or lost."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.ids import FormName
from sandbox.company import ANA, BEN, MAYA
from sandbox.events import wrapped
from sandbox.shapes import Json
from tests.bot.forging import Forger, chosen
from tests.bot.scenes import (
    TEAM,
    bond,
    leads,
    own_items,
    shared_with,
    shares,
    start,
)
from tests.office import Office, open_office, text_of
from tests.someone import UNSEEN, Someone, typed_in

KEPT = [
    "<!channel> <!here> <!everyone>",
    "<@U0MAYA> <#C0GENERAL> <!subteam^S1> <!date^1^{date}|x>",
    "<https://evil.example|Payroll login>",
    "https://evil.example/login",
    "＜!channel＞ ＜@U0MAYA＞",
    "*bold* _i_ ~s~ `code` ```more``` > quote",
    "@channel #general @everyone @maya",
    ":tada: :warning: :skull:",
    "&amp; &lt;b&gt; & < >",
    "'; DROP TABLE items; -- \" \\",
    "{{7*7}} ${jndi:ldap://x} %s%n \\N{BULLET} {0}",
    "<script>alert(1)</script>",
    "xoxb-0000-not-a-token password=hunter2",
    "👩‍👩‍👧‍👦 👍🏽 🇩🇪",
    "می‌خواهم زبان یاد بگیرم",
    "أريد أن أتعلم",
    "אני רוצה ללמוד",
    "ฉันอยากเรียน",
    "𠀋𠂢𠂤 学ぶ",
    "x\u0301\u0302 naïve",
    "null",
    "-1",
]
CLEANED = [
    ("pay\u202eroll\u202c", "payroll"),
    ("\u2066isolated\u2069 text", "isolated text"),
    ("plain\U000e0041\U000e0042\U000e007f", "plain"),
    ("zero\ufeff width\u2060 joined\u00ad", "zero width joined"),
    ("x" + "\u0301\u0302\u0303\u0304" * 20 + "algo", "x" + "\u0301\u0302\u0303\u0304" * 2 + "algo"),
    ("two\nlines\r\nof it", "two lines of it"),
    ("nul\x00 bell\x07 esc\x1b", "nul bell esc"),
    ("  spaces   and\ttabs  ", "spaces and tabs"),
]
BLANK = [
    "\u200b",
    "\u3164",
    "\u2800",
    "\u00a0 \u00a0",
    "\u2060\ufeff",
    "\u202e\u202c",
    "\u115f",
    " ",
]


@pytest.fixture
def ana(office: Office) -> Office:
    leads(office, "Maya", "Ana")
    return office


def only_letters(office: Office, typed: str) -> None:
    """Wherever it went out, it stood in a plain text object or in the field it came from."""
    seen = 0
    answers = [ack.answer for ack in office.world.acks if isinstance(ack.answer, dict)]
    for payload in [*(call.arguments for call in office.world.calls), *answers]:
        for piece in pieces(payload):
            for key, value in piece.items():
                if isinstance(value, str) and typed in value.translate(UNSEEN):
                    letters = piece.get("type") == "plain_text" and piece.get("emoji") is False
                    field = piece.get("type") == "plain_text_input" and key == "initial_value"
                    assert letters or field, piece
                    seen += 1
    assert seen, "it was shown somewhere"


def pieces(payload: Any) -> Iterator[Json]:
    if isinstance(payload, dict):
        yield payload
        for value in payload.values():
            yield from pieces(value)
    elif isinstance(payload, list | tuple):
        for value in payload:
            yield from pieces(value)


def titles(office: Office, name: str) -> list[str]:
    found = [item.content for item in own_items(office, name)]
    return [content.title for content in found if content is not None]


def test_what_is_typed_is_kept_as_it_is(ana: Office) -> None:
    for typed in KEPT:
        shares(ana, "Ana", title=typed, details=typed)
    assert sorted(titles(ana, "Ana")) == sorted(one.strip() for one in KEPT)
    shared = [one.content.title for one in shared_with(ana, "Maya") if one.content]
    assert sorted(shared) == sorted(one.strip() for one in KEPT)
    maya = ana.person("Maya")
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("More")
    maya.home()
    for typed in KEPT:
        if len(typed) > 6:
            only_letters(ana, typed)
    ana.no_violations()


@pytest.mark.parametrize(("typed", "kept"), CLEANED)
def test_what_hides_or_reorders_is_removed(ana: Office, typed: str, kept: str) -> None:
    shares(ana, "Ana", title=typed, level="private")
    assert titles(ana, "Ana") == [kept]
    ana.person("Ana").command("/mygoals", f"add {typed}")
    assert titles(ana, "Ana") == [kept, kept]


@pytest.mark.parametrize("typed", BLANK)
def test_what_cannot_be_seen_is_nothing(ana: Office, typed: str) -> None:
    someone = ana.person("Ana")
    someone.command("/mygoals", "add")
    fields = {"kind": "goal", "area": "work", "title": typed, someone.know_field(): "private"}
    assert someone.fill_and_submit(fields).errors == {"title": "Please write something."}
    assert typed_in(someone.modal)["title"] == typed, "what was typed stays in its field"
    assert titles(ana, "Ana") == []


def test_half_a_character_is_left_out(tmp_path: Path) -> None:
    """A lone surrogate, as a broken client may send it."""
    with open_office(tmp_path, http=True) as office:
        office.person("Ana").home()
        fields = item_fields("half \ud83d here", "know")
        answer = Forger(office, ANA).submit(FormName.ITEM, "", fields)
        assert answer.ack.in_time
        assert titles(office, "Ana") == ["half here"]


def item_fields(title: str, know: str, details: str = "") -> dict[str, Any]:
    kinds = {"kind": chosen("goal"), "area": chosen("work"), know: chosen("private")}
    return kinds | {"title": title, "details": details}


@pytest.mark.parametrize(
    ("title", "details", "flawed"),
    [
        ("a" * 120, "b" * 1000, set()),
        ("a" * 121, "b", {"title"}),
        ("a", "b" * 1001, {"details"}),
        ("a" * 5000, "b" * 5000, {"title", "details"}),
        ("👩‍👩‍👧‍👦" * 17, "", set()),
        ("&" * 120, "<" * 1000, set()),
        ("\u0301" * 500 + "a", "", set()),
    ],
    ids=["just fits", "title", "details", "both", "families", "escaped", "marks"],
)
def test_the_limits_hold_behind_the_form(
    ana: Office, title: str, details: str, flawed: set[str]
) -> None:
    """A client of one's own minds no max_length."""
    bonded = bond(ana, "Maya", "Ana")
    assert bonded is not None
    fields = item_fields(title, f"know.{bonded.id}", details)
    answer = Forger(ana, ANA).submit(FormName.ITEM, "", fields)
    errors = answer.ack.answer.get("errors", {})
    assert set(errors) == flawed
    assert len(own_items(ana, "Ana")) == (0 if flawed else 1)
    ana.person("Ana").command("/mygoals")
    assert [v.detail for v in ana.world.violations] == []


def test_everything_full_to_the_brim_is_still_drawn(ana: Office) -> None:
    """Fifty items of the longest kind, in the characters that grow most on their way."""
    for number in range(20):
        shares(ana, "Ana", title=f"{number} " + "&<>" * 39, details="漢\n" * 499)
    someone, maya = ana.person("Ana"), ana.person("Maya")
    someone.command("/mygoals")
    someone.press("Open")
    someone.home()
    maya.command("/mypeople")
    maya.press("Open")
    maya.press("More")
    maya.press("We talked")
    maya.home()
    ana.no_violations()


@pytest.mark.parametrize("typed", KEPT[:4] + KEPT[5:7])
def test_a_title_in_a_nudge_is_letters_too(office: Office, typed: str) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana", title=typed)
    office.later(days=21)
    maya = office.person("Maya")
    assert typed in text_of(maya.message)
    only_letters(office, typed)
    assert typed not in maya.message.text and maya.message.text.count("<") == 1
    office.no_violations()


@pytest.mark.parametrize(
    "text", ["x" * 2001, "add " + "x" * 5000, "add\n" * 200, "add " + "\n" * 200]
)
def test_a_command_without_measure_is_answered_in_words(office: Office, text: str) -> None:
    ben = office.person("Ben")
    result = ben.command("/mygoals", text)
    assert result.error is None
    assert titles(office, "Ben") == []
    office.no_violations()


def test_a_title_too_long_for_a_command_is_not_lost(ana: Office) -> None:
    """It comes back, in the form or in the answer, to be shortened there."""
    someone = ana.person("Ana")
    typed = "Learn to speak " * 10
    result = someone.command("/mygoals", f"add {typed}")
    shown = text_of(result.message) if result.message else str(typed_in(someone.modal))
    assert typed.strip() in shown
    assert titles(ana, "Ana") == []


@pytest.mark.parametrize("command", ["/mygoals", "/mypeople", "/cadence"])
def test_no_command_says_back_what_it_did_not_understand(office: Office, command: str) -> None:
    ben = office.person("Ben")
    for typed in (*KEPT[:3], "\u202e", "help\u0000", "show " * 300):
        ben.close()
        assert ben.command(command, typed).error is None
    said = [text_of(place) for place in ben.screen()]
    assert not any("<!channel>" in text or "Payroll" in text for text in said)
    office.no_violations()


def test_words_in_the_conversation_are_answered_without_repeating_them(office: Office) -> None:
    ben = office.person("Ben")
    hostile = [*KEPT[:6], "x" * 4000, "\u200b", "/mygoals", "a\n" * 500]
    for answers, typed in enumerate(hostile, start=1):
        ben.say(typed)
        assert office.settle(partial(has_answers, ben, answers)), typed
        assert len(typed) < 3 or typed not in str(office.rows("seen"))
    for message in ben.messages:
        assert "evil.example" not in message.text and "<!" not in message.text
        assert "<!channel>" not in str(message.blocks)
    office.no_violations()


@pytest.mark.parametrize("subtype", [{}, {"subtype": "file_share"}])
def test_a_picture_or_a_voice_is_politely_not_opened(office: Office, subtype: Json) -> None:
    ben, world = office.person("Ben"), office.world
    file = {"id": "F1", "mimetype": "audio/mp4", "url_private": f"{office.workspace.url}/secret"}
    event: Json = {"type": "message", "channel": world.dm(BEN).id, "channel_type": "im"}
    event |= {
        "user": BEN,
        "text": "",
        "files": [file],
        "ts": world.rooms.next_ts(),
        "team": TEAM,
        **subtype,
    }
    office.workspace.run(world.deliver("events_api", wrapped(world, event)))
    assert office.settle(partial(has_answers, ben, 1))
    assert "I read words only, and did not open what you sent." in text_of(ben.message)
    assert not [call for call in world.calls if call.method.startswith("files")]


def has_answers(person: Someone, count: int) -> bool:
    return len(person.messages) >= count


@pytest.mark.parametrize(
    "value", ["2026-13-45", "0000-00-00", "99999-01-01", "tomorrow", "<!channel>"]
)
def test_a_forged_day_is_refused_beside_its_field(ana: Office, value: str) -> None:
    bonded = bond(ana, "Maya", "Ana")
    assert bonded is not None
    fields = {"day": {"type": "datepicker", "selected_date": value}, "about": []}
    answer = Forger(ana, MAYA).submit(FormName.TALKED, bonded.id, fields)
    assert list(answer.ack.answer["errors"]) == ["day"]
    assert "<" not in answer.text


@pytest.mark.parametrize("value", ["25:99", "noon", "", "10:00:00.000001", "١٠:٠٠"])
def test_a_forged_time_is_refused_or_read_as_a_time(ana: Office, value: str) -> None:
    fields = {
        "days": ["0"],
        "starts": {"type": "timepicker", "selected_time": value},
        "ends": {"type": "timepicker", "selected_time": "17:00"},
    }
    answer = Forger(ana, BEN).submit(FormName.MY_SETTINGS, "", fields)
    assert answer.ack.in_time
    errors = (answer.ack.answer or {}).get("errors", {})
    assert set(errors) <= {"starts"}
    rows = [row for row in ana.rows()["people"] if BEN in row]
    ana.person("Ben").home()
    assert rows


@pytest.mark.parametrize("days", [["7"], ["-1"], ["0", "x"], ["٣"], ["0" * 50], []])
def test_forged_choices_are_no_days(ana: Office, days: list[str]) -> None:
    nine, five = ({"type": "timepicker", "selected_time": t} for t in ("09:00", "17:00"))
    fields = {"days": days, "starts": nine, "ends": five}
    answer = Forger(ana, BEN).submit(FormName.MY_SETTINGS, "", fields)
    assert answer.ack.in_time
    assert "Your hours:" in text_of(ana.person("Ben").home())
