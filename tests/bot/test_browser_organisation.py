"""The organisation's page where Ines reads it: in the admin channel, at a desk and on a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from sandbox.company import ADMINS, ANA, INES
from tests.bot.organisation_past import a_month
from tests.bot.test_browser_loop import SIZES, Screen
from tests.bot.test_demo_browser import CHROMIUM, FLAGS
from tests.office import Office, open_office

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office"), with_page=True) as office:
        a_month(office)
        yield office


@pytest.fixture(scope="module")
def browser(office: Office) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.mark.parametrize("size", SIZES)
def test_ines_reads_the_month_with_each_silence_and_its_reason(
    browser: Browser, office: Office, size: str
) -> None:
    ines = Screen(browser, office, INES, SIZES[size])
    ines.go(f"c/{ADMINS}")
    month = ines.page.get_by_role("article").last
    expect(month.get_by_role("heading", name="November 2026 in figures")).to_be_visible()
    expect(month).to_contain_text("People who take part: at least 10.")
    expect(month).to_contain_text("silent, because it would mostly be about one leader")
    expect(month).to_contain_text("It never changes, whatever is erased or added later.")
    if folder := os.environ.get("TEND_LOOK"):
        ines.page.screenshot(path=f"{folder}/organisation-{size}.png", full_page=True)
    for name in ("Maya", "Tom", "Ana"):
        expect(month).not_to_contain_text(name)
    expect(month.get_by_role("button")).to_have_count(0)
    ines.all_fits()
    office.no_violations()


def test_ana_finds_no_such_page_anywhere(browser: Browser, office: Office) -> None:
    ana = Screen(browser, office, ANA)
    ana.go(f"c/{ADMINS}")
    expect(ana.page.get_by_text("in figures")).to_have_count(0)
    expect(ana.home()).not_to_contain_text("in figures")
