"""The page over HTTP: each person sees and does their own, and nobody else's site may post."""

import http.client
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

import pytest

from sandbox.company import ADMINS, ANA, BOT, GENERAL, INES, LEFT, MAYA, TOM, company
from sandbox.pages import create_page
from sandbox.server import Serving, serve
from tests.sandbox.drawing import actions, button, modal, section
from tests.sandbox.workspace import COMMANDS, QUICK, client_of

TUESDAY = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)
TIPS = ("As Ana, type `/mygoals`", "As Maya, answer", "As <b>Ines</b>, look")


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Browser:
    """As little of a browser as a test of the wire needs."""

    slack: Serving

    def get(self, path: str, **headers: str) -> Answer:
        return self._send("GET", path, None, headers)

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        headers = headers or {"Origin": self.slack.url, "Sec-Fetch-Site": "same-origin"}
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        return self._send("POST", path, urlencode(fields), headers)

    def _send(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        link = http.client.HTTPConnection(urlsplit(self.slack.url).netloc, timeout=5)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        link.request(method, path, body, named)
        answer = link.getresponse()
        try:
            return Answer(answer.status, dict(answer.headers.items()), answer.read().decode())
        finally:
            link.close()


class StillClock:
    def now(self) -> datetime:
        return TUESDAY

    def next_due(self) -> tuple[datetime, str] | None:
        return TUESDAY + timedelta(hours=1), "Maya's weekly plan"

    async def advance(self, to: datetime) -> None:
        """Stays."""


@pytest.fixture
def browser() -> Iterator[Browser]:
    world = company(lambda: TUESDAY, timing=QUICK, commands=COMMANDS)
    with serve(world, page=create_page(world)) as slack:
        yield Browser(slack)


@pytest.fixture
def with_clock() -> Iterator[Browser]:
    world = company(lambda: TUESDAY, timing=QUICK, commands=COMMANDS)
    with serve(world, page=create_page(world, StillClock(), TIPS)) as slack:
        yield Browser(slack)


def test_one_chooses_who_to_be_among_those_who_can_sign_in(browser: Browser) -> None:
    page = browser.get("/").text
    assert f'href="/as/{MAYA}/dm"' in page
    assert "Head of Engineering, Berlin" in page
    assert LEFT not in page
    assert BOT not in page


def test_only_members_see_a_private_channel(browser: Browser) -> None:
    assert "tend-admins" in browser.get(f"/as/{INES}/dm").text
    assert "tend-admins" not in browser.get(f"/as/{MAYA}/dm").text
    assert browser.get(f"/as/{INES}/c/{ADMINS}").status == 200
    assert browser.get(f"/as/{MAYA}/c/{ADMINS}").status == 404


def test_nobody_reads_the_direct_messages_of_another(browser: Browser) -> None:
    client_of(browser.slack).chat_postMessage(channel=MAYA, text="For Maya alone")
    assert "For Maya alone" in browser.get(f"/as/{MAYA}/dm").text
    assert "For Maya alone" not in browser.get(f"/as/{TOM}/dm").text
    assert browser.get(f"/as/{TOM}/c/D0MAYA").status == 404


def test_an_answer_for_one_is_shown_to_one(browser: Browser) -> None:
    client = client_of(browser.slack)
    client.chat_postEphemeral(channel=GENERAL, user=ANA, text="Just for Ana")
    seen = browser.get(f"/as/{ANA}/c/{GENERAL}").text
    assert "Just for Ana" in seen
    assert "Only visible to you" in seen
    assert "Just for Ana" not in browser.get(f"/as/{TOM}/c/{GENERAL}").text


@pytest.mark.parametrize("who", [LEFT, BOT, "USLACKBOT", "U0NOBODY"])
def test_nobody_can_be_who_cannot_sign_in(browser: Browser, who: str) -> None:
    answer = browser.get(f"/as/{who}/dm")
    assert answer.status == 404
    assert "Choose who to be" in answer.text


def test_unread_messages_are_told_in_words_and_forgotten_once_read(browser: Browser) -> None:
    client_of(browser.slack).chat_postMessage(channel=MAYA, text="Good morning")
    assert '1<span class="sr-only"> unread</span>' in browser.get(f"/as/{MAYA}/dm").text
    browser.post(f"/as/{MAYA}/read", {"_place": "D0MAYA"})
    assert "unread</span>" not in browser.get(f"/as/{MAYA}/dm").text


def test_what_a_person_writes_is_there_as_letters(browser: Browser) -> None:
    said = {"_place": GENERAL, "text": "<script>alert(1)</script> *so*\r\nit is"}
    assert browser.post(f"/as/{MAYA}/say", said).status == 200
    page = browser.get(f"/as/{ANA}/c/{GENERAL}").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <strong>so</strong><br>it is" in page


def test_a_command_of_nobody_is_an_error_beside_the_box(browser: Browser) -> None:
    browser.get(f"/as/{MAYA}/dm")
    answer = browser.post(f"/as/{MAYA}/say", {"_place": "D0MAYA", "text": "/nothing at all"})
    assert json.loads(answer.text) == {"error": "/nothing is not a valid command."}


def test_an_app_that_is_away_is_told_as_slack_tells_it(browser: Browser) -> None:
    client = client_of(browser.slack)
    said = client.chat_postMessage(channel=MAYA, text="x", blocks=[actions(button())])
    place = {"_channel": "D0MAYA", "_ts": said["ts"], "_block": "row", "_action": "press"}
    answer = json.loads(browser.post(f"/as/{MAYA}/press", place).text)
    assert "did not respond" in answer["error"]


def test_nobody_presses_in_the_messages_of_another(browser: Browser) -> None:
    client = client_of(browser.slack)
    said = client.chat_postMessage(channel=MAYA, text="x", blocks=[actions(button())])
    place = {"_channel": "D0MAYA", "_ts": said["ts"], "_block": "row", "_action": "press"}
    answer = json.loads(browser.post(f"/as/{TOM}/press", place).text)
    assert "changed in the meantime" in answer["error"]
    assert not [ack for ack in browser.slack.world.acks if ack.kind == "interactive"]


def test_a_button_that_is_gone_says_so(browser: Browser) -> None:
    client = client_of(browser.slack)
    said = client.chat_postMessage(channel=MAYA, text="x", blocks=[section("Done")])
    place = {"_channel": "D0MAYA", "_ts": said["ts"], "_block": "row", "_action": "press"}
    answer = json.loads(browser.post(f"/as/{MAYA}/press", place).text)
    assert "changed in the meantime" in answer["error"]


def test_nobody_writes_where_they_are_not(browser: Browser) -> None:
    said = {"_place": ADMINS, "text": "Let me in"}
    assert browser.post(f"/as/{MAYA}/say", said).status == 404
    assert browser.slack.world.messages(ADMINS, INES) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Accept": "*/*"},
    ],
)
def test_another_site_cannot_post_here(browser: Browser, headers: dict[str, str]) -> None:
    said = {"_place": GENERAL, "text": "from elsewhere"}
    assert browser.post(f"/as/{MAYA}/say", said, **headers).status == 403
    assert browser.slack.world.messages(GENERAL, MAYA) == []


@pytest.mark.parametrize("path", ["/", f"/as/{MAYA}/dm", "/as/U0NOBODY/dm", "/static/page.js"])
def test_every_answer_allows_only_what_the_page_brings_itself(browser: Browser, path: str) -> None:
    policy = browser.get(path).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_page_asks_nothing_of_other_sites_and_has_no_script_inside(browser: Browser) -> None:
    client = client_of(browser.slack)
    client.chat_postMessage(channel=MAYA, text="x", blocks=[section("Hello"), actions(button())])
    page = browser.get(f"/as/{MAYA}/dm").text
    style, script = browser.get("/static/page.css").text, browser.get("/static/page.js").text
    assert re.findall(r"<script[^>]*>(?!</script>)", page) == []
    assert not re.search(r"\son\w+=|\sstyle=|<style", page)
    assert "//" not in re.sub(r"/\*.*?\*/", "", style, flags=re.S)
    assert not re.search(r"https?://", page + style + script)


def test_without_a_clock_there_is_no_clock_bar(browser: Browser) -> None:
    assert 'id="clock"' not in browser.get(f"/as/{MAYA}/dm").text


def test_the_clock_is_read_in_the_zone_of_who_looks(with_clock: Browser) -> None:
    berlin = with_clock.get(f"/as/{MAYA}/dm").text
    assert "Tuesday, 17 November 2026, <strong>9:00 AM</strong>" in berlin
    assert "Maya&#39;s weekly plan, today, 10:00 AM" in berlin
    auckland = with_clock.get(f"/as/{TOM}/dm").text
    assert '<strong>9:00 PM</strong></time> <span class="city">in Auckland' in auckland


def test_things_to_try_are_drawn_until_they_are_dismissed(with_clock: Browser) -> None:
    page = with_clock.get(f"/as/{MAYA}/dm").text
    assert "As Ana, type <code>/mygoals</code>" in page
    assert "&lt;b&gt;Ines&lt;/b&gt;" in page
    assert "Three things" not in with_clock.get(f"/as/{MAYA}/dm", Cookie="tips=off").text


def test_a_name_with_a_tag_in_it_is_letters_everywhere(browser: Browser) -> None:
    world = browser.slack.world
    world.people[ANA] = replace(world.people[ANA], real_name='<img src=x> "Ana"', title="<b>")
    world.people[MAYA] = replace(world.people[MAYA], title='"><script>')
    browser.post(f"/as/{ANA}/say", {"_place": GENERAL, "text": f"<@{ANA}>"})
    for path in ("/", f"/as/{ANA}/c/{GENERAL}", f"/as/{MAYA}/dm"):
        page = browser.get(path).text
        assert "<img src=x>" not in page
        assert '"><script>' not in page


def test_news_come_as_they_happen(browser: Browser) -> None:
    link = http.client.HTTPConnection(urlsplit(browser.slack.url).netloc, timeout=5)
    link.request("GET", f"/as/{MAYA}/events")
    news = link.getresponse()
    assert news.headers["content-type"].startswith("text/event-stream")
    assert news.readline() == b"retry: 1000\n"
    client_of(browser.slack).chat_postMessage(channel=MAYA, text="Good morning")
    assert [news.readline(), news.readline()] == [b"\n", b"data: change\n"]
    link.close()


def test_a_modal_is_drawn_as_a_dialog_with_its_title(browser: Browser) -> None:
    browser.slack.world.surfaces.open(MAYA, modal())
    page = browser.get(f"/as/{MAYA}/dm").text
    found = re.search(r'<dialog class="modal" id="([\w-]+)" aria-labelledby="([\w.-]+)">', page)
    assert found
    assert f'<h2 id="{found[2]}" tabindex="-1">A form</h2>' in page
    assert "<dialog" not in browser.get(f"/as/{TOM}/dm").text
