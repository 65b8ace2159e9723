"""Text in: what people type, made safe to keep and to show without changing what it says."""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 8  # combining marks on one base: more is decoration that covers other lines

# What reorders text, hides in it, or draws nothing: Unicode's default ignorables (also those that
# are only reserved), direction marks, fillers, annotations, what is no character at all. Written
# as escapes on purpose. The flags of England, Scotland and Wales alone are spelled in tags.
_HIDDEN = re.compile(
    "(\U0001f3f4\U000e0067\U000e0062(?:\U000e0065\U000e006e\U000e0067|"
    "\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f)|"
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(f"{chr(end - 1)}-{chr(end)}" for end in range(0x1FFFF, 0x110000, 0x10000))
    + "]"
)
_VARIANTS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LINE_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
# Characters that draw nothing though Unicode calls them letters or symbols.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u180e\u17b4\u17b5\U0001d159")
_JOINERS = frozenset("\u200b\u200c\u200d")
_VIRAMA = 9  # its combining class
_SPACES = str.maketrans("\t\u2800", "  ")


def clean(text: str, one_line: bool = False) -> str:
    """Text as the person meant it, or "" when nothing of it can be seen."""
    text = _HIDDEN.sub(r"\1", _LINE_BREAKS.sub("\n", text).translate(_SPACES))
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    while (tidied := _tidy(text, one_line)) != text:  # what is taken out brings others together
        text = tidied
    return text


def is_visible(text: str) -> bool:
    """At least one letter, number, mark of punctuation or symbol that draws something."""
    return any(c not in _BLANK and _class(c) in "LNPS" for c in text)


def _tidy(text: str, one_line: bool) -> str:
    """NFC and not NFKC: the compatibility forms would turn full-width brackets into markup."""
    text = _cap_marks(unicodedata.normalize("NFC", _drop_loose_joiners(text)))
    if not is_visible(text):
        return ""
    if one_line:
        return " ".join(text.split())
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _drop_loose_joiners(text: str) -> str:
    """Joiners belong between letters (Persian, Thai) or emoji (families), and hide elsewhere."""
    kept: list[str] = []
    for index, c in enumerate(text):
        if c in _JOINERS and not (kept and _holds(kept[-1], c, text[index + 1 : index + 2])):
            continue
        kept.append(c)
    return "".join(kept)


def _holds(before: str, joiner: str, after: str) -> bool:
    """Between two letters; after a virama also at the end of a word (Malayalam)."""
    ends = unicodedata.combining(before) == _VIRAMA and joiner != "\u200b"
    return ends or (_joins(before) and _joins(after))


def _joins(c: str) -> bool:
    return bool(c) and _class(c) in "LMS"


def _cap_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for c in text:
        if _VARIANTS.match(c) and not (kept and _draws(kept[-1])):
            continue  # one chooses how a character is drawn; more of them only hide something
        if _class(c) == "M":
            marks += 1
        elif c not in _JOINERS:  # they draw nothing: the base is still the same
            marks = 0
        if marks <= MOST_MARKS or c in _JOINERS:
            kept.append(c)
    return "".join(kept)


def _draws(c: str) -> bool:
    return _class(c) in "LMNPS" and not _VARIANTS.match(c)


def _class(c: str) -> str:
    """The letter of its Unicode category; an emoji or ideograph newer than this Python draws."""
    category = unicodedata.category(c)
    is_new = category == "Cn" and 0x1F000 <= ord(c) <= 0x3FFFD
    return "S" if is_new else category[0]
