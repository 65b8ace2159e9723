"""What Tend answers to plain words: what it did, what it asks back, what it did not understand."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ui import Person, Span
from care.answers import Why

SUMMARY = "An answer from Tend"
THIS_ONE = "This one"
WHICH = "Which of these did you mean? Nothing is noted until you choose."
IS_IT_SO = "Did you mean this? Nothing is noted until you choose."
NOTHING_TO_UNDO = "There is nothing of today to undo."
UNDONE = "Undone."
WORDS_ONLY = "I read words only, and did not open what you sent. Please write it in a sentence."


def names(people: Sequence[str]) -> tuple[Span, ...]:
    """ "Ana, Ben and Chidi", as mentions."""
    spans: list[Span] = []
    for index, person in enumerate(people):
        if index:
            spans.append(" and " if index == len(people) - 1 else ", ")
        spans.append(Person(person))
    return tuple(spans)


# --- one reading, in words: asked back or noted --------------------------------------------------


def talked(people: Sequence[str], day: str, about: bool) -> tuple[Span, ...]:
    thing = ", about what they shared" if about else ""
    return ("You talked with ", *names(people), f" {day}{thing}.")


def planned(person: str, moment: str | None) -> tuple[Span, ...]:
    return ("A talk with ", Person(person), f" {moment or 'at your 1:1'}.")


def later(people: Sequence[str], day: str) -> tuple[Span, ...]:
    return ("Quiet about ", *names(people), f" until {day}.")


NOT_NOW = {
    Why.NOT_RELEVANT: "no longer relevant",
    Why.ON_LEAVE: "away",
    Why.NOT_MINE: "not one of your people any more",
    Why.OTHER: "not this time",
}


def not_this_time(person: str, why: Why, until: str | None) -> tuple[Span, ...]:
    end = f", back {until}" if until else ""
    return (Person(person), f": {NOT_NOW[why]}{end}.")


PAUSE_UNTIL = "Pause until {}."
FEWER = "Fewer plans."
KEEP = "Plans as before."
STOP = "Stop all plans."
START_AGAIN = "Plans come again."
AWAY = "You are away from {} to {}. Nothing comes meanwhile, and nothing piles up."
UNDO = "Undo the last thing."
ADD = "Note this for you alone:"
REACHED = "Mark this as reached or resolved:"
STOP_SHARING = "Stop sharing this:"
QUESTION = "A question."
HELP = "What I can do."

# --- done ----------------------------------------------------------------------------------------

NOTED = "Noted. "
ADDED = "Noted for you alone. You choose who may know."
CHOOSE_WHO = "Choose who may know"
DONE_ITEM = "Marked as reached or resolved."
OPEN_AGAIN = "Open again"
NOT_SHARED = "No longer shared. What was read cannot be unread."
PAUSED = "Paused until {}. Nothing piles up meanwhile."
ASK_ONCE = " I'll ask once afterwards whether it happened."
WHEN_IS_IT = "When is your 1:1? I only ask this once."
TELL_ME = "Tell me when"

# --- questions -----------------------------------------------------------------------------------


def next_is(person: str, day: str) -> tuple[Span, ...]:
    return ("Next: ", Person(person), f", {day} at the earliest.")


NOBODY_NEXT = "Nothing needs you this week."


def last_talk(person: str, words: str | None) -> tuple[Span, ...]:
    if words is None:
        return ("No talk with ", Person(person), " is noted yet.")
    return ("You last talked with ", Person(person), f" {words}.")


def they_share(person: str, count: int) -> tuple[Span, ...]:
    if not count:
        return (Person(person), " has shared nothing yet: a question of yours is a good start.")
    things = "one thing" if count == 1 else f"{count} things"
    return (Person(person), f" shares {things} with you. The text is behind Open.")


WHOSE = "Whom do you mean? A name is enough."
MY_ITEMS = "What you wrote is on a page that only you see."
WHY_THIS = (
    "Once a week I look who has waited longest against the rhythm that you and your admins set, "
    "and bring up at most three people. Each nudge says which rhythm it was."
)
WHO_SEES = (
    "Only you see what I send you, and what you answer is yours alone. No admin, no HR and no "
    "other leader can see it here. Your people see only what they chose to share, and with whom."
)

# --- not understood ------------------------------------------------------------------------------

HELLO = (
    "You can write to me as to a colleague, or use the buttons. I keep what was noted, never "
    "what you typed."
)

NOT_UNDERSTOOD = "I did not understand that, and noted nothing."
NOT_A_RECORD = "That sounds like a thought or a question, so I noted nothing."
WHO = "I could not tell whom you mean, so I noted nothing."
NO_NUDGE = "There is no open nudge that this could answer, so I noted nothing."
WRONG_DAY = "The day does not fit, so I noted nothing."
TOO_LONG = "That is more than I read at once, so I noted nothing."
FOR_EXAMPLE = "For example: {}"
EXAMPLES = {
    "talked": "“talked with Ana yesterday”",
    "planned": "“I'll see Ana on Thursday at 3”",
    "later": "“remind me next Tuesday”",
    "not this time": "“Ana is on leave until March”",
    "question": "“who is next?”",
    "control": "“pause until 3 May”, “fewer”, “undo”",
    "add": "“add goal: learn Rust by June”",
    "reached": "“I passed the exam”",
    "promised": "“I promised Ana to introduce her to Kofi by Friday”",
    "stop sharing": "“stop sharing the AWS thing”",
    "help": "“help”",
}
