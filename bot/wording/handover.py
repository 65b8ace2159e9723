"""Several things shared with one leader at once: after a change of leader, or to begin with."""

from __future__ import annotations

from bot.ui import Person, Span

CHOOSE = "Choose what to share"
TITLE = "What they may see"
WHICH = "What may they know of?"
WHICH_HINT = "Nothing is ticked, and nothing was passed on. You see it word for word first."
HOW = "How?"
NEXT = "Look at it first"
MOST = 8
TICK_ONE = "Please tick at least one, or close this."
TOO_MANY = f"Please tick at most {MOST} at once."
NOTHING_LEFT = "There is nothing of yours that they do not know of."


def intro(leader: Person) -> tuple[Span, ...]:
    return ("This is for ", leader, " alone.")


def knows_nothing(leader: Person) -> tuple[Span, ...]:
    return (leader, " knows of nothing you wrote here.")
