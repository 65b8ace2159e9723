"""Text in: what people type, made safe to keep and to show without changing what it says."""

from __future__ import annotations

import re
import unicodedata

MOST_MARKS = 8  # combining marks on one base: more is decoration that covers other lines

# Controls that reorder text, hide it, or join what was apart. Written as escapes on purpose.
_HIDDEN = re.compile(
    "[\u202a-\u202e\u2066-\u2069\ufeff\u2060-\u2064\u00ad\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Characters that draw nothing though Unicode calls them letters or symbols.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800\u180e\u17b4\u17b5")
_JOINERS = frozenset("\u200c\u200d")


def clean(text: str, one_line: bool = False) -> str:
    """Text as the person meant it, or "" when nothing of it can be seen.

    NFC and not NFKC: the compatibility forms would turn full-width brackets into real markup.
    """
    text = "".join(c for c in text if unicodedata.category(c) != "Cs")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _HIDDEN.sub("", text)
    text = "".join(" " if c == "\t" else c for c in text if c in "\n\t" or _is_kept(c))
    text = _cap_marks(_drop_loose_joiners(text))
    text = re.sub(r"[ \u00a0]*\n[ \u00a0]*", "\n", text)
    text = re.sub(r"\s+", " ", text) if one_line else re.sub(r"\n{3,}", "\n\n", text)
    return text.strip() if is_visible(text) else ""


def is_visible(text: str) -> bool:
    """At least one letter, number, mark of punctuation or symbol that draws something."""
    return any(c not in _BLANK and unicodedata.category(c)[0] in "LNPS" for c in text)


def _is_kept(c: str) -> bool:
    return unicodedata.category(c) != "Cc"


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
    return bool(c) and unicodedata.category(c)[0] in "LMS"


def _cap_marks(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for c in text:
        marks = marks + 1 if unicodedata.category(c)[0] == "M" else 0
        if marks <= MOST_MARKS:
            kept.append(c)
    return "".join(kept)
