"""What a leader who knows of nothing may see: ticked in one form, and looked at word for word."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ids import FormName
from bot.ui import (
    ChoiceField,
    ChoicesField,
    Divider,
    Form,
    Option,
    Part,
    Person,
)
from bot.views.goals import Proposal, mark_of, may_read
from bot.views.pieces import Calendar, quiet, text
from bot.wording import goals as goal_words
from bot.wording import handover as words
from care.bonds import Bond
from care.items import Item, Level

LEVELS = (Level.KNOWN, Level.DISCREET)


def choice(bond: Bond, items: Sequence[Item]) -> Form:
    if not items:
        return Form(FormName.HANDOVER, words.TITLE, (text(words.NOTHING_LEFT),), bond.id)
    options = tuple(Option(one.id, one.content.title) for one in items if one.content)
    levels = tuple(Option(level, *goal_words.LEVELS[level]) for level in LEVELS)
    parts = (
        text(*words.intro(Person(bond.leader))),
        ChoicesField("items", words.WHICH, words.WHICH_HINT, options=options),
        ChoiceField("level", words.HOW, options=levels),
    )
    return Form(FormName.HANDOVER, words.TITLE, parts, bond.id, words.NEXT, "Cancel")


def preview(proposals: Sequence[tuple[Item, Proposal]], owner: str, calendar: Calendar) -> Form:
    """Word for word, one thing after the other; shared is this wording and no other."""
    first = proposals[0][1]
    parts: list[Part] = []
    shown: list[str] = []
    for item, proposal in proposals:
        assert item.content is not None
        parts += [*may_read(owner, item.content, proposal, calendar), Divider()]
        shown.append(f"{item.id}.{mark_of(item.content)}")
    parts.append(quiet(goal_words.FOOT))
    thing = ",".join([f"{first.bond.id}={first.level}", *shown])
    title, submit, close = goal_words.SHARE_TITLE, goal_words.SHARE, goal_words.KEEP_PRIVATE
    return Form(FormName.HANDOVER_SHARE, title, tuple(parts), thing, submit, close)
