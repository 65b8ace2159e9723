"""Orders to Tend itself: undo, pause, fewer, stop, start again, away. Each fills a message."""

from __future__ import annotations

from datetime import date

from bot.understanding.choices import settle
from bot.understanding.grammar import first_match
from bot.understanding.meanings import Control, Differs, Meaning, Order
from bot.understanding.sentence import Sentence
from care.hours import DAY

_POLITE = (
    r"(?:i (?:would like|want|need) to )?(?:(?:can|could|would|will) you )?(?:please )?(?:just )?"
)
_AS_IS = r"(?: (?:as (?:it is|they are|before|now|usual)|coming|going))?"
_MESSAGES = (
    r"(?:messages?|reminders?|nudges?|notifications?|pings?|of (?:these|those|them|this)|dms?)"
)
SIMPLE = {
    Order.UNDO: (
        rf"{_POLITE}undo(?: (?:it|that|this|last|the last one|the last|my last answer|"
        rf"last one|my answer))?",
        rf"{_POLITE}take (?:it|that|this) back|i take (?:it|that) back",
        rf"{_POLITE}(?:undo|withdraw|delete|remove|take back|cancel) (?:my|the) last"
        r" (?:entry|answer|note|record|one|talk|message)",
        rf"{_POLITE}(?:revert|delete|remove|cancel|reverse|erase) (?:it|that|this|"
        rf"that last one|the last one)",
        r"(?:that|this|it) (?:was|is|'s) (?:a mistake|wrong|my mistake|an error|not right)|"
        r"(?:oops|sorry|ups|whoops|my mistake|(?:that|this|it) (?:was|is|'s) (?:a mistake|"
        r"wrong|not right))"
        r"(?: ,)? undo(?: that| it)?",
    ),
    Order.FEWER: (
        rf"(?:i (?:would like|want|prefer) )?(?:fewer|less)(?: {_MESSAGES})?",
        r"(?:a bit )?less (?:often|frequently|frequent)|not so (?:often|many|much)|not that often",
        rf"{_POLITE}(?:send|write|message|remind|nudge|ping|contact) (?:me )?(?:fewer|"
        rf"less)(?: often)?(?: {_MESSAGES})?",
        rf"(?:this is |that is |that 's |it 's )?(?:too many|too much|too often|"
        rf"way too many)(?: {_MESSAGES})?",
    ),
    Order.KEEP: (
        rf"{_POLITE}keep(?: (?:it|them|that|this|everything|sending))?{_AS_IS}",
        rf"(?:keep|leave) (?:it|them|(?:the |my )?(?:plans?|{_MESSAGES})){_AS_IS}",
        r"as before|same as before|no change|stay as you are",
        r"do not change (?:it|anything|them)",
    ),
    Order.STOP: (
        rf"{_POLITE}stop(?: (?:it|this|that|everything|all|now|all of it|completely|sending))?"
        rf"(?: (?:all )?(?:the |your |these )?{_MESSAGES})?",
        rf"{_POLITE}stop (?:messaging|writing|nudging|reminding|sending|contacting|pinging|"
        rf"bothering)"
        rf"(?: to)?(?: me)?(?: (?:any|these|the|all|your) {_MESSAGES}| {_MESSAGES})?",
        rf"unsubscribe(?: me)?|opt out|leave me alone|no more {_MESSAGES}|{_POLITE}turn (?:it|"
        rf"this|yourself) off",
    ),
    Order.START: (
        r"(?:please )?(?:start|begin|go on|carry on|continue)(?: again| sending|"
        r" (?:sending )?(?:messages|nudges|reminders)(?: again)?)?",
        r"(?:please )?(?:resume|unpause|restart|reactivate|resubscribe|wake up|turn (?:it|"
        r"yourself) (?:back )?on)(?: (?:again|now|messages|nudges|reminders))?",
        r"i am back(?: again| now| at work| from (?:my )?(?:vacation|holidays?|leave))?",
    ),
}  # fmt: skip
PAUSE = (
    rf"{_POLITE}(?:pause|hold off|be quiet|silence|mute|take a break|quiet|go quiet|hold)"
    rf"(?: (?:it|this|everything|all|yourself|all {_MESSAGES}|{_MESSAGES}|the {_MESSAGES}))?"
    r"(?: (?P<how>until|for|during))? (?P<when>(?:the )?#(?P<day>\d+))",
    rf"{_POLITE}(?:no {_MESSAGES}|(?:do not|not) (?:disturb|message|write|nudge|ping|remind|"
    rf"bother|contact)(?: to)?(?: me)?)"
    r" (?P<how>until|before|for) (?P<when>#(?P<day>\d+))",
)
PAUSE_BARE = (
    rf"{_POLITE}(?:pause|mute|hold off|be quiet)(?: (?:it|this|everything|{_MESSAGES}|"
    rf"for (?:a|the) (?:bit|while|moment)))?",
)
_OUT = (
    r"(?:(?:on|in) (?:vacation|holidays?|leave|parental leave|pto|sick leave|a (?:trip|"
    r"business trip)|my holidays?)|"
    r"away|out|off|off work|out of (?:the )?office|ooo|travelling|traveling|not (?:there|here|"
    r"in|around|"
    r"working|available)|unavailable|sick|ill|taking time off)"
)
_I = r"(?P<me>i (?:am|will be|am going to be) )"
AWAY_RANGE = (
    rf"{_I}?{_OUT}(?: from| between)? #(?P<since>\d+) (?:to|until|and|through|till|"
    rf",) (?:and including )?#(?P<until>\d+)",
    rf"from #(?P<since>\d+) (?:to|until|through) #(?P<until>\d+) {_I}{_OUT}",
    r"(?P<me>i have |my )?(?:vacation|holidays?|time off|leave)(?: is|"
    r" from)* #(?P<since>\d+) (?:to|until|and|through) #(?P<until>\d+)",
)
AWAY_UNTIL = (rf"{_I}?(?:now )?{_OUT} (?:from now )?(?:until|till|back(?: on)?) #(?P<day>\d+)",)
AWAY_ON = (
    rf"{_I}?{_OUT}(?: all)? (?:on )?#(?P<day>\d+)",
    rf"(?P<me>#(?P<day>\d+) i (?:am|will be) ){_OUT}",
    rf"{_I}{_OUT} (?:all )?#(?P<day>\d+)(?: ~\d+)?",
)


def read_order(sentence: Sentence, whole: str) -> Meaning | None:
    for order, templates in SIMPLE.items():
        if first_match(templates, whole):
            return Control(order)
    if match := first_match(PAUSE, whole):
        return _pause(_until(sentence, int(match["day"]), match["how"]))
    if first_match(PAUSE_BARE, whole):
        today = sentence.context.today
        return _pause(tuple(today + n * DAY for n in (1, 7, 14)))
    return _away(sentence, whole)


def _pause(days: tuple[date, ...]) -> Meaning | None:
    return settle([(Differs.DAY, days)], lambda day: Control(Order.PAUSE, None, day))


def _until(sentence: Sentence, number: int, how: str) -> tuple[date, ...]:
    """The day on which Tend speaks again: after "next week" as such, at the start of "until"."""
    frame = sentence.frame(ahead=True)
    phrase = sentence.days[number]
    span = phrase.span(frame)
    if span is None:
        days = phrase.days(frame)
        if how not in ("until", "before", "for"):
            return ()
    else:
        until = how in ("until", "before") and not getattr(phrase, "ends", False)
        days = (span[0],) if until else (span[1] + DAY,)
        if not until and span[0] > frame.today:
            return ()  # a pause that begins later
    return tuple(d for d in days if d > frame.today)


def _away(sentence: Sentence, whole: str) -> Meaning | None:
    if match := first_match(AWAY_RANGE, whole):
        pairs = _pairs(sentence, int(match["since"]), int(match["until"]))
        return _settled(sentence, pairs, match["me"])
    today = sentence.context.today
    if match := first_match(AWAY_UNTIL, whole):
        ends = [end - DAY for end in _until(sentence, int(match["day"]), "until")]
        return _settled(sentence, [(today, end) for end in ends], match["me"])
    if match := first_match(AWAY_ON, whole):
        pairs = _on(sentence, int(match["day"]))
        return _settled(sentence, pairs, match["me"])
    return None


def _on(sentence: Sentence, number: int) -> list[tuple[date, date]]:
    frame = sentence.frame(ahead=True)
    phrase = sentence.days[number]
    if span := phrase.span(frame):
        return [(max(span[0], frame.today), span[1])]
    return [(day, day) for day in phrase.days(frame)]


def _pairs(sentence: Sentence, since: int, until: int) -> list[tuple[date, date]]:
    """From each first day to the nearest last day after it."""
    frame = sentence.frame(ahead=True)
    pairs = []
    for first in _starts(sentence, since):
        after = type(frame)(first, True, frame.week_starts)
        phrase = sentence.days[until]
        span = phrase.span(after)
        lasts = (span[1],) if span else phrase.days(after)
        pairs += [(first, last) for last in lasts if last > first][:1]
    return pairs


def _starts(sentence: Sentence, number: int) -> tuple[date, ...]:
    frame = sentence.frame(ahead=True)
    span = sentence.days[number].span(frame)
    return (span[0],) if span else sentence.days[number].days(frame)


def _settled(sentence: Sentence, pairs: list[tuple[date, date]], me: str) -> Meaning | None:
    """Without "I am" it may be about the report of the nudge: then it is confirmed."""
    return settle(
        [(Differs.DAY, pairs)],
        lambda pair: Control(Order.AWAY, pair[0], pair[1]),
        sure=bool(me),
    )
