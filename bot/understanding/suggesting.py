"""A question back where no rule fits, and yet all of it speaks of one talk with one person."""

from __future__ import annotations

import re

from bot.understanding.choices import settle
from bot.understanding.doubts import is_doubtful, is_soft
from bot.understanding.meanings import Ambiguous, Clear, Differs, Planned, Talked
from bot.understanding.sentence import Sentence
from care.hours import instant

_OURS = re.compile(r"\b(?:i|we|me|my|our)\b")
_TALK = re.compile(
    r"\b(?:talked|spoke|spoken|chatted|met|caught up|(?:good|nice|great|quick) talk|chat|"
    r"coffee|lunch|call|oneonone|meeting)\b"
)
_AHEAD = re.compile(r"\b(?:i|we) (?:will|am going to)\b.*\b(?:talk|speak|meet|see|call|chat)\b")

_ONLY_A_DAY = re.compile(r"(?:with )?@0 (?:on )?#0(?: ~0)?\Z|#0(?: ~0)? (?:with )?@0\Z")
_OTHERS = re.compile(
    r"@0 's|about @0|\b(?:with|to) (?!@|her\b|him\b|them\b|me\b|talk|speak|see)\w+"
)


def suggest(sentence: Sentence) -> Ambiguous | None:
    """Only ever to be confirmed."""
    words = sentence.words
    if len(sentence.people) != 1 or sentence.is_question or is_doubtful(words):
        return None
    if _OTHERS.search(words):
        return None
    if _AHEAD.search(words):
        return _plan(sentence)
    if _ONLY_A_DAY.match(words):
        return _either(_talk(sentence), _plan(sentence))
    if _TALK.search(words) and not is_soft(words) and _is_mine(words):
        return _talk(sentence)
    return None


def _either(*found: Ambiguous | None) -> Ambiguous | None:
    """ "Ana tomorrow": told or planned, as the day has it."""
    options: tuple[Clear, ...] = tuple(c for f in found if f for c in f.candidates)
    return Ambiguous(options, Differs.MEANING) if options else None


def _is_mine(words: str) -> bool:
    return bool(_OURS.search(words)) or bool(_TALK.match(words)) or words.startswith("#")


def _talk(sentence: Sentence) -> Ambiguous | None:
    frame = sentence.frame(ahead=False)
    days = [day for phrase in sentence.days for day in phrase.days(frame)]
    if not days and not sentence.days:
        days = [frame.today]
    found = settle(
        [(Differs.WHO, sentence.people[0].ids), (Differs.DAY, tuple(dict.fromkeys(days)))],
        lambda person, day: Talked((person,), day, None, sentence.context.nudge_about(person)),
        sure=False,
    )
    return found if isinstance(found, Ambiguous) else None


def _plan(sentence: Sentence) -> Ambiguous | None:
    context, frame = sentence.context, sentence.frame(ahead=True)
    walls = sentence.times[0].walls(context.hours) if sentence.times else (context.hours.ends,)
    moments = tuple(
        instant(day, wall, context.hours.zone)
        for phrase in sentence.days
        for day in phrase.days(frame)
        for wall in walls
    )
    found = settle(
        [
            (Differs.WHO, sentence.people[0].ids),
            (Differs.DAY, tuple(m for m in moments if m >= context.now)),
        ],
        lambda person, moment: Planned(person, moment, context.nudge_about(person)),
        sure=False,
    )
    return found if isinstance(found, Ambiguous) else None
