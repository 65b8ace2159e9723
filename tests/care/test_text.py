"""What people type is kept as they meant it, and never made into something else."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from care.text import MOST_MARKS, clean, is_visible

ZWJ, ZWNJ, BLANK_LETTER, BRAILLE_BLANK = "\u200d", "\u200c", "\u3164", "\u2800"


@pytest.mark.parametrize(
    "text",
    [
        "👨\u200d👩\u200d👧\u200d👦",  # a family
        "👩🏽\u200d💻 and 🏳\ufe0f\u200d🌈",
        "می\u200cخواهم",  # Persian
        "क्\u200dष and ශ්\u200dරී",  # joined on purpose
        "مرحبا بالعالم",
        "שלום עולם",
        "สวัสดีครับ",
        "𠀋𡈽𠮟",  # CJK extension B
        "Zoë, naïve, Straße, Łódź, Ångström",
        "1\ufe0f\u20e3 first, #\ufe0f\u20e3 and *\ufe0f\u20e3",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 🇳🇿",  # Scotland
        "❤\ufe0f ☕\ufe0e",  # as an emoji, as a letter
        "葛\U000e0100飾区",  # this very form of the character
        "ᠠ\u180b",  # a Mongolian letter in its other form
        "ขอ\u200bความ\u200bช่วยเหลือ",  # where a Thai line may break
        "ක්\u200dෂ ന്\u200d র\u200d্য",
        "٠١٢\u0600 ७",
        "\U0001fae9 \U0001facd",  # emoji newer than this Python's tables
        "\U0002ebf0",
        "C++ & C#: 100 % <done>",
        "a\nb\n\nc",
    ],
)
def test_every_script_is_kept_exactly(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "<!channel> <!here> <!everyone>",
        "<@U123> <#C1> <!subteam^S1> <!date^1^{date}|x>",
        "<https://evil.example|Payroll login>",
        "https://evil.example",
        "＜!channel＞",  # full width stays full width
        "*bold* _i_ ~s~ ```code``` > quote",
        "@channel #general @everyone",
        '"; DROP TABLE items; --',
        "{{7*7}} ${jndi:ldap://x} %s%n \\N{BULLET}",
        "xoxb-1234-abcd password: hunter2",
    ],
)
def test_what_looks_like_markup_is_kept_as_letters(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\u202eb\u2066c\u2069d\u202a", "abcd"),  # reordering
        ("ab\U000e0041\U000e0042\U000e007f", "ab"),  # hidden in tags
        ("pass\ufeffword\u2060s\u00ad", "passwords"),
        ("a\ud800b\udfff", "ab"),  # halves of a pair
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb", "a b"),
        ("a\n\n\n\n\n\nb", "a\n\nb"),
        ("a\n \n\u00a0\n\u2003\n\u3000\nb", "a\n\nb"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("  a  ", "a"),
        ("cafe\u0301", "café"),
        ("a\u200d b", "a b"),  # a joiner that joins nothing
        ("\u200cab\u200d", "ab"),
        ("a\u200d\u200db", "a\u200db"),
        ("a\ufe0f\ufe0f\ufe01\U000e0101b", "a\ufe0fb"),  # bytes hidden behind one letter
        ("\ufe0fa \ufe0fb", "a b"),
        ("🏴\U000e0073\U000e0065\U000e0063\U000e0072\U000e0065\U000e0074\U000e007f", "🏴"),
        ("a\u200b\u200b\u200bb \u200bc", "a\u200bb c"),
        ("क्\u200b क", "क् क"),
        ("l\u200el\u200fl\u061cl", "llll"),
        ("old\u206a\u206b\u206c\u206d\u206e\u206f\u2065", "old"),
        ("\ufff9note\ufffaof\ufffb \ufffc\ufff0", "noteof"),
        ("fill\u3164er\u115f\u1160\uffa0", "filler"),
        ("a\u2800b\u2800", "a b"),
        ("x\u034fy\u17b4\u180e", "xy"),
        ("la\U0001d173la\U0001bca0", "lala"),
        ("no\ufdd0thing\uffff\U0001fffe\U0010ffff", "nothing"),
        ("re\U000e0080served\U000e01f0", "reserved"),
        ("e\ufeff\u0301", "é"),  # apart only by something that cannot be seen
    ],
)
def test_what_hides_or_reorders_is_taken_out(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   \n\t ",
        "\u00a0\u2003\u3000",
        "\u200b\u200b",
        "\u2060\ufeff",
        BLANK_LETTER * 5,
        BRAILLE_BLANK,
        "\u115f\u1160\uffa0",
        "\u0301\u0302",  # marks on nothing
        "\ud800",
        "\U000e0041",
        ZWJ + ZWNJ,
        "\u202e\u2066",
        f" {BLANK_LETTER}\u200b\u00a0 ",
    ],
)
def test_what_cannot_be_seen_is_nothing(typed: str) -> None:
    assert clean(typed) == ""
    assert clean(typed, one_line=True) == ""


@pytest.mark.parametrize("typed", ["a", "7", "?", "€", "👍", "字"])
def test_one_visible_character_is_something(typed: str) -> None:
    assert is_visible(typed)
    assert clean(f" {typed}\u200b ").startswith(typed)


@pytest.mark.parametrize("typed", ["\U0001efff", "\U0003fffe", "\u0378", "\U000e1000"])
def test_a_character_that_no_unicode_has_yet_is_not_something(typed: str) -> None:
    assert unicodedata.category(typed) == "Cn"
    assert clean(typed) == ""


def test_a_title_is_one_line() -> None:
    assert clean(" learn\n\nRust \t well\u2028now ", one_line=True) == "learn Rust well now"


def test_only_what_may_be_a_character_one_day_is_taken_for_one() -> None:
    assert is_visible("\U0003fffd") and not is_visible("\U0003fffe")


@pytest.mark.parametrize("base", ["Z", ""])
def test_zalgo_is_capped(base: str) -> None:
    kept = clean(base + "\u0335" * 200 + "a")
    assert kept == base + "\u0335" * 8 + "a"
    assert MOST_MARKS == 8


def test_marks_cannot_be_smuggled_past_the_cap_by_what_is_taken_out() -> None:
    kept = clean("Z" + "\u0335\ufeff\u200d" * 200 + "a")
    assert sum(unicodedata.category(c)[0] == "M" for c in kept) <= MOST_MARKS


@pytest.mark.parametrize(
    "unit", [" ", "\n", " \n", "\u00a0", "a\u0301", "\u200d", "x ", "👨\u200d", "\u0335\u200d"]
)
def test_a_long_text_is_cleaned_in_no_time(unit: str) -> None:
    started = time.process_time()
    clean("a" + unit * 50_000 + "b")
    assert time.process_time() - started < 2


UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200e\u200f\u202a\u202e\u2060\u2064\u2065"
    "\u2066\u2069\u206a\u206f\u2800\u3164\ufeff\uffa0\ufff0\ufff8\ufff9\ufffb\ufffc\ufffe"
    "\U0001bca0\U0001d173\U0001d17a\U000e0000\U000e0001\U000e0080\U000e01f0\U000e0fff"
)
tricky = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\u200b\u200c\u200d\ufe0f\U000e0100\u0301\u0335\u094d\ufeff\u202e"
            "\n\r\t \u00a0\u2028\U000e0041aé👩"
        ),
    )
)


@given(tricky, st.booleans())
@example("0\u200d\u0300", False)
@example("e\u00ad\u0301", False)
@example("\u1100\ufeff\u1161", True)
@example("a\u0345\u200d\u0301", False)
def test_cleaning_twice_is_cleaning_once(text: str, one_line: bool) -> None:
    once = clean(text, one_line)
    assert clean(once, one_line) == once


@given(tricky, st.booleans())
def test_cleaning_never_fails_and_never_grows_beyond_what_unicode_asks(
    text: str, one_line: bool
) -> None:
    kept = clean(text, one_line)
    assert len(kept) <= 3 * len(text)  # the longest canonical decomposition that stays apart
    assert "\n\n\n" not in kept
    assert not one_line or "\n" not in kept
    assert unicodedata.is_normalized("NFC", kept)
    assert kept == kept.strip()
    assert kept == "" or is_visible(kept)
    kept.encode()  # no half of a pair is left


@given(st.text(st.one_of(st.characters(), st.sampled_from(UNSEEN), st.just("a"))))
def test_nothing_stays_that_draws_nothing(text: str) -> None:
    kept = clean(text)
    assert not set(UNSEEN) & set(kept)
    assert kept == "" or kept[0] not in "\u200b\u200c\u200d\ufe0f"


FILLERS = "\u115f\u1160\u3164\uffa0"


@given(st.text(st.characters(categories=["L", "N"], exclude_characters=FILLERS), min_size=1))
def test_letters_and_numbers_are_never_lost(text: str) -> None:
    typed = unicodedata.normalize("NFC", text)
    kept = clean(text)
    assert kept in (typed, "")
    assert kept or not is_visible(typed)
