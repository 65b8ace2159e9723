"""The Care Factor: Maya, who leads eight people, and Tom, who leads three, look at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.conversations import registry
from bot.ids import FormName
from bot.ui import Actor, Opened, Place, Show
from bot.views.factor import PAGE
from sandbox.company import ANA, BEN, JO, KOFI, MAYA, OMAR, TOM
from storage import bonds, people
from tests.bot.factor_past import MAYAS, led, talked
from tests.bot.scenes import TEAM, a_plan
from tests.office import Office, Someone, labels, open_office
from tests.people import bond, profile

BUTTON = "My Care Factor"
WEEK = timedelta(days=7)


@pytest.fixture
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Maya leads eight people and Tom three, for longer than twelve weeks; nobody talked yet."""
    with open_office(tmp_path_factory.mktemp("factor")) as office:
        led(office)
        yield office


def page(office: Office, name: str) -> str:
    """What this person reads on the page, opened in Home."""
    person = office.person(name)
    person.press(BUTTON, person.home())
    read = person.reads()
    person.close()
    return read


# --- what she did --------------------------------------------------------------------------------


def test_maya_sees_what_she_did_beside_the_weeks_before(team: Office) -> None:
    for days in (1, 3, 5, 50):
        talked(team, MAYA, ANA, days)
    talked(team, MAYA, BEN, -2, -4)
    talked(team, MAYA, KOFI, 30, 60)
    read = page(team, "Maya")
    assert "With two of your eight people, the last talk was within their rhythm." in read
    assert "In the last six weeks you noted six talks, four of them without a nudge." in read
    assert "In the six weeks before: two talks, all of them without a nudge." in read
    assert "Your last eight talks were with three of your eight people." in read
    assert "Six of them were with two." in read
    assert "waits for a first talk" in read
    assert "never added up, beside your own past alone" in read
    team.no_violations()


def test_each_persons_weeks_stand_in_words_before_they_stand_in_signs(team: Office) -> None:
    talked(team, MAYA, KOFI, 1, 15, 80)
    read = page(team, "Maya")
    line = f"<@{KOFI}>. Three of twelve weeks, last yesterday.\n"
    assert line + "■□□□□□□□□■□■" in read
    assert f"<@{ANA}>. No talk in twelve weeks.\n" + 12 * "□" in read
    told = [read.index(f"<@{who}>. ") for who in MAYAS]
    assert told == sorted(told), "in the order of Home, whatever they did"


def test_kofi_has_waited_longest_by_his_own_rhythm(team: Office) -> None:
    for who in MAYAS:
        talked(team, MAYA, who, 2)
    with team.tend.database.begin() as tx:
        found = bonds.between(tx, TEAM, MAYA, ANA)
        assert found is not None
        bonds.change(tx, TEAM, found.id, ideal=30, maximum=60)
    team.clock.forward(days=5)
    assert "Nobody waits longer than their rhythm." in page(team, "Maya")
    team.clock.forward(days=5)
    for who in MAYAS:
        if who not in (ANA, KOFI):
            talked(team, MAYA, who, 1)
    assert f"<@{KOFI}> has waited longest: the last talk was 12 days ago." in page(team, "Maya")


def test_a_plan_that_maya_made_and_kept(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_office(tmp_path_factory.mktemp("plan")) as office:
        a_plan(office)
        maya = office.person("Maya")
        maya.press("When?", maya.message)
        assert maya.submit(when="today").accepted
        assert "you planned" not in page(office, "Maya"), "it may still come true"
        office.live(days=1, hours=6)
        maya.press("Yes", maya.message)
        office.quiet()
        read = page(office, "Maya")
        assert "The one talk you planned happened." in read
        assert "you noted one talk, after a nudge" in read


# --- with few people, and with none --------------------------------------------------------------


def test_tom_with_three_people_has_no_word_and_a_good_page(team: Office) -> None:
    talked(team, TOM, JO, 1, 8)
    talked(team, TOM, OMAR, 3)
    read = page(team, "Tom")
    assert "With two of your three people" in read
    assert "Your last three talks were with two of your three people." in read
    assert "Better than any word: ask." in read
    assert not any(word in read for word in ("growing", "steady", "strong"))


def test_a_new_leader_reads_a_kind_and_useful_page(team: Office) -> None:
    read = page(team, "Tom")
    assert "Nothing is noted yet, and that says nothing about you." in read
    assert "What matters most to you right now?" in read
    assert "□" not in read and "none" not in read


def test_whoever_has_left_is_not_waited_for(team: Office) -> None:
    talked(team, TOM, OMAR, 1)
    with team.tend.database.begin() as tx:
        people.learn(tx, TEAM, profile(JO, is_deactivated=True), team.clock())
    assert f"<@{JO}>" not in page(team, "Tom")


def test_sixty_people_stand_on_three_pages_that_fit(team: Office) -> None:
    crowd = [f"U0CROWD{nth:02}" for nth in range(2 * PAGE)]
    with team.tend.database.begin() as tx:
        for who in crowd:
            bond(tx, TOM, who, TEAM, team.clock() - 20 * WEEK)
    for who in crowd:
        talked(team, TOM, who, 1, 9, 33)
    tom = team.person("Tom")
    tom.press(BUTTON, tom.home())
    read = tom.reads()
    while "Show more" in labels(tom.modal):
        assert len(tom.modal.blocks) <= 60
        tom.press("Show more")
        read += tom.reads()
    assert all(read.count(f"<@{who}>. ") == 1 for who in crowd)
    team.no_violations()


# --- and nobody else -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Ana", "Kofi", "Ines"])
def test_who_leads_nobody_has_no_such_button_and_no_such_page(team: Office, name: str) -> None:
    talked(team, MAYA, ANA, 1, 2, 3)
    person = team.person(name)
    assert BUTTON not in labels(person.home())
    assert "for people who lead" in opened_by_force(team, person)


def test_the_page_is_of_who_opens_it_whatever_id_comes_along(team: Office) -> None:
    talked(team, MAYA, ANA, 1, 2, 3)
    talked(team, TOM, JO, 1)
    for thing in (MAYA, "0" * 32, "1"):
        told = opened_by_force(team, team.person("Tom"), thing)
        assert ANA not in told and "two talks" not in told and "three talks" not in told


def opened_by_force(office: Office, person: Someone, thing: str = "") -> str:
    """What the page says to somebody who forges its button."""
    event = Opened(Actor(TEAM, person.id), "key", FormName.CARE_FACTOR, thing, Place.HOME)
    shown = registry.dispatch(office.tend.desk, event).answer
    assert isinstance(shown, Show)
    return repr(shown.form.parts)
