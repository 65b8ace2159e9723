"""What the program asks of each platform that it serves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from bot.conversations.desk import Desk
from bot.ui import Actor, View
from jobs.importing import Members
from jobs.knowing import Everybody
from jobs.messenger import Messenger

Wait = Callable[[float], object]


class CannotStart(Exception):
    """Something outside keeps Tend from working; the message says what, in words."""


class Looking(Members, Everybody, Protocol):
    """A patient look at the people of one workspace."""


class Side(Protocol):
    """One platform, and the workspaces on it that are ours."""

    platform: str
    desk: Desk

    @property
    def messenger(self) -> Messenger[View]: ...

    def serves(self) -> list[str]:
        """The workspaces in which Tend may act."""

    def members(self, workspace: str, wait: Wait | None = None) -> Looking:
        """``wait``: between tries; it raises CannotLook once Tend is to stop."""

    def look_whether_wanted(self, workspace: str) -> None:
        """Where workspaces take Tend off without a word."""

    def redraw_home(self, actor: Actor) -> None: ...

    def forget(self, workspace: str, person: str) -> None:
        """The platform says that this person changed: ask it anew."""
