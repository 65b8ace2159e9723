"""The Care Factor in words: what a leader did, beside their own weeks before."""

from __future__ import annotations

TITLE = "My Care Factor"
BUTTON = "My Care Factor"
INTRO = "Two halves, never added up, beside your own past alone."
DID = "What I did"
EMPTY = (
    "Nothing is noted yet, and that says nothing about you. Press “We talked” beside a person, or "
    "write to me: “talked with Ana yesterday”. What you note shows here."
)
START_WITH = "To begin with, ask one of them: “What matters most to you right now?”"
NOBODY = "This page is for people who lead. Once you add yours in My people, it begins."

_NUMBERS = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve"),
)


def number(count: int) -> str:
    """As a word up to twelve."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


# --- rhythm --------------------------------------------------------------------------------------


def rhythm(fine: int, people: int) -> str:
    """With how many the last talk lies within the rhythm that is set for them."""
    if people == 1:
        with_them = "The last talk with the one person you lead"
        return f"{with_them} {'was within' if fine else 'is longer ago than'} their rhythm."
    if not fine:
        whom = f"With none of your {number(people)} people"
        return f"{whom} was the last talk within their rhythm. One talk is a start."
    return f"{_with(fine, people)}, the last talk was within their rhythm."


def _with(fine: int, people: int) -> str:
    if fine >= people:
        return f"With all {number(people)} of your people"
    return f"With {number(fine)} of your {number(people)} people"


def rhythm_before(fine: int, people: int) -> str:
    if people == 1:
        return f"Six weeks ago {'it was too' if fine else 'it was not'}."
    return f"Six weeks ago it was {number(fine)} of {number(people)}."


# --- without a nudge, and as planned -------------------------------------------------------------


def unprompted(own: int, talks: int) -> str:
    if not talks:
        return "In the last six weeks no talk is noted."
    return f"In the last six weeks you noted {_talks(talks)}, {_own(own, talks)}."


def unprompted_before(own: int, talks: int) -> str:
    if not talks:
        return "In the six weeks before, none is noted."
    return f"In the six weeks before: {_talks(talks)}, {_own(own, talks)}."


def _talks(count: int) -> str:
    return "one talk" if count == 1 else f"{'no' if not count else number(count)} talks"


def _own(own: int, talks: int) -> str:
    if talks == 1:
        return "without a nudge" if own else "after a nudge"
    return f"{'all' if own >= talks else number(own)} of them without a nudge"


def kept(happened: int, planned: int) -> str:
    if planned == 1:
        return f"The one talk you planned {'happened' if happened else 'did not come about'}."
    return f"Of {number(planned)} talks you planned, {_all(happened, planned)} happened."


def kept_before(happened: int, planned: int) -> str:
    if planned == 1:
        return f"In the six weeks before, the one planned {'happened' if happened else 'did not'}."
    return (
        f"In the six weeks before, {number(happened)} of {number(planned)} planned talks happened."
    )


def _all(part: int, whole: int) -> str:
    return "all" if part >= whole else number(part)


# --- attention -----------------------------------------------------------------------------------


def attention(talks: int, people: int, led: int) -> str:
    if talks < 2:
        return "One talk so far: with whom is the next?"
    whom = f"all {number(led)} of your people"
    if people < led:
        whom = f"{number(people)} of your {number(led)} people"
    return f"Your last {number(talks)} talks were with {whom}."


def with_two(most: int) -> str:
    return f"{number(most).capitalize()} of them were with two."


def waits_longest(last: str) -> str:
    """After the person's name."""
    return f" has waited longest: the last talk was {last}."


def waits_for_first(since: str) -> str:
    return f" waits for a first talk. Added {since}."


NOBODY_WAITS = "Nobody waits longer than their rhythm."

# --- at a glance ---------------------------------------------------------------------------------

GLANCE = "Twelve weeks at a glance"
LEGEND = "Weeks with a talk, and when last. ■ with, □ without, the newest last."
TALK, NO_TALK = "■", "□"
AWAY = " Away for now."
MORE, BACK = "Show more", "Back"


def weeks(with_talk: int, known: int) -> str:
    """After the person's name."""
    if known == 1:
        return f". {'A talk' if with_talk else 'No talk yet'} in the first week"
    if not with_talk:
        return f". No talk in {number(known)} weeks"
    if with_talk >= known:
        return f". Each of {number(known)} weeks"
    return f". {number(with_talk).capitalize()} of {number(known)} weeks"


def last_talk(when: str | None) -> str:
    return f", last {when}." if when else "."


OWN_LINE = "My own line"


def own_line(fortnights: str) -> str:
    return f"Talks in every two weeks: {fortnights}."


def bar(talks: int, a_sign: int, until: str) -> str:
    """``a_sign``: how many talks each sign stands for."""
    return f"{TALK * -(-talks // max(a_sign, 1)) or NO_TALK} to {until}"


def scale(a_sign: int) -> str:
    return f"Each sign stands for up to {number(a_sign)} talks."


HOW = "Reckoned when you open it, from what you noted. Kept nowhere."
