"""Looks at the platform that nobody asked for: each hour, and each day, workspace by workspace."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.conversations import freezing
from bot.sides import Looking, Side
from jobs.importing import Place
from jobs.knowing import DailyLook

log = logging.getLogger(__name__)


@dataclass
class Looks:
    """``wait`` raises CannotLook once Tend is to stop."""

    side: Side
    manager_field: str
    wait: Callable[[float], object]
    stopping: Callable[[], bool]
    _daily: dict[str, DailyLook] = field(default_factory=dict)

    def __call__(self) -> None:
        """Trouble with one workspace is none of the others'."""
        here = self.side.serves()
        self._daily = {one: look for one, look in self._daily.items() if one in here}
        for workspace in here:
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
