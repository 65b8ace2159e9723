"""On hold since a restore: the question to an owner, and the same words in their lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.ids import Action, FormName
from bot.ui import Button, Buttons, Heading, Part, Person, View
from bot.views.pieces import do, opens, quiet, text
from bot.wording import on_hold as words

Held = Iterable[tuple[str, str]]  # (item, leader)


def question(held: Held) -> View:
    """How much for which leader. Never a title: those stand in the form."""
    parts = banner(held)
    if not parts:
        return View((words.SUMMARY,), (text(words.SETTLED),))
    return View((words.SUMMARY,), (Heading(words.HEADING), *parts, quiet(words.FOOT)))


def banner(held: Held) -> list[Part]:
    """The same above a list; nothing where nothing is on hold."""
    counted = Counter(leader for _, leader in held)
    if not counted:
        return []
    lines = [text(*words.held(Person(leader), count)) for leader, count in sorted(counted.items())]
    look = opens(words.LOOK, FormName.SHARED)
    return [text(words.WHY), *lines, Buttons((_share_all(), look))]


def above_each() -> list[Part]:
    """The same where each is looked at."""
    return [text(words.WHY), Buttons((_share_all(),))]


def _share_all() -> Button:
    return do(words.SHARE_ALL, Action.SHARE_STILL_ALL, style="primary")
