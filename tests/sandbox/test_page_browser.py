"""The page in a real browser, against a real Bolt app that joined by Socket Mode."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Playwright, expect, sync_playwright
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from sandbox.company import ADMINS, ANA, GENERAL, INES, MAYA, company
from sandbox.pages import create_page
from sandbox.server import Serving, serve
from sandbox.shapes import Command
from tests.sandbox.drawing import (
    actions,
    button,
    choice,
    home,
    line,
    modal,
    option,
    section,
    words,
)
from tests.sandbox.workspace import bolt_app, client_of, eventually

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
TUESDAY = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
COMMANDS = (
    Command("/mygoals", "Share a goal or a challenge"),
    Command("/slow", "Never answers"),
    Command("/talked", "Say that you talked", "@person"),
)
NOT_THIS_TIME = {
    "title": words("Not this time?"),
    "text": words("Ana is not told."),
    "confirm": words("Yes, not this time"),
    "deny": words("Go back"),
}
NUDGE = [
    section("You last talked with Ana *3 weeks* ago."),
    actions(
        button("talked", text=words("We talked"), style="primary"),
        button("not_now", text=words("Not this time"), style="danger", confirm=NOT_THIS_TIME),
        block_id="answers",
    ),
]
DETAILS = line("details", multiline=True)


class SlowClock:
    """Goes through time in small steps, so that one can watch it."""

    def __init__(self) -> None:
        self.time = TUESDAY

    def now(self) -> datetime:
        return self.time

    def next_due(self) -> tuple[datetime, str] | None:
        return TUESDAY + timedelta(hours=25), "Maya's weekly plan"

    async def advance(self, to: datetime) -> None:
        step = (to - self.time) / 10
        for _ in range(10):
            await asyncio.sleep(0.1)
            self.time += step


def small_app(slack: Serving) -> App:
    """Opens forms, says what is wrong with them, and replaces what was pressed."""
    app = bolt_app(slack)

    @app.command("/mygoals")
    def mygoals(ack: Any, body: Any, client: Any) -> None:
        ack()
        kind = {"type": "radio_buttons", "action_id": "kind", "options": [option("goal")]}
        form = modal(
            line("title"),
            {**DETAILS, "label": words("Details"), "optional": True},
            {"type": "input", "block_id": "kind", "label": words("Kind"), "element": kind},
            actions(
                choice("private", "known", placeholder=words("Who may know")),
                button("more", text=words("More")),
            ),
            title=words("Share something"),
            submit=words("Share"),
            close=words("Cancel"),
        )
        client.views_open(trigger_id=body["trigger_id"], view=form)

    @app.view("form")
    def share(ack: Any, view: Any, body: Any, client: Any) -> None:
        values = view["state"]["values"]
        title = values["title"]["text"]["value"]
        if title == "?":
            ack(response_action="errors", errors={"title": "Please use words."})
            return
        ack()
        details = values["details"]["text"]["value"]
        client.chat_postMessage(channel=body["user"]["id"], text=f"Shared: {title} ({details})")

    @app.action("choice")
    def chosen(ack: Any, body: Any, client: Any) -> None:
        """The form says what the choice means; its fields stay."""
        ack()
        blocks = [section("Your leader may read this."), *body["view"]["blocks"]]
        view = {name: body["view"][name] for name in ("callback_id", "title", "submit", "close")}
        client.views_update(
            view_id=body["view"]["id"], view={**view, "type": "modal", "blocks": blocks}
        )

    @app.action("more")
    def more(ack: Any, body: Any, client: Any) -> None:
        ack()
        second = modal(section("One more thing."), title=words("More"))
        del second["submit"]
        client.views_push(trigger_id=body["trigger_id"], view=second)

    @app.action(re.compile("talked|not_now"))
    def answered(ack: Any, body: Any, action: Any, client: Any) -> None:
        ack()
        done = [section(f"Recorded: {action['text']['text']}.")]
        client.chat_update(
            channel=body["channel"]["id"], ts=body["message"]["ts"], text="Recorded", blocks=done
        )

    @app.command("/talked")
    def talked(ack: Any, command: Any) -> None:
        ack(f"Noted: {command['text']}")

    @app.event("app_home_opened")
    def opened(event: Any, client: Any) -> None:
        if event["tab"] == "home":
            client.views_publish(user_id=event["user"], view=home(section("Your *people*")))

    @app.event("message")
    def heard() -> None:
        """Listens."""

    return app


@dataclass
class Desk:
    """One workspace and one browser; every page is watched for errors and for requests outside."""

    slack: Serving
    browser: Browser
    complaints: list[str]

    def sit(self, path: str, **settings: Any) -> Page:
        page = self.browser.new_context(**settings).new_page()
        page.set_default_timeout(5_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._listen)
        page.on("request", self._watch)
        page.goto(self.slack.url + path)
        return page

    def _listen(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _watch(self, request: Any) -> None:
        if not request.url.startswith(self.slack.url):
            self.complaints.append(request.url)


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    if not Path(CHROMIUM).exists():
        pytest.skip("there is no chromium at /usr/bin/chromium")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def desk(chromium: Browser) -> Iterator[Desk]:
    clock = SlowClock()
    world = company(clock.now, commands=COMMANDS)
    with serve(world, page=create_page(world, clock, ("As Ana, type `/mygoals`",))) as slack:
        desk = Desk(slack, chromium, [])
        handler = SocketModeHandler(small_app(slack), world.app_token)
        handler.connect()  # type: ignore[no-untyped-call]
        assert eventually(lambda: world.deliveries.socket.connections)
        yield desk
        Thread(target=handler.close).start()  # the client takes two seconds over it
        for context in chromium.contexts:
            context.close()
    assert desk.complaints == []


def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Message")
    box.fill(text)
    box.press("Enter")


def share_form(page: Page) -> Locator:
    say(page, "/mygoals")
    form = page.get_by_role("dialog", name="Share something")
    expect(form).to_be_visible()
    return form


def nudge(desk: Desk) -> None:
    client_of(desk.slack).chat_postMessage(channel=MAYA, text="About Ana", blocks=NUDGE)


def test_a_form_keeps_what_was_typed_until_it_is_right(desk: Desk) -> None:
    page = desk.sit(f"/as/{ANA}/dm")
    form = share_form(page)
    expect(form.get_by_role("textbox", name="Goal")).to_be_focused()
    form.get_by_role("textbox", name="Goal").fill("?")
    form.get_by_label("Details (optional)").fill("Exam in\nDecember")

    form.get_by_role("button", name="Share").click()
    kind = form.get_by_role("radiogroup", name="Kind")
    expect(kind).to_have_accessible_description("Please complete this required field.")
    form.get_by_role("radio", name="Goal").check()
    form.get_by_role("button", name="Share").click()
    title = form.get_by_role("textbox", name="Goal")
    expect(title).to_have_accessible_description("Please use words.")
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(title).to_be_focused()
    expect(title).to_have_value("?")
    expect(kind).to_have_accessible_description("")

    title.fill("Certification")
    title.press("Enter")
    expect(form).to_be_hidden()
    log = page.get_by_role("log", name="Messages")
    expect(log).to_contain_text("Shared: Certification (Exam in")


def test_a_form_that_is_updated_keeps_its_fields(desk: Desk) -> None:
    page = desk.sit(f"/as/{ANA}/dm")
    form = share_form(page)
    form.get_by_role("textbox", name="Goal").fill("Certification")
    form.get_by_label("Who may know").focus()
    form.get_by_label("Who may know").select_option("Known")
    expect(form).to_contain_text("Your leader may read this.")
    expect(form.get_by_role("textbox", name="Goal")).to_have_value("Certification")
    expect(form.get_by_label("Who may know")).to_have_value("known")
    expect(form.get_by_label("Who may know")).to_be_focused()


def test_forms_lie_on_each_other_and_escape_closes_the_one_on_top(desk: Desk) -> None:
    page = desk.sit(f"/as/{ANA}/dm")
    first = share_form(page)
    first.get_by_role("textbox", name="Goal").fill("Certification")
    first.get_by_role("button", name="More").click()
    second = page.get_by_role("dialog", name="More")
    expect(second).to_contain_text("One more thing.")
    page.keyboard.press("Escape")
    expect(second).to_be_hidden()
    expect(first.get_by_role("textbox", name="Goal")).to_have_value("Certification")
    expect(first.get_by_role("button", name="More")).to_be_focused()
    first.get_by_role("button", name="Cancel").click()
    expect(first).to_be_hidden()
    expect(page.get_by_role("textbox", name="Message Tend")).to_be_focused()
    assert desk.slack.world.modals(ANA) == []


def test_the_keyboard_stays_in_the_form(desk: Desk) -> None:
    page = desk.sit(f"/as/{ANA}/dm")
    share_form(page)
    for _ in range(12):
        page.keyboard.press("Tab")
        inside = (
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
        assert page.evaluate(inside)


def test_a_pressed_button_gives_way_to_what_was_recorded(desk: Desk) -> None:
    nudge(desk)
    page = desk.sit(f"/as/{MAYA}/dm")
    page.get_by_role("button", name="We talked").click()
    message = page.get_by_role("article")
    expect(message).to_contain_text("Recorded: We talked.")
    expect(page.get_by_role("button", name="We talked")).to_have_count(0)
    expect(message).to_be_focused()


def test_a_button_may_ask_first(desk: Desk) -> None:
    nudge(desk)
    page = desk.sit(f"/as/{MAYA}/dm")
    page.get_by_role("button", name="Not this time").click()
    question = page.get_by_role("dialog", name="Not this time?")
    question.get_by_role("button", name="Go back").click()
    expect(question).to_be_hidden()
    assert not [ack for ack in desk.slack.world.acks if ack.kind == "interactive"]
    page.get_by_role("button", name="Not this time").click()
    question.get_by_role("button", name="Yes, not this time").click()
    expect(page.get_by_role("article")).to_contain_text("Recorded: Not this time.")


def test_home_is_drawn_when_one_looks_at_it(desk: Desk) -> None:
    page = desk.sit(f"/as/{MAYA}/dm")
    page.get_by_role("link", name="Home").click()
    expect(page.get_by_role("region", name="Home of Tend")).to_contain_text("Your people")


def test_news_leave_alone_what_a_person_is_typing(desk: Desk) -> None:
    page = desk.sit(f"/as/{MAYA}/dm")
    box = page.get_by_role("textbox", name="Message Tend")
    box.press_sequentially("I was about to ")
    nudge(desk)
    expect(page.get_by_role("log")).to_contain_text("You last talked with Ana 3 weeks ago.")
    box.press_sequentially("say")
    expect(box).to_have_value("I was about to say")
    expect(box).to_be_focused()


def test_commands_are_listed_and_taken_by_the_keyboard(desk: Desk) -> None:
    page = desk.sit(f"/as/{MAYA}/c/{GENERAL}")
    box = page.get_by_role("textbox", name="Message #general")
    box.press_sequentially("/")
    options = page.get_by_role("listbox", name="Commands").get_by_role("option")
    expect(options).to_have_count(3)
    box.press_sequentially("ta")
    expect(options).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value("/talked ")
    box.press_sequentially("Ana")
    box.press("Enter")
    answer = page.get_by_role("article").filter(has_text="Only visible to you")
    expect(answer).to_contain_text("Noted: Ana")


def test_two_tabs_are_two_people(desk: Desk) -> None:
    maya = desk.sit(f"/as/{MAYA}/c/{GENERAL}")
    ines = desk.sit(f"/as/{INES}/c/{ADMINS}")
    say(maya, "Good morning, all")
    general = ines.get_by_role("navigation", name="Channels").get_by_role("link", name="general")
    expect(general).to_contain_text("1 unread")
    general.click()
    expect(ines.get_by_role("log")).to_contain_text("Good morning, all")
    expect(
        ines.get_by_role("navigation", name="Channels").get_by_role("link", name="general")
    ).not_to_contain_text("unread")


def test_an_app_that_does_not_answer_is_trouble_and_nothing_is_lost(desk: Desk) -> None:
    page = desk.sit(f"/as/{ANA}/dm")
    say(page, "/slow and steady")
    expect(page.get_by_role("alert")).to_contain_text("/slow failed with the error")
    expect(page.get_by_role("textbox", name="Message")).to_have_value("/slow and steady")


def test_a_server_that_is_away_is_trouble_and_the_form_stays(desk: Desk) -> None:
    page = desk.sit(f"/as/{ANA}/dm")
    form = share_form(page)
    form.get_by_role("textbox", name="Goal").fill("Certification")
    form.get_by_role("radio", name="Goal").check()
    page.route("**/submit", lambda route: route.fulfill(status=500, body="{}"))
    form.get_by_role("button", name="Share").click()
    expect(form.get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")
    expect(form.get_by_role("textbox", name="Goal")).to_have_value("Certification")
    desk.complaints.clear()  # the browser notes the failure, as it should


def test_the_clock_goes_a_day_further_while_one_watches(desk: Desk) -> None:
    page = desk.sit(f"/as/{MAYA}/dm")
    clock = page.get_by_role("region", name="Clock")
    expect(clock).to_contain_text("Tuesday, 17 November 2026, 9:00 AM in Berlin")
    expect(clock).to_contain_text("Next: Maya's weekly plan, tomorrow, 10:00 AM")
    page.get_by_role("button", name="+1 day").click()
    expect(clock.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_role("button", name="+1 week")).to_be_disabled()
    expect(clock).to_contain_text("Wednesday, 18 November 2026, 9:00 AM")
    expect(clock.get_by_role("progressbar")).to_have_count(0)
    page.get_by_role("button", name="To the next thing due").click()
    expect(clock).to_contain_text("Wednesday, 18 November 2026, 10:00 AM")


def test_things_to_try_stay_dismissed(desk: Desk) -> None:
    page = desk.sit(f"/as/{MAYA}/dm")
    tips = page.get_by_role("complementary", name="Three things to try")
    expect(tips).to_contain_text("As Ana, type /mygoals")
    page.get_by_role("button", name="Dismiss the things to try").click()
    expect(tips).to_have_count(0)
    page.reload()
    expect(tips).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_fits_on_a_small_phone(desk: Desk, scheme: str) -> None:
    nudge(desk)
    small = {"width": 360, "height": 640}
    page = desk.sit(f"/as/{MAYA}/dm", viewport=small, color_scheme=scheme)
    share_form(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="We talked").click()
    expect(page.get_by_role("article")).to_contain_text("Recorded")


def test_one_can_skip_to_the_conversation(desk: Desk) -> None:
    page = desk.sit(f"/as/{MAYA}/dm")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to Tend")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    assert eventually(lambda: desk.slack.world.unread(MAYA, "D0MAYA") == 0)
