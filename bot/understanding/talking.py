""" "We talked": with whom, on which day, about what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from bot.understanding.choices import settle
from bot.understanding.context import Context
from bot.understanding.days import Frame, Hours, Offset
from bot.understanding.doubts import ends_in_report, is_soft
from bot.understanding.grammar import Found, first_match, matches
from bot.understanding.meanings import Differs, Meaning, Talked
from bot.understanding.people import Named, marks
from bot.understanding.sentence import Sentence
from bot.understanding.tails import Tail, read_tail
from bot.understanding.titles import named_by
from care.hours import local_day, zone

WITH_SOMEBODY = (
    "<lead><subject><have><adv><spoke> (?:<adv>)<mid><with> <people><tail>",
    "<lead><subject><have><adv><reached> <people><tail>",
    "<lead><subject><have><adv><had> <mid><a><noun>(?: break| chat| date|"
    " walk)? (?:<adv>)<mid>with <people><tail>",
    "<lead><subject><have><adv>(?:went|gone|been)(?: out)? for <a><noun> with <people><tail>",
    "<lead><subject><have><adv>took <people>(?: out)? (?:for|to) <a><noun><tail>",
    "<lead>(?:i |we )?(?:have )?<adv>managed to (?:<speak> <with>|reach|meet|call|"
    "see) <people><tail>",
    "<lead>(?:i |we )?finally got (?:around )?to (?:talk|speak|chat|talking|"
    "speaking) <with> <people><tail>",
    "<lead><subject><have><adv><discussed> (?P<topic>[^@]+?) with <people><tail>",
    "<lead><subject><have><adv>(?:talked|spoke|chatted) about (?P<topic>.+?) with <people><tail>",
    "<lead>(?:me and |myself and )?<people>(?: and (?:i|me|myself))? <have><adv>"
    "(?:<spoke>|(?:<had>|went for) <a><noun>)(?: together)?<tail>",
    "<lead>(?:i|me) and <people> <have><adv>(?:<spoke>|(?:<had>|went for) <a><noun>)<tail>",
    "<lead><people> <have><adv>(?:talked|spoke|chatted|met|sat down|had <a><noun>) "
    "(?:with|to) me<tail>",
    "<lead><people> (?:called|phoned|rang|met) me<tail>",
    "<lead><subject><have><adv>(?:got|came) off (?:the |a )?(?:phone|call|zoom|"
    "zoom call) with <people><tail>",
    "<lead><subject><have><adv>(?:was|were|been) on (?:the |a )(?:phone|call|"
    "zoom) with <people><tail>",
)  # fmt: skip
NOT_JUST_THEM = re.compile(r"\b(?:i|me|myself|we)\b")
ANSWERS = (
    "<lead>(?:we |i )?<have><adv><spoke>(?: to each other| with each other)?<tail>",
    "<lead>(?:we |i )?<have><adv><had> (?:it|<det><adj><noun>)<tail>",
    "<lead>(?:we |i )?<have><adv>(?:did|done|made)(?: it| that| so| this)?<tail>",
    "(?:it is |that is |this is |it 's |that 's |this is |all )?<adv>done<tail>",
    "<lead>(?:we |i )?<have><adv>discussed (?:it|this|that)<tail>",
    "<lead>(?:it|that|this|talk|the talk|our talk)?(?: has| did)? ?(?:already )?"
    "(?:happened|took place)<tail>",
)
YES = (
    "yes",
    "yes it did",
    "it did",
    "it has",
    "yes it happened",
    "we did",
    "i did",
    "did",
    "yes we did",
)
WEAK = (
    "<lead><subject><have><adv>(?:saw|seen|ran into|bumped into|asked|thanked|congratulated|"
    "helped|heard from|listened to|got hold of|reached|caught) <people><tail>",
    "<lead><subject><have>(?:got to|got around to|was able to|were able to|had a chance to|"
    "had the chance to|had time to|been able to) (?:<speak> <with>|<speak> <with>|see|"
    "meet) <people><tail>",
    "<lead>(?:i |we )?(?:was|were|been|have been) <adv><speaking> <with> <people><tail>",
)  # fmt: skip
NOMINAL = "<lead><det><adj><noun>(?: break| chat| date)? with <people><tail>"


@dataclass(frozen=True)
class Draft:
    """What one clause means, and the people in it by their marks."""

    meanings: tuple[Meaning, ...]
    people: frozenset[int]


def drafted(clause: str, *meanings: Meaning | None) -> Draft | None:
    """None when any of the meanings is."""
    found = tuple(meaning for meaning in meanings if meaning is not None)
    if not found or len(found) < len(meanings):
        return None
    return Draft(found, frozenset(marks(clause)))


def read_talk(sentence: Sentence, clause: str) -> Draft | None:
    if clause in YES:
        return _yes(sentence)
    firm = (_talk(sentence, found, sure=True) for found in matches(WITH_SOMEBODY, clause)
            if _with_me(found, clause))  # fmt: skip
    answers = (_answer(sentence, found) for found in matches(ANSWERS, clause))
    weak = (_talk(sentence, found, sure=False) for found in matches(WEAK, clause))
    return next((draft for draft in chain(firm, answers, weak) if draft), None)


def _with_me(match: Found, clause: str) -> bool:
    """ "Ana talked" is not "Ana and I talked"; "her" and "him" never talk themselves."""
    before = match.before("people")
    starts = not before or before.startswith("#")
    return not starts or bool(NOT_JUST_THEM.search(clause))


def read_noun(sentence: Sentence, clause: str) -> Draft | None:
    """ "Coffee with Ana yesterday": told only by its day."""
    match = first_match((NOMINAL,), clause)
    return _talk(sentence, match, sure=True) if match else None


def _yes(sentence: Sentence) -> Draft | None:
    """Yes to "Did it happen?", on the day it was planned for."""
    asked = [n for n in sentence.context.last_nudges if n.follow_up is not None]
    if not asked:
        return None
    meaning = settle(
        [(Differs.WHO, asked)],
        lambda n: Talked((n.who,), _planned_day(sentence.context, n.follow_up), n.item, n.id),
    )
    return drafted("", meaning)


def _planned_day(context: Context, moment: datetime | None) -> date:
    if moment is None:
        return context.today
    return min(local_day(moment, context.hours.zone), context.today)


def _answer(sentence: Sentence, match: Found) -> Draft | None:
    """Nobody is named: it answers the last open nudge."""
    tail = read_tail(match["tail"])
    nudges = sentence.context.last_nudges
    if tail is None or is_soft(match["tail"]) or not nudges or "@" in tail.topic:
        return None
    said = _days(sentence, match, tail)
    if said is None:
        return None
    days, day_said = said
    if not day_said and all(n.follow_up for n in nudges):
        days = tuple(dict.fromkeys(_planned_day(sentence.context, n.follow_up) for n in nudges))
    abouts = _abouts(sentence, tail.topic, tuple(n.who for n in nudges)) if tail.topic else None
    meaning = settle(
        [(Differs.WHO, nudges), (Differs.DAY, days), (Differs.ITEM, abouts or (None,))],
        lambda n, day, about: Talked(
            (n.who,), day, n.item if abouts is None else about, n.id, day_said
        ),
    )
    return drafted("", meaning)


def _talk(sentence: Sentence, match: Found, sure: bool) -> Draft | None:
    tail = read_tail(match["tail"])
    if tail is None or _is_soft_beside(tail, match) or ends_in_report(match.words):
        return None
    named = sentence.named(match["people"])
    said = _days(sentence, match, tail)
    if not named or said is None or not all(name.ids for name in named):
        return None
    days, day_said = said
    topic = tail.topic or match["topic"]
    sure = sure and "with @" not in topic  # they may have been there too
    meaning = _settled(sentence, named, days, topic, day_said, sure)
    return drafted(match.words, meaning)


def _is_soft_beside(tail: Tail, match: Found) -> bool:
    """Modal words after the talk; inside a topic they are what the talk was about."""
    rest = match["tail"].replace(tail.topic, "") if tail.topic else match["tail"]
    return not tail.past and is_soft(rest)


def _settled(
    sentence: Sentence,
    named: list[Named],
    days: tuple[date, ...],
    topic: str,
    day_said: bool,
    sure: bool,
) -> Meaning | None:
    people = [(Differs.WHO, name.ids) for name in named]
    everyone = tuple(person for name in named for person in name.ids)
    abouts = _abouts(sentence, topic, everyone)
    context = sentence.context

    def build(*chosen: object) -> Talked:
        *who, day, about = chosen
        ids = tuple(dict.fromkeys(str(person) for person in who))
        assert isinstance(day, date)
        nudge = context.nudge_about(ids[0]) if len(ids) == 1 else None
        return Talked(ids, day, str(about) if about else None, nudge, day_said)

    certain = sure and all(name.sure for name in named)
    return settle([*people, (Differs.DAY, days), (Differs.ITEM, abouts)], build, certain)


def _abouts(sentence: Sentence, topic: str, people: tuple[str, ...]) -> tuple[str | None, ...]:
    """The item that the topic names; with and without it where only some words fit."""
    if not topic:
        return (None,)
    titles = [(i.id, i.title) for i in sentence.context.shared if i.who in people]
    items, sure = named_by(topic, titles)
    return items if items and sure else (*items, None)


def _days(sentence: Sentence, match: Found, tail: Tail) -> tuple[tuple[date, ...], bool] | None:
    """The days that may be meant, and whether one was said. None: they do not fit a past talk."""
    lead = match["lead"]
    lead += match["mid"]
    numbers = [*map(int, re.findall(r"#(\d+)", lead)), *tail.days]
    times = [*map(int, re.findall(r"~(\d+)", lead)), *tail.times]
    frame = sentence.frame(ahead=False)
    if len(numbers) > 1:
        return None
    if numbers:
        days = sentence.days[numbers[0]].days(frame)
    elif tail.topic_day is not None:
        days = _of_topic(sentence, tail.topic_day, frame)
    else:
        days = Offset(0, named=True).days(frame)
    fit = tuple(d for d in days if _can_have_been(sentence, d, times))
    return (fit, bool(numbers) or tail.topic_day is not None) if fit else None


def _of_topic(sentence: Sentence, number: int, frame: Frame) -> tuple[date, ...]:
    """ "About the exam yesterday" says when they talked; "about the exam on Friday" may not."""
    phrase = sentence.days[number]
    days = phrase.days(frame)
    if isinstance(phrase, Offset | Hours) and days:
        return days
    return tuple(dict.fromkeys((*days, frame.today, frame.today - timedelta(days=1))))


def _can_have_been(sentence: Sentence, day: date, times: list[int]) -> bool:
    """A talk of today cannot be at a time that is still ahead."""
    local = sentence.context.now.astimezone(zone(sentence.context.hours.zone))
    if day != local.date():
        return True
    hours = sentence.context.hours
    return all(sentence.times[number].earliest(hours) <= local.time() for number in times)
