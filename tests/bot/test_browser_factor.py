"""The Care Factor in a real browser: as Maya and Tom look at it, at a desk, on a phone, in the
dark, and as a screen reader reads it out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Locator, expect, sync_playwright

from bot.wording.factor import NO_TALK, TALK
from sandbox.company import MAYA, TOM
from tests.bot.factor_past import MAYAS, lived
from tests.bot.test_browser_loop import SIZES, Screen
from tests.bot.test_demo_browser import CHROMIUM, FLAGS
from tests.office import Office, Someone, open_office

pytestmark = pytest.mark.browser
SIGNS = re.compile(f"[{TALK}{NO_TALK}]{{2,}}")
WIDTHS = """(form, signs) => {
  const [block] = [...form.querySelectorAll('*')].filter(
    one => !one.children.length && /[■□]{2}/.test(one.textContent)).slice(-1);
  const box = text => {
    const span = document.createElement('span');
    span.textContent = text;
    (block || form).append(span);
    const width = span.getBoundingClientRect().width;
    span.remove();
    return width;
  };
  return signs.map(sign => box(sign.repeat(12)));
}"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with open_office(tmp_path_factory.mktemp("office"), with_page=True) as office:
        lived(office)
        yield office


@pytest.fixture(scope="module")
def browser(office: Office) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def opened(browser: Browser, office: Office, who: str, size: str, dark: bool = False) -> Screen:
    with ThreadPoolExecutor(1) as elsewhere:
        elsewhere.submit(open_page, office.person(who)).result()
    screen = Screen(browser, office, who, SIZES[size])
    screen.page.emulate_media(color_scheme="dark" if dark else "light")
    screen.go("dm")
    expect(screen.form).to_contain_text("Twelve weeks at a glance")
    look(screen, f"{who}-{size}{'-dark' if dark else ''}")
    return screen


def open_page(person: Someone) -> None:
    person.close()
    person.press("My Care Factor", person.home())


def look(screen: Screen, name: str) -> None:
    """For somebody who wants to see it: TEND_LOOK names a folder."""
    if folder := os.environ.get("TEND_LOOK"):
        screen.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", [MAYA, TOM])
def test_the_page_fits_and_its_signs_are_all_as_wide(
    browser: Browser, office: Office, who: str, size: str
) -> None:
    screen = opened(browser, office, who, size)
    screen.all_fits()
    talk, none = screen.form.evaluate(WIDTHS, [TALK, NO_TALK])
    assert talk > 0 and abs(talk - none) < 1
    assert all(height < 40 for height in heights_of_signs(screen.form)), "no strip is broken"


def heights_of_signs(form: Locator) -> list[float]:
    return list(
        form.evaluate(
            """form => {
  const found = [], walk = document.createTreeWalker(form, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.textContent.search(/[■□]{2,}/);
    if (at < 0) continue;
    const range = document.createRange(), long = /[■□]{2,}/.exec(walk.currentNode.textContent)[0];
    range.setStart(walk.currentNode, at);
    range.setEnd(walk.currentNode, at + long.length);
    found.push(range.getBoundingClientRect().height);
  }
  return found;
}"""
        )
    )


def test_read_out_the_words_come_first_and_say_it_all(browser: Browser, office: Office) -> None:
    """Without the signs nothing is missing: each person by name, their weeks, and the last talk."""
    read = opened(browser, office, MAYA, "desk").form.aria_snapshot()
    assert len(SIGNS.findall(read)) >= len(MAYAS)
    order = [
        read.index(part) for part in ("What I did", "How it lands", "Twelve weeks at a glance")
    ]
    assert order == sorted(order)
    said = " ".join(SIGNS.sub("", read[order[-1] :]).split())
    for name in ("Ana", "Ben", "Chidi", "Kofi"):
        told = rf"@?{name}\b.{{0,30}}\. \w+ of twelve weeks, last [\w ]+\."
        assert re.search(told, said), name
    kofi = read[order[-1] :].index("Kofi")
    words, signs = (read[order[-1] :].index(one, kofi) for one in ("Four of twelve weeks", "■"))
    assert words < signs


def test_in_the_dark_nothing_is_lost_and_nobody_is_red(browser: Browser, office: Office) -> None:
    form = opened(browser, office, MAYA, "desk", dark=True).form
    colours = form.evaluate(
        "form => [...form.querySelectorAll('*')].map(one => getComputedStyle(one).color)"
    )
    parts = {tuple(int(n) for n in re.findall(r"\d+", one)[:3]) for one in colours}
    assert not [rgb for rgb in parts if rgb[0] > 150 and rgb[0] > 2 * max(rgb[1:])]
