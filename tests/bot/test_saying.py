"""Plain words to Tend: what is clear is done and can be undone, the rest is asked back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.company import ANA, BEN, MAYA
from storage import bonds, items, nudges, people, talks
from tests.office import ADMIN_CHANNEL, Office, open_office
from tests.someone import Someone, labels, text_of

TEAM = "T0TEND"


@pytest.fixture(scope="module")
def shared_office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office")) as office:
        ines, maya = office.person("Ines"), office.person("Maya")
        ines.command("/cadence", channel=ADMIN_CHANNEL)
        ines.press("Start")
        ines.close()
        for name in (ANA, BEN):
            maya.command("/mypeople")
            maya.press("Add somebody")
            maya.submit(reports=[name])
            maya.close()
        yield office
        office.no_violations()


def says(who: Someone, sentence: str) -> str:
    """What Tend answers, word for word."""
    before = len(who.messages)
    who.say(sentence)
    assert who.office.settle(lambda: len(who.messages) > before)
    return text_of(who.message)


def last_talk(office: Office, report: str) -> object:
    return office.look(lambda tx: talks.last_with(tx, TEAM, MAYA).get(report))


def test_a_talk_is_noted_on_its_day_and_undone_by_its_button(shared_office: Office) -> None:
    maya = shared_office.person("Maya")
    answer = says(maya, "Talked with Ana yesterday, she was in good form")
    assert f"You talked with <@{ANA}> yesterday." in answer
    assert "good form" not in answer
    assert str(last_talk(shared_office, ANA)) == "2026-11-23"
    maya.press("Undo", maya.message)
    assert shared_office.settle(lambda: last_talk(shared_office, ANA) is None)


@pytest.mark.parametrize(
    ("sentence", "flaw"),
    [
        ("pause until 1 January 2030", "more than half a year away"),
        ("remind me about Ana on 1 January 2028", "more than half a year away"),
        ("Ana is on leave until 1 January 2030", "more than half a year away"),
        ("I'll see Ana on 1 December 2027", "more than half a year away"),
        ("I'm away from 4 January to 23 December 2027", "more than a year ahead"),
        ("talked with Ana on 20 November 2024", "more than a year ago"),
    ],
)
def test_words_reach_no_farther_than_forms(shared_office: Office, sentence: str, flaw: str) -> None:
    before = shared_office.rows("deliveries", "seen", "askings")
    assert flaw in says(shared_office.person("Maya"), sentence)
    after = shared_office.rows("deliveries", "seen", "askings")
    assert {name for name in after if after[name] != before[name]} <= {"people"}  # heard from
    maya = shared_office.look(lambda tx: people.load(tx, TEAM, MAYA))
    assert (maya.paused_until, maya.away_first) == (None, None)


def test_two_people_at_once(shared_office: Office) -> None:
    maya = shared_office.person("Maya")
    answer = says(maya, "had coffee with Ben and Ana yesterday")
    assert f"<@{BEN}> and <@{ANA}>" in answer
    assert str(last_talk(shared_office, BEN)) == "2026-11-23"
    maya.press("Undo", maya.message)
    assert shared_office.settle(lambda: last_talk(shared_office, BEN) is None)


@pytest.mark.parametrize(
    "sentence",
    [
        "haven't talked to Ana",
        "I never got to see Ben",
        "should I talk with Ana?",
        "if I see Ben I'll ask",
        "Ana said she talked with Ben",
        "qwertz asdf",
    ],
)
def test_what_is_no_record_notes_nothing(shared_office: Office, sentence: str) -> None:
    before = shared_office.rows("deliveries", "seen", "people", "askings", "bonds")
    answer = says(shared_office.person("Maya"), sentence)
    assert shared_office.rows("deliveries", "seen", "people", "askings", "bonds") == before
    assert "noted nothing" in answer or "Nothing is noted until you choose" in answer


def test_a_plan_in_words_is_followed_up_once(shared_office: Office) -> None:
    maya = shared_office.person("Maya")
    answer = says(maya, "I'll see Ben on Thursday at 3")
    assert "Thursday, 26 November at 15:00" in answer
    waking = shared_office.look(
        lambda tx: [g.moment for held in nudges.holding(tx, TEAM, [MAYA]).values() for g, _ in held]
    )
    assert [f"{moment:%Y-%m-%d %H:%M}" for moment in waking] == ["2026-11-26 14:00"]
    says(maya, "undo")
    assert shared_office.look(lambda tx: nudges.holding(tx, TEAM, [MAYA])) == {}


def test_two_readings_are_asked_back_and_one_is_chosen(shared_office: Office) -> None:
    maya = shared_office.person("Maya")
    answer = says(maya, "haven't talked to Ana")
    assert "Nothing is noted until you choose" in answer
    asked = maya.message
    before = len(maya.messages)
    maya.press("This one", asked)
    assert shared_office.settle(lambda: len(maya.messages) > before)
    says(maya, "undo")
    maya.press("This one", asked)  # chosen once, it is gone
    assert "not found" in text_of(shared_office.world.messages(asked.channel, MAYA)[-1])


def test_questions_are_answered_without_what_was_shared(shared_office: Office) -> None:
    maya = shared_office.person("Maya")
    assert "at the earliest" in says(maya, "who is next?")
    assert f"No talk with <@{BEN}> is noted yet" in says(maya, "when did I last talk to Ben?")
    assert "shared nothing yet" in says(maya, "what did Ana share?")
    assert "Only you see what I send you" in says(maya, "who sees this?")


def test_pausing_and_starting_again(shared_office: Office) -> None:
    maya = shared_office.person("Maya")

    def pause() -> object:
        now = shared_office.clock()
        return shared_office.look(lambda tx: people.load(tx, TEAM, MAYA).pause_at(now))

    assert "Paused until" in says(maya, "pause until 3 January")
    assert pause() is not None
    says(maya, "start again")
    assert pause() is None
    assert "You are away from" in says(maya, "I'm away from Thursday to Friday")
    assert pause() is None  # not yet
    says(maya, "start again")


def test_an_employee_adds_and_reaches_a_goal_in_words(shared_office: Office) -> None:
    ana = shared_office.person("Ana")
    answer = says(ana, "add goal: learn Rust by June")
    assert "for you alone" in answer
    assert "Rust" not in answer  # what is private stays out of messages
    found = shared_office.look(lambda tx: items.own(tx, TEAM, ANA))
    assert [(i.content.title, str(i.content.date)) for i in found if i.content] == [
        ("learn Rust", "2027-06-30")
    ]
    assert "reached" in says(ana, "I learned Rust")
    assert "Open again" in labels(ana.message)


def test_nobody_notes_a_talk_with_somebody_elses_people(shared_office: Office) -> None:
    tom = shared_office.person("Tom")
    assert "noted nothing" in says(tom, f"talked with <@{ANA}> yesterday")
    assert shared_office.look(lambda tx: bonds.of_leader(tx, TEAM, tom.id)) == []


def test_what_ends_a_bond_is_always_asked_back(shared_office: Office) -> None:
    maya = shared_office.person("Maya")
    answer = says(maya, "Ben is not my report any more")
    assert "Nothing is noted until you choose" in answer
    assert shared_office.look(lambda tx: bonds.between(tx, TEAM, MAYA, BEN)) is not None
