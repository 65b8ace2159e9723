""" "Remind me next Tuesday", "not this week": keep quiet until a day."""

from __future__ import annotations

import re
from datetime import date

from bot.understanding.choices import settle
from bot.understanding.days import Month, Offset, Phrase, Weekday, Weeks, Year
from bot.understanding.grammar import first_match
from bot.understanding.meanings import Ambiguous, Clear, Differs, LaterUntil
from bot.understanding.people import marks
from bot.understanding.sentence import Sentence
from bot.understanding.talking import Draft, drafted
from care.hours import DAY

_ASK = r"(?:(?:can|could|would|will) you )?(?:please )?(?:just )?"
_REMIND = (
    r"(?:remind|nudge|ping|ask|bug|poke|tell|prod|reming|notify|(?:send|set|give|"
    r"flick)(?: me)? a reminder)(?: me)?(?: again| back| later)?"
    r"|(?:come|get|check) back(?: to (?:me|this|it))?|(?:get|check) in(?: with me)?|try again"
    r"|bring (?:it|this|that) (?:back )?up(?: again)?|(?:let us )?(?:talk|speak) about (?:it|this)"
    r"|send (?:me )?(?:it|this) again"
)
_ABOUT = (
    r"(?: (?:about|of) (?P<about>@\d+(?: and @\d+)*|it|this|that|her|him|them|@\d+ 's? .*?)"
    r"| to (?:talk|speak|chat|meet|catch up|check in|call|see|phone|ask|follow up)(?: (?:with|"
    r"to))? "
    r"(?P<about>@\d+(?: and @\d+)*|her|him|them)(?: about [^#~]+)?)?"
)
_WHEN = r"(?:(?:on|at|by|until|from|for|after) |again )*#(?P<day>\d+)(?: (?:at )?~\d+)?(?: again)?"
_MOVE = (
    r"(?:snooze|postpone|delay|defer|push|park|hold|move|put off|shelve)(?: (?:it|this|that|"
    r"(?P<about>@\d+)))?(?: back| off)?"
)
SAID = (
    rf"{_ASK}(?:{_REMIND}){_ABOUT} {_WHEN}",
    rf"{_WHEN} {_ASK}(?:{_REMIND}){_ABOUT}",
    rf"{_ASK}{_MOVE} {_WHEN}",
    rf"(?:later|rather|better|perhaps later|not until|not before|only|let us do it|"
    rf"let us talk about it|come back|again) {_WHEN}",
    r"(?:not|no time|i have no time|too busy|busy|i am busy|can not(?: do it)?|"
    r"i can not(?: do it)?|"
    r"wo not work|not possible|no chance|swamped)(?: for)? #(?P<busy>\d+)",
    r"(?P<about>@\d+(?: and @\d+)*) (?:can wait|later|should wait)(?: until)? #(?P<day>\d+)",
)
_BARE = re.compile(
    r"(?:maybe |only |from |until |after )?#(?P<day>\d+)(?: (?:is|would be|"
    r"works) better)?(?: then)?\Z"
)
AFTER_TIME_AWAY = (
    rf"(?:{_ASK}(?:{_REMIND}){_ABOUT} )?(?:after|when i am back from|once i am back from) "
    r"(?:my |the )?(?:vacation|holidays?|leave|time off|trip|break|time away)",
    rf"(?:{_ASK}(?:{_REMIND}){_ABOUT} )?(?:when|once) i am back",
)
NO_DAY = (
    r"(?:later|not now|not yet|busy|i am busy|too busy|no time|i have no time|snooze|postpone|"
    r"remind me|remind me later|ask me later|another time|some other time|not right now|"
    r"later on|maybe later|remind me again|in a bit)",
    rf"{_ASK}(?:{_REMIND}){_ABOUT}",
    r"not #\d+ ?(?:~\d+)?",
)
USUAL = (1, 7, 14)  # days: tomorrow, in a week, in two weeks, as the form offers


def read_later(sentence: Sentence, clause: str) -> Draft | None:
    if match := first_match(SAID, clause):
        if "busy" in match:
            return _later(sentence, clause, "", _after(sentence, int(match["busy"])))
        return _later(sentence, clause, match["about"], _until(sentence, int(match["day"])))
    if match := first_match(AFTER_TIME_AWAY, clause):
        return _later(sentence, clause, match["about"], _after_away(sentence))
    if bare := _BARE.match(clause):
        return _bare(sentence, clause, int(bare["day"]))
    if (match := first_match(NO_DAY, clause)) and sentence.context.nudges:
        return _later(sentence, clause, match["about"], _usual(sentence), ask=True)
    return None


def _bare(sentence: Sentence, clause: str, number: int) -> Draft | None:
    """ "In two weeks" is later; of a single day ("tomorrow") nobody knows what is to happen."""
    phrase = sentence.days[number]
    far = isinstance(phrase, Weeks | Month | Year) or (
        isinstance(phrase, Offset) and not phrase.named and phrase.by >= 3
    )
    return _later(sentence, clause, "", _until(sentence, number), ask=not far)


def _until(sentence: Sentence, number: int) -> tuple[date, ...]:
    """The first day of a stretch of days; days after today only."""
    frame = sentence.frame(ahead=True)
    phrase: Phrase = sentence.days[number]
    span = phrase.span(frame)
    days = (span[0],) if span else phrase.days(frame)
    if len(days) > 1 and days[0] == frame.today and not frame.small_hours:
        return (days[1], days[1] + 7 * DAY) if isinstance(phrase, Weekday) else days[1:]
    if span and frame.weekends and isinstance(phrase, Weeks):
        days = (span[0], span[0] + 7 * DAY)
    earliest = frame.today if frame.small_hours else frame.today + DAY
    return tuple(d for d in days if d >= earliest)


def _after(sentence: Sentence, number: int) -> tuple[date, ...]:
    """ "Not this week": from the day after it."""
    frame = sentence.frame(ahead=True)
    phrase = sentence.days[number]
    if span := phrase.span(frame):
        first = span[1] + DAY
        return (first, first + 7 * DAY) if frame.weekends else (first,)
    return tuple(d + DAY for d in phrase.days(frame)) if isinstance(phrase, Offset) else ()


def _after_away(sentence: Sentence) -> tuple[date, ...]:
    away = sentence.context.away
    if away is None or away[1] < sentence.context.today:
        return _usual(sentence)
    return (away[1] + DAY,)


def _usual(sentence: Sentence) -> tuple[date, ...]:
    return tuple(sentence.context.today + ahead * DAY for ahead in USUAL)


def _later(
    sentence: Sentence,
    clause: str,
    about: str,
    days: tuple[date, ...],
    ask: bool = False,
) -> Draft | None:
    together, sure = _who(sentence, about)
    if not together or not days:
        return None
    context = sentence.context

    def build(people: tuple[str, ...], day: date) -> LaterUntil:
        nudges = (context.nudge_about(person) for person in people)
        return LaterUntil(people, day, tuple(nudge for nudge in nudges if nudge))

    meaning = settle([(Differs.WHO, together), (Differs.DAY, days)], build, sure)
    if ask and isinstance(meaning, Clear):
        meaning = Ambiguous((meaning,), Differs.SURE)
    return drafted(clause, meaning)


def _who(sentence: Sentence, about: str) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """The people to keep quiet about; each of them, or all, where nobody is named."""
    numbers = list(marks(about))
    if numbers:
        named = [sentence.people[n] for n in numbers]
        sure = all(name.sure for name in named)
        if len(named) == 1:
            return tuple((person,) for person in named[0].ids), sure
        everyone = tuple(name.ids[0] for name in named)
        return (everyone,), sure and all(len(name.ids) == 1 for name in named)
    open_now = tuple(dict.fromkeys(n.who for n in sentence.context.last_nudges))
    each = tuple((person,) for person in open_now)
    return (each if len(each) < 2 else (*each, open_now)), True
