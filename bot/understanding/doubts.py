"""What speaks against taking words at their face: no, if, almost, "she said", a question."""

from __future__ import annotations

import re

from bot.understanding.people import marks
from bot.understanding.vocabulary import DOUBTS, NEGATIONS, REPORTING, SOFT_DOUBTS

# Phrases of several words that take back what stands before or after them.
_PHRASES = re.compile(
    r"\b(?:i mean|as if|as though|about to|in (?:my|a|the) (?:head|dreams?|mind|imagination)|"
    r"called off|no show|or (?:at least|so|not|maybe|was it|rather)|sort of|kind of|left a|"
    r"voice ?mail|next time|apart from|other than|up to|yet to|had to|have to|has to|got to|"
    r"fell through|cut short|just kidding|opposite|instead of|rather than|not really)\b"
)
_THIRD = re.compile(
    r"^(?:she|he|they|it|that|this|her|his|their|the|great|good|nice|very|really|all|lovely|"
    r"everything|who|which|going|went|things?|seems?|sounds?|looks?|feels?|\"|happy|super|"
    r"i (?:told|asked|said|thanked|promised|offered|congratulated) |"
    r"we (?:had|went|also|discussed|agreed|laughed|covered|spoke|talked|chatted)|such|what)\b"
)


def has_negation(words: str) -> bool:
    return not NEGATIONS.isdisjoint(words.split())


def is_doubtful(words: str) -> bool:
    """Whether anything in the whole sentence speaks against recording it at once."""
    parts = set(words.split())
    return has_negation(words) or not DOUBTS.isdisjoint(parts) or bool(_PHRASES.search(words))


def is_soft(words: str) -> bool:
    return not SOFT_DOUBTS.isdisjoint(words.split())


def is_story(clause: str, people: frozenset[int], before: bool) -> bool:
    """Whether a clause beside a record only tells more about it.

    ``people``: those of the record. ``before``: whether it stands before the record, where
    "she told me" would make it somebody else's words.
    """
    reports = not REPORTING.isdisjoint(clause.split())
    if reports and (before or clause.split()[-1] in REPORTING):
        return False
    others = set(marks(clause)) - people
    if others:
        return False
    about_them = bool(_THIRD.match(clause)) or (clause.startswith("@") and bool(people))
    return about_them or not is_soft(clause)
