"""Text in: what people type, made safe to keep and to show without changing what it says."""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 8  # combining marks on one base: more is decoration that covers other lines

# Controls that reorder text, hide it, or join what was apart. Written as escapes on purpose.
_HIDDEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069\ufeff\u2060-\u2064\u00ad\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LINE_BREAKS = re.compile("\r\n|[\r\u2028\u2029]")
# Characters that draw nothing though Unicode calls them letters or symbols.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u180e\u17b4\u17b5\U0001d159")
_JOINERS = frozenset("\u200c\u200d")


def clean(text: str, one_line: bool = False) -> str:
    """Text as the person meant it, or "" when nothing of it can be seen."""
    text = _HIDDEN.sub("", _LINE_BREAKS.sub("\n", text).replace("\t", " "))
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
    """Joiners belong between letters (Persian) or emoji (families), and hide things elsewhere."""
    kept: list[str] = []
    for index, c in enumerate(text):
        if c in _JOINERS and not (
            kept and _joins(kept[-1]) and _joins(text[index + 1 : index + 2])
        ):
            continue
        kept.append(c)
    return "".join(kept)


def _joins(c: str) -> bool:
    return bool(c) and _class(c) in "LMS"


def _cap_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for c in text:
        if _class(c) == "M":
            marks += 1
        elif c not in _JOINERS:  # they draw nothing: the base is still the same
            marks = 0
        if marks <= MOST_MARKS or c in _JOINERS:
            kept.append(c)
    return "".join(kept)


def _class(c: str) -> str:
    """The letter of its Unicode category; an emoji or ideograph newer than this Python draws."""
    category = unicodedata.category(c)
    is_new = category == "Cn" and 0x1F000 <= ord(c) <= 0x3FFFD and ord(c) & 0xFFFE != 0xFFFE
    return "S" if is_new else category[0]
