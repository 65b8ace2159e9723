"""Whether what Slack sends still reaches us: a line may be open, answer pings, and bring nothing.

A quiet line and a deaf one look alike. But Slack brings an app its own messages too, so each
message that we send asks a question which costs nothing and disturbs nobody. It counts only where
an answer has come before: another server may not do so, or we may not have asked for it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from bot.edge.payload import at

ECHO_SECONDS = 60.0  # until a message of ours has to be back
QUIET_SECONDS = 1800.0  # with nothing at all on a line, another one is laid to be sure
COUNTED_ON = 600.0  # seconds
MOST_LINES = 10  # that Slack gives an app at once
TRIED = 3  # lines in a row that stayed deaf: a new start is all that is left


class Hearing:
    """Seconds are of a monotonic clock."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        echo: float = ECHO_SECONDS,
        quiet: float = QUIET_SECONDS,
    ) -> None:
        self.now = monotonic
        self._echo, self._quiet = echo, quiet
        self._heard_at = self._began_at = monotonic()
        self._spoke_at: float | None = None
        self._echoes = False  # one has come at all
        self._shared = False  # what we wait for may go to another process
        self._laid: deque[float] = deque(maxlen=MOST_LINES)
        self._missed = 0

    # --- what happens ----------------------------------------------------------------------------

    def line_began(self) -> None:
        self._began_at, self._spoke_at = self.now(), None
        self._laid.append(self._began_at)

    def spoke(self, since: float) -> None:
        """A message of ours stands in a conversation; it was begun then, and may be back by now."""
        if self._heard_at < since and self._spoke_at is None and since > self._began_at:
            self._spoke_at = since

    def heard(self, envelope: Any) -> None:
        self._heard_at, self._spoke_at, self._missed = self.now(), None, 0
        self._echoes = self._echoes or _is_ours(envelope)

    def greeted(self, connections: Any, ours: int) -> None:
        """The hello of a line says how many of them this app has in all. Slack may count one of
        ours for a while after it has ended.
        """
        lately = sum(self.now() - at < COUNTED_ON for at in self._laid)
        self._shared = isinstance(connections, int) and connections > max(ours, lately)

    def gave_up_a_line(self) -> None:
        """It brought nothing although something was on its way."""
        self._missed += self.missing_for() > 0

    # --- what it means ---------------------------------------------------------------------------

    def missing_for(self) -> float:
        """For how long a message of ours ought to have been back; 0 when none is missed."""
        if self._spoke_at is None or not self._echoes or self._shared:
            return 0.0
        return max(self.now() - self._spoke_at - self._echo, 0.0)

    def is_in_doubt(self) -> bool:
        """The line should be replaced."""
        silent = self.now() - max(self._heard_at, self._began_at)
        return self.missing_for() > 0 or silent > self._quiet

    def is_lost(self) -> bool:
        """Fresh lines did not help."""
        return self._missed >= TRIED and not self._shared


def _is_ours(envelope: Any) -> bool:
    """In our conversations no bot writes but this one."""
    event = at(envelope, "payload", "event")
    return bool(at(event, "bot_id") or at(event, "message", "bot_id"))
