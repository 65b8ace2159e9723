"""The loop in Microsoft's own client, in a real browser: from installing to words in the chat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from sandbox.company import ANA, INES, MAYA
from sandbox.playground import cast
from storage import talks, workspaces
from tests.bot.test_demo_browser import CHROMIUM, FLAGS
from tests.office import TUESDAY
from tests.teams.apart import apart, needs_playground
from tests.teams.room import Room, a_room, id_of
from tests.teams.screen import Dialog, Screen

pytestmark = [pytest.mark.browser, needs_playground]

EXAM = "Pass the AWS exam"


@contextmanager
def a_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def before(browser: Browser, room: Room, person: str, height: int = 900) -> Screen:
    """This person opens their chat with Tend, which installs it for them."""
    context = browser.new_context(viewport={"width": 1280, "height": height}, locale="en-GB")
    return Screen(context, room.sits_down(person))


def started(room: Room) -> None:
    """An admin has pressed Start, three weeks before the Tuesday on which plans are made."""
    room.clock.at = TUESDAY - timedelta(days=14)
    with room.tend.database.begin() as tx:
        workspaces.ensure(tx, cast.TENANT, "teams", room.clock())
        workspaces.change(tx, cast.TENANT, started_at=room.clock())


@apart
def test_from_installing_to_undo(tmp_path: Path) -> None:
    with a_room(tmp_path) as room, a_browser() as browser:
        started(room)
        maya, ana = before(browser, room, MAYA), before(browser, room, ANA)
        they_hear_from_tend_first(maya, ana)
        the_two_find_each_other(maya, ana)
        ana_shares_the_exam(ana)
        room.later(days=21)
        maya_answers_her_plan(maya)
        room.later(days=1)
        maya_says_that_it_happened(maya)
        maya_writes_words(maya, room)


def they_hear_from_tend_first(maya: Screen, ana: Screen) -> None:
    for person in (maya, ana):
        person.sees("Only you see this page.")
        person.sees("Write to me any time: home, mygoals, mypeople, or help.")


def the_two_find_each_other(maya: Screen, ana: Screen) -> None:
    maya.say("mypeople")
    maya.sees("Nobody here yet.")
    adding = maya.opens("Add somebody")
    adding.choose("Ana Moreira")
    assert adding.press("Add")
    adding.sees("Ana Moreira")
    ana.say("mygoals")
    ana.sees("Nothing you write is shared until you press Share")
    ana.press("Yes")
    ana.sees("Your leader here")


def ana_shares_the_exam(ana: Screen) -> None:
    form = ana_sees_what_maya_may_read(ana)
    assert form.press("Share")
    form.sees("may get a nudge with its title")


def ana_sees_what_maya_may_read(ana: Screen) -> Dialog:
    ana.say("mygoals")
    form = ana.opens("Add a goal or challenge")
    form.choose("Goal")
    form.choose("Work")
    form.fill("In a few words", EXAM)
    form.choose("Nudges with the title")
    assert form.press("Save")
    form.sees("word for word")
    form.sees("in 3 weeks about:")
    form.sees(EXAM)
    return form


def maya_answers_her_plan(maya: Screen) -> None:
    maya.sees(EXAM)
    when = maya.opens("When?")
    when.choose("Today")
    when.press("Plan it")
    maya.sees("Planned: today at 17:00")


def maya_says_that_it_happened(maya: Screen) -> None:
    maya.sees("Did it happen?")
    maya.press("Yes")
    maya.sees("Noted: you talked")
    maya.press("Undo")
    maya.sees("Did it happen?")


def maya_writes_words(maya: Screen, room: Room) -> None:
    maya.say("talked with Ana yesterday")
    maya.sees("You talked with Ana")
    assert last_talk(room) == "2026-12-01"
    maya.press("Undo")
    maya.sees("Undone.")
    assert last_talk(room) == ""


def last_talk(room: Room) -> str:
    with room.tend.database.read() as tx:
        found = talks.last_with(tx, cast.TENANT, id_of(MAYA))
    return str(found.get(id_of(ANA), ""))


@apart
def test_the_set_up_card_in_the_admins_channel(tmp_path: Path) -> None:
    with a_room(tmp_path) as room, a_browser() as browser:
        ines = before(browser, room, INES)
        ines.goes_to("Tend admins")
        ines.sees("made this the admin channel of Tend.")
        cadence = ines.opens("Open", cast.CHANNEL)
        cadence.sees("nothing is sent unasked until you press Start")
        cadence.unfold("Start")
        cadence.sees("From now on leaders get their weekly plan")
        assert cadence.press("Start")
        cadence.sees("Started: plans are sent.")
        ines.asks_there("cadence help")
        ines.sees("/cadence")
