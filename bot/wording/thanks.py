"""Thanks with a name on it: read by whoever sends it, and by the leader who gets it."""

from __future__ import annotations

from bot.ui import Person, Span

SEND = "Send thanks"
TITLE = "Thanks"
INTRO = "One leader of yours reads this with your name, and nobody else does. It is never counted."
WHAT = "What do you thank them for?"
WHAT_HINT = "In your own words, up to 300 characters."
WHOM = "Whom do you thank?"
SUBMIT = "Send"
ONCE_A_DAY = "You have thanked them today. Tomorrow is another day."
TOO_LONG = "Please shorten it to 300 characters."


def on_their_way(leader: Person) -> tuple[Span, ...]:
    return ("Your thanks are on their way to ", leader, ". They come within their hours.")


SUMMARY = "Somebody sent you thanks: "
SHOW = "Show"
UNREADABLE = "These words can't be read any more."


def sent_you(giver: Person) -> tuple[Span, ...]:
    return (giver, " sent you thanks.")
