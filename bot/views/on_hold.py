"""On hold since a restore: the question to an owner, and the same words in their lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.ids import Action, FormName
from bot.ui import Buttons, Heading, Part, Person, View
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
    share = do(words.SHARE_ALL, Action.SHARE_STILL_ALL, style="primary")
    return [text(words.WHY), *lines, Buttons((share, opens(words.LOOK, FormName.SHARED)))]
