"""Text for Slack: our words escaped, typed words isolated, long words cut between two letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from bot.ui import Channel, Person, Span, Strong

ELLIPSIS = "…"
ISOLATE, POP = "\u2068", "\u2069"

_ID = re.compile(r"[A-Z0-9]{1,64}")
# Whatever could end our isolate early, and what JSON or Slack chokes on.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_ZWJ = "\u200d"
_VIRAMA = 9
_JOINERS = frozenset((_ZWJ, "\u200c"))


def units(text: str) -> int:
    """Length as UTF-16 counts it: never less than what Slack counts, whichever way it counts."""
    return len(_utf16(text)) // 2


def _surely_fits(text: str, longest: int) -> bool:
    """Without counting: no character takes more than two units."""
    return 2 * len(text) <= longest


def cut(text: str, longest: int) -> str:
    """The text, or as much of it as fits with an ellipsis, never ending inside a letter."""
    if _surely_fits(text, longest) or units(text) <= longest:
        return text
    return text[: _whole_letters(text, _fitting(text, longest - 1))] + ELLIPSIS


def plain(text: str) -> str:
    """Without what is never drawn: control characters, direction marks, halves of characters."""
    return text if text.isprintable() else _UNSAFE.sub("", text)


def letters(text: str, longest: int) -> dict[str, Any]:
    """A plain_text object: no markup, no mentions, no :emoji: out of what stands there."""
    return {"type": "plain_text", "text": cut(text, longest) or ELLIPSIS, "emoji": False}


def typed(text: str, longest: int) -> str:
    """What a person typed, each line isolated so that its direction cannot reach our words."""
    lines = plain(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    wrapping = 2 * len(lines) + 1
    if wrapping >= longest:
        return typed(" ".join(lines), longest)
    short = cut("\n".join(lines), longest - wrapping)
    return "\n".join(f"{ISOLATE}{line}{POP}" for line in short.split("\n"))


def mrkdwn(spans: Iterable[Span], longest: int) -> str:
    """Our running text in Slack's markup, cut between two atoms: an entity is never broken."""
    spans = tuple(spans)
    whole = "".join(map(_markup, spans))
    if _surely_fits(whole, longest) or units(whole) <= longest:
        return whole
    atoms = (atom for span in spans for atom in _atoms(span))
    return "".join(_first(atoms, longest - 1)) + ELLIPSIS


def _markup(span: Span) -> str:
    match span:
        case str():
            return _escaped(plain(span))
        case Person(id=id) if _ID.fullmatch(id):
            return f"<@{id}>"
        case Channel(id=id) if _ID.fullmatch(id):
            return f"<#{id}>"
        case Person(id=id) | Channel(id=id):
            return _escaped(plain(id))
        case Strong(text=text):
            return f"*{_escaped(plain(text))}*"


def _atoms(span: Span) -> Iterator[str]:
    """What may not be broken: a mention, a strong word, one character however it is written."""
    if isinstance(span, str):
        yield from map(_escaped, plain(span))
    else:
        yield _markup(span)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _first(atoms: Iterable[str], longest: int) -> Iterator[str]:
    room = longest
    for atom in atoms:
        room -= units(atom)
        if room < 0:
            return
        yield atom


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
