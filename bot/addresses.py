"""How Teams' people and channels are reached, as the database keeps it: sealed, newest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.teams.addresses import Way, way
from storage import conversations, workspaces
from storage.conversations import Conversation
from storage.database import Database


@dataclass(frozen=True)
class Stored:
    """Fills ``bot.teams.addresses.Addresses``."""

    database: Database
    machine: Callable[[], datetime]

    def keep(self, workspace: str, id: str, address: str, found: Way) -> bool:
        with self.database.begin() as tx:
            is_new = conversations.get(tx, workspace, id) is None
            conversations.keep(tx, workspace, id, address, found.plain(), self.machine())
        return is_new

    def to(self, workspace: str, address: str) -> Way | None:
        with self.database.read() as tx:
            return _way(conversations.with_address(tx, workspace, address))

    def of(self, workspace: str, id: str) -> Way | None:
        with self.database.read() as tx:
            return _way(conversations.get(tx, workspace, id))

    def any(self, workspace: str) -> Way | None:
        with self.database.read() as tx:
            return _way(conversations.newest(tx, workspace))

    def teams(self, workspace: str) -> list[Way]:
        with self.database.read() as tx:
            found = conversations.of_channels(tx, workspace)
        return [one for each in found if (one := _way(each))]

    def of_admins(self, workspace: str) -> Way | None:
        with self.database.read() as tx:
            place = workspaces.get(tx, workspace)
            channel = place.admin_channel if place else None
            return _way(conversations.get(tx, workspace, channel)) if channel else None

    def lost(self, workspace: str, id: str) -> None:
        with self.database.begin() as tx:
            conversations.lost(tx, workspace, id)


def _way(found: Conversation | None) -> Way | None:
    return way(found.how) if found else None
