"""Whom the words name: mentions and names of the people somebody leads, and who "she" is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.context import Context
from bot.understanding.plain import MENTION, plain
from bot.understanding.spelling import near_names
from bot.understanding.vocabulary import known, word_set

PRONOUNS = ("her", "him", "them", "she", "he", "they")
# After these a word is a name, even one that is an ordinary word (Will, May), or a misspelt one.
_BEFORE_A_NAME = word_set(
    """
    with to met called phoned meet see saw and about on is
    """
)
_NOT_AFTER_WILL = word_set(
    """
    see talk speak meet be have call not do chat catch get try also go bring ask take
    """
)
_AFTER_A_NAME = frozenset(["is", "'s", "and", "has", "no", "not", "does"])
_COMMON = word_set(
    """
    her him them she he they it we i you me us the a an my our your his their this that all both
    each some any someone somebody everyone everybody people team boss manager wife husband friend
    kids mom dad be been being was were do did does have has had go get got then than too also one
    two day days time times who what when where why how and or but so him men man woman end new old
    now out off can own use yes bed red few via per non
    """
)


@dataclass(frozen=True)
class Named:
    """Whom one name may stand for. ``sure`` is False for a misspelt one."""

    ids: tuple[str, ...]
    sure: bool = True


def names_of(context: Context) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Every name, and every part of one, as plain words, and whom it may stand for."""
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for person in context.people:
        for name in person.names:
            words = plain(name).words
            for part in {words, *((word,) for word in words if len(word) > 1)}:
                if part:
                    found.setdefault(part, {})[person.id] = None
    return {words: tuple(ids) for words, ids in found.items()}


def mark_people(words: list[str], context: Context) -> tuple[list[str], list[Named]]:
    """Put @0, @1, ... in the place of each name."""
    names = names_of(context)
    longest = max(map(len, names), default=1)
    ids = {person.id for person in context.people}
    marked: list[str] = []
    found: list[Named] = []
    at = 0
    while at < len(words):
        named, taken = _named_at(words, at, names, longest, ids)
        if named is None:
            marked.append(words[at])
        else:
            found.append(named)
            marked.append(f"@{len(found) - 1}")
        at += taken
    return marked, found


def _named_at(
    words: list[str],
    at: int,
    names: dict[tuple[str, ...], tuple[str, ...]],
    longest: int,
    ids: set[str],
) -> tuple[Named | None, int]:
    word = words[at]
    if word.startswith(MENTION):
        person = word[len(MENTION) : -1]
        return (Named((person,)) if person in ids else None), 1
    for length in range(longest, 0, -1):
        who = names.get(tuple(words[at : at + length]))
        if who and (length > 1 or _is_a_name_here(words, at)):
            return Named(who), length
    return _misspelt(words, at, names), 1


def _is_a_name_here(words: list[str], at: int) -> bool:
    if words[at] not in known() and words[at] not in _COMMON:
        return True
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if at == 0:
        return after in {"and", "'s"}
    return before in _BEFORE_A_NAME - {"is", "on"} and after not in _NOT_AFTER_WILL


def _misspelt(
    words: list[str], at: int, names: dict[tuple[str, ...], tuple[str, ...]]
) -> Named | None:
    word = words[at]
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    in_place = before in _BEFORE_A_NAME or (not at and after in _AFTER_A_NAME)
    if not in_place or not word.isalpha() or word in known() or word in _COMMON:
        return None
    near = near_names(word, (name[0] for name in names if len(name) == 1))
    who = dict.fromkeys(person for name in sorted(near) for person in names[(name,)])
    return Named(tuple(who), sure=False) if who else None


def she(context: Context) -> Named:
    """Whom a pronoun stands for: the people of the last message without an answer."""
    return Named(tuple(dict.fromkeys(nudge.who for nudge in context.last_nudges)))


def marks(words: str) -> Iterable[int]:
    return (int(number) for number in re.findall(r"@(\d+)", words))
