"""Slack's mrkdwn on the page: drawn as Slack draws it, and never a tag that was only typed."""

from datetime import UTC, datetime
from html.parser import HTMLParser
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandbox.pages.mrkdwn import mrkdwn
from sandbox.pages.reader import Reader

MAYA = Reader(
    id="U0MAYA",
    zone=ZoneInfo("Europe/Berlin"),
    now=datetime(2026, 11, 17, 8, 0, tzinfo=UTC),
    people={"U0ANA": "Ana Moreira", "U0ODD": "<i>Odd</i>"},
    channels={"C0GENERAL": "general"},
)
TOM = Reader(id="U0TOM", zone=ZoneInfo("Pacific/Auckland"), now=MAYA.now)
TOMORROW_AT_NINE = 1_794_988_800  # 2026-11-18T08:00Z: nine in Berlin, evening in Auckland

TAGS = {"strong", "em", "del", "code", "pre", "blockquote", "br", "a", "span", "time"}
ATTRIBUTES = {"href", "target", "rel", "class", "datetime"}


def drawn(text: str, reader: Reader = MAYA) -> str:
    return str(mrkdwn(text, reader))


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("*bold* _italic_ ~gone~", "<strong>bold</strong> <em>italic</em> <del>gone</del>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("`*code*`", "<code>*code*</code>"),
        ("```\na *b*\nc\n```", "<pre>a *b*\nc</pre>"),
        ("one\ntwo", "one<br>two"),
        ("> said\n> so\nafter", "<blockquote>said<br>so</blockquote>after"),
        ("&gt; said", "<blockquote>said</blockquote>"),
        (">>> all\nof it", "<blockquote>all<br>of it</blockquote>"),
        (":seedling: grows", "🌱 grows"),
    ],
)
def test_marks_become_what_they_mean(typed: str, seen: str) -> None:
    assert drawn(typed) == seen


@pytest.mark.parametrize(
    "typed",
    ["2*3*4", "snake_case_name", "* a *", "*open", "**", "_ _", "~", "`", "10:30:45", ":no_such:"],
)
def test_letters_that_only_look_like_marks_stay_letters(typed: str) -> None:
    assert drawn(typed) == typed


def test_a_mark_ends_with_its_line() -> None:
    assert drawn("*one\ntwo*") == "*one<br>two*"


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("<@U0ANA>", "@Ana Moreira"),
        ("<@U0ANA|ana>", "@Ana Moreira"),
        ("<@U0FAR|far>", "@far"),
        ("<#C0GENERAL>", "#general"),
        ("<#C0SECRET|secret>", "#secret"),
        ("<!channel>", "@channel"),
        ("<!here|here>", "@here"),
        ("<!subteam^S1|@leaders>", "@leaders"),
    ],
)
def test_mentions_are_names(typed: str, seen: str) -> None:
    assert drawn(typed) == f'<span class="mention">{seen}</span>'


def test_links_open_elsewhere_and_tell_nothing_of_us() -> None:
    assert drawn("<https://example.com/?a=1&amp;b=2|the *guide*>") == (
        '<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">'
        "the *guide*</a>"
    )
    assert 'href="https://example.com/x"' in drawn("See https://example.com/x.")
    assert 'href="mailto:ana@example.com"' in drawn("<mailto:ana@example.com|ana@example.com>")


@pytest.mark.parametrize(
    "typed", ["<javascript:alert(1)|press>", "<data:text/html,x>", "<file:///etc/passwd|x>"]
)
def test_no_link_leads_to_a_script_or_a_file(typed: str) -> None:
    assert "<a" not in drawn(typed)


def test_a_date_is_told_in_the_zone_of_the_reader() -> None:
    text = f"<!date^{TOMORROW_AT_NINE}^{{date_short_pretty}} at {{time}}|soon>"
    assert ">tomorrow at 9:00 AM<" in drawn(text)
    assert ">tomorrow at 9:00 PM<" in drawn(text, TOM)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{date_num}", "2026-11-18"),
        ("{date}", "November 18th, 2026"),
        ("{date_short}", "Nov 18, 2026"),
        ("{date_long}", "Wednesday, November 18th, 2026"),
        ("{time_secs}", "9:00:00 AM"),
        ("{ago}", "in 1 day"),
        ("{no_such_word}", "{no_such_word}"),
    ],
)
def test_dates_know_the_words_of_slack(pattern: str, words: str) -> None:
    assert f">{words}<" in drawn(f"<!date^{TOMORROW_AT_NINE}^{pattern}|soon>")


@pytest.mark.parametrize("seconds", ["soon", "", "99999999999999999999"])
def test_a_moment_that_is_none_shows_the_fallback(seconds: str) -> None:
    assert drawn(f"<!date^{seconds}^{{time}}|on &lt;Monday&gt;>") == "on &lt;Monday&gt;"


def test_the_three_entities_are_letters_once() -> None:
    assert drawn("&lt;b&gt; &amp; &amp;lt;") == "&lt;b&gt; &amp; &amp;lt;"


def test_a_name_with_a_tag_in_it_is_letters() -> None:
    assert drawn("<@U0ODD>") == '<span class="mention">@&lt;i&gt;Odd&lt;/i&gt;</span>'


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [str(value) for name, value in attrs if name == "href"]


HOSTILE = st.lists(
    st.sampled_from(
        [
            *("<", ">", "&", '"', "'", "`", "```", "*", "_", "~", "\n", "|", "^", "!", "@", "#"),
            *("<script>", "</pre>", "&lt;", "&amp;", "&#60;", "<!date^1^{time}^", "<@U0ODD>"),
            *("javascript:", "https://x.y/", "<https://x.y/", '" onclick="x', "\ue000", "0\ue001"),
        ]
    )
    | st.text(max_size=3),
    max_size=25,
).map("".join)


@given(HOSTILE)
@example('<https://x.y/" onclick="alert(1)|x>')
@example("\ue0000\ue001`<img src=x onerror=alert(1)>`")
@example("<!date^1^{time}^javascript:alert(1)|x>")
def test_nobody_can_type_a_tag(text: str) -> None:
    seen = Tags()
    seen.feed(drawn(text))
    assert seen.tags <= TAGS
    assert seen.attributes <= ATTRIBUTES
    assert all(found.startswith(("http://", "https://", "mailto:")) for found in seen.addresses)


def test_a_long_hostile_text_is_drawn_at_once() -> None:
    for piece in ("*", "*a", "<", "<a", "`", "```", "_*~", "<!date^", "https://"):
        assert drawn(piece * (3_000 // len(piece)))
