"""Who sees this: one line for each form and message, made from the table that decides it."""

from __future__ import annotations

from care.access import RULES, Act, Sort, Who

# how the others are called, by whoever looks
NAMES: dict[Who, dict[Who, str]] = {
    Who.OWNER: {Who.KNOWING: "each leader you share it with", Who.LEADER: "your leaders"},
    Who.KNOWING: {
        Who.OWNER: "the person who wrote it",
        Who.KNOWING: "any other leader they share it with",
    },
    Who.LEADER: {Who.REPORT: "the person you lead"},
    Who.REPORT: {Who.LEADER: "that leader"},
    Who.ADMIN: {
        Who.LEADER: "the leader",
        Who.REPORT: "each of the people you add",
    },
}
ALSO = {Sort.CARE: ", and what you answer"}


def who_sees(sort: Sort, viewer: Who) -> str:
    """The line for somebody who stands so to what they look at."""
    seen_by = RULES[sort][Act.SEE]
    if Who.EVERYBODY in seen_by:
        return "Everybody here may know this."
    others = [NAMES[viewer][who] for who in Who if who in seen_by and who in NAMES[viewer]]
    if not others:
        return f"Only you see this{ALSO.get(sort, '')}."
    *most, last = ("You", *others)
    return f"{', '.join(most)} and {last} can see this."
