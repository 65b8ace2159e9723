"""Letters of any script: what is never drawn goes, long text is cut between two letters."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
ISOLATE, POP = "\u2068", "\u2069"

# Whatever could end our isolate early, and what JSON or a platform chokes on.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_ZWJ = "\u200d"
_VIRAMA = 9
_JOINERS = frozenset((_ZWJ, "\u200c"))


def units(text: str) -> int:
    """Length as UTF-16 counts it: never less than what Slack counts, whichever way it counts."""
    return len(_utf16(text)) // 2


def surely_fits(text: str, longest: int) -> bool:
    """Without counting: no character takes more than two units."""
    return 2 * len(text) <= longest


def cut(text: str, longest: int) -> str:
    """The text, or as much of it as fits with an ellipsis, never ending inside a letter."""
    if surely_fits(text, longest) or units(text) <= longest:
        return text
    return text[: _whole_letters(text, _fitting(text, longest - 1))] + ELLIPSIS


def plain(text: str) -> str:
    """Without what is never drawn: control characters, direction marks, halves of characters."""
    return text if text.isprintable() else _UNSAFE.sub("", text)


def typed(text: str, longest: int) -> str:
    """What a person typed, each line isolated so that its direction cannot reach our words."""
    lines = plain(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    wrapping = 2 * len(lines) + 1
    if wrapping >= longest:
        return typed(" ".join(lines), longest)
    short = cut("\n".join(lines), longest - wrapping)
    return "\n".join(f"{ISOLATE}{line}{POP}" for line in short.split("\n"))


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


def _fitting(text: str, longest: int) -> int:
    """How many characters fit, never half a one."""
    return len(_utf16(text)[: 2 * longest].decode("utf-16-le", "ignore"))


def _whole_letters(text: str, end: int) -> int:
    start = end
    while start > 0 and _inside_letter(text, start):
        start -= 1
    return start or end  # one letter longer than the room: better half of it than nothing


def _inside_letter(text: str, at: int) -> bool:
    """Whether a reader would see the characters before and after ``at`` as one letter."""
    before, after = text[at - 1], text[at]
    return (
        after in _JOINERS
        or before == _ZWJ
        or unicodedata.combining(before) == _VIRAMA  # joins two Indic consonants
        or unicodedata.category(after) in ("Mn", "Mc", "Me")
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= after <= "\U000e007f"  # the letters inside a regional flag
        or "\u1160" <= after <= "\u11ff"  # Hangul vowels and finals
        or (_is_flag_half(after) and _flag_halves_before(text, at) % 2 == 1)
    )


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flag_halves_before(text: str, at: int) -> int:
    start = at
    while start > 0 and _is_flag_half(text[start - 1]):
        start -= 1
    return at - start
