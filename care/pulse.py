"""The pulse: what people say of their leader's care, and the one word that is made of it.

No word is made of fewer than five people, and two words are never made of sets of people that
differ by so few that the difference would speak of one of them. What somebody answered counts by
a step alone, and each step stands for many answers: so no word can tell what anybody answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from care import policy
from care.hours import DAY, instant, local_day


class Question(StrEnum):
    """What a leader does, as one of their people meets it."""

    ASKED = "asked"  # about what matters to me
    DID = "did"  # something about it
    KNOWS = "knows"  # what I work towards


class Choice(StrEnum):
    NOT_YET = "not_yet"
    NOW_AND_THEN = "now_and_then"
    OFTEN = "often"


class Band(StrEnum):
    """Worst first; every word leaves room to grow."""

    GROWING = "growing"
    STEADY = "steady"
    STRONG = "strong"
    VERY_STRONG = "very_strong"


Answers = Mapping[Question, Choice]
"""A question that was skipped is missing."""

HALVES = {Choice.NOT_YET: 0, Choice.NOW_AND_THEN: 1, Choice.OFTEN: 2}
BANDS = tuple(Band)


# --- from answers to a band ----------------------------------------------------------------------


def step(answers: Answers) -> int:
    """From 0 to 3. Several answers share each step, so that a step tells none of them."""
    halves, most = sum(HALVES[choice] for choice in answers.values()), 2 * len(answers)
    return sum((3 * halves >= most, 2 * halves >= most, 6 * halves >= 5 * most))


def band(steps: Collection[int]) -> Band:
    """Of the steps of everybody together.

    Where one word ends and the next begins was chosen so that one person more, or less, tells as
    little as may be: docs/care-factor.md has the figures.
    """
    people, total = len(steps), sum(steps)
    return BANDS[sum((2 * total >= people, 4 * total >= 5 * people, 5 * total >= 11 * people))]


def floor(own: int | None) -> int:
    """How many people a band needs: an admin may only raise it."""
    return max(policy.PULSE_FLOOR, own or 0)


# --- which people a band is made of --------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """Whom the band of a round was made of; ``base``: the round since which it is these."""

    nth: int
    base: int
    marks: frozenset[str]


def publish(
    steps: Mapping[str, int], eligible: int, past: Sequence[Made], nth: int, least: int
) -> tuple[Band, Made] | None:
    """The band of this round, from the step behind each mark; None: nothing new is said.

    ``past``: of the last rounds with a band, as far as their marks are kept, oldest first.
    """
    made = _made(frozenset(steps), eligible, past, nth, least)
    return (band([steps[mark] for mark in made.marks]), made) if made is not None else None


def _made(
    now: frozenset[str], eligible: int, past: Sequence[Made], nth: int, least: int
) -> Made | None:
    if min(len(now), eligible) < least:
        return None
    last = past[-1] if past else None
    if last is None or nth - last.base >= policy.PULSE_SETS_STAND or _far(now, past, least):
        return Made(nth, nth, now)
    stands = last.marks <= now and len(last.marks) >= least
    return Made(nth, last.base, last.marks) if stands else None  # whoever is new waits


def _far(now: frozenset[str], past: Iterable[Made], least: int) -> bool:
    """Whether it differs by enough people from everything that was said lately."""
    return all(len(now ^ one.marks) >= least for one in past)


def trend(now: Band, before: Band) -> int:
    """1 for more than before, -1 for less, 0 for the same."""
    return (BANDS.index(now) > BANDS.index(before)) - (BANDS.index(now) < BANDS.index(before))


# --- who is asked --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Somebody who is led, and by whom. ``willing``: they are here and may be asked."""

    leader: str
    giver: str
    willing: bool = True


def askable(pairs: Iterable[Pair]) -> list[Pair]:
    """Who may be asked about whom: not where two lead each other, nor about oneself."""
    known = list(pairs)
    each_way = {(one.giver, one.leader) for one in known}
    return [one for one in known if one.willing and (one.leader, one.giver) not in each_way]


def worth_asking(pairs: Iterable[Pair], least: int) -> list[Pair]:
    """Nobody is asked what could not be used: about a leader with too few people.

    Who wants no such questions counts too: else a leader of just enough could see that one does.
    """
    known = list(pairs)
    led = Counter(one.leader for one in askable([replace(one, willing=True) for one in known]))
    return [one for one in askable(known) if led[one.leader] >= least]


# --- when ----------------------------------------------------------------------------------------


def next_opening(now: datetime, started: datetime, last: datetime | None, zone: str) -> datetime:
    """When the next round opens: on a Wednesday, four weeks after the last at the earliest."""
    first = max(local_day(started, zone) + policy.PULSE_FIRST_AFTER, local_day(now, zone))
    if last is not None:
        first = max(first, local_day(last, zone) + policy.PULSE_EVERY)
    day = first + ((policy.PULSE_WEEKDAY - first.weekday()) % 7) * DAY
    return instant(day, policy.PULSE_TIME, zone)


def closing(opened: datetime) -> datetime:
    return opened + policy.PULSE_OPEN
