"""What people typed stays letters; what we say stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.text import ISOLATE, POP, cut, letters, mrkdwn, typed, units
from bot.ui import Channel, Person, Strong

FAMILY = "👩‍👩‍👧‍👦"
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=400)


@pytest.mark.parametrize("mention", ["<!channel>", "<@U0ANA>", "<https://evil|Payroll>", "&lt;"])
def test_our_own_words_cannot_become_markup_by_accident(mention: str) -> None:
    assert "<" not in mrkdwn((mention,), 3000)


def test_a_person_is_drawn_from_the_id_alone() -> None:
    spans = ("Ask ", Person("U0ANA"), " in ", Channel("C0GENERAL"), ", ", Strong("today"))
    assert mrkdwn(spans, 3000) == "Ask <@U0ANA> in <#C0GENERAL>, *today*"


def test_an_id_that_is_no_id_becomes_letters() -> None:
    assert mrkdwn((Person("U1> <!channel"),), 3000) == "U1&gt; &lt;!channel"


def test_a_long_sentence_is_cut_between_entities() -> None:
    said = mrkdwn(("&" * 3000, Person("U0ANA")), 3000)
    assert units(said) <= 3000 and said.endswith("&amp;…")


def test_a_mention_that_does_not_fit_is_left_out_whole() -> None:
    assert mrkdwn(("a" * 2995, Person("U0ANA")), 3000) == "a" * 2995 + "…"


@pytest.mark.parametrize(
    "letter",
    [FAMILY, "👍🏽", "🇳🇿", "e\u0301", "한", "\u1112\u1161\u11ab", "క్ష"],
    ids=ascii,
)
def test_no_letter_is_cut_in_two(letter: str) -> None:
    for longest in range(units(letter) + 1, units(letter) * 5):
        short = cut(letter * 10, longest)
        assert units(short) <= longest
        assert short.removesuffix("…") == letter * (len(short[:-1]) // len(letter))


def test_a_letter_without_end_is_cut_all_the_same() -> None:
    assert units(cut("e" + "\u0301" * 500, 100)) <= 100


def test_each_typed_line_keeps_its_direction_to_itself() -> None:
    assert typed("שלום\n123", 3000) == f"{ISOLATE}שלום{POP}\n{ISOLATE}123{POP}"


def test_nobody_breaks_out_of_the_isolate() -> None:
    assert typed("a\u2069\u202eb\u2028c", 3000) == f"{ISOLATE}abc{POP}"


def test_persian_and_families_are_kept_exactly() -> None:
    words = f"می‌خواهم {FAMILY} ไทย 𠀋"
    assert typed(words, 3000) == f"{ISOLATE}{words}{POP}"


@settings(deadline=None)
@given(ANYTHING, st.integers(5, 300))
def test_typed_words_fit_and_are_balanced(words: str, longest: int) -> None:
    drawn = typed(words, longest)
    assert units(drawn) <= longest
    assert drawn.count(ISOLATE) == drawn.count(POP)
    drawn.encode()


@settings(deadline=None)
@given(
    st.lists(st.one_of(ANYTHING, ANYTHING.map(Strong), ANYTHING.map(Person))), st.integers(5, 99)
)
def test_running_text_fits_and_holds_no_markup_but_ours(spans: list[object], longest: int) -> None:
    drawn = mrkdwn(spans, longest)  # type: ignore[arg-type]
    assert units(drawn) <= longest
    assert "<!" not in drawn and drawn.count("<") == drawn.count("<@")


def test_a_plain_text_object_draws_no_emoji_codes() -> None:
    assert letters(":smile:", 75) == {"type": "plain_text", "text": ":smile:", "emoji": False}
