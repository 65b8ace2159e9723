"""What follows a talk in its clause: the day, the time, what it was about, where it was."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from bot.understanding.grammar import MACROS


@dataclass
class Tail:
    """Numbers of the marks found; ``topic`` in plain words; ``past`` when it tells how it went."""

    days: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    topic: str = ""
    one_on_one: bool = False
    past: bool = False
    topic_day: int | None = None  # ends the topic: the day of the talk, or of the topic


@cache
def _segments() -> tuple[tuple[str, re.Pattern[str]], ...]:
    places = (
        r"(?:kitchen|office|phone|zoom|teams|slack|meet|google meet|skype|video|coffee|a coffee|"
        r"lunch|dinner|breakfast|person|corridor|hallway|train|canteen|cafeteria|cafe|room|park|"
        r"break|standup|stand up|meeting|team meeting|conference|workshop|drinks|drink|tea|home|"
        r"work|site|floor|shop|shop floor|warehouse|gym|call|a call|beer|pizza|garden|lobby|lift|"
        r"elevator|car|way home|way to work|event|party|airport|cake|ice cream|walk|a walk|"
        r"coffee machine|water cooler|coffee corner|desk|shift|night shift|depot|yard|store|"
        r"meeting room|coffee break|lunch break|headquarters|bbq)"
    )
    how = (
        r"(?:again|already|too|also|briefly|quickly|shortly|finally|properly|at last|a bit|"
        r"a little|a lot|together|there|here|in person|face to face|as well|as planned|"
        r"as promised|really well|well|nicely|in private|privately|online|remotely|virtually|"
        r"over video|outside|at length|in depth|in detail|one last time|alone|"
        r"first|instead of email|this time|just the two of us|openly|honestly|back|all)"
    )
    well = (
        r"(?:(?:and|which|that) )?(?:it |all |everything )?(?:went|was|were|has been|going|"
        r"has gone|is going)(?: (?:really|very|so|super|quite|all|pretty))* (?:well|good|"
        r"great|nice|"
        r"fine|lovely|productive|fun|helpful|useful|smoothly|wonderful|amazing|okay|excellent)|"
        r"(?:very |really )?(?:good|great|nice|lovely) (?:talk|chat|one|conversation)|all good|"
        r"(?:very |really )(?:good|nice|great|productive|helpful)"
    )
    purpose = (
        r"(?:discuss|talk about|go through|go over|talk through|chat about|review|speak about)"
    )
    near = r"(?:in|at|over|on|via|by|during|after|before|near|outside|from|around|between)"
    never = (
        r"(?:mind|head|dreams?|imagination|theory|spirit|principle|paper|life|vain|thoughts?|sense|"
        r"case|hopes?|name|place|lieu|absence|stead|e ?mail|mail|sms|texts?|letters?|whatsapp|"
        r"proxy|accident|error|behalf|plan|about|that|if|will|to|i|we|and)\b"
    )
    did = (
        r"promised|agreed|told|gave|asked|offered|learned|helped|listened|heard|thanked|discussed|"
        r"congratulated|looked|went|had|made|set|found|laughed|shared|decided|walked|ate|drank|saw"
    )
    of = r"(?:about|on the topic of|on the subject of|over the topic of)"
    return tuple(
        (name, re.compile(rf" (?:{pattern})(?![^ ])"))
        for name, pattern in (
            ("day", r"(?:(?:on|at|earlier|late|early|already|only|just|back) )*#(\d+)"),
            ("time", r"(?:(?:at|around|from) )?~(\d+)"),
            ("oneonone", MACROS["my1on1"]),
            ("topic", rf"(?:(?:where|and) we (?:talked|spoke) )?{of} (.+)"),
            ("topic", rf"to {purpose} (.+)"),
            ("aside", rf"for {MACROS['det']}{MACROS['adj']}{MACROS['noun']}"),
            ("aside", rf"over {MACROS['det']}{MACROS['adj']}{MACROS['noun']}"),
            ("aside", rf"(?:in|at|over|on|via|through|by|during|after|near|before)"
                      rf"(?: (?:the|a|an|our|my|her|his|their|some|ms))? {places}"),
            ("past", r"(?:took place|happened|(?:just|only) now)"),
            ("aside", how),
            ("aside", rf"{near}(?: (?!{never})[a-z]+){{1,5}}"),
            ("past", well),
            ("past", r"(?:because|since|who|where|as she|as he|as they) [^@#~]+"),
            ("story", rf"and (?:{did}) [^@#~]+"),
        )
    )  # fmt: skip


def read_tail(words: str) -> Tail | None:
    """None when there is a word in it that the rules do not know."""
    tail, at = Tail(), 0
    while at < len(words):
        found = ((name, pattern.match(words, at)) for name, pattern in _segments())
        name, match = next(((n, m) for n, m in found if m), ("", None))
        if match is None:
            return None
        at = match.end()
        _note(tail, name, match)
    return tail


def _note(tail: Tail, name: str, match: re.Match[str]) -> None:
    if name == "day":
        tail.days.append(int(match[1]))
    elif name == "time":
        tail.times.append(int(match[1]))
    elif name == "oneonone":
        tail.one_on_one = True
    elif name == "past":
        tail.past = True
    elif name == "topic":
        _note_topic(tail, match[1])


_ENDS_WITH_DAY = re.compile(r"^(.*?)(?: (?:on|from|at|this))? #(\d+)(?: ~(\d+))?$")


def _note_topic(tail: Tail, topic: str) -> None:
    if match := _ENDS_WITH_DAY.match(topic):
        topic, tail.topic_day = match[1], int(match[2])
    tail.topic = topic
