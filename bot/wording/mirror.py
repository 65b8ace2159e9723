"""What an employee reads of what their leaders may be told, and of stopping it."""

from __future__ import annotations

from bot.ui import Person, Span, Strong

TITLE = "What leaders may be told"
NOBODY_TOLD = "Nobody is told that you looked."
BACK = "Back to my goals"
NOTHING = "You share nothing. No leader can read anything you wrote here."


def shares(leader: Person, count: int) -> tuple[Span, ...]:
    things = "one thing" if count == 1 else f"{count} things"
    return (leader, " may read ", Strong(things), " of yours.")


def shares_nothing(leader: Person) -> tuple[Span, ...]:
    return ("Nothing of yours is shared with ", leader, ".")


LOOK = "Show"
STOP = "Stop sharing"
STOP_FOR_ALL = "Stop for all leaders"
STOP_ALL = "Stop sharing all of it"
STOP_ALL_TITLE = "Stop sharing all of it?"
STOP_ALL_TEXT = (
    "This leader no longer sees anything you shared. It all stays yours. What was read cannot be "
    "unread."
)
STOP_ALL_YES = "Stop sharing"
KEEP = "Keep sharing"
OPEN = "Open"


def stopped(leader: Person) -> tuple[Span, ...]:
    return (
        *("Stopped. ", leader, " no longer sees it, and a message that showed it is changed now. "),
        "What was read before cannot be unread.",
    )


def span_of(first: int, last: int, of: int) -> str:
    return f"{first} to {last} of {of}" if first != last else f"{first} of {of}"


EARLIER = "Earlier"
MORE = "More"

# --- without any sharing -------------------------------------------------------------------------

ALWAYS_HEADING = "Without any sharing"
ALWAYS = (
    "Whoever leads you here, or says so, sees that they do, and who named whom. While you are away "
    "they see until when it is quiet about you, and not why."
)
TALK_LINES = (
    "When a talk with you is due, their weekly plan may say one of these, with the days as they "
    "then are, and a small act to try that says nothing about you:"
)
NEVER = (
    "No leader, no admin and no colleague sees what you keep for yourself, how much of it there "
    "is, whether you look at this page, or whether you paused the nudges about you."
)

# --- no nudges about me --------------------------------------------------------------------------

HUSH = "No nudges about me"
UNHUSH = "Allow nudges about me"
HUSHED = (
    "Nudges about you are paused: nothing on this page is sent. What you share can still be read "
    "in Tend. No leader is told that you paused."
)
HUSHED_NOW = (
    "From now on no nudge about you is sent. Nothing is deleted, and no leader is told. What you "
    "share can still be read in Tend; to end that, stop sharing it."
)
UNHUSHED_NOW = "Nudges about you may be sent again, as you have shared. Nothing has piled up."
HUSHED_SHORT = "Nudges about you are paused. No leader is told."
