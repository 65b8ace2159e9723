"""Takes pictures of what people see in the local workspace, cropped to it, at two widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, FloatRect, Locator, Page, ViewportSize, sync_playwright

from tests.bot.test_demo_browser import CHROMIUM, FLAGS
from tests.office import Office
from tests.pictures.shrinking import alike, shrunk

WIDTHS = {"": 1280, "-phone": 390}
TALL = 3600  # pixels: whatever is looked at stands there unfolded, and nothing is cut off
MARGIN = 14  # pixels around a form, of what lies behind it
UNFOLDED = """
  .modal { max-height: none !important; box-shadow: none !important; }
  dialog::backdrop { background: var(--ground) !important; }
  .modal:not(:last-child) { visibility: hidden; }
  .composer, .day { display: none !important; }
  .message:hover { background: none !important; }
  * { outline: none !important; transition: none !important; caret-color: transparent; }
"""
TOO_WIDE = """() => [...document.querySelectorAll('dialog *, article *, .home *')]
  .filter(one => !one.closest('.sr-only, [hidden]') && one.checkVisibility())
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.textContent.trim().slice(0, 60))"""


@dataclass(frozen=True)
class Typed:
    """What somebody has put into a form and not sent yet: by label."""

    texts: Mapping[str, str] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()


NOTHING_TYPED = Typed()


@contextmanager
def camera(folder: Path) -> Iterator[Camera]:
    """In a thread of its own: the browser's driver keeps an event loop there."""
    with ThreadPoolExecutor(1) as thread:
        playwright = thread.submit(sync_playwright().start).result()
        chromium = playwright.chromium
        launched = thread.submit(
            chromium.launch, executable_path=CHROMIUM, args=[*FLAGS, "--lang=en-GB"]
        )
        browser = launched.result()
        try:
            yield Camera(folder, thread, browser)
        finally:
            thread.submit(browser.close).result()
            thread.submit(playwright.stop).result()


@dataclass
class Camera:
    folder: Path
    thread: ThreadPoolExecutor
    browser: Browser
    taken: list[Path] = field(default_factory=list)

    def form(
        self,
        office: Office,
        name: str,
        person: str,
        phone: bool = False,
        typed: Typed = NOTHING_TYPED,
    ) -> None:
        """The form that this person has open, on top of whatever is open."""
        self._each(office, name, person, "dm", phone, lambda page: _form(page, typed))

    def message(
        self, office: Office, name: str, person: str, phone: bool = False, last: int = 1
    ) -> None:
        """The newest messages of Tend to this person."""
        self._each(office, name, person, "dm", phone, lambda page: _messages(page, last))

    def home(self, office: Office, name: str, person: str, phone: bool = False) -> None:
        self._each(office, name, person, "home", phone, _home)

    def channel(self, office: Office, name: str, person: str, room: str, last: int = 1) -> None:
        self._each(office, name, person, f"c/{room}", False, lambda page: _messages(page, last))

    def _each(
        self,
        office: Office,
        name: str,
        person: str,
        place: str,
        phone: bool,
        found: Callable[[Page], Clip],
    ) -> None:
        url = f"{office.workspace.url}/as/{person}/{place}"
        for suffix in WIDTHS if phone else ("",):
            path = self.folder / f"{name}{suffix}.png"
            self.thread.submit(self._take, path, url, WIDTHS[suffix], found).result()
            self.taken.append(path)

    def _take(self, path: Path, url: str, width: int, found: Callable[[Page], Clip]) -> None:
        size = ViewportSize(width=width, height=TALL)
        context = self.browser.new_context(viewport=size, locale="en-GB", bypass_csp=True)
        page = context.new_page()
        page.goto(url)
        page.add_style_tag(content=UNFOLDED)
        clip = found(page)
        page.evaluate("document.activeElement && document.activeElement.blur()")
        page.mouse.move(0, 0)
        too_wide = page.evaluate(TOO_WIDE)
        assert not too_wide, f"{path.name}: wider than the screen: {too_wide}"
        png = page.screenshot(clip=clip.within(width), animations="disabled")
        new = shrunk(page, png)
        if not path.exists() or not alike(page, new, path.read_bytes()):
            path.write_bytes(new)
        context.close()


# --- what to look at -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Clip:
    left: float
    top: float
    right: float
    bottom: float

    def within(self, width: int) -> FloatRect:
        left, top = max(0, self.left), max(0, self.top)
        right, bottom = min(width, self.right), min(TALL, self.bottom)
        return FloatRect(x=left, y=top, width=right - left, height=bottom - top)


def _form(page: Page, typed: Typed) -> Clip:
    form = page.get_by_role("dialog").last
    for label, value in typed.texts.items():
        form.get_by_label(label).fill(value)
    for label in typed.chosen:
        form.get_by_label(label).first.check()
    return _around(form, form, MARGIN)


def _messages(page: Page, last: int) -> Clip:
    articles = page.locator("article")
    count = articles.count()
    return _around(articles.nth(max(0, count - last)), articles.nth(count - 1), 0)


def _home(page: Page) -> Clip:
    surface = page.locator(".home > .surface")
    return _around(surface, surface, MARGIN)


def _around(first: Locator, final: Locator, margin: int) -> Clip:
    top, end = first.bounding_box(), final.bounding_box()
    assert top is not None and end is not None, "it is not to be seen"
    bottom = end["y"] + end["height"] + margin
    return Clip(top["x"] - margin, top["y"] - margin, top["x"] + top["width"] + margin, bottom)
