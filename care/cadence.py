"""Cadence: the ideal and the maximum number of days between talks, and whose setting holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from care import policy


@dataclass(frozen=True)
class Cadence:
    """Days between talks: worth one at ``ideal``, not later than ``maximum``."""

    ideal: int
    maximum: int


@dataclass(frozen=True)
class Bounds:
    """The range of days within which people may set a cadence of their own."""

    shortest: int = policy.SHORTEST_CADENCE
    longest: int = policy.LONGEST_CADENCE

    def within(self, cadence: Cadence) -> Cadence:
        """The nearest cadence that the bounds allow."""
        return Cadence(self._within(cadence.ideal), self._within(cadence.maximum))

    def _within(self, days: int) -> int:
        return min(max(days, self.shortest), self.longest)


class Source(StrEnum):
    """Where the cadence in force was set: the nearest wins."""

    ITEM = "item"
    BOND = "bond"
    LEADER = "leader"
    WORKSPACE = "workspace"
    TEND = "tend"


class OutOfRange(ValueError):
    """A cadence outside what is allowed."""


ANY = Bounds()
TALKS = Cadence(policy.TALK_IDEAL, policy.TALK_MAXIMUM)
ITEMS = Cadence(policy.ITEM_IDEAL, policy.ITEM_MAXIMUM)


def cadence(ideal: int, maximum: int, *, bounds: Bounds = ANY) -> Cadence:
    """A cadence within the allowed range. Raises OutOfRange."""
    allowed = range(bounds.shortest, bounds.longest + 1)
    if ideal not in allowed or maximum not in allowed or maximum < ideal:
        raise OutOfRange
    return Cadence(ideal, maximum)


def nearest(
    settings: Iterable[tuple[Source, Cadence | None]],
    default: Cadence = TALKS,
    own: Bounds | None = ANY,
) -> tuple[Cadence, Source]:
    """The first setting that is set, nearest first, and where it comes from.

    ``own``: the bounds for what people set themselves; None where the workspace alone decides.
    """
    for source, setting in settings:
        if setting is None:
            continue
        if source is Source.WORKSPACE:
            return setting, source
        if own is not None:
            return own.within(setting), source
    return default, Source.TEND
