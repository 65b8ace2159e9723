""" "I'll see her Thursday at 3": a talk ahead, at a moment or in the standing 1:1."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from itertools import chain

from bot.understanding.choices import settle
from bot.understanding.doubts import is_soft
from bot.understanding.grammar import Found, first_match, matches
from bot.understanding.meanings import Ambiguous, Clear, Differs, Planned
from bot.understanding.people import Named
from bot.understanding.sentence import Sentence
from bot.understanding.tails import Tail, read_tail
from bot.understanding.talking import NOMINAL, Draft, drafted, read_noun
from bot.understanding.times import Part
from care.hours import DAY, instant, zone

FIRM = (
    "<lead>(?:(?:i|we) )?<will> <adv>(?:<speak> <with>|<reach>|<reach> up with) <people><tail>",
    "<lead>(?:(?:i|we) )?<will> <adv>(?:have|do|grab|get|take|hold|schedule|"
    "go for) <a><noun> with <people><tail>",
    "<lead>(?:(?:i|we) )?<will> <adv>(?:discuss|raise|mention) (?:it|this|that) (?:with|"
    "to) <people><tail>",
    "<lead>(?:(?:i|we) )?<will> <adv>take <people> (?:out )?(?:for|to) <a><noun><tail>",
    "<people> (?:i|we) <will> <adv>(?:<speak> <with>|<reach>)<tail>",
    "<lead><people> and (?:i|me) <will> <adv>(?:<speak>|have <a><noun>)<tail>",
    "<lead>(?:i|me) and <people> <will> <adv>(?:<speak>|have <a><noun>)<tail>",
)  # fmt: skip
BY_ITS_DAY = (  # a plan only together with a day ahead
    "<lead>(?:(?:i|we) (?:am|are) )?<adv>(?:<speaking> <with>|<reaching>) <people><tail>",
    "<lead>(?:(?:i|we) (?:am|are) )?<adv>(?:having|doing|getting|"
    "grabbing) <a><noun> with <people><tail>",
    "<lead>(?:<speak> with|talk to|speak to|meet|call|phone|see|catch up with) <people><tail>",
    "<lead>(?:i|we) have <a><noun> with <people><tail>",
    "<lead><people> and (?:i|me) (?:are )?(?:meeting|talking|speaking)<tail>",
)  # fmt: skip
UNNAMED = (  # about the open nudge
    "<lead>(?:(?:i|we) )?<will> <adv>(?:do|bring|raise|mention|discuss|ask|address|cover|tackle|"
    "talk|speak|chat|meet|handle|have)(?: about)?(?: it| that| this| them)?(?: up)?<tail>",
    "<lead>(?:(?:i|we) (?:am|are) )?<adv>(?:doing|bringing|raising|discussing) (?:it|that|"
    "this)(?: up)?<tail>",
    "(?:let us )?do (?:it|that|this)<tail>",
    "<lead>(?:it|that) will happen<tail>",
    "(?:planned|plan it|planned it|schedule it)(?: for)?(?P<tail> .*#.*)",
)  # fmt: skip
ONE_ON_ONE = (
    r"(?:<my1on1>|(?:our |my |the )?next oneonone|(?:our|the) oneonone)(?: (?:on )?#(?P<day>\d+))?",
)
WISHED = (
    "<lead>(?:i|we) (?:(?:would like|want|hope|need|have|ought|am hoping|am trying|try|"
    "will try|aim|"
    "am meant|intend|would love|am supposed) to|should|must|might|may|can|could|would|"
    "will (?:maybe|probably|hopefully)) <adv>(?:<speak> <with>|<reach>) <people><tail>",
)  # fmt: skip
_BARE = re.compile(r"(?:on |at |maybe )?(?:#(\d+)(?: (?:at )?~(\d+))?|~(\d+)(?: on)? #(\d+))\Z")


def read_plan(sentence: Sentence, clause: str) -> Draft | None:
    if match := first_match(ONE_ON_ONE, clause):
        return _in_one_on_one(sentence, clause, match)
    drafts = chain(
        (_plan(sentence, clause, m, sentence.named(m["people"])) for m in matches(FIRM, clause)),
        (_plan(sentence, clause, m, [sentence.she]) for m in matches(UNNAMED, clause)),
        (_only_ahead(sentence, clause, m) for m in matches(BY_ITS_DAY, clause)),
        (_wished(sentence, clause, m) for m in matches(WISHED, clause)),
    )
    nominal = read_nominal(sentence, clause)
    return nominal or next((d for d in drafts if d), None) or _bare_moment(sentence, clause)


def _in_one_on_one(sentence: Sentence, clause: str, match: Found) -> Draft | None:
    """ "In our 1:1 on Thursday" is asked back: it may be another than the standing one."""
    who = [sentence.she]
    if "day" not in match:
        return _settled(sentence, clause, who, (None,), True)
    moments = _moments(sentence, Tail([int(match["day"])]))
    return _settled(sentence, clause, who, (None, *moments), True) if moments else None


def _wished(sentence: Sentence, clause: str, match: Found) -> Draft | None:
    return _plan(sentence, clause, match, sentence.named(match["people"]), sure=False)


def read_nominal(sentence: Sentence, clause: str) -> Draft | None:
    """ "Coffee with Ana yesterday" is told, "coffee with Ana tomorrow" is planned."""
    match = first_match((NOMINAL,), clause)
    tail = read_tail(match["tail"]) if match else None
    if match is None or tail is None:
        return None
    plan = None if tail.past else _only_ahead(sentence, clause, match)
    talk = read_noun(sentence, clause)
    if plan is None or talk is None:
        return plan or talk
    return drafted(clause, Ambiguous((*options(talk), *options(plan)), Differs.MEANING))


def options(draft: Draft) -> tuple[Clear, ...]:
    """Everything that the clause may mean."""
    found: list[Clear] = []
    for meaning in draft.meanings:
        if isinstance(meaning, Ambiguous):
            found.extend(meaning.candidates)
        elif isinstance(meaning, Clear):
            found.append(meaning)
    return tuple(found)


def _only_ahead(sentence: Sentence, clause: str, match: Found) -> Draft | None:
    """Without a verb that says so, a plan is sure only on a day after today."""
    found = _plan(sentence, clause, match, sentence.named(match["people"]))
    if found is None:
        return None
    planned = [option for option in options(found) if isinstance(option, Planned)]
    local = zone(sentence.context.hours.zone)
    ahead = all(
        p.moment is None or p.moment.astimezone(local).date() > sentence.context.today
        for p in planned
    )
    if ahead or any(isinstance(meaning, Ambiguous) for meaning in found.meanings):
        return found
    return Draft((Ambiguous(tuple(planned), Differs.SURE),), found.people)


def _bare_moment(sentence: Sentence, clause: str) -> Draft | None:
    """ "Thursday at 3", to a nudge: with a time of the day it is a plan."""
    match = _BARE.match(clause)
    if match is None:
        return None
    tail = Tail([int(match[1] or match[4])], [int(match[2] or match[3])] if match[2] or match[3]
                else [])  # fmt: skip
    if not tail.times:
        return None
    moments = _moments(sentence, tail)
    return _settled(sentence, clause, [sentence.she], moments or (), True)


def _plan(
    sentence: Sentence, clause: str, match: Found, named: list[Named], sure: bool = True
) -> Draft | None:
    tail = read_tail(match["tail"])
    if tail is None or is_soft(match["tail"].replace(tail.topic, "")):
        return None
    lead = match["lead"]
    tail.days[:0] = map(int, re.findall(r"#(\d+)", lead))
    tail.times[:0] = map(int, re.findall(r"~(\d+)", lead))
    if tail.topic_day is not None and not tail.days:
        sure = False
        tail.days.append(tail.topic_day)
    moments = _moments(sentence, tail)
    if moments is None:
        return _settled(sentence, clause, named, _some(sentence), False)
    return _settled(sentence, clause, named, moments, sure)


def _settled(
    sentence: Sentence,
    clause: str,
    named: list[Named],
    moments: tuple[datetime | None, ...],
    sure: bool,
) -> Draft | None:
    """One plan with each of the people."""
    context = sentence.context
    plans = (
        settle(
            [(Differs.WHO, name.ids), (Differs.DAY, moments)],
            lambda person, moment: Planned(person, moment, context.nudge_about(person)),
            sure and name.sure,
        )
        for name in named
    )
    return drafted(clause, *plans)


def _some(sentence: Sentence) -> tuple[datetime | None, ...]:
    """No day was said: today, tomorrow, or our 1:1."""
    context = sentence.context
    days = (context.today, context.today + DAY)
    later = (instant(day, context.hours.ends, context.hours.zone) for day in days)
    return (*(moment for moment in later if moment > context.now), None)


def _moments(sentence: Sentence, tail: Tail) -> tuple[datetime | None, ...] | None:
    """Every moment meant; none where it is past or too far; None where nothing was said."""
    if tail.one_on_one:
        return (None,) if not tail.days and not tail.times else ()
    if len(tail.days) > 1 or len(tail.times) > 1:
        return ()
    if not tail.days and not tail.times:
        return None
    context, frame = sentence.context, sentence.frame(ahead=True)
    days = sentence.days[tail.days[0]].days(frame) if tail.days else (context.today,)
    moments = (m for day in days for m in _at(sentence, day, tail.times))
    return tuple(m for m in moments if m >= context.now)


def _at(sentence: Sentence, day: date, times: list[int]) -> tuple[datetime, ...]:
    """The instants of that day. "Today" and "this morning" last until they are over."""
    context = sentence.context
    hours = context.hours
    if not times:
        moment = instant(day, hours.ends, hours.zone)
        return (max(moment, context.now) if day == context.today else moment,)
    said = sentence.times[times[0]]
    moments = tuple(instant(day, wall, hours.zone) for wall in said.walls(hours))
    if isinstance(said, Part) and day == context.today and _wall(sentence) <= said.latest:
        return tuple(max(moment, context.now) for moment in moments)
    return moments


def _wall(sentence: Sentence) -> time:
    return sentence.context.now.astimezone(zone(sentence.context.hours.zone)).time()
