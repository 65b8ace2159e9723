"""The pulse: Ana and the others answer about Maya, who guesses, and is shown one word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from care.pulse import Band
from sandbox.company import ANA, BEN, CHIDI, EVA, FINN, JO, KOFI, LINA, MAYA, NOA, OMAR, PRIYA, TOM
from sandbox.shapes import Message, View
from storage import deliveries, people, pulse_bands
from storage.database import Tx
from storage.tables import metadata
from tests.bot.scenes import TEAM, sent, start
from tests.office import ADMIN_CHANNEL, Office, Someone, labels, open_office, text_of
from tests.people import bond, profile

FIVE = ("Ana", "Ben", "Chidi", EVA, FINN)
MAYAS = (ANA, BEN, CHIDI, EVA, FINN, KOFI, LINA, NOA)
WEDNESDAY = datetime(2026, 12, 9, 12, 0, tzinfo=UTC)  # one o'clock in Berlin
OPEN_UNTIL = "Wednesday, 16 December"


@pytest.fixture
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Two weeks after the start Maya leads eight people and Tom three; nobody wants plans."""
    with open_office(tmp_path_factory.mktemp("pulse")) as office:
        start(office)
        with office.tend.database.begin() as tx:
            grow(tx, office)
        office.clock.at = WEDNESDAY
        office.tick()
        yield office


def grow(tx: Tx, office: Office) -> None:
    for leader, reports in ((MAYA, MAYAS), (TOM, (JO, OMAR, PRIYA))):
        people.learn(tx, TEAM, profile(leader), office.clock())
        for report in reports:
            bond(tx, leader, report, TEAM, office.clock())
        people.change(tx, TEAM, leader, stopped_at=office.clock())


def question(person: Someone) -> Message:
    asked = [m for m in person.messages if "How does it land?" in text_of(m)]
    return asked[-1]


def answers(person: Someone, often: str = "often", button: str = "Answer") -> None:
    person.press(button, question(person))
    assert person.submit(asked=often, did=often, knows=often).accepted


def at_the_close(office: Office) -> None:
    office.later(days=7)


def word_of(office: Office, leader: str = MAYA) -> list[Band | None]:
    return [one.band for one in office.look(lambda tx: pulse_bands.bands_of(tx, TEAM, leader))]


def held(office: Office, table: str) -> int:
    return len(office.look(lambda tx: tx.all(select(metadata.tables[table]))))


# --- to who is led -------------------------------------------------------------------------------


def test_ana_answers_in_two_taps_and_the_message_never_says_what(team: Office) -> None:
    ana = team.person("Ana")
    asked = question(ana)
    assert f"<@{MAYA}> sees one of four words, and only if 5 or more people" in text_of(asked)
    assert "Confidential" in text_of(asked) and OPEN_UNTIL in text_of(asked)
    assert "anonymous" not in text_of(asked).lower()
    answers(ana)
    assert ana.sees("noted.") and not ana.has_modal
    said = text_of(question(ana)).lower()
    assert not any(word in said for word in ("often", "now and then", "not yet"))
    assert team.called("chat.postMessage") and "How does it land" not in asked.text
    team.no_violations()


def test_ana_changes_her_answer_skips_a_question_and_takes_all_back(team: Office) -> None:
    ana = team.person("Ana")
    answers(ana)
    ana.press("Change", question(ana))
    assert ana.submit(asked="not_yet", did="skip").accepted
    ana.press("Change", question(ana))
    assert chosen(ana.modal) == {"asked": "not_yet", "did": "skip", "knows": "often"}
    ana.press("Take my answers back")
    assert "Nothing is noted" in ana.reads()
    ana.close()
    ana.press("Answer", question(ana))
    assert chosen(ana.modal) == {}
    assert all(row.sealed is None for row in team.look(answer_rows))
    team.no_violations()


def answer_rows(tx: Tx) -> list[object]:
    return list(tx.all(select(metadata.tables["pulse_answers"])))


def chosen(modal: View) -> dict[str, str]:
    inputs = [block for block in modal.blocks if block["type"] == "input"]
    found = {b["block_id"]: b["element"].get("initial_option") for b in inputs}
    return {name: option["value"] for name, option in found.items() if option}


def test_whoever_skips_is_not_reminded_and_who_does_nothing_is_once(team: Office) -> None:
    ana, ben, chidi = (team.person(name) for name in ("Ana", "Ben", "Chidi"))
    ana.press("Skip this time", question(ana))
    assert ana.sees("Skipped this time.")
    answers(ben)
    team.live(days=14, hours=3)
    assert [len(sent(team, who.id, "pulse-again")) for who in (ana, ben, chidi)] == [0, 0, 1]
    mine = sent(team, "Chidi")
    days = [one.day for one in mine if one.kind in deliveries.UNASKED and one.day]
    assert len(days) == 2 and (days[1] - days[0]).days == 7, "one message a week"
    assert "This is over" in text_of(question(chidi))
    assert not {"Answer", "Change"} & set(labels(question(chidi)))
    team.no_violations()


def test_ana_wants_no_such_questions_and_what_she_answered_goes(team: Office) -> None:
    ana = team.person("Ana")
    answers(ana)
    ana.press("Don't ask me", question(ana))
    assert ana.sees("I won't ask you such questions any more")
    assert len(team.look(answer_rows)) == 7
    team.live(days=30, hours=6)
    assert len(sent(team, "Ana", "pulse")) == 1
    assert len(sent(team, "Ben", "pulse")) == 2
    ana.press("Settings", ana.home())
    assert ana.submit(pulse="yes").accepted
    team.live(days=28, hours=6)
    assert len(sent(team, "Ana", "pulse")) == 2


def test_in_home_ana_answers_as_well(team: Office) -> None:
    ana = team.person("Ana")
    home = ana.home()
    assert "How does it land?" in text_of(home) and f"Open until {OPEN_UNTIL}" in text_of(home)
    ana.press("Answer", home)
    assert ana.submit(asked="often").accepted
    assert team.settle(lambda: "noted." in text_of(ana.home()))
    at_the_close(team)
    assert "How does it land?" not in text_of(ana.home())


def test_a_form_that_was_left_open_notes_nothing_after_the_close(team: Office) -> None:
    ana = team.person("Ana")
    ana.press("Answer", question(ana))
    at_the_close(team)
    ana.submit(asked="often")
    assert "not found" in ana.reads()
    assert held(team, "pulse_answers") == 0


def test_who_leads_and_is_led_each_way_is_not_asked(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with open_office(tmp_path_factory.mktemp("pulse")) as office:
        start(office)
        with office.tend.database.begin() as tx:
            grow(tx, office)
            bond(tx, ANA, MAYA, TEAM, office.clock())
        office.clock.at = WEDNESDAY
        office.tick()
        assert sent(office, "Ana", "pulse") == [] and len(sent(office, "Ben", "pulse")) == 1


# --- to a leader ---------------------------------------------------------------------------------


def care_factor(leader: Someone) -> str:
    leader.close()
    leader.press("My Care Factor", leader.home())
    read: str = leader.reads()
    leader.close()
    return read


def test_maya_guesses_first_and_then_sees_her_word_beside_it(team: Office) -> None:
    for name in FIVE:
        answers(team.person(name))
    maya = team.person("Maya")
    before = text_of(maya.home())
    assert "Your people are being asked this week" in before
    at_the_close(team)
    assert word_of(team) == [Band.VERY_STRONG]
    assert "Before you see it" in text_of(maya.home())
    assert "very strong" not in text_of(maya.home())
    maya.press("My guess", maya.home())
    assert maya.submit(guess="steady").accepted
    page = maya.reads()
    assert "It is very strong" in page and "My Care Factor" not in labels(maya.modal)
    assert "You had guessed steady: your people see more than you thought." in page
    assert "Only you see this word" in page
    maya.close()
    assert "My guess" not in labels(maya.home())
    assert "very strong" not in text_of(maya.home()), "it stands in one place"
    team.no_violations()


def test_a_guess_during_the_week_can_be_changed_and_never_after(team: Office) -> None:
    for name in FIVE:
        answers(team.person(name), "not_yet")
    maya = team.person("Maya")
    maya.press("My guess", maya.home())
    assert maya.submit(guess="strong").accepted
    maya.press("Change my guess")
    assert maya.submit(guess="growing").accepted
    maya.press("Change my guess")
    at_the_close(team)
    maya.submit(guess="very_strong")
    assert "nothing to guess" in maya.reads()
    assert "You had guessed growing too." in care_factor(maya)


def test_while_they_answer_maya_s_home_is_the_same_whatever_they_say(team: Office) -> None:
    """Neither who answered, nor how many, nor when: not until the close, and not after it."""
    maya = team.person("Maya")
    seen = {text_of(maya.home()) + care_factor(maya)}
    for name in FIVE:
        answers(team.person(name), "not_yet")
        seen.add(text_of(maya.home()) + care_factor(maya))
    assert len(seen) == 1
    assert [m for m in maya.messages if "lands" in text_of(m)] == []


def test_with_four_answers_maya_is_told_the_same_as_with_none(team: Office) -> None:
    for name in FIVE[:4]:
        answers(team.person(name))
    at_the_close(team)
    assert word_of(team) == [] and held(team, "pulse_answers") == 0
    assert "No word yet." in care_factor(team.person("Maya"))


def test_tom_with_three_people_has_no_word_and_something_better_to_do(team: Office) -> None:
    tom, jo = team.person("Tom"), team.person("Jo")
    page = care_factor(tom)
    assert "With fewer than five people there is no word" in page
    assert page.count("• “") == 3
    assert not {"My guess", "Answer"} & {*labels(tom.home()), *labels(jo.home())}
    assert sent(team, "Jo", "pulse") == [], "nobody is asked what could not be used"


def test_nobody_else_sees_anything_of_it(team: Office) -> None:
    for name in FIVE:
        answers(team.person(name))
    at_the_close(team)
    maya = team.person("Maya")
    maya.press("My guess", maya.home())
    maya.submit(guess="steady")
    for name in ("Ana", "Tom", "Ines"):
        person = team.person(name)
        person.home()
        assert not any("very strong" in text_of(place) for place in person.screen()), name


# --- to an admin ---------------------------------------------------------------------------------


def test_ines_turns_it_off_and_every_open_answer_goes(team: Office) -> None:
    answers(team.person("Ana"))
    ines = team.person("Ines")
    ines.command("/cadence", "pulse off", ADMIN_CHANNEL)
    team.tick()
    assert held(team, "pulse_answers") == 0 and word_of(team) == []
    assert "This is over" in text_of(question(team.person("Ana")))
    assert "your admins have turned it off" in care_factor(team.person("Maya"))
    team.live(days=60, hours=12)
    assert len(sent(team, "Ben", "pulse")) == 1
    ines.command("/cadence", "pulse on", ADMIN_CHANNEL)
    team.live(days=7, hours=12)
    assert len(sent(team, "Ben", "pulse")) == 2
    team.no_violations()


def test_ines_can_raise_the_floor_and_not_lower_it(team: Office) -> None:
    ines = team.person("Ines")
    assert "it can be raised and not lowered" in ines.answer_to(
        "/cadence", "pulse 4", ADMIN_CHANNEL
    )
    assert "at least 6" in ines.answer_to("/cadence", "pulse 6", ADMIN_CHANNEL)
    for name in FIVE:
        answers(team.person(name))
    at_the_close(team)
    assert word_of(team) == [], "five answered"
    assert "It needs six people or more who answer" in care_factor(team.person("Maya"))
