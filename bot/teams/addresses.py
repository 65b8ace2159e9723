"""How people and channels are reached: learned from what Teams sends, kept by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Protocol

SHARED = "shared"
OF_ITS_OWN = ("private", SHARED)  # channels that not all of the team belong to, and others may


@dataclass(frozen=True)
class Way:
    """A conversation as Teams wants to be told of it, from what came with a checked token."""

    conversation: str
    service_url: str
    bot: str = ""
    team: str = ""  # of a channel: the conversation that all of the team belong to
    group: str = ""  # of a channel: the team in Entra
    kind: str = ""  # of a channel with members of its own: "private" or "shared"
    zone: str = ""  # of the person whose chat it is
    locale: str = ""

    @property
    def whole(self) -> Way:
        """Where its members are: those of an ordinary channel are those of its team."""
        return replace(self, conversation=self.team) if self.team and not self.kind else self

    def plain(self) -> dict[str, str]:
        return asdict(self)


def way(plain: Mapping[str, str]) -> Way:
    return Way(**{name: plain.get(name, "") for name in Way.__dataclass_fields__})


class Addresses(Protocol):
    """Kept sealed, for one tenant each."""

    def keep(self, workspace: str, id: str, address: str, found: Way) -> bool:
        """The newest way to this person or channel; ``id`` is that of the conversation.

        Whether nothing was known of it before.
        """

    def to(self, workspace: str, address: str) -> Way | None:
        """To a person or a channel, by their id."""

    def of(self, workspace: str, id: str) -> Way | None:
        """The conversation in which a message of ours stands."""

    def any(self, workspace: str) -> Way | None:
        """The way that was heard of last: it says where this tenant is served."""

    def teams(self, workspace: str) -> list[Way]:
        """Channels and group chats that Tend is in."""

    def of_admins(self, workspace: str) -> Way | None:
        """To the channel in which admins set things, once there is one."""

    def lost(self, workspace: str, id: str) -> None: ...
