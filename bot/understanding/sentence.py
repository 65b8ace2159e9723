"""One sentence made ready: words mended, people and days marked, parted into clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.understanding.context import Context
from bot.understanding.days import Frame, Phrase
from bot.understanding.people import PRONOUNS, Named, mark_people, marks, she
from bot.understanding.phrases import mark_days
from bot.understanding.plain import plain
from bot.understanding.spelling import mended
from bot.understanding.times import TimeOfDay
from care.hours import zone

SMALL_HOURS = 4  # until then "today" may mean the day that ended at midnight


@dataclass(frozen=True)
class Sentence:
    """``words``: the marked sentence. ``clauses``: its parts, without openers and courtesies."""

    words: str
    clauses: tuple[str, ...]
    is_question: bool
    somebody_elses: bool
    people: tuple[Named, ...]
    days: tuple[Phrase, ...]
    times: tuple[TimeOfDay, ...]
    context: Context

    @property
    def whole(self) -> str:
        """All clauses as one, for commands that fill a message."""
        return " , ".join(clause.removesuffix(" ?") for clause in self.clauses)

    def frame(self, ahead: bool) -> Frame:
        local = self.context.now.astimezone(zone(self.context.hours.zone))
        days = self.context.hours.days
        starts = 6 if 6 in days and 4 not in days else 0
        return Frame(local.date(), ahead, starts, local.hour < SMALL_HOURS)

    def named(self, words: str) -> list[Named]:
        """Everyone in these words, pronouns included."""
        found = [self.people[number] for number in marks(words)]
        if found or set(words.split()).isdisjoint(PRONOUNS):
            return found
        return [self.she]

    @property
    def she(self) -> Named:
        """Whoever is named beside a pronoun, or else is asked about: both, where they differ."""
        asked = she(self.context)
        ids = tuple(dict.fromkeys(person for name in self.people for person in name.ids))
        return Named(tuple(dict.fromkeys((*ids, *asked.ids))), all(n.sure for n in self.people))


def read(typed: str, context: Context) -> Sentence:
    prepared = plain(typed)
    names = frozenset(word for person in context.people for n in person.names
                      for word in plain(n).words)  # fmt: skip
    marked, people = mark_people(mended(prepared.words, names), context)
    local = context.now.astimezone(zone(context.hours.zone))
    dated = mark_days(_durations().sub("", " ".join(marked)), local)
    words = dated.words
    return Sentence(
        words=words,
        clauses=_clauses(words),
        is_question="?" in words.split(),
        somebody_elses=prepared.somebody_elses,
        people=tuple(people),
        days=tuple(dated.days),
        times=tuple(dated.times),
        context=context,
    )


@cache
def _durations() -> re.Pattern[str]:
    about = r"(?:about|almost|nearly|over|around|at least|roughly|more than|like|only|just)"
    amount = (
        r"(?:an?|the|good|full|whole|solid|quick|short|half|few|couple of|\d+|one|two|three|five|"
        r"ten|fifteen|twenty|thirty|forty)"
    )
    unit = r"(?:minutes?|hours?|h|secs?|seconds?)(?: and a half)?"
    return re.compile(rf" for (?:{about} )*(?:{amount} )+{unit}\b| for a (?:bit|while|moment)\b")


_OPENER = re.compile(
    r"^(?:hi|hey|hello|hiya|dear|ok|okay|so|well|yes|sure|tend|fyi|btw|great|and|then|also|"
    r"good (?:news|morning|afternoon|evening)|morning|update|quick update|note|just so you know|"
    r"for the record|alright|right|thanks|thank you|please|kindly|oh|ah|hm+|um+|anyway|phew|"
    r"as (?:promised|planned|agreed|suggested)|yay|haha|lol|just fyi|for info)(?: |$)"
)
_COURTESY = re.compile(
    r"(?: |^)(?:please|thanks|thank you|thank you (?:so|very) much|many thanks|cheers|okay|mate|"
    r"tend|so much|a lot|lol|haha|yay|x|xx|ty|kindly|buddy|bot)$"
)
_JOINED = re.compile(r"(@\d+) ,(?: and)? (?=@\d+)")
_LEADING_DAY = re.compile(
    r"^((?:(?:on|so|well|hi|hey|okay|yes|earlier) )*#\d+(?: ~\d+)?) , (?=[a-z])"
)
# "Met Ana yesterday and Ben on Monday": the verb goes for both.
_SAME_VERB = re.compile(
    r"^([^@#,.]*)(@\d+(?: and @\d+)*)((?: [^@#,.]+)? (?:on )?#\d+(?: ~\d+)?) and (?:then )?"
    r"(?:with |to )?(?=@\d+(?: and @\d+)* (?:on |at )?#\d+)"
)
_AND_THEN_I = re.compile(
    r"((?:with|to|met|called|phoned|meet|see|saw) @\d+(?: #\d+)?) and (?=(?:i|we|will)\b)"
)
_AND_THAT = re.compile(
    r"(?<!@\d) (?:and )(?=(?:then |also |now )?(?:she|he|they|it|that|this|we|i|am|will|all|"
    r"everything|her|his|told|said)\b)"
)
_PARTS = re.compile(
    r" ?[.,!] ?| and then | so (?!far|much|long|that|you)| (?=but |however |although )"
)
_ONLY_COURTESY = re.compile(r"(?:please|thanks|thank you|many thanks|cheers|okay|kindly|tend)\Z")


def _clauses(words: str) -> tuple[str, ...]:
    words = _people_together(words)
    words = _LEADING_DAY.sub(r"\1 ", words)
    words = _SAME_VERB.sub(r"\1\2\3 , \1", words)
    words = _AND_THEN_I.sub(r"\1 , ", words)
    words = _AND_THAT.sub(" , ", words)
    words = words.replace(" ?", " ? ,")
    parts = [part for p in _PARTS.split(f" {words} ") if (part := stripped(p.strip()))]
    told = [part for part in parts if not _ONLY_COURTESY.match(part)]
    return tuple(told or parts)


def _people_together(words: str) -> str:
    """ "@0 , @1 and @2" is one list of people."""
    return _JOINED.sub(r"\1 and ", words)


def stripped(clause: str) -> str:
    """Without "hi Tend, so", and "please, thanks"; a clause that is nothing else stays."""
    rest = clause
    while match := _OPENER.match(rest):
        if match.end() >= len(rest):
            break
        rest = rest[match.end() :]
    while match := _COURTESY.search(rest):
        if not match.start():
            break
        rest = rest[: match.start()]
    return rest
