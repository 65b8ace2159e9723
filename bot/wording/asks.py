"""What is read of a talk that somebody asked for: by them, and by the leader whom they asked."""

from __future__ import annotations

from bot.ui import Person, Span

# --- by whoever asks -----------------------------------------------------------------------------

ASK = "Ask for a talk"
TITLE = "Ask for a talk"
WHAT = "What would you like to talk about?"
WHAT_HINT = "One sentence of your own, for example: I'd like to talk about the move."
WHOM = "Whom do you ask?"
A_LEADER = "Your leader"
NEXT = "Look at it first"
TOO_LONG = "Please shorten it to 300 characters."
TOO_MANY = "Five are open already. Please take one back first."
HUSHED = (
    "Nudges about you are paused, so this could not be said. Allow them first, under What leaders "
    "may be told."
)
NO_LEADER = "Nobody leads you here yet. Name your leader first, under My goals."

PREVIEW_TITLE = "Before you ask"
SEND = "Ask"
NOT_NOW = "Not now"


def reads(leader: Person) -> tuple[Span, ...]:
    return ("This will stand in the next plan of ", leader, ":")


def behind_show(leader: Person) -> tuple[Span, ...]:
    return ("Behind Show, ", leader, " reads your words:")


FOOT = (
    "You can take it back at any time. In a week I ask you, once, whether it happened. What was "
    "read cannot be unread."
)

HEADING = "You asked for a talk"


def asked(leader: Person, since: str) -> tuple[Span, ...]:
    return ("You asked ", leader, f" {since}:")


TAKE_BACK = "Take it back"
UNREADABLE = "These words can't be read any more."

# --- a week later --------------------------------------------------------------------------------

BACK_SUMMARY = "A question about the talk you asked for"


def has_it_happened(leader: Person, since: str) -> tuple[Span, ...]:
    return ("You asked ", leader, f" for a talk {since}. Has it happened? And if not, what next?")


BACK_FOOT = (
    "I ask this after a week, whatever was noted. Only you see what you answer; they see whether "
    "you still ask."
)
HAPPENED = "It happened"
AGAIN = "Ask again"
SOMEBODY_ELSE = "Ask somebody else"
LEAVE = "Leave it"
NOTED_HAPPENED = "Noted: it happened."
NOTED_LEFT = "Noted. It is taken back."

# --- by the leader -------------------------------------------------------------------------------

TO_LEADER_HEADING = "Asked of you"


def asked_you(report: Person, since: str) -> tuple[Span, ...]:
    return (report, f" asked you for a talk {since}.")


def just_asked_you(report: Person) -> tuple[Span, ...]:
    return (report, " asked you for a talk.")


WHY_NOW = "Why now: they asked. Their words are behind Show."
ASKED = "They asked for a talk."
TAKEN_BACK = "What was asked here is taken back, or answered for."
