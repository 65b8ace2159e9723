"""Slips of the thumb, mended towards the words that the rules know; real words are left alone."""

from __future__ import annotations

from collections.abc import Iterable

from bot.understanding.vocabulary import MEANT, MENDED, known

SHORTEST = 4


def mended(words: Iterable[str], left_alone: frozenset[str]) -> list[str]:
    """Each word as it was meant. ``left_alone``: the names of people."""
    result: list[str] = []
    for word in words:
        if word in left_alone:
            result.append(word)
            continue
        meant = MEANT.get(word) or _mend(word)
        result.extend(meant.split())
    return result


def _mend(word: str) -> str:
    if len(word) < SHORTEST or not word.isascii() or word in known() or len(word) > 14:
        return word
    near = {target for target in MENDED if _is_slip(word, target)}
    return near.pop() if len(near) == 1 else word


def _is_slip(word: str, target: str) -> bool:
    """One slip, two in a long word; in a word of four letters only swapped or doubled ones."""
    from rapidfuzz.distance import OSA  # a compiled library: loaded with the first words

    most = 2 if len(target) >= 8 else 1
    if abs(len(word) - len(target)) > most or (word[0] != target[0] and most == 1):
        return sorted(word) == sorted(target) and OSA.distance(word, target) == 1
    if len(target) == 4 and sorted(word) != sorted(target) and len(word) != 5:
        return False
    return OSA.distance(word, target, score_cutoff=most) <= most


def near_names(word: str, names: Iterable[str]) -> set[str]:
    """The names that may have been meant: only ever to be asked back."""
    from rapidfuzz.distance import OSA

    return {
        name
        for name in names
        if min(len(word), len(name)) >= 3
        and OSA.distance(word, name, score_cutoff=2) <= (1 if len(name) <= 4 else 2)
    }
