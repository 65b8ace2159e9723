"""Whose token it is: one provider for whatever calls Slack, for people and for time alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from slack_sdk import WebClient

from bot.slack.client import SLACK, web_client


@dataclass(frozen=True)
class Access:
    """Who Tend is in one workspace, and what proves it."""

    team: str
    bot_user: str
    bot: str | None
    token: str = field(repr=False)


class NotInstalled(Exception):
    """There is no token for this workspace: unknown, waiting for an admin, or taken off."""


class TellAgain(Exception):
    """Whether Tend acts in a workspace cannot be said at this moment; ``reason``: a word or two for
    the log. Slack tells an event again that was not taken.
    """


class Tokens(Protocol):
    """Asked anew each time: whoever takes Tend off is obeyed at once, by every node."""

    def of(self, workspace: str) -> Access | None:
        """None for a workspace that Tend may not act in."""

    def is_pending(self, workspace: str) -> bool:
        """Installed by somebody who is no admin there: it waits for one."""

    def is_one_coming(self) -> bool:
        """Somebody has said yes to the platform, and their token may not be written down yet."""

    def everywhere(self) -> list[str]:
        """All workspaces in which Tend may act."""


@dataclass(frozen=True)
class OneToken:
    """A fixed token for its own workspace, and for no other."""

    access: Access

    def of(self, workspace: str) -> Access | None:
        return self.access if workspace == self.access.team else None

    def is_pending(self, workspace: str) -> bool:
        return False

    def is_one_coming(self) -> bool:
        return False

    def everywhere(self) -> list[str]:
        return [self.access.team]


@dataclass(frozen=True)
class Clients:
    """The sync client of a workspace, made with the token that holds at this moment."""

    tokens: Tokens
    base_url: str = SLACK
    timeout: float = 5.0

    def of(self, workspace: str) -> WebClient:
        """Raises NotInstalled."""
        access = self.tokens.of(workspace)
        if access is None:
            raise NotInstalled(workspace)
        return web_client(access.token, self.base_url, self.timeout)
