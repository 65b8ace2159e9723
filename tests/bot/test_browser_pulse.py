"""The pulse in a real browser, at a desk and on a phone: Ana answers, Maya guesses, Tom asks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from sandbox.company import ANA, BEN, CHIDI, EVA, FINN, MAYA, TOM
from tests.bot.scenes import start
from tests.bot.test_browser_loop import SIZES, Screen
from tests.bot.test_demo_browser import CHROMIUM, FLAGS
from tests.bot.test_pulse import OPEN_UNTIL, WEDNESDAY, grow
from tests.office import Office, open_office

pytestmark = pytest.mark.browser


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return SIZES[request.param]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path, with_page=True) as office:
        start(office)
        with office.tend.database.begin() as tx:
            grow(tx, office)
        office.clock.at = WEDNESDAY
        office.tick()
        yield office


@pytest.fixture
def browser(office: Office) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def look(screen: Screen, name: str) -> None:
    """For somebody who wants to see it: TEND_LOOK names a folder."""
    if folder := os.environ.get("TEND_LOOK"):
        screen.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def choose(screen: Screen, often: str) -> None:
    for nth in range(3):
        screen.form.get_by_role("radio", name=often).nth(nth).check()
    screen.press("Send")


def test_from_three_questions_to_one_word(
    browser: Browser, office: Office, size: tuple[int, int]
) -> None:
    ana = Screen(browser, office, ANA, size)
    asked = ana.newest()
    expect(asked).to_contain_text("Maya Lindqvist sees one of four words")
    expect(asked).to_contain_text(OPEN_UNTIL)
    look(ana, f"message-{size[0]}")
    ana.all_fits()
    ana.press("Answer", asked)
    expect(ana.form).to_contain_text("Did they do something about it?")
    look(ana, f"form-{size[0]}")
    ana.all_fits()
    choose(ana, "Not yet")
    expect(asked).to_contain_text("noted")
    ana.press("Change", asked)
    expect(ana.form.get_by_role("radio", name="Not yet").first).to_be_checked()
    ana.form.get_by_role("radio", name="skip this one").first.check()
    ana.press("Send")
    for who in (BEN, CHIDI, EVA, FINN):
        other = Screen(browser, office, who, size)
        question = other.newest()
        other.press("Answer", question)
        choose(other, "Often")
        expect(question).to_contain_text("noted")

    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(office.later, days=7).result()
    expect(ana.newest()).to_contain_text("Every single answer has been deleted.")
    maya = Screen(browser, office, MAYA, size)
    expect(maya.home()).to_contain_text("Before you see it")
    maya.press("My guess", maya.home())
    maya.all_fits()
    maya.form.get_by_role("radio", name="growing").check()
    look(maya, f"guess-{size[0]}")
    maya.press("Keep it")
    expect(maya.form).to_contain_text("your people see more than you thought.")
    maya.page.get_by_text("your people see more").scroll_into_view_if_needed()
    look(maya, f"word-{size[0]}")
    maya.all_fits()
    office.no_violations()


def test_tom_with_three_people_finds_a_question_to_ask(
    browser: Browser, office: Office, size: tuple[int, int]
) -> None:
    tom = Screen(browser, office, TOM, size)
    tom.press("My Care Factor", tom.home())
    expect(tom.form).to_contain_text("Better than any word: ask.")
    look(tom, f"tom-{size[0]}")
    tom.all_fits()
