"""One person before Microsoft's local client, in a real browser."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from uuid import uuid4

from playwright.sync_api import BrowserContext, Locator, Page, expect

from sandbox.company import people
from sandbox.playground import cast
from sandbox.playground.client import RENDERER, Client
from tests.house.reading import ROOT
from tests.teams.apart import MODULES
from tests.teams.room import BOT_PORT

Json = dict[str, Any]
PATIENCE = 60_000.0  # milliseconds: this machine may be crowded
SETTLED = 0.7  # seconds: before, the client's page hears no click on a new card
COLLEAGUES = [
    {"title": one.real_name, "value": cast.object_id(one.id)}
    for one in people()
    if one.id in cast.EVERYBODY
]
PAGE = (ROOT / "tests/teams/dialog.html").read_text(encoding="utf-8")


class Screen:
    """They read what stands there, press it, and write."""

    def __init__(self, context: BrowserContext, client: Client) -> None:
        self.client = client
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self._dialog: Page = context.new_page()
        self._dialog.set_default_timeout(PATIENCE)
        self.page.goto(client.url)
        expect(self.box).to_be_visible(timeout=PATIENCE)

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox").first

    def say(self, words: str) -> None:
        self.box.fill(words)
        self.page.get_by_role("button", name="Send Message").click()

    def goes_to(self, channel: str) -> None:
        """Tend comes into the team with the first who opens one of its channels."""
        self.page.get_by_role("treeitem").filter(has_text=channel).click()
        expect(self.page.get_by_role("button", name="Post")).to_be_visible(timeout=PATIENCE)

    def asks_there(self, words: str) -> None:
        """In a channel Tend hears only what mentions it."""
        self.box.click()
        self.page.keyboard.type("@")
        offered = self.page.locator("#typeahead-menu").get_by_role("menuitem")
        offered.filter(has_text="Tend").first.click()
        self.page.keyboard.type(f" {words}")
        self.page.get_by_role("button", name="Post").click()

    def sees(self, words: str | re.Pattern[str]) -> Locator:
        found = self.page.get_by_text(words).last
        expect(found).to_be_visible(timeout=PATIENCE)
        return found

    def no_longer_sees(self, words: str) -> None:
        expect(self.page.get_by_text(words)).to_have_count(0, timeout=PATIENCE)

    def press(self, label: str) -> None:
        """A button of the newest card that has it, in the client's own page."""
        button = self.page.get_by_role("button", name=label, exact=True).last
        expect(button).to_be_visible(timeout=PATIENCE)
        time.sleep(SETTLED)
        button.click()

    def opens(self, label: str, channel: str = "") -> Dialog:
        """The client opens no dialogs: so its invoke is sent here, and the form drawn beside."""
        message, data = self._button(label)
        dialog = Dialog(self._dialog, self, message, channel)
        dialog.show(self.invoke("task/fetch", data, message, channel))
        return dialog

    # --- what the client would do ----------------------------------------------------------------

    def _button(self, label: str) -> tuple[str, Json]:
        end = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < end:
            for message, card in reversed(shown(self.client.recorded()).items()):
                for action in actions(card):
                    if action.get("title") == label and "data" in action:
                        return message, action["data"]
            time.sleep(0.1)
        raise AssertionError(f"no card has a button {label!r}")

    def invoke(self, name: str, data: Json, message: str, channel: str) -> Json:
        me = self.client.me
        activity = {
            "type": "invoke",
            "name": name,
            "id": f"f:{uuid4()}",
            "replyToId": message,
            "value": {"data": data, "context": {"theme": "default"}},
            "from": {"id": f"29:{me}", "aadObjectId": cast.object_id(me)},
            "conversation": {
                "id": channel or cast.chat(me),
                "conversationType": "channel" if channel else "personal",
            },
            "recipient": {"id": cast.BOT},
            "serviceUrl": self.client.service,
            "channelId": "msteams",
            "channelData": {
                "tenant": {"id": cast.TENANT},
                **({"team": {"id": cast.TEAM}} if channel else {}),
            },
        }
        return posted(activity)


def posted(activity: Json) -> Json:
    """The answer to an invoke."""
    connection = HTTPConnection("127.0.0.1", BOT_PORT, timeout=PATIENCE / 1000)
    try:
        head = {"Content-Type": "application/json"}
        connection.request("POST", "/teams/messages", json.dumps(activity), head)
        answer = connection.getresponse()
        raw = answer.read()
    finally:
        connection.close()
    assert answer.status == 200, answer.status
    return json.loads(raw) if raw else {}


def shown(recorded: list[Json]) -> dict[str, Json]:
    """The cards that stand in the client, by message, each as it was edited last."""
    found: dict[str, Json] = {}
    for one in recorded:
        body = one["request"].get("body") or {}
        for attachment in body.get("attachments") or ():
            answered = one["response"].get("body")
            sent = answered.get("id") if isinstance(answered, dict) else None
            message = body.get("id") or sent
            if message and "adaptive" in attachment.get("contentType", ""):
                found[str(message)] = attachment["content"]
    return found


def actions(piece: Any) -> Iterator[Json]:
    if isinstance(piece, dict):
        if str(piece.get("type", "")).startswith("Action."):
            yield piece
        for value in piece.values():
            yield from actions(value)
    elif isinstance(piece, list):
        for one in piece:
            yield from actions(one)


def with_people(piece: Any) -> Any:
    """Where Teams would look colleagues up itself, those of the company stand to choose from."""
    if isinstance(piece, list):
        return [with_people(one) for one in piece]
    if not isinstance(piece, dict):
        return piece
    if "choices.data" in piece:
        return {**piece, "choices": COLLEAGUES, "choices.data": None}
    return {name: with_people(value) for name, value in piece.items()}


@dataclass
class Dialog:
    """A form of Tend, drawn by Microsoft's own renderer."""

    page: Page
    screen: Screen
    message: str
    channel: str = ""

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("dialog")

    def show(self, answer: Json) -> None:
        continued = answer["task"]["value"]
        self.page.bring_to_front()
        self.page.set_content(PAGE)
        self.page.add_script_tag(path=MODULES / RENDERER)
        content = with_people(continued["card"]["content"])
        self.page.evaluate("([title, card]) => draw(title, card)", [continued["title"], content])

    def sees(self, words: str | re.Pattern[str]) -> None:
        expect(self.form).to_contain_text(words, timeout=PATIENCE)

    def fill(self, label: str, value: str) -> None:
        self.form.get_by_label(label).fill(value)

    def choose(self, label: str) -> None:
        self.form.get_by_label(re.compile(f"^{re.escape(label)}")).first.check()

    def pick(self, label: str, name: str) -> None:
        """One of several, from a menu."""
        self.form.get_by_label(label).select_option(label=name)

    def unfold(self, label: str) -> None:
        """What is asked back before it is done."""
        self.form.get_by_role("button", name=label, exact=True).first.click()

    def press(self, label: str) -> bool:
        """Whether the dialog goes on, with what Tend answers."""
        self.form.get_by_role("button", name=label, exact=True).last.click()
        self.page.wait_for_function("window.sent !== null")
        data = self.page.evaluate("window.sent")
        answer = self.screen.invoke("task/submit", data, self.message, self.channel)
        goes_on = "task" in answer
        if goes_on:
            self.show(answer)
        else:
            self.screen.page.bring_to_front()
        return goes_on
