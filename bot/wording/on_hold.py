"""What an owner reads after a restore: what they shared is on hold until they say that it holds."""

from __future__ import annotations

from bot.ui import Person, Span, Strong

SUMMARY = "A question about what you share"
HEADING = "What you share is on hold"
WHY = (
    "I was brought back from a backup. If you stopped sharing something since then, I do not know "
    "of it. So this is on hold: no leader sees it or is told of it until you say so."
)
FOOT = "What you leave on hold stays yours alone."
SETTLED = "Nothing you share is on hold any more."
SHARE_ALL = "Share it all again"
SHARE_ONE = "Share this again"
LOOK = "Look at each"


def held(leader: Person, count: int) -> tuple[Span, ...]:
    things = "one thing" if count == 1 else f"{count} things"
    return ("On hold for ", leader, ": ", Strong(things), ".")


def knew(leader: Person) -> tuple[Span, ...]:
    """In a list, in place of what this leader may know."""
    return ("on hold for ", leader)


def nothing_seen(leader: Person) -> tuple[Span, ...]:
    return ("On hold: ", leader, " sees nothing of this. If you share it again, this holds:")
