"""From what was typed to plain words: small letters, whole contractions, no decoration.

A plain sentence is one string of words parted by single spaces. Marks of punctuation are words.
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from care.text import clean

MENTION = "<@"

_QUOTES = str.maketrans("‘’‚‛′´“”„‟″«»", '\'\'\'\'\'\'"""""""')
_DASHES = re.compile(r"\s+[-–—]+\s+|[–—]|--+")
_BULLET = re.compile(r"^\s*[-*•]\s+")
_RANGE = re.compile(
    r"(\d{1,2}(?:st|nd|rd|th)?)\s?[-–]\s?(\d{1,2}(?:st|nd|rd|th)?)(?= [a-z]{3})", re.IGNORECASE
)
_TITLES = re.compile(r"\b(?:mr|mrs|ms|dr)\.? (?=\w)", re.IGNORECASE)
_EMOJI_CODE = re.compile(r":(?=[a-z0-9_+\-]*[a-z_+])[a-z0-9_+\-]+:")
_SOMEBODY_ELSES = re.compile(
    r"(?m)^\s*&gt;|^\s*>|```|`[^`]+`|~\S[^~]*~|<(?:https?|mailto)[^>]*\|[^>]*>|\"[^\"]*\""
)
_TOKEN = re.compile(
    r"<@(?P<mention>[A-Za-z0-9]+)(?:\|[^<>]*)?>"
    r"|(?P<link><[^<>\s][^<>]*>|https?://\S+)"
    r"|(?P<iso>\d{4}-\d{1,2}-\d{1,2})(?!\d)"
    r"|(?P<clock>\d{1,2}(?:[:h]\d{2}(?!\d)|\.\d{2}(?![\d.]))(?:\s?[ap]\.?m\b\.?)?"
    r"|\d{1,2}\s?[ap]\.?m\b\.?|\d{1,2}h\b)"
    r"|(?P<slashed>\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|"
    r"\d{1,2}-\d{1,2}-\d{4})"
    r"|(?P<nth>\d{1,2}(?:st|nd|rd|th)\b)"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)*)"
    r"|(?P<mark>[.,;!?:()&/\n\"+…])"
)
_ONE_ON_ONE = re.compile(
    r"\b(?:1\s?[:\-/]\s?1|1\s?on\s?1|1-on-1|1o1|one[\s-]on[\s-]one|one[\s-]to[\s-]one|"
    r"1[\s-]to[\s-]1|1x1)s?\b"
)
ONE_ON_ONE = "oneonone"

_WHOLE = {
    "won't": "will not",
    "can't": "can not",
    "cannot": "can not",
    "shan't": "shall not",
    "ain't": "is not",
    "y'all": "you",
    "let's": "let us",
    "w/o": "without",
    "o'clock": "oclock",
}
_ENDINGS = (
    ("n't", "not"),
    ("'ll", "will"),
    ("'ve", "have"),
    ("'m", "am"),
    ("'re", "are"),
    ("'d", "would"),
    ("'s", "'s"),
)
_STOPS = frozenset('.,;!?:\n()…"')


@dataclass(frozen=True)
class Plain:
    """``words`` in order; ``somebody_elses``: quoted, struck through, code, or behind a link."""

    words: tuple[str, ...]
    somebody_elses: bool = False


def plain(typed: str) -> Plain:
    text = clean(html.unescape(typed)).translate(_QUOTES)
    elses = bool(_SOMEBODY_ELSES.search(text))
    text = _BULLET.sub("", _EMOJI_CODE.sub(" ", text))
    text = _TITLES.sub(
        "", re.sub(r"\bw/(?!o)", "with ", _DASHES.sub(" , ", _RANGE.sub(r"\1 to \2", text)))
    )
    text = re.sub(r"[*_]+(?=\S)|(?<=\S)[*_]+", " ", text)
    text = _ONE_ON_ONE.sub(f" {ONE_ON_ONE} ", _lower(text))
    return Plain(tuple(_words(text)), elses)


def _lower(text: str) -> str:
    """Small letters everywhere but in mentions, whose ids are capital."""
    parts = re.split(r"(<@[^>]*>)", text)
    return "".join(p if p.startswith(MENTION) else folded(p) for p in parts)


def folded(text: str) -> str:
    """Without case and accents: "José" and "jose" are one name."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _words(text: str) -> list[str]:
    found: list[str] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        token = match.group()
        if kind == "mention":
            found.append(f"{MENTION}{match['mention']}>")
        elif kind == "link":
            found.append("<link>")
        elif kind == "mark":
            found.extend(_mark(token))
        elif kind == "word":
            found.extend(_spelled_out(token))
        else:
            found.append(re.sub(r"\s", "", token))
    return found


def _mark(mark: str) -> list[str]:
    if mark in "&+":
        return ["and"]
    return ["." if mark in "\n…" else "," if mark in ";:()" else mark] if mark != '"' else []


def _spelled_out(word: str) -> list[str]:
    if word in _WHOLE:
        return _WHOLE[word].split()
    for ending, meaning in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending):
            return [word[: -len(ending)], meaning]
    return word.replace("'", "").split() or []
