"""What speaks against taking words at their face: no, if, almost, "she said", a question."""

from __future__ import annotations

import re

from bot.understanding.vocabulary import DOUBTS, NEGATIONS, REPORTING, SOFT_DOUBTS

# Phrases of several words that take back what stands before or after them.
_PHRASES = re.compile(
    r"\b(?:i mean|as if|as though|about to|in (?:my|a|the) (?:head|dreams?|mind|imagination|"
    r"theory|spirit|principle|another life)|"
    r"in the sense|as one does|on paper|in vain|"
    r"called off|no show|or (?:at least|so|not|maybe|was it|rather)|sort of|kind of|left a|"
    r"voice ?mail|next time|apart from|other than|up to|yet to|i (?:think|believe|hope|"
    r"suppose|reckon|mean)|when i|while|in (?:my|her|his|their) "
    r"absence|tried to|had to|have to|has to|got to|"
    r"fell through|cut short|just kidding|opposite|instead of|rather than|not really)\b"
)
_HARMLESS = re.compile(
    r"\b(?:short|quick|brief|long|hard|tough|difficult|late|intense|small) but "
    r"(?:very |really |so )?(?:good|nice|great|sweet|useful|helpful|honest|productive)\b"
)
_THIRD = re.compile(
    r"^(?:she|he|they|it|that|this|her|his|their|the|great|good|nice|very|really|all|lovely|"
    r"everything|next one|who|which|going|went|things?|seems?|sounds?|looks?|feels?|\"|happy|super|"
    r"i (?:told|asked|said|thanked|promised|offered|congratulated) |"
    r"we (?:[a-z]+ ){0,2}(?:had|went|also|discussed|agreed|laughed|covered|spoke|talked|"
    r"chatted)|such|what)\b"
)

_GREETING = re.compile(
    r"(?:good (?:news|morning|afternoon|evening)|(?:quick |short |small )*(?:update|note|report)"
    r"(?: from me| for you)?|(?:hi|hello|hey)(?: there| again| all)?|finally|"
    r"for (?:the record|you)|"
    r"guess what|thanks.*|thank you.*|as (?:you )?(?:suggested|promised|planned|agreed).*|nice|"
    r"(?:so |really |very |super )*(?:happy|proud|glad|good|great|nice|relieved)(?: [a-z]+){0,4}|"
    r"but (?:very |really |so )?(?:good|nice|great|sweet|useful|helpful|honest|productive)|"
    r"please note|note|yes|sure|from me|indeed|exactly|of course|just so you know|"
    r"omg(?: finally)?|yay|phew|wow|both (?:fine|good|well)|"
    r"i (?:am|was) (?:so |really |very )*(?:happy|proud|glad|relieved|impressed)(?: [a-z]+){0,6})\Z"
)

_FACT = re.compile(
    r"(?:@\d+|she|he|it|that) (?:passed|did|is|was|has|had|got|finished|made|looks|seems|took)\b"
)


def has_negation(words: str) -> bool:
    return not NEGATIONS.isdisjoint(words.split())


def is_doubtful(words: str) -> bool:
    """Whether anything in the whole sentence speaks against recording it at once."""
    parts = set(_HARMLESS.sub(" ", words).split())
    return has_negation(words) or not DOUBTS.isdisjoint(parts) or bool(_PHRASES.search(words))


def is_soft(words: str) -> bool:
    return not SOFT_DOUBTS.isdisjoint(words.split())


def is_story(clause: str, before: bool) -> bool:
    """Whether a clause beside a record only tells more about it: how it went, what they said.

    ``before``: whether it stands before the record, where "she told me" would make it somebody
    else's words. What is neither known as a story nor as a record is doubted.
    """
    if _GREETING.match(clause):
        return True
    if before:
        return bool(_FACT.match(clause)) and REPORTING.isdisjoint(clause.split())
    return bool(_THIRD.match(clause) or clause.startswith("@")) and not ends_in_report(clause)


def ends_in_report(clause: str) -> bool:
    """ "..., she said": then it was somebody else's word."""
    words = [word for word in clause.split() if not word.startswith("@")]
    return bool(words) and words[-1] in REPORTING
