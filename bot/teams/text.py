"""Text for Teams: everything is drawn as letters, in runs that know no markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.edge.letters import cut, plain, typed
from bot.ui import Channel, Person, Span, Strong
from bot.wording import technical

Json = dict[str, Any]
Names = Mapping[str, str]  # of people, by id; nobody's name is ever kept

_JOINED = "\u2060"  # nobody sees it, and no client reads on over it
_RECKONED = re.compile(r"\{(?=\{(?:DATE|TIME)\()")  # clients put a day of their own there
_LINKED = re.compile(r"\](?=\()")
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:&])")
# Neither looks beyond the next of its kind: whatever is typed, it is read in one go.
_TAG = re.compile(r"<[^<>]*>")
_AT = re.compile(r"<at\b[^<>]*>(?:(?!</?at\b).)*</at>", re.IGNORECASE | re.DOTALL)
_OURS = re.compile("[\u0001\u0002]")


def runs(spans: Iterable[Span], names: Names, longest: int, **look: Any) -> list[Json]:
    """Our running text. A text run is never read as markup, whatever stands in it."""
    room, drawn = longest, list[Json]()
    for span in spans:
        words, more = _words(span, names)
        words = cut(words, room) if room > 0 else ""
        room -= len(words)
        if words:
            drawn.append({"type": "TextRun", "text": words, **look, **more})
    return drawn


def _words(span: Span, names: Names) -> tuple[str, Json]:
    match span:
        case str():
            return literal(span), {}
        case Strong(text=text):
            return literal(text), {"weight": "Bolder"}
        case Person(id=id):
            return plain(names.get(id, "")) or technical.SOMEBODY, {"weight": "Bolder"}
        case Channel():
            return technical.THE_CHANNEL, {}


def lines(text: str, longest: int) -> list[str]:
    """What a person typed, each line by itself: a run breaks no line."""
    return _apart(typed(text, longest)).split("\n")


def literal(words: str) -> str:
    """Letters that stay letters in a run."""
    return _apart(plain(words))


def _apart(words: str) -> str:
    return _RECKONED.sub("{" + _JOINED, words)


def unlinked(words: str) -> str:
    """The same where some clients read markup and others show it: in what can be chosen."""
    return _LINKED.sub("]" + _JOINED, literal(words))


def escaped(words: str) -> str:
    """Our own words where Teams reads markup."""
    return _MARKUP.sub(r"\\\1", plain(words))


def summary(spans: Iterable[Span], names: Names) -> str:
    return cut("".join(_words(span, names)[0] for span in spans), 1000) or technical.TITLE


def people_in(spans: Iterable[Span]) -> Iterator[str]:
    return (span.id for span in spans if isinstance(span, Person))


# --- what people write ---------------------------------------------------------------------------


def read(text: str, mentioned: Mapping[str, str]) -> str:
    """The words of a message; mentions of people become what the product reads, ours go.

    ``mentioned``: the id by the text of the mention as it stands there; "" for Tend itself.
    """
    text = _AT.sub(lambda found: _mention(mentioned.get(found[0], "")), _OURS.sub(" ", text))
    text = html.unescape(_TAG.sub(" ", text)).replace("\xa0", " ")
    text = text.replace("<", "‹").replace(">", "›")  # nobody types a mention of the product's
    return text.replace("\u0001", "<@").replace("\u0002", ">").strip()


def _mention(person: str) -> str:
    return f"\u0001{person}\u0002" if person else " "
