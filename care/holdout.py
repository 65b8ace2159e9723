"""The hold-out: a few nudges are left out by lot, so that what nudging brings can be known.

Only what comes by its clock alone may be left out: never a date, a promise, or care that somebody
asked for; and never where somebody would then wait longer than Tend promises.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from care import policy
from care.choosing import Choice

_OF = 2**64


@dataclass(frozen=True)
class Lot:
    """The key of one workspace's lot: the same key, bond and week give the same answer for ever."""

    key: str
    workspace: str

    def leaves_out(self, bond: str, today: date) -> bool:
        """Whether this bond's nudge is left out in the week of that day."""
        year, week, _ = today.isocalendar()
        said = f"{self.workspace}|{bond}|{year}-W{week:02}".encode()
        drawn = hmac.new(self.key.encode(), said, hashlib.sha256).digest()
        return int.from_bytes(drawn[:8], "big") < policy.HOLD_OUT_SHARE * _OF


@dataclass(frozen=True)
class Drawn:
    """Who stands in a plan, which of them could have been left out, and who was."""

    told: tuple[Choice, ...]
    eligible: tuple[Choice, ...] = ()  # of those told
    withheld: tuple[Choice, ...] = ()


def hold_out(
    choices: Callable[[frozenset[str]], tuple[Choice, ...]],
    leaves_time: Callable[[tuple[Choice, ...]], bool],
    lot: Lot,
    today: date,
) -> Drawn:
    """``choices``: who would be told of without these bonds. ``leaves_time``: whether such a plan
    leaves nobody else waiting too long; whoever could not be left out has no lot.

    A place that falls free is the next person's, who has a lot of their own.
    """
    told, withheld = choices(frozenset()), dict[str, Choice]()
    eligible: dict[str, bool] = {}
    while (one := _undecided(told, eligible)) is not None:
        bond = one.candidate.bond
        without = choices(frozenset((*withheld, bond)))
        eligible[bond] = leaves_time(without)
        if eligible[bond] and lot.leaves_out(bond, today):
            withheld[bond], told = one, without
    could = tuple(one for one in told if eligible.get(one.candidate.bond))
    return Drawn(told, could, tuple(withheld.values()))


def _undecided(told: tuple[Choice, ...], decided: Collection[str]) -> Choice | None:
    open_still = (one for one in told if one.candidate.bond not in decided)
    return next((one for one in open_still if _by_its_clock(one)), None)


def _by_its_clock(choice: Choice) -> bool:
    """A talk or an item that has waited; whatever else comes up is never left to a lot."""
    return choice.owed is None and choice.dated is None
