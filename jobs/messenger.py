"""The one way out for jobs: a port that every platform fills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from care.people import Profile

V = TypeVar("V", contravariant=True)


class Found(StrEnum):
    """Whether a message with this delivery id stands in the person's conversation."""

    FOUND = "found"
    ABSENT = "absent"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Ref:
    """Where a sent message stands, so that it can be redrawn."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Finding:
    found: Found
    ref: Ref | None = None


class Unreachable(Exception):
    """Permanent: this address cannot be written to. ``code`` is the platform's word for why.

    ``until_granted``: a right of ours is missing, which somebody may grant later.
    """

    def __init__(
        self, code: str, whole_workspace: bool = False, until_granted: bool = False
    ) -> None:
        super().__init__(code)
        self.code = code
        self.whole_workspace = whole_workspace
        self.until_granted = until_granted


class Busy(Exception):
    """Surely not delivered; try again after so many seconds. ``code`` says why."""

    def __init__(self, after: float, code: str = "ratelimited") -> None:
        super().__init__(code)
        self.after = after
        self.code = code


class Doubtful(Exception):
    """Nobody knows whether it was delivered: find out before any second try."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unfit(Exception):
    """The platform refuses this drawing (too long, invalid): a fault of ours."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Messenger(Protocol[V]):
    """Sends views of type ``V`` to people and channels of one platform."""

    async def send(self, workspace: str, address: str, view: V, delivery_id: str) -> Ref:
        """Write to a person or channel. Raises Unreachable, Busy, Doubtful or Unfit."""

    async def update(self, workspace: str, ref: Ref, view: V) -> None:
        """Redraw a sent message. Raises Unreachable, Busy, Doubtful or Unfit."""

    async def find(self, workspace: str, address: str, delivery_id: str) -> Finding:
        """Look for a message of ours by its delivery id. Raises Busy or Doubtful."""

    async def profile(self, workspace: str, person: str, now: datetime) -> Profile | None:
        """The person as the platform knows them, at most ten minutes old; None when unknown.

        Raises Busy or Doubtful.
        """

    async def quiet_until(self, workspace: str, person: str, now: datetime) -> datetime | None:
        """When the quiet that the person asked of the platform ends; None: no quiet, or untold.

        It raises nothing.
        """

    async def close(self) -> None:
        """Give back connections."""
