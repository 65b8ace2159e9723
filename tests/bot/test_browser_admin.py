"""Ines has never seen Tend: from nothing to a started pilot, in a browser, as the screens say."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Locator, expect, sync_playwright

from sandbox.company import ADMINS, BOT, INES, MAYA
from tests.bot.test_browser_loop import Screen
from tests.bot.test_demo_browser import CHROMIUM, FLAGS
from tests.office import Office, open_office

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    with open_office(folder, with_page=True, tend_is_admin_member=False) as office:
        yield office


@pytest.fixture(scope="module")
def browser(office: Office) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def types(ines: Screen, room: str, words: str) -> None:
    ines.go(room)
    box = ines.page.get_by_role("textbox", name="Message #")
    box.fill(words)
    box.press("Enter")


def form(ines: Screen, title: str) -> Locator:
    found = ines.page.get_by_role("dialog", name=title)
    expect(found).to_be_visible()
    return found


def test_from_nothing_to_a_started_pilot(browser: Browser, office: Office) -> None:
    ines = Screen(browser, office, INES)
    she_finds_where_it_is_done(ines, office)
    cadence = form(ines, "Cadence")
    expect(cadence).to_contain_text("Next: add people")
    she_adds_maya_and_two_of_her_people(ines)
    she_reads_what_people_will_read(ines)
    she_chooses_maya_for_the_pilot(ines)
    expect(cadence).to_contain_text("Next: “Start for the pilot”")
    ines.press("Start for the pilot", cadence)
    confirm = ines.page.get_by_role("alertdialog").or_(ines.page.locator("dialog.confirm[open]"))
    expect(confirm.first).to_contain_text("and nobody else")
    ines.press("Start", confirm.first)
    expect(cadence).to_contain_text("Started for the pilot (1 person)")
    maya_is_asked(browser, office)
    office.no_violations()


def she_finds_where_it_is_done(ines: Screen, office: Office) -> None:
    """In a private channel Tend tells her to be invited there first; she does as she is told."""
    types(ines, f"c/{ADMINS}", "/cadence")
    said = ines.page.get_by_role("article").last
    expect(said).to_contain_text("in a private channel")
    expect(said).to_contain_text("“/invite @Tend”")
    office.world.rooms.join(ADMINS, BOT)
    types(ines, f"c/{ADMINS}", "/cadence")


def she_adds_maya_and_two_of_her_people(ines: Screen) -> None:
    ines.press("Add people", form(ines, "Cadence"))
    page = form(ines, "Add people")
    page.get_by_role("combobox", name="Leader").select_option(label="Maya Lindqvist")
    for name in ("Ana Moreira", "Ben Schuster"):
        page.get_by_role("checkbox", name=name).check()
    ines.press("Add", page)
    cadence = form(ines, "Cadence")
    expect(cadence).to_contain_text("Added 2 pairs")
    expect(cadence).to_contain_text("Next: look at the preview.")


def she_reads_what_people_will_read(ines: Screen) -> None:
    ines.press("Preview", form(ines, "Cadence"))
    preview = form(ines, "Preview")
    expect(preview).to_contain_text("What a leader reads once a week")
    expect(preview).to_contain_text("Next: post the announcement")
    ines.press("Announcement", preview)
    announcement = form(ines, "Announcement")
    expect(announcement).to_contain_text("Tend begins here soon")
    expect(announcement).to_contain_text("Next: choose a pilot")


def she_chooses_maya_for_the_pilot(ines: Screen) -> None:
    ines.press("Pilot", form(ines, "Announcement"))
    pilot = form(ines, "Pilot")
    expect(pilot).to_contain_text("Next, after you save")
    pilot.get_by_role("checkbox", name="Maya Lindqvist").check()
    ines.press("Save", pilot)


def maya_is_asked(browser: Browser, office: Office) -> None:
    """The first thing that anybody hears: one question, to the one leader of the pilot."""
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(office.tick).result()
    maya = Screen(browser, office, MAYA)
    expect(maya.newest()).to_contain_text("Your admins say you lead")
    expect(maya.page.get_by_role("article")).to_have_count(1)
    channel = Screen(browser, office, INES).go(f"c/{ADMINS}")
    expect(channel.get_by_role("article").last).to_contain_text("started Tend for the pilot")
