"""What the checks look at: settings, key, database and Slack, each opened once and when needed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from bot import settings
from bot.settings import Settings
from bot.slack.checking import Greeting, greet
from jobs.delivering import Clocks
from storage import workspaces
from storage.database import Database
from storage.opening import open_to_migrate
from storage.sealing import Seals, read_key_file
from storage.workspaces import Workspace


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """How one thing is, in a sentence, and what to do."""

    level: Level
    said: str
    do: str = ""


def ok(said: str, do: str = "") -> Finding:
    return Finding(Level.OK, said, do)


def warn(said: str, do: str) -> Finding:
    return Finding(Level.WARN, said, do)


def wrong(said: str, do: str) -> Finding:
    return Finding(Level.WRONG, said, do)


class NotLookedAt(Exception):
    """Something else is wrong, and says so itself, without which there is nothing to look at."""


@dataclass
class Patient:
    env: Mapping[str, str]
    clocks: Clocks
    stack: ExitStack = field(default_factory=ExitStack)

    @cached_property
    def settings(self) -> Settings:
        """Raises SettingsError for what is malformed; what is missing is seen by each check."""
        return settings.read(self.env, needs_slack=False)

    @property
    def is_of_many(self) -> bool:
        """Each workspace has a token of its own."""
        return bool(self.env.get("TEND_SLACK_CLIENT_ID", "").strip())

    @property
    def is_of_slack(self) -> bool:
        """Slack is served, or nothing that would do without it."""
        has_token = bool(self.env.get("SLACK_BOT_TOKEN", "").strip()) or self.is_of_many
        return has_token or not self.env.get("TEAMS_CLIENT_ID", "").strip()

    @cached_property
    def seals(self) -> Seals:
        return read_key_file(self.settings.key_file)

    @cached_property
    def database(self) -> Database:
        """Never a new one, whatever its version. Raises DatabaseError."""
        opened = open_to_migrate(self.settings.database_url, self.seals)
        self.stack.callback(opened.close)
        return opened

    @cached_property
    def greeting(self) -> Greeting:
        if not self.settings.bot_token:
            raise NotLookedAt
        return greet(self.settings.bot_token, self.settings.slack_api_url)

    @property
    def place(self) -> Workspace | None:
        """The workspace of the bot token, or the tenant, as far as the database knows it."""
        here = self.greeting.team if self.is_of_slack else self.settings.teams_tenant
        if not here:
            raise NotLookedAt
        with self.database.read() as tx:
            return workspaces.get(tx, here)
