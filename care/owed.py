"""Owed: what a leader promised and what a person asked for; it goes before whoever's turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from care import policy


class Because(StrEnum):
    """Why it is owed; on record as the reason of a nudge."""

    PROMISED = "promised"
    ASKED = "asked"


class PromiseState(StrEnum):
    """Where a promise stands. Its leader says "kept"; whoever was shown it has the last word."""

    OPEN = "open"
    KEPT = "kept"  # says the leader
    HAPPENED = "happened"  # says who was promised it, or the leader of one that was not shown
    NOT_NEEDED = "not_needed"  # says who was promised it
    LET_GO = "let_go"  # by the leader


class AskState(StrEnum):
    """Where stands what somebody asked for. Their leader changes nothing of it."""

    DRAFT = "draft"  # its owner looks at what would be read
    OPEN = "open"
    HAPPENED = "happened"
    WITHDRAWN = "withdrawn"  # or left, or asked of somebody else
    LAPSED = "lapsed"  # its owner did not answer, whether it happened


STANDING = (PromiseState.OPEN, PromiseState.KEPT)  # nobody has closed it


@dataclass(frozen=True)
class Owed:
    """One thing that a leader owes one person. Days are the leader's own."""

    id: str
    because: Because
    since: date
    day: date | None = None  # by when it was promised

    def from_day(self, nudged_on: date | None) -> date:
        """The first day on which it may be said: what was asked for waits for no gap."""
        if self.because is Because.ASKED or nudged_on is None:
            return self.since
        return max(self.since, nudged_on + timedelta(days=policy.SAME_PERSON_GAP_DAYS))


@dataclass(frozen=True)
class Standing:
    """The same as it is kept: with the instant since when."""

    id: str
    because: Because
    at: datetime
    day: date | None = None


def after_kept(is_shown: bool) -> PromiseState:
    """ "I did this": of a promise that was shown, the other one has the last word."""
    return PromiseState.KEPT if is_shown else PromiseState.HAPPENED


def most_pressing(owed: Sequence[Owed]) -> Owed | None:
    """What has a day goes first, then what has stood longest."""
    return min(owed, key=lambda one: (one.day or date.max, one.since, one.id), default=None)
