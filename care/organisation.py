"""The organisation's page: a month in a few figures, so that nobody can be found in any of them.

Each figure needs ten people under three leaders. Whoever is new waits until ten are new: between
two months nobody stands out by joining. And each figure is blurred by chance, once, by half of
what the leader with most people could have moved it: who knows everything but one person's, or
one leader's, records cannot work those out.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from care import policy

SURELY = 3  # times the give-or-take: each month is another throw of the dice

Chance = Callable[[], float]  # even between 0 and 1


class Silent(StrEnum):
    """Why a figure, or the whole page, says nothing."""

    FEW_PEOPLE = "few people"
    FEW_LEADERS = "few leaders"
    ONE_LEADER = "one leader"  # has so many of the people that the figure would be theirs
    NOTHING_YET = "nothing yet"
    OFF = "off"
    MISSING = "missing"  # the library that reckons it
    PAUSED = "paused"


@dataclass(frozen=True)
class Figure:
    """What stands on the page: a value and how far the truth may be from it, or why there is none.

    An interval, where one was reckoned, takes the place of ``give_or_take``.
    """

    value: float | None = None
    give_or_take: float | None = None
    low: float | None = None
    high: float | None = None
    silent: Silent | None = None


@dataclass(frozen=True)
class Pair:
    """One leader and one of their people, in one month. ``nudges``: that reached the leader."""

    leader: str
    report: str
    talks: int = 0
    unprompted: int = 0
    nudges: int = 0
    soon: int = 0  # of the nudges: answered within two days


# --- months --------------------------------------------------------------------------------------


def month_of(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


# --- whose records count -------------------------------------------------------------------------


def counted(now: frozenset[str], before: frozenset[str]) -> frozenset[str]:
    """Of the people of now, those whose records count. ``before``: those who did, the last time.

    Whoever is new counts once ten are new, so that no figure can be set beside an earlier one to
    learn of fewer.
    """
    new = now - before
    return now & before if before and len(new) < policy.FLOOR_PEOPLE else now


def changed_enough(now: frozenset[str], before: frozenset[str]) -> bool:
    return not before or len(now ^ before) >= policy.FLOOR_PEOPLE


def too_few(pairs: Sequence[Pair]) -> Silent | None:
    if len({one.report for one in pairs}) < policy.FLOOR_PEOPLE:
        return Silent.FEW_PEOPLE
    if len({one.leader for one in pairs}) < policy.FLOOR_LEADERS:
        return Silent.FEW_LEADERS
    return None


# --- the figures ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mean:
    """A mean over pairs, before and after the blur. ``blur``: the scale of the chance in it."""

    exact: float
    blurred: float
    blur: float
    most: float

    @property
    def give_or_take(self) -> float:
        """Six times of seven the exact one is no farther off."""
        return 2 * self.blur


def mean(pairs: Sequence[Pair], of: Callable[[Pair], int], most: int, chance: Chance) -> Mean:
    """No pair counts for more than ``most``."""
    exact = sum(min(of(one), most) for one in pairs) / len(pairs)
    blur = blur_of(pairs) * most
    return Mean(exact, exact + laplace(blur, chance), blur, most)


def blur_of(pairs: Iterable[Pair]) -> float:
    """Half of the share that the leader with most people has, and no less than one person's."""
    by_leader = Counter(one.leader for one in pairs)
    by_person = Counter(one.report for one in pairs)
    pairs_in_all = by_leader.total()
    return max(max(by_leader.values()) / 2, max(by_person.values())) / pairs_in_all


def laplace(scale: float, chance: Chance) -> float:
    """Chance of this scale around nothing: small mostly, and without an end."""
    at = min(max(chance(), 1e-12), 1 - 1e-12) - 0.5
    return -scale * math.copysign(math.log(1 - 2 * abs(at)), at)


def figures(pairs: Sequence[Pair], chance: Chance) -> dict[str, Figure]:
    """Talks for each person, the share of them that no nudge set off, nudges soon answered."""
    if (why := too_few(pairs)) is not None:
        return dict.fromkeys(("talks", "unprompted", "answered"), Figure(silent=why))
    most = policy.MOST_COUNTED_A_MONTH
    talks = mean(pairs, lambda one: one.talks, most, chance)
    if talks.give_or_take > talks.most / 2:
        return dict.fromkeys(("talks", "unprompted", "answered"), Figure(silent=Silent.ONE_LEADER))
    unprompted = mean(pairs, lambda one: one.unprompted, most, chance)
    nudges = mean(pairs, lambda one: one.nudges, most, chance)
    soon = mean(pairs, lambda one: one.soon, most, chance)
    return {
        "talks": _shown(talks.blurred, talks.give_or_take, 0.5, talks.most),
        "unprompted": _share(unprompted, talks),
        "answered": _share(soon, nudges),
    }


def _share(part: Mean, whole: Mean) -> Figure:
    """Of two blurred figures: who knows them knows this one too."""
    if whole.blurred <= whole.give_or_take:  # it may well be nothing at all
        return Figure(silent=Silent.NOTHING_YET)
    share = min(max(part.blurred / whole.blurred, 0.0), 1.0)
    give_or_take = (part.give_or_take + share * whole.give_or_take) / whole.blurred
    if give_or_take > 0.5:
        return Figure(silent=Silent.NOTHING_YET)
    return _shown(share, give_or_take, 0.05, 1.0)


def _shown(value: float, give_or_take: float, step: float, most: float) -> Figure:
    at = round(min(max(value, 0.0), most) / step) * step
    around = max(math.ceil(give_or_take / step - 1e-9), 1) * step
    return Figure(round(at, 3), round(around, 3))


def stopped(leaders: Sequence[bool], chance: Chance) -> Figure:
    """The share of leaders with plans who stopped them in this month. Each counts for one."""
    if len(leaders) < policy.FLOOR_PEOPLE:
        return Figure(silent=Silent.FEW_LEADERS)
    blur = 1 / len(leaders)
    return _shown(sum(leaders) / len(leaders) + laplace(blur / 2, chance), blur, 0.01, 1.0)


def taking_part(people: int) -> Figure:
    """Rounded down to five; below ten nothing is said."""
    if people < policy.FLOOR_PEOPLE:
        return Figure(silent=Silent.FEW_PEOPLE)
    return Figure(people - people % 5)


def halves_frequency(stop_rate: Figure) -> bool:
    """Whether more than three in a hundred stopped in this month: then less is better.

    Where few leaders are asked the blur alone could say so: there it has to be so much that with
    nobody stopping chance would say it once in some seventy years.
    """
    if stop_rate.value is None or stop_rate.give_or_take is None:
        return False
    return stop_rate.value > max(policy.MOST_STOPPING, SURELY * stop_rate.give_or_take)


# --- a pause within the month --------------------------------------------------------------------


def days_paused(turned: Iterable[tuple[datetime, bool]], begins: datetime, ends: datetime) -> int:
    """Whole days of pause in all between the two. ``turned``: when it began or ended, in order."""
    paused, since = timedelta(), None
    for at, is_pause in (*turned, (ends, False)):
        if is_pause and since is None:
            since = at
        elif not is_pause and since is not None:
            paused += max(timedelta(), min(at, ends) - max(since, begins))
            since = None
    return paused.days
