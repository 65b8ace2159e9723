"""Still true? Ana is asked about what she shares, and whatever she answers is done at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sandbox.company import ANA
from storage import people
from tests.bot.scenes import AWS, TEAM, leads, own_items, sent, shared_with, shares, start
from tests.office import NAMES, Office, labels, text_of

HALF_A_YEAR = timedelta(days=181)


def asked(office: Office, level: str = "named", **more: Any) -> None:
    """Ana shared something with Maya half a year ago; Maya wants no plans meanwhile."""
    start(office)
    leads(office, "Maya", "Ana")
    shares(office, "Ana", level=level, **more)
    office.clock.forward(days=181)
    with office.tend.database.begin() as tx:
        people.change(tx, TEAM, NAMES["Maya"], stopped_at=office.clock())
    office.tick()


def home_of(office: Office, name: str) -> str:
    home = office.world.home(NAMES[name])
    return text_of(home) if home else ""


def test_ana_is_asked_once_and_says_that_it_is_still_true(office: Office) -> None:
    asked(office)
    ana = office.person("Ana")
    assert text_of(ana.message).startswith("Is this still so?")
    assert AWS in text_of(ana.message) and AWS not in ana.message.text
    assert "If I hear nothing for 30 days, I stop sharing it. It stays yours." in (
        text_of(ana.message)
    )
    ana.press("Still true", ana.message)
    assert ana.sees("Noted: it still holds, and stays shared.")
    assert "Still true" not in labels(ana.message) and not ana.has_modal
    office.later(days=40)
    assert len(shared_with(office, "Maya")) == 1
    assert len(sent(office, "Ana", "still-true")) == 1
    office.no_violations()


@pytest.mark.parametrize(
    ("button", "words"),
    [("Reached", "Noted: reached."), ("Stop sharing", "Not shared any more. It stays yours.")],
)
def test_what_ana_presses_is_done_and_seen_by_maya(office: Office, button: str, words: str) -> None:
    asked(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    assert "Not talked about yet" in text_of(maya.home())
    ana.press(button, ana.message)
    assert ana.sees(words) and not ana.has_modal
    assert office.settle(lambda: "Not talked about yet" not in home_of(office, "Maya"))
    assert (shared_with(office, "Maya") == []) is (button == "Stop sharing")
    office.no_violations()


def test_without_an_answer_it_is_shared_no_longer_and_ana_sees_why(office: Office) -> None:
    asked(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    assert AWS in text_of(maya.home())
    ana.home()
    office.later(days=30)
    assert shared_with(office, "Maya") == []
    assert office.settle(lambda: AWS not in home_of(office, "Maya"))
    assert ana.sees("I stopped sharing this, because my question whether it still holds had no")
    assert "not shared any more: no answer to my question" in home_of(office, "Ana")
    (kept,) = own_items(office, "Ana")
    assert kept.content is not None and kept.content.title == AWS
    ana.command("/mygoals")
    ana.press("Open")
    assert "I stopped sharing this" in ana.reads()
    ana.press("Share again")
    ana.fill_and_submit({ana.know_field(): "discreet"})
    assert ana.submit().accepted
    assert len(shared_with(office, "Maya")) == 1
    ana.press("Open")
    assert "I stopped sharing this" not in ana.reads()
    office.no_violations()


def test_ana_wants_no_such_questions(office: Office) -> None:
    asked(office)
    ana = office.person("Ana")
    ana.press("Stop asking", ana.message)
    assert ana.sees("I won't ask such questions any more.")
    assert "Still true" not in labels(ana.message)
    office.later(days=31)
    assert len(shared_with(office, "Maya")) == 1, "her word stands in for an answer"
    ana.press("Settings", ana.home())
    assert ana.submit(still="yes").accepted
    assert office.look(lambda tx: people.load(tx, TEAM, ANA).asked_still)
    office.no_violations()


def test_ana_pauses_from_the_question(office: Office) -> None:
    asked(office)
    ana = office.person("Ana")
    ana.press("Pause", ana.message)
    assert ana.submit(until="week").accepted
    assert ana.sees("Paused until")
    assert "Start again" in labels(ana.message)
    ana.press("Start again", ana.message)
    assert ana.sees("Pause")


def test_what_is_deleted_is_gone_from_the_question_too(office: Office) -> None:
    asked(office)
    ana = office.person("Ana")
    ana.command("/mygoals")
    ana.press("Open")
    ana.press("Delete")
    assert office.settle(lambda: AWS not in text_of(ana.message))
    office.no_violations()


# --- the mirror: how often, and around its date --------------------------------------------------


def test_ana_chooses_how_often_a_talk_about_it_is_worth_it(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals", "add")
    filled = {"kind": "goal", "area": "work", "title": AWS, ana.know_field(): "named"}
    errors = ana.fill_and_submit({**filled, "ideal": "5", "maximum": "100"}).errors
    assert errors is not None and "from 7 to 90" in errors["ideal"]
    assert ana.fill_and_submit({**filled, "ideal": "14", "maximum": "28"}).accepted
    assert f"You haven't talked with <@{ANA}> in 2 weeks about:" in ana.reads()
    assert "Sent if no talk about it is noted for 2 weeks (set by you for this)." in ana.reads()
    assert ana.submit().accepted
    office.later(days=14)
    assert f"You haven't talked with <@{ANA}> in 2 weeks about:" in text_of(maya.message)
    ana.press("Open")
    ana.press("Edit")
    assert ana.submit(ideal=None, maximum=None).accepted
    ana.press("Open")
    assert "Sent if no talk about it is noted for 3 weeks (Tend's default)." in ana.reads()
    office.no_violations()


def test_the_mirror_shows_the_lines_around_the_date_word_for_word(office: Office) -> None:
    start(office)
    leads(office, "Maya", "Ana")
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals", "add")
    filled = {"kind": "goal", "area": "work", "title": AWS, "date": "2026-12-11"}
    ana.fill_and_submit({**filled, ana.know_field(): "named"})
    preview = ana.reads()
    assert f"<@{ANA}> has a date coming up, on Friday, 11 December:" in preview
    assert "Sent once, in the last two working days before its date." in preview
    assert f"It was on Friday, 11 December, and a word with <@{ANA}> is still worth it:" in preview
    ana.submit()
    office.live(days=16, hours=3)
    assert sum("has a date coming up, on Friday, 11 December:" in text_of(m) for m in maya.messages)
    office.live(days=5, hours=3)
    assert any("It was on Friday, 11 December, and a word" in text_of(m) for m in maya.messages)
    assert "I am late with this." in preview
    ana.press("Open")
    assert "has a date coming up" not in ana.reads(), "only what may still come"
    office.no_violations()
