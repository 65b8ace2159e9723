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


class Source(StrEnum):
    """Where the cadence in force was set: the nearest wins."""

    ITEM = "item"
    BOND = "bond"
    LEADER = "leader"
    WORKSPACE = "workspace"
    TEND = "tend"


class OutOfRange(ValueError):
    """A cadence outside what is allowed."""


TALKS = Cadence(policy.TALK_IDEAL, policy.TALK_MAXIMUM)
ITEMS = Cadence(policy.ITEM_IDEAL, policy.ITEM_MAXIMUM)


def cadence(ideal: int, maximum: int) -> Cadence:
    """A cadence within the allowed range. Raises OutOfRange."""
    allowed = range(policy.SHORTEST_CADENCE, policy.LONGEST_CADENCE + 1)
    if ideal not in allowed or maximum not in allowed or maximum < ideal:
        raise OutOfRange
    return Cadence(ideal, maximum)


def nearest(
    settings: Iterable[tuple[Source, Cadence | None]], default: Cadence = TALKS
) -> tuple[Cadence, Source]:
    """The first setting that is set, nearest first, and where it comes from."""
    for source, setting in settings:
        if setting is not None:
            return setting, source
    return default, Source.TEND
