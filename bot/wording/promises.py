"""What is read of promises: by the leader who made one, and by whom it was shown to."""

from __future__ import annotations

from bot.ui import Person, Span

# --- by the leader -------------------------------------------------------------------------------

HEADING = "Promises"
I_PROMISED = "I promised something"
TITLE = "A promise"
WHAT = "What did you promise?"
WHAT_HINT = "For example: introduce you to Kofi. Up to 200 characters."
BY_WHEN = "By when, if you said so"
WHO_KNOWS = "Who sees it?"
ONLY_ME = "Only me"
ONLY_ME_ABOUT = "It leads your plans until you close it."
BOTH = "The two of us"
BOTH_ABOUT = "They read your words as you typed them, and say when it has happened."
SAVE = "Note it"
TOO_LONG = "Please shorten it to 200 characters."
TOO_MANY = "Fifty promises are open. Please close some of them first."
I_DID_THIS = "I did this"
LET_GO = "Let it go"
LET_GO_TITLE = "Let this promise go?"
LET_GO_TEXT = (
    "It leaves your plans. Whoever was shown it no longer sees it. A word about it is kind."
)
LET_GO_YES = "Let it go"
KEEP = "Keep it"
SHOW = "Show it to them"
HIDE = "Hide it again"
UNREADABLE = "This promise can't be read any more."


def intro(report: Person) -> tuple[Span, ...]:
    return ("A promise of yours to ", report, ".")


def stands(since: str, day: str | None, shown: bool) -> str:
    by = f", by {day}" if day else ""
    who = "The two of you see it." if shown else "Only you see it."
    return f"Noted {since}{by}. {who}"


KEPT = "You said it is done; they have the last word."


def open_count(count: int) -> str:
    return "One promise of yours is open." if count == 1 else f"{count} promises of yours are open."


# --- in the plan ---------------------------------------------------------------------------------


def you_promised(report: Person, since: str, day: str | None) -> tuple[Span, ...]:
    by = f" You said by {day}." if day else ""
    return ("You promised ", report, f" something {since}.", by)


WHY_NOW = "Why now: it is open. Your words are behind Show."
PROMISED_TOO = "A promise of yours to them is open, too. It stands behind Show."
CLOSED = "Noted: this promise is closed."
DID_IT = "Noted: you did this."

# --- noted from words ----------------------------------------------------------------------------


def noted(report: Person, day: str | None) -> tuple[Span, ...]:
    by = f", by {day}" if day else ""
    return ("A promise to ", report, f"{by}.")


ONLY_YOU = " Only you see it."
TAKE_BACK = "Take it back"

# --- by whom it was shown to ---------------------------------------------------------------------

TO_ME_HEADING = "Promised to you"


def promised_you(leader: Person, day: str | None) -> tuple[Span, ...]:
    by = f" by {day}" if day else ""
    return (leader, f" promised you{by}:")


SAYS_DONE = "They say it is done. Has it happened?"
HAPPENED = "This happened"
NOT_YET = "Not yet"
NOT_NEEDED = "No longer needed"
NOTHING_FOLLOWS = "Only the two of you see this. Nobody else is told when it takes long."
