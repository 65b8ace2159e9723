"""Patterns over marked sentences, written with names for their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count

_NOUN = (
    r"(?:talk|chat|conversation|oneonone|coffee|lunch|breakfast|dinner|tea|beer|drink|call|"
    r"phone call|video call|zoom call|teams call|zoom|meeting|catch up|check in|walk|word|"
    r"cuppa|minutes|"
    r"yarn|sync|session|feedback talk|feedback session|feedback conversation|stroll|one hour|"
    r"career talk|coffee break|coffee chat|brunch|pint|heart to heart|weekly|monthly|biweekly|"
    r"jour fixe|touchpoint|pizza|ice cream|bite|review|coaching session)"
)
_ADJECTIVE = (
    r"(?:quick|long|short|good|great|nice|really|very|lovely|brief|little|small|proper|deep|first|"
    r"second|weekly|monthly|biweekly|regular|usual|virtual|productive|wonderful|such|another|open|"
    r"honest|hard|tough|difficult|super|pleasant|friendly|helpful|useful|amazing|fantastic|"
    r"interesting|intense|serious|informal|private|impromptu|spontaneous|joint|cup of|"
    r"bit of|half hour|hour long|longer|shorter|fruitful|warm|relaxed|team|career|development|"
    r"catch up|status|monday|tuesday|wednesday|thursday|friday|morning|fine|decent|quiet)"
)
_DETERMINER = (
    r"(?:such an?|an?|a few|a couple of|five|ten|fifteen|twenty|\d+|my|our|the|some|her|his|"
    r"their|that|this|another|todays|two)"
)
_ADVERB = (
    r"(?:just|already|finally|also|really|actually|briefly|quickly|then|even|both|today|indeed|"
    r"spontaneously|properly|only just|at last|recently|again|luckily|happily|now|personally|"
    r"virtually|informally)"
)

# What may not hide among unknown adjectives: "had a colleague have lunch with Ben".
_VERB = (
    r"(?:have|had|has|having|go|went|going|get|got|to|and|or|with|whose|who|that|take|took|grab|"
    r"grabbed|do|did|be|is|was|been|make|made|meet|met|join|joined|want|wanted|plan|planned|miss|"
    r"missed|friend|colleague|manager|boss|guy|man|woman|person|team|client|customer|for|of|about|"
    r"in|on|at|from|before|after|request|invitation|invite|chance|reminder|note|idea|wish|reason)\b"
)

MACROS = {
    "people": r"(?P<people>(?:@\d+|her|him|them)(?: (?:and|plus|and also|as well as|,) "
    r"(?:with |to )?@\d+)*)",
    "noun": _NOUN,
    "adj": rf"(?:{_ADJECTIVE} )*",
    "det": rf"(?:{_DETERMINER} )?",
    "adv": rf"(?:{_ADVERB} )*",
    "lead": r"(?P<lead>(?:on |earlier |and )?#\d+ (?:~\d+ )?)?",
    "mid": r"(?P<mid>#\d+ (?:~\d+ )?)?",
    "a": rf"(?:(?:{_DETERMINER} )?(?:{_ADJECTIVE} )*|such an? (?:[a-z]+ )?|"
    rf"an? (?:(?!{_VERB})[a-z]+ ){{1,2}})",
    "subject": r"(?:(?:i|we|me|myself) )?",
    "have": r"(?:have )?",
    "tail": r"(?P<tail>(?: .*)?)",
    "spoke": r"(?:talked|spoke|spoken|chatted|met|met up|caught up|touched base|checked in|"
    r"sat down|speaked|synced|synced up|conversed|had a word|sat|spoke up|talked things through|"
    r"reconnected|connected|huddled)",
    "reached": r"(?:met|called|phoned|rang|visited|video called|called up)",
    "had": r"(?:had|did|held|grabbed|took|shared|finished|enjoyed|done|got)",
    "discussed": r"(?:discussed|went through|went over|talked through|reviewed|worked through|"
    r"talked about|spoke about|chatted about|talked over)",
    "speak": r"(?:talk|speak|chat|meet|meet up|catch up|touch base|check in|sit down|sync|"
    r"have a word|follow up)",
    "reach": r"(?:meet|call|phone|ring|see|visit|catch|ask|grab|talk to|speak to)",
    "speaking": r"(?:talking|speaking|chatting|meeting|meeting up|catching up|checking in|"
    r"sitting down|touching base|syncing)",
    "reaching": r"(?:meeting|calling|phoning|seeing|visiting|ringing)",
    "will": r"(?:will|shall|am going to|are going to|going to|plan to|am planning to|"
    r"planning to|are planning to|intend to)",
    "with": r"(?:with|to|up with)",
    "my1on1": r"(?:in|at|during|for) (?:our|my|the|her|his|their) (?:(?:next|weekly|regular|"
    r"usual|upcoming|coming|standing|monthly) )*oneonone",
}


_MACRO = re.compile(r"(?<!\?P)<([a-z0-9]+)>")  # not the name of a group
_GROUP = re.compile(r"\?P<([a-z0-9]+)>")


@dataclass(frozen=True)
class Found:
    """What a pattern found: each named part once, however many places it could have stood in."""

    words: str
    parts: dict[str, str]
    starts: dict[str, int]

    def __getitem__(self, name: str) -> str:
        return self.parts.get(name, "")

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def before(self, name: str) -> str:
        return self.words[: self.starts.get(name, 0)].strip()


def matches(templates: tuple[str, ...], words: str) -> Iterator[Found]:
    """What each of the templates that fit all of the words finds."""
    found = (_rule(template).match(words) for template in templates)
    return (_found(words, match) for match in found if match)


def first_match(templates: tuple[str, ...], words: str) -> Found | None:
    return next(matches(templates, words), None)


def _found(words: str, match: re.Match[str]) -> Found:
    named = {group: text for group, text in match.groupdict().items() if text is not None}
    return Found(
        words,
        {group.split("_")[0]: text for group, text in named.items()},
        {group.split("_")[0]: match.start(group) for group in named},
    )


@cache
def _rule(template: str) -> re.Pattern[str]:
    """The template with <name> replaced by the part of that name; groups may repeat."""
    pattern = _MACRO.sub(lambda found: MACROS[found[1]], template)
    numbers = count()
    pattern = _GROUP.sub(lambda found: f"?P<{found[1]}_{next(numbers)}>", pattern)
    return re.compile(rf"(?:{pattern})\Z")
