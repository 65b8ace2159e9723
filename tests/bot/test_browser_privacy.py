"""In a real browser: Ana finds out what Maya may be told, stops it, reads it all, erases it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from sandbox.company import ANA, MAYA
from tests.bot.scenes import AWS, a_plan, shares
from tests.bot.test_browser_loop import SIZES, Screen
from tests.bot.test_demo_browser import CHROMIUM, FLAGS
from tests.office import Office, open_office

pytestmark = pytest.mark.browser

WORRY = "Sleep badly before on-call weeks"


@pytest.fixture(scope="module", params=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return SIZES[request.param]


@pytest.fixture(scope="module")
def office(size: tuple[int, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Maya was sent a plan that names Ana's exam; there is a worry that may be sent unnamed."""
    with open_office(tmp_path_factory.mktemp("office"), with_page=True) as office:
        a_plan(office, details="Module by module", date="2026-12-18")
        shares(office, "Ana", WORRY, "discreet", kind="challenge", area="personal")
        yield office


@pytest.fixture(scope="module")
def browser(office: Office) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def test_ana_finds_out_stops_it_reads_it_all_and_erases_it(
    browser: Browser, office: Office, size: tuple[int, int]
) -> None:
    ana, maya = Screen(browser, office, ANA, size), Screen(browser, office, MAYA, size)
    expect(maya.newest()).to_contain_text(AWS)

    ana.press("My goals", ana.home())  # one
    ana.press("What my leaders may be told")  # two
    expect(ana.form).to_contain_text("may read, word for word")
    expect(ana.form).to_contain_text("Sent or opened once, in the week of Monday, 30 November.")
    ana.all_fits()
    ana.press("Stop sharing")  # and it is stopped
    expect(ana.form).to_contain_text("What was read before cannot be unread.")
    ana.all_fits()

    expect(maya.newest()).to_contain_text("What stood here is no longer shared.")
    expect(maya.newest()).not_to_contain_text(AWS)
    expect(maya.home()).not_to_contain_text(AWS)
    maya.all_fits()

    ana.press("What my leaders may be told")
    ana.press("All that is kept about me")
    expect(ana.form).to_contain_text(AWS)
    expect(ana.form).to_contain_text(re.compile("How: sent"))
    ana.all_fits()
    ana.press("For a program (JSON)")
    expect(ana.form).to_contain_text('"format": "tend-export"')
    ana.all_fits()

    ana.press("Close")
    ana.command("/mygoals erase")
    expect(ana.form).to_contain_text("what somebody has read cannot be unread")
    ana.all_fits()
    ana.form.get_by_role("textbox").fill("no")
    ana.press("Erase for good")
    expect(ana.form).to_contain_text("Nothing has been erased.")
    ana.form.get_by_role("textbox").fill("erase")
    ana.press("Erase for good")
    expect(ana.form).to_contain_text("2 goals and challenges")
    ana.all_fits()
    ana.press("Close")
    expect(ana.home()).to_contain_text("Nothing here yet.")
    ana.command("/mygoals")
    expect(ana.form).to_contain_text("Nothing you write is shared until you press Share")

    expect(maya.newest()).to_contain_text("What stood here is no longer shared.")
    expect(maya.newest()).not_to_contain_text("Ana Moreira")
    expect(maya.home()).not_to_contain_text("Ana Moreira")
    for word in ("erased", "deleted", "withdrew", "stopped"):
        expect(maya.newest()).not_to_contain_text(word)
        expect(maya.home()).not_to_contain_text(word)
    office.no_violations()
