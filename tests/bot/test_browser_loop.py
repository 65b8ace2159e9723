"""The whole loop in a real browser, at a desk and on a phone: from sharing to being undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from sandbox.company import ANA, BEN, MAYA
from tests.bot.test_demo_browser import CHROMIUM, FLAGS
from tests.office import ADMIN_CHANNEL, Office, open_office

pytestmark = pytest.mark.browser

EXAM = "Pass the AWS exam"
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
OUT_OF_REACH = """() => {
  const forms = [...document.querySelectorAll('dialog[open]')];
  const place = forms.pop() || document.querySelector('main');
  const pressed = place.querySelectorAll('button, select, textarea, input:not([type=hidden])');
  return [...pressed].filter(one => one.checkVisibility()).filter(one => {
    const {left, right} = one.getBoundingClientRect();  // before anything scrolls sideways
    one.scrollIntoView({block: 'center'});
    const {top, bottom} = one.getBoundingClientRect();
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return left < 0 || right > innerWidth || !one.contains(hit);
  }).map(one => one.textContent.trim() || one.name);
}"""


@pytest.fixture(scope="module", params=SIZES)
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return SIZES[request.param]


@pytest.fixture(scope="module")
def office(size: tuple[int, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office"), with_page=True) as office:
        ines = office.person("Ines")
        ines.command("/cadence", channel=ADMIN_CHANNEL)
        ines.press("Start")
        yield office


@pytest.fixture(scope="module")
def browser(office: Office) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Screen:
    """One person's screen: they read it and press what is written on it."""

    def __init__(
        self, browser: Browser, office: Office, person: str, size: tuple[int, int] = SIZES["desk"]
    ) -> None:
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height})
        self.page: Page = context.new_page()
        self._office = office
        self._url = f"{office.workspace.url}/as/{person}"

    def go(self, place: str) -> Page:
        self.page.goto(f"{self._url}/{place}")
        return self.page

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("dialog")

    def command(self, name: str) -> Locator:
        self.go("dm")
        box = self.page.get_by_role("textbox", name="Message Tend")
        box.fill(name)
        box.press("Enter")
        expect(self.form).to_be_visible()
        return self.form

    def press(self, label: str, within: Locator | None = None) -> None:
        (within or self.form).get_by_role("button", name=label, exact=True).first.click()

    def all_fits(self) -> None:
        """Nothing is wider than the screen, and all that can be pressed can be reached."""
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert self.page.evaluate(OUT_OF_REACH) == []

    def newest(self) -> Locator:
        self.go("dm")
        return self.page.get_by_role("article").last

    def home(self) -> Locator:
        """Once it has been drawn anew: a press while it changes is lost."""
        drawn = len(self._office.called("views.publish"))
        self.go("home")
        self._office.settle(lambda: len(self._office.called("views.publish")) > drawn, 10)
        self.page.wait_for_timeout(200)  # until it has arrived on the screen
        return self.page.get_by_role("region", name="Home of Tend")


def the_two_find_each_other(ana: Screen, maya: Screen, office: Office) -> None:
    """Maya adds Ana, and Ana says that it is so."""
    maya.command("/mypeople")
    maya.press("Add somebody")
    maya.form.get_by_role("checkbox", name="Ana Moreira").check()
    maya.press("Add")
    expect(maya.form).to_contain_text("Ana Moreira")
    maya.all_fits()
    ana.command("/mygoals")
    expect(ana.form).to_contain_text("Nothing you write is shared until you press Share")
    ana.all_fits()
    ana.press("Yes")
    expect(ana.form).to_contain_text("Your leader here")


def ana_shares_the_exam(ana: Screen) -> None:
    ana.press("Add a goal or challenge")
    ana.form.get_by_role("radio", name=re.compile("^Goal")).check()
    ana.form.get_by_role("radio", name="Work", exact=True).check()
    ana.form.get_by_role("textbox", name="In a few words").fill(EXAM)
    ana.form.get_by_role("radio", name=re.compile("Nudges with the title")).check()
    ana.all_fits()
    ana.press("Save")
    expect(ana.form).to_contain_text("word for word")
    expect(ana.form).to_contain_text("in 3 weeks about:")
    ana.all_fits()
    ana.press("Share")
    expect(ana.form).to_contain_text("may get a nudge with its title")
    ana.all_fits()


def they_talk_of_other_things(maya: Screen) -> None:
    maya.command("/mypeople")
    maya.press("We talked")
    expect(maya.form).to_contain_text("Only the day is kept")
    maya.press("Note it")
    expect(maya.form).to_contain_text("Last talk: today")
    maya.press("Close")


def live(office: Office, days: int) -> None:
    """In a thread of its own: the browser's driver keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(office.live, days, 3).result()


def test_from_sharing_to_undo(browser: Browser, office: Office, size: tuple[int, int]) -> None:
    ana, maya = Screen(browser, office, ANA, size), Screen(browser, office, MAYA, size)
    the_two_find_each_other(ana, maya, office)
    ana_shares_the_exam(ana)
    for _ in range(3):
        live(office, 6)
        they_talk_of_other_things(maya)
        live(office, 1)

    plan = maya.newest()
    expect(plan).to_contain_text("Ana Moreira")
    expect(plan).to_contain_text("in 3 weeks about:")
    expect(plan).to_contain_text(EXAM)
    maya.all_fits()
    maya.press("When?", plan)
    maya.form.get_by_label("Pick a time").check()
    maya.all_fits()
    maya.form.get_by_role("textbox", name="Day").fill("2026-12-16")
    maya.form.get_by_role("textbox", name="Time", exact=False).fill("14:00")
    maya.press("Plan it")
    expect(plan).to_contain_text("Planned: tomorrow at 14:00")

    live(office, 1)
    live(office, 1)
    question = maya.newest()
    expect(question).to_contain_text("Did it happen?")
    asked = maya.page.get_by_role("article").filter(has_text="Did it happen?")
    expect(asked).to_have_count(1)
    maya.press("Yes", question)
    expect(question).to_contain_text("Noted: you talked")
    maya.all_fits()
    expect(maya.home()).to_contain_text("Last talked about yesterday")
    maya.all_fits()

    maya.press("Undo", maya.newest())
    expect(maya.newest()).to_contain_text("Did it happen?")
    expect(maya.home()).to_contain_text("Not talked about yet; shared 3 weeks ago")
    office.no_violations()


def test_ben_sees_none_of_it(browser: Browser, office: Office, size: tuple[int, int]) -> None:
    ben = Screen(browser, office, BEN, size)
    for place in ("dm", "home"):
        expect(ben.go(place).get_by_text(EXAM)).to_have_count(0)
    ben.command("/mypeople")
    expect(ben.form).not_to_contain_text(EXAM)
