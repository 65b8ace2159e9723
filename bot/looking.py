"""Looks at the platform that nobody asked for: each hour, and each day, some workspaces at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bot.conversations import freezing
from bot.sides import Looking, Side
from jobs.importing import Place
from jobs.knowing import DailyLook

log = logging.getLogger(__name__)
AT_ONCE = 4  # each mostly waits for a platform that gives every workspace a pace of its own


@dataclass
class Looks:
    """``wait`` raises CannotLook once Tend is to stop."""

    side: Side
    manager_field: str
    wait: Callable[[float], object]
    stopping: Callable[[], bool]
    _daily: dict[str, DailyLook] = field(default_factory=dict)

    def __call__(self) -> None:
        here = self.side.serves()
        self._daily = {one: self._daily[one] for one in self._daily.keys() & set(here)}
        with ThreadPoolExecutor(AT_ONCE, "look") as pool:
            for _ in pool.map(self._look_unless_stopped, here):
                pass  # an error that nobody caught is raised here

    def _look_unless_stopped(self, workspace: str) -> None:
        """Trouble with one workspace is none of the others'."""
        if self.stopping():
            return
        try:
            self._look(workspace)
        except Exception as error:
            log.warning("look_failed again_in=1h reason=%s", type(error).__name__)

    def _look(self, workspace: str) -> None:
        self.side.look_whether_wanted(workspace)
        freezing.look(self.side.desk, workspace)
        members = self.side.members(workspace, self.wait)
        if workspace not in self._daily:
            self._daily[workspace] = self._new(workspace, members)
        self._daily[workspace].members = members  # their token may be a new one
        self._daily[workspace]()

    def _new(self, workspace: str, members: Looking) -> DailyLook:
        clocks, place = self.side.desk.clocks, Place(workspace, self.side.platform)
        return DailyLook(
            self.side.desk.database, place, members, clocks.now, clocks.machine, self.manager_field
        )
