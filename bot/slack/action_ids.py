"""What a button's action_id says: which action, or which form. Never whose, and nothing typed."""

from __future__ import annotations

import re

from bot.ui import Do, Link, Open

_OPEN = "open."
_LINK = "link"
_PLACE = re.compile(r":\d+$")


def write(does: Do | Open | Link, place: int) -> str:
    """``place`` tells apart the buttons of one block, as Slack demands."""
    match does:
        case Do(action=action):
            return f"{action}:{place}"
        case Open(form=form):
            return f"{_OPEN}{form}:{place}"
        case Link():
            return f"{_LINK}:{place}"


def read(action_id: str) -> tuple[type[Do] | type[Open] | type[Link], str]:
    """What was pressed and its name."""
    name = _PLACE.sub("", action_id)
    if name == _LINK:
        return Link, ""
    if name.startswith(_OPEN):
        return Open, name.removeprefix(_OPEN)
    return Do, name
