"""What a conversation may ask the platform before it decides: a port, filled by each adapter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from care.people import Profile


class Silent(Exception):
    """The platform gave no answer in time; the person is asked to try again."""


@dataclass(frozen=True)
class ChannelFacts:
    """What decides whether a channel may be the admin channel."""

    is_private: bool
    is_shared: bool  # with another organisation, or pending to be
    tend_is_in: bool


class Directory(Protocol):
    """Quick looks (well under a second in all, or Silent), cached for at most a minute."""

    def profile(self, workspace: str, person: str) -> Profile | None:
        """The person, or None when the workspace knows nobody of that id. Raises Silent."""

    def names(self, workspace: str, people: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """What these people are called, for understanding what somebody typed; never stored.

        Whoever the platform says nothing of in time is left out.
        """

    def channel(self, workspace: str, channel: str) -> ChannelFacts | None:
        """The channel, or None when Tend cannot see it. Raises Silent."""
