"""Text for Slack: our words escaped, typed words isolated, long words cut between two letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.edge.letters import ELLIPSIS, ISOLATE, POP, cut, plain, surely_fits, typed, units
from bot.ui import Channel, Person, Span, Strong

__all__ = ["ISOLATE", "POP", "cut", "letters", "mrkdwn", "plain", "typed", "units"]

_ID = re.compile(r"[A-Z0-9]{1,64}")


def letters(text: str, longest: int) -> dict[str, Any]:
    """A plain_text object: no markup, no mentions, no :emoji: out of what stands there."""
    return {"type": "plain_text", "text": cut(text, longest) or ELLIPSIS, "emoji": False}


def mrkdwn(spans: Iterable[Span], longest: int) -> str:
    """Our running text in Slack's markup, cut between two atoms: an entity is never broken."""
    spans = tuple(spans)
    whole = "".join(map(_markup, spans))
    if surely_fits(whole, longest) or units(whole) <= longest:
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
