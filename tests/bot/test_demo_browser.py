"""The demo in a real browser: the first minute of somebody who has never seen Tend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from bot.demo.room import Demo, demo
from tests.office import machine_now

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SIZES = {"desk": (1280, 860), "phone": (390, 844)}


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Demo]:
    with demo(tmp_path / ".demo", 0, machine_now) as running:
        yield running


@pytest.fixture(params=SIZES)
def page(running: Demo, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = SIZES[request.param]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(running.url)
        yield page
        browser.close()


def test_the_first_minute(running: Demo, page: Page) -> None:
    """Choose Maya, press once, read about Ana, say that it is planned, and see it noted."""
    expect(page.get_by_text("Three things to try")).to_be_visible()
    page.get_by_role("link", name="Maya Lindqvist").click()
    page.get_by_role("button", name="To the next thing due").click()
    expect(page.get_by_text("Pass the AWS exam")).to_be_in_viewport()
    page.get_by_role("button", name="When?").first.click()
    page.get_by_role("radio", name="Today").check()
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("Planned: today at 17:00")).to_be_in_viewport()
    expect(page.get_by_text("A question to Maya about a plan of theirs")).to_be_visible()
    page.get_by_role("button", name="To the next thing due").click()
    expect(page.get_by_text("Did it happen?")).to_be_in_viewport()
    assert running.workspace.world.violations == []
