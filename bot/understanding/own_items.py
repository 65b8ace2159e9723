"""What employees say of their own goals and challenges: add, reached, stop sharing."""

from __future__ import annotations

import html
import re
from datetime import date

from bot.understanding.choices import settle
from bot.understanding.context import Context
from bot.understanding.days import Phrase
from bot.understanding.doubts import is_doubtful, is_soft
from bot.understanding.grammar import first_match
from bot.understanding.meanings import (
    AddItem,
    Ambiguous,
    Differs,
    Meaning,
    ReachedItem,
    StopSharing,
)
from bot.understanding.plain import ONE_ON_ONE
from bot.understanding.sentence import Sentence, read
from bot.understanding.titles import content, named_by
from care.hours import DAY
from care.items import Kind
from care.text import clean

_ADD = re.compile(
    r"^\W*(?:(?:hi|hey|hello|please|ok|so|tend)\b[\s,!]*)*(?:can you |could you )?(?:please )?"
    r"(?:(?:add|create|new|set|save|note|another)\s+(?:(?:a|an|my|another|this|the|"
    r"as)\s+)?(?:new\s+)?"
    r"(?:(?:personal|work|private|professional)\s+)?(?P<kind>goal|"
    r"challenge)\b\s*(?:[:\-–—,=]+\s*|to\s+|that\s+|of\s+|\s)"
    r"|(?P<kind2>goal|challenge)\s*(?:[:=]|\s[-–—]\s)\s*"
    r"|my\s+(?:new\s+|next\s+)?(?P<kind3>goal|challenge)\s+is\s+(?:to\s+|that\s+)?)"
    r"(?P<title>.*\S)\s*$",
    re.IGNORECASE | re.DOTALL,
)
_ADD_NOTHING = re.compile(
    r"^\W*(?:please )?(?:add|create|new|set)\s+(?:(?:a|my|"
    r"another)\s+)?(?:new\s+)?(?P<kind>goal|challenge)\W*$",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?P<title>.*\S?)[\s,(]+(?P<word>by|until|till|before|due)\s+(?P<when>[^,]{2,30}?)[\s.!)]*$",
    re.IGNORECASE | re.DOTALL,
)
_ONLY_A_DAY = re.compile(r"(?:on |by |before |until |in |the )*#0(?: ~\d+)?\Z")

_DONE = (
    r"(?:passed|finished|completed|reached|achieved|accomplished|did|done with|nailed|aced|"
    r"mastered|solved|resolved|overcame|managed|made|got through|fulfilled|ran|learned|learnt|"
    r"hit|closed|wrapped up|met|got|have done|am done with|ticked off)"
)
REACHED = (
    rf"(?:(?:yes|yay|finally|guess what|great news|i|and|so|we) )*(?:have )?(?:just |finally |"
    rf"really |already |now )*(?P<verb>{_DONE}) "
    r"(?:it )?(?P<topic>[^#]+?)(?: (?:on |earlier )?#\d+(?: ~\d+)?)?(?: (?:so happy|at last|"
    r"finally))?",
    r"(?P<topic>.+?) (?:is |has been |'s )?(?P<verb>done|finished|reached|achieved|passed|"
    r"completed|solved|resolved)",
    r"(?P<verb>done)(?: with)? (?P<topic>.+)",
    r"(?P<verb>mark) (?P<topic>.+) as (?:done|reached|complete|completed|finished|solved|resolved)",
)
_SHARE = r"(?:sharing|to share)"
STOP = (
    rf"(?:please )?stop {_SHARE}(?: (?P<topic>.+?))?(?: (?:with|to) (?:my (?:boss|leader|"
    rf"manager|lead|team lead|team)|anyone|everyone|them|her|him|anybody))?(?: (?:any more|"
    rf"now))?",
    r"(?:please )?(?:unshare|hide|withdraw|un share)(?: (?P<topic>.+?))?(?: (?:from|"
    r"with) (?:my (?:boss|leader|manager|lead|team)|everyone|anyone|them|her|"
    r"him))?(?: (?:any more|now|again))?",
    r"(?:please )?(?:make|keep|set) (?P<topic>.+?) (?:to )?private(?: again| now)?",
    r"(?:please )?(?:do not|no longer|never) (?:share|show) (?P<topic>.+?)(?: (?:with|"
    r"to) (?:my (?:boss|leader|manager|lead|team)|anyone|everyone|anybody|them|her|"
    r"him))?(?: any (?:more|longer)| again)?",
    r"i (?:do not|no longer) want (?:my (?:boss|leader|manager|lead)|anyone|anybody|them|her|"
    r"him) to (?:see|know|read)(?: about)? (?P<topic>.+?)(?: any (?:more|longer))?",
    r"i (?:do not|no longer) want to share (?P<topic>.+?)(?: (?:with|to) (?:my (?:boss|leader|"
    r"manager|lead|team)|anyone))?(?: any (?:more|longer))?",
)  # fmt: skip
_ALL = frozenset(
    {"everything", "all", "all of it", "anything", "it all", "all my goals", "my goals"}
)
_GENERIC = frozenset({"goal", "challenge"})


def read_addition(typed: str, context: Context) -> Meaning | None:
    """ "Add goal: learn Rust by June". What stands there is the person's, so nothing is mended."""
    text = clean(html.unescape(typed))
    if match := _ADD_NOTHING.match(text):
        return Ambiguous((), Differs.ITEM)
    match = _ADD.match(text)
    if match is None:
        return None
    kind = Kind((match["kind"] or match["kind2"] or match["kind3"]).lower())
    title = clean(match["title"], one_line=True).strip(" \"“”'")
    title, days = until_day(title, context)
    if not title or "?" in title[-1:]:
        return None
    return settle([(Differs.DAY, days)], lambda day: AddItem(kind, title, day))


def until_day(title: str, context: Context) -> tuple[str, tuple[date | None, ...]]:
    """The title without "by June", and the days that this may mean."""
    match = _BY.match(title)
    if match is None:
        return title, (None,)
    when = read(f"{match['word']} {match['when']}", context)
    if len(when.days) != 1 or not _ONLY_A_DAY.match(when.words):
        return title, (None,)
    days = _by(when, when.days[0], before=match["word"].lower() == "before")
    if not days or not match["title"].strip():
        return title, (None,)
    return match["title"].strip(" ,("), days


def _by(sentence: Sentence, phrase: Phrase, before: bool) -> tuple[date, ...]:
    """ "By June" lasts until its end, "before June" ends on the day before it."""
    frame = sentence.frame(ahead=True)
    span = phrase.span(frame)
    if span is None:
        return phrase.days(frame)
    return (span[0] - DAY,) if before else (span[1],)


def read_reached(sentence: Sentence, clause: str) -> Meaning | None:
    """Only where every word that matters stands in the title of exactly one item."""
    match = first_match(REACHED, clause)
    if match is None or not sentence.context.own or sentence.is_question:
        return None
    topic = match["topic"]
    if re.match(r"(?:on|up|out|over|by) ", topic) or _is_ahead(sentence, clause):
        return None
    return _item(sentence, topic, sure=not is_doubtful(sentence.words) and not is_soft(clause))


def _is_ahead(sentence: Sentence, clause: str) -> bool:
    """Whether a day of the clause cannot be in the past."""
    days = (sentence.days[int(number)] for number in re.findall(r"#(\d+)", clause))
    return any(not phrase.days(sentence.frame(ahead=False)) for phrase in days)


def _item(sentence: Sentence, topic: str, sure: bool) -> Meaning | None:
    items, full = _named(sentence.context, topic)
    return settle([(Differs.ITEM, items)], ReachedItem, sure and full)


def read_stop_sharing(sentence: Sentence, whole: str) -> Meaning | None:
    match = first_match(STOP, whole)
    own = sentence.context.own
    if match is None or not own:
        return None
    topic = match["topic"].strip()
    everything = tuple(item.id for item in own)
    if topic in _ALL:
        return StopSharing(everything)
    if not content(topic) - _GENERIC:
        each = [(item.id,) for item in own]
        return settle([(Differs.ITEM, each)], StopSharing, sure=False)
    items, full = _named(sentence.context, topic)
    return settle([(Differs.ITEM, [(item,) for item in items])], StopSharing, sure=full)


def _named(context: Context, topic: str) -> tuple[tuple[str, ...], bool]:
    """Items of that kind first, where the words say "goal" or "challenge"."""
    own = context.own
    kinds = [kind for kind in Kind if re.search(rf"\b{kind}\b", topic)]
    if kinds:
        own = tuple(item for item in own if item.kind in kinds)
    topic = topic.replace(ONE_ON_ONE, "1:1")
    return named_by(topic, [(item.id, item.title) for item in own])
