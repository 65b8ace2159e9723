"""Which item a few words name: exactly one by all of its words, or a question back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.understanding.plain import plain
from bot.understanding.spelling import mended
from bot.understanding.vocabulary import word_set

_EMPTY = word_set(
    """
    the a an my her his their our your its it this that to of for in on at with and or as thing goal
    challenge item about some is be being was stuff one topic project issue matter new please 's own
    so how what which who more again up get become give run learn pass do
    """
)
_VERB_STEMS = {"passed": "pass", "learned": "learn", "learnt": "learn", "ran": "run"}


def content(words: str | Sequence[str]) -> frozenset[str]:
    """The words that carry the meaning, without their endings."""
    parts = words.split() if isinstance(words, str) else words
    return frozenset(_stem(w) for w in parts if w not in _EMPTY and re.match(r"[a-z0-9]", w))


def _stem(word: str) -> str:
    word = _VERB_STEMS.get(word, word)
    for ending in ("ations", "ation", "ings", "ing", "ies", "es", "ed", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def named_by(topic: str, titles: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], bool]:
    """The ids whose title has all words of the topic, or of one part of it.

    The second value is False where some words fit and others do not: not sure enough to record.
    """
    known = [(item, content(mended(plain(title).words, frozenset()))) for item, title in titles]
    chunks = [content(chunk) for chunk in re.split(r" and | how | because | that |,", topic)]
    full = [item for item, title in known if any(c and c <= title for c in chunks)]
    if full:
        return tuple(full), True
    partial = [item for item, title in known if any(c & title for c in chunks)]
    return tuple(partial), False
