"""Who sees this: one line for each form and message, made from the table that decides it."""

from __future__ import annotations

from functools import cache

from care.access import RULES, Act, Sort, Who

# how the others are called, by whoever looks
NAMES: dict[Who, dict[Who, str]] = {
    Who.OWNER: {Who.KNOWING: "each leader you share it with", Who.LEADER: "your leaders"},
    Who.KNOWING: {
        Who.OWNER: "the person who wrote it",
        Who.KNOWING: "any other leader they share it with",
    },
    Who.LEADER: {Who.REPORT: "the person you lead", Who.OWNER: "the person who wrote it"},
    Who.REPORT: {Who.LEADER: "that leader"},
    Who.ADMIN: {
        Who.LEADER: "the leader",
        Who.REPORT: "each of the people you add",
        Who.ADMIN: "the other admins",
    },
}
PAGE, MESSAGE = "page", "message"
ALSO = {Sort.CARE: ", and what you answer"}


@cache
def who_sees(sort: Sort, viewer: Who, where: str) -> str:
    """The line for somebody who stands so to what they look at: a page or a message.

    What stands on a page may be known to others, so it speaks of the page alone.
    """
    if Who.EVERYBODY in RULES[sort][Act.SEE]:
        return "Everybody here may know this."
    others = _others(sort, viewer)
    if not others:
        return f"Only you see this {where}{ALSO.get(sort, '')}."
    *most, last = ("You", *others)
    return f"{', '.join(most)} and {last} can see this."


def but_told(answer: str, about: Sort, viewer: Who) -> str:
    """The one answer that is no secret, after the line."""
    others = " and ".join(_others(about, viewer))
    return f" “{answer}” is the one answer of which {others} may be told."


def _others(sort: Sort, viewer: Who) -> list[str]:
    seen_by, names = RULES[sort][Act.SEE], NAMES[viewer]
    return [names[who] for who in Who if who in seen_by and who in names]
