""" "Not this time": not my report, on leave, no longer relevant, or no reason at all."""

from __future__ import annotations

from datetime import date

from bot.understanding.choices import settle
from bot.understanding.grammar import first_match
from bot.understanding.meanings import Ambiguous, Differs, LaterUntil, Meaning, NotThisTime
from bot.understanding.people import Named, marks
from bot.understanding.sentence import Sentence
from bot.understanding.talking import Draft, drafted
from bot.understanding.waiting import USUAL
from care.answers import Why
from care.hours import DAY

_WHO = r"(?:(?P<people>@\d+|she|he|they)(?: is| 's| are|) )?"
_AWAY = (
    r"(?:currently |still |now )?(?:on|in|at|taking|having|has)? ?(?:(?:her|his|their|a|an) )?"
    r"(?:(?:parental|maternity|paternity|sick|annual|medical|long|unpaid|summer|study) )?"
    r"(?:leave|vacation|holidays?|sabbatical|pto|off sick|sick|ill|away|out of office|ooo|out|off|"
    r"off work|travelling|traveling|time off)"
)
_LEFT = (
    r"(?:left|has left|have left|quit|has quit|is leaving|resigned|has resigned|'s left|"
    r"'s gone|is gone)"
)
NOT_MINE = (
    rf"{_WHO}(?:not|no longer)(?: (?:my|a) (?:direct )?reports?| one of mine| mine| in my team|"
    rf" on my team| my person| part of my team)(?: any (?:more|longer)| now)?",
    r"(?P<people>@\d+|she|he|they) (?:no longer reports?|does not report|do not report)"
    r" to me(?: any (?:more|longer))?",
    r"(?P<people>@\d+|she|he|they) reports to (?:somebody|someone) else(?: now)?",
)
ON_LEAVE = (
    rf"{_WHO}{_AWAY}(?: (?:from|since) #\d+(?= until))?(?:(?: until| back| and back|"
    rf",? back on| through)+(?: on)? #(?P<day>\d+))?",
    r"(?P<people>@\d+|she|he|they) (?:is |'s |will be |are )?(?:back|returns|"
    r"returning)(?: only)?(?: on)? #(?P<day>\d+)",
    rf"{_WHO}{_AWAY} for #(?P<day>\d+)",
    rf"{_WHO}{_AWAY} (?P<range>#(?P<day>\d+))",
)
NOT_RELEVANT = (
    r"(?:it |this |that |it is |it 's |this is |that is |that 's |'s )*"
    r"(?:not|no longer) (?:relevant|needed|an issue|a topic|important|"
    r"an open topic)(?: any more| now)?",
    r"(?:it 's |this is |that is )?(?:irrelevant|obsolete|outdated)(?: now)?",
)
OTHER = (
    r"(?:not this time|skip|skip (?:it|this|that|this one|that one|this time|(?:her|him|"
    r"them)(?: this time)?)|pass|"
    r"i pass|not this one|no thanks|no thank you|no not this time|i will skip|i will pass|"
    r"let us skip(?: it| this(?: one)?)?|drop (?:it|this))",
    r"(?:skip|not) (?P<people>@\d+)(?: this time)?",
)
UNCLEAR = (
    r"(?:no|nope|nah|never|not really|not possible|can not|i can not|not for me|no way)",
    r"(?:no )?(?:it |that |this |we |i |talk )?(?:did not|never|has not|have not|had not)"
    r"(?: (?:happen|happened|work out|take place|manage|get to it|get around to it|do it|talk|"
    r"talked|spoken|meet|met|yet|make it))*(?: yet)?(?: #\d+)?",
    r"(?:not yet|not done|not done yet|still not|not so far)",
    rf"(?P<people>@\d+|she|he|they) {_LEFT}(?: the (?:company|firm|team)| my team| us)?",
    r"(?P<people>@\d+|she|he|they) (?:moved|changed|switched|transferred) (?:to )?(?:an?other|"
    r"the|a "
    r"different)? ?(?:teams?|departments?).*",
    r"(?:it is |that is |it 's |that 's )?(?:already )?(?:settled|solved|sorted|resolved|over|"
    r"taken care of|moved|cancelled|canceled)",
    r"(?:we |i |it )?(?:moved|postponed|cancelled|canceled|rescheduled)(?: it)?",
)  # fmt: skip
NOT_TALKED = (
    r"(?:i |we )?(?:still )?(?:have not|did not|had not|never|not|could not|can not)(?: yet|"
    r" really| actually| even)*"
    r"(?: got to| get to| manage to| managed to| get around to| had time to| have time to|"
    r" had a chance to)?"
    r" (?:talk|talked|speak|spoken|spoke|see|seen|meet|met|call|called|reach|chat|chatted|"
    r"catch up|caught up)"
    r"(?: up)?(?: (?:with|to))? (?P<people>@\d+|her|him|them)(?: .*)?",
)  # fmt: skip


def read_decline(sentence: Sentence, clause: str) -> Draft | None:
    for why, templates in (
        (Why.NOT_MINE, NOT_MINE),
        (Why.NOT_RELEVANT, NOT_RELEVANT),
        (Why.OTHER, OTHER),
    ):
        if match := first_match(templates, clause):
            who = _who(sentence, match["people"])
            return drafted(clause, _settled(sentence, who, why, (None,)))
    return _on_leave(sentence, clause) or _unclear(sentence, clause)


def _on_leave(sentence: Sentence, clause: str) -> Draft | None:
    match = first_match(ON_LEAVE, clause)
    if match is None or not (match["people"] or _is_answer(clause)):
        return None
    who = _who(sentence, match["people"])
    if "day" not in match:
        days = tuple(sentence.context.today + n * DAY for n in USUAL[1:])
        return drafted(clause, _settled(sentence, who, Why.ON_LEAVE, days))
    days = _back_on(sentence, int(match["day"]), "range" in match)
    return drafted(clause, _settled(sentence, who, Why.ON_LEAVE, days))


def _is_answer(clause: str) -> bool:
    """ "On leave until March" may be about the report or the leader: only "on leave" answers."""
    return clause.startswith(("on leave", "on parental", "on maternity", "on paternity", "on sick"))


def _back_on(sentence: Sentence, number: int, whole: bool) -> tuple[date, ...]:
    """The first day back. "Until March" ends with its first day, "off next week" after the week."""
    frame = sentence.frame(ahead=True)
    phrase = sentence.days[number]
    span = phrase.span(frame)
    if span:
        days: tuple[date, ...] = (span[1] + DAY,) if whole else (span[0],)
        if not whole and getattr(phrase, "ends", False):
            days = (span[1] + DAY,)
    else:
        days = tuple(d + DAY for d in phrase.days(frame)) if whole else phrase.days(frame)
    return tuple(d for d in days if d > frame.today)


def _unclear(sentence: Sentence, clause: str) -> Draft | None:
    """It did not happen, and that is all that was said: what now?"""
    match = first_match(NOT_TALKED + UNCLEAR, clause)
    if match is None:
        return None
    who = _who(sentence, match["people"])
    context = sentence.context
    day = context.today + 7 * DAY
    options: list[LaterUntil | NotThisTime] = []
    for person in who.ids[:3]:
        nudge = context.nudge_about(person)
        options.append(LaterUntil((person,), day, (nudge,) if nudge else ()))
        options.append(NotThisTime(person, Why.OTHER, None, nudge))
    meaning = Ambiguous(tuple(options), Differs.MEANING) if options else None
    return drafted(clause, meaning)


def _who(sentence: Sentence, said: str) -> Named:
    numbers = list(marks(said))
    return sentence.people[numbers[0]] if numbers else sentence.she


def _settled(
    sentence: Sentence, who: Named, why: Why, days: tuple[date | None, ...]
) -> Meaning | None:
    context = sentence.context
    return settle(
        [(Differs.WHO, who.ids), (Differs.DAY, days)],
        lambda person, day: NotThisTime(person, why, day, context.nudge_about(person)),
        who.sure,
    )
