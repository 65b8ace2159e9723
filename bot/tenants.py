"""Tenants: workspaces that install Tend themselves, the tokens they gave, and the end of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.slack.exchanging import Granted
from bot.slack.installing import Kept, Return
from bot.slack.tokens import Access, TellAgain
from jobs import installing as coming
from jobs.delivering import Clocks
from storage import admins, audit, installations, installing, workspaces
from storage.database import Database, Tx
from storage.installations import Installation

log = logging.getLogger(__name__)

PLATFORM = "slack"
MINUTES_APART = timedelta(minutes=5)  # Slack's clock and ours, at most


@dataclass(frozen=True)
class Installed:
    """Fills ``bot.slack.tokens.Tokens`` from the database, read anew each time."""

    database: Database
    machine: Callable[[], datetime]

    def of(self, workspace: str) -> Access | None:
        found = self._find(workspace)
        if found is None or found.pending or found.token is None:
            return None
        return Access(workspace, found.bot_user, found.bot, found.token)

    def is_pending(self, workspace: str) -> bool:
        found = self._find(workspace)
        return found is not None and found.pending

    def is_one_coming(self) -> bool:
        with self.database.read() as tx:
            return installing.is_under_way(tx, self.machine())

    def everywhere(self) -> list[str]:
        with self.database.read() as tx:
            return installations.served(tx)

    def _find(self, workspace: str) -> Installation | None:
        if not workspace:
            return None
        with self.database.read() as tx:
            return installations.get(tx, workspace)


@dataclass(frozen=True)
class Tenants:
    """Fills ``bot.slack.installing.Office``, and hears when a workspace takes Tend off."""

    database: Database
    clocks: Clocks
    works: Callable[[str], bool | None]  # whether Slack takes this token; None: it does not say

    # --- coming ----------------------------------------------------------------------------------

    def begin(self, browser: str) -> str | None:
        with self.database.begin() as tx:
            return installing.begin(tx, browser, self.clocks.machine())

    def comes_back(self, state: str, browser: str) -> Return:
        with self.database.begin() as tx:
            return Return(installing.come_back(tx, state, browser, self.clocks.machine()).value)

    def keep(self, granted: Granted) -> Kept:
        """Who is no admin there opens nothing, and closes nothing that an admin has opened."""
        with self.database.begin() as tx:
            known = installations.get(tx, granted.workspace)
            opens = granted.by_admin or (known is not None and not known.pending)
            what = (granted.workspace, granted.bot_user, granted.bot, granted.token)
            installations.keep(tx, *what, not opens, self.clocks.machine())
            kept = self._open(tx, granted) if opens else Kept.PENDING
        log.info("installed workspace=%s as=%s", granted.workspace, kept.value)
        return kept

    def _open(self, tx: Tx, granted: Granted) -> Kept:
        here, now = granted.workspace, self.clocks.now()
        was_there = workspaces.get(tx, here) is not None
        workspaces.ensure(tx, here, PLATFORM, now)
        coming.come_back(tx, here, now)
        if granted.by_admin:
            admins.seed(tx, here, [granted.installer], now)
            admins.check(tx, here, granted.installer, holds_role=True)
            audit.note(tx, here, granted.installer, "installed", here, "done", now)
        return Kept.AGAIN if was_there else Kept.INSTALLED

    # --- going -----------------------------------------------------------------------------------

    def taken_off(self, workspace: str, told_at: float | None) -> None:
        """Slack says that Tend was removed, or its token revoked: in any order, late, or again.

        What is told of an installation before this one changes nothing. Raises TellAgain
        where Slack does not say whether a token works.
        """
        with self.database.read() as tx:
            found = installations.get(tx, workspace)
        if found is None:
            return
        if not self._is_about(found, told_at):
            log.info("removal_of_before workspace=%s", workspace)
            return
        self._end(found)

    def _is_about(self, found: Installation, told_at: float | None) -> bool:
        """By the time where the clocks leave no doubt; else by asking whether the token works."""
        at = _instant(told_at)
        if at is not None and abs(at - found.installed_at) > MINUTES_APART:
            return at > found.installed_at
        return not self._still_works(found)

    def _still_works(self, found: Installation) -> bool:
        works = self.works(found.token) if found.token else False
        if works is None:
            raise TellAgain("token in doubt")
        return works

    def _end(self, found: Installation) -> None:
        with self.database.begin() as tx:
            now = installations.get(tx, found.workspace)
            if now is None or now.installed_at != found.installed_at:
                return  # installed anew since we looked
            coming.take_off(tx, found.workspace, self.clocks.now(), self.clocks.machine())
        log.info("uninstalled workspace=%s", found.workspace)

    def look(self, workspace: str) -> None:
        """Slack may never have told: a workspace that refuses us is asked whether it wants us."""
        with self.database.read() as tx:
            place, found = workspaces.get(tx, workspace), installations.get(tx, workspace)
        if place is None or found is None or place.out_of_reach is None or not found.token:
            return
        if self.works(found.token) is False:
            self._end(found)


def _instant(told_at: float | None) -> datetime | None:
    try:
        return None if told_at is None else datetime.fromtimestamp(told_at, UTC)
    except (ValueError, OverflowError, OSError):
        return None
