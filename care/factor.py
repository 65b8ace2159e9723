"""What a leader did for the people they lead now, beside what they did before: one half of the
Care Factor. The other half, how it landed, is the pulse's; nothing ever adds the two up.

A talk is a day with one person. Everything is reckoned from talks and plans when the leader looks,
and kept nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from care.hours import DAY

WEEKS = 12  # at a glance
HALF = timedelta(weeks=WEEKS // 2)  # the last of them, beside the ones before
GRACE = timedelta(days=7)  # a planned talk that comes later is still that talk
LAST_TALKS = 8
FORTNIGHT = 14


@dataclass(frozen=True)
class Led:
    """Somebody a leader leads now. ``last``: the last talk ever; ``away``: no talk can be."""

    report: str
    since: date
    ideal: int  # days between talks
    last: date | None = None
    away: bool = False


@dataclass(frozen=True)
class Talk:
    report: str
    day: date
    unprompted: bool


@dataclass(frozen=True)
class Plan:
    """A talk that the leader set a time for. All days are of the leader's calendar."""

    report: str
    made: date
    day: date


@dataclass(frozen=True)
class Part:
    """So many of so many."""

    of_these: int = 0
    all: int = 0


@dataclass(frozen=True)
class Beside:
    """The last six weeks beside the six before."""

    now: Part
    before: Part


@dataclass(frozen=True)
class Attention:
    """Whom the last talks were with. ``most``: those with the two people who had most of them."""

    talks: int
    people: int
    led: int
    most: int
    waits: Led | None  # longest, by their own rhythm; None where nobody does

    @property
    def is_uneven(self) -> bool:
        """Two had more than half, where there are others to talk with."""
        return self.people > 2 and self.led > 3 and 2 * self.most > self.talks


@dataclass(frozen=True)
class Glance:
    """One person's weeks, oldest first: whether there was a talk. No more than they are known."""

    who: Led
    weeks: tuple[bool, ...]


@dataclass(frozen=True)
class Factor:
    rhythm: Beside  # people, today and six weeks ago
    unprompted: Beside  # talks
    kept: Beside  # plans
    attention: Attention
    people: tuple[Glance, ...]  # as they came
    fortnights: tuple[int, ...]  # talks, oldest first

    @property
    def is_empty(self) -> bool:
        return not any(self.fortnights)


def reckon(led: Sequence[Led], talks: Iterable[Talk], plans: Iterable[Plan], today: date) -> Factor:
    """``talks``: as far back as the longest rhythm before the twelve weeks, and further at will."""
    met = _once_a_day(talks, led, today)
    halves = ((today - HALF, today), (today - 2 * HALF, today - HALF))
    prompted = [_unprompted(met, *half) for half in halves]
    kept = [_kept(list(plans_of), met, today) for plans_of in _halved(plans, led, halves)]
    return Factor(
        rhythm=Beside(_in_rhythm(led, met, today), _in_rhythm(led, met, today - HALF)),
        unprompted=Beside(*prompted),
        kept=Beside(*kept),
        attention=_attention(led, met, today),
        people=tuple(Glance(one, _weeks(one, met, today)) for one in led),
        fortnights=_fortnights(met, today),
    )


def _once_a_day(talks: Iterable[Talk], led: Iterable[Led], today: date) -> list[Talk]:
    """One a day with each person led now: unprompted if any of that day was. Oldest first."""
    theirs, days = {one.report for one in led}, dict[tuple[date, str], bool]()
    for one in talks:
        if one.report in theirs and one.day <= today:
            key = (one.day, one.report)
            days[key] = days.get(key, False) or one.unprompted
    return [Talk(report, day, own) for (day, report), own in sorted(days.items())]


# --- rhythm --------------------------------------------------------------------------------------


def _in_rhythm(led: Iterable[Led], met: Sequence[Talk], on: date) -> Part:
    """Of those who were there on that day: with how many the last talk was not too long ago."""
    those = [one for one in led if not one.away and one.since <= on]
    return Part(sum(_waited(one, met, on) <= one.ideal for one in those), len(those))


def _waited(one: Led, met: Iterable[Talk], on: date) -> int:
    """Days since the last talk before that day; somebody new waits since they are known."""
    days = [talk.day for talk in met if talk.report == one.report and talk.day <= on]
    if one.last is not None and one.last <= on:
        days.append(one.last)
    return (on - max(days, default=one.since)).days


# --- without a nudge, and as planned -------------------------------------------------------------


def _unprompted(met: Iterable[Talk], after: date, until: date) -> Part:
    those = [one.unprompted for one in met if after < one.day <= until]
    return Part(sum(those), len(those))


def _halved(
    plans: Iterable[Plan], led: Iterable[Led], halves: Iterable[tuple[date, date]]
) -> list[list[Plan]]:
    theirs = {one.report for one in led}
    known = [one for one in plans if one.report in theirs]
    return [[one for one in known if after < one.day <= until] for after, until in halves]


def _kept(plans: Iterable[Plan], met: Collection[Talk], today: date) -> Part:
    """A plan that may still come true says nothing yet."""
    happened = [_happened(one, met) for one in plans if _is_told(one, met, today)]
    return Part(sum(happened), len(happened))


def _is_told(one: Plan, met: Iterable[Talk], today: date) -> bool:
    return today > one.day + GRACE or _happened(one, met)


def _happened(one: Plan, met: Iterable[Talk]) -> bool:
    last = one.day + GRACE
    return any(talk.report == one.report and one.made <= talk.day <= last for talk in met)


# --- attention -----------------------------------------------------------------------------------


def _attention(led: Sequence[Led], met: Sequence[Talk], today: date) -> Attention:
    recent = [one.report for one in met if one.day > today - 2 * HALF][-LAST_TALKS:]
    counted = Counter(recent)
    most = sum(sorted(counted.values(), reverse=True)[:2])
    return Attention(len(recent), len(counted), len(led), most, _waits(led, met, today))


def _waits(led: Iterable[Led], met: Sequence[Talk], today: date) -> Led | None:
    waiting = [
        (waited / one.ideal, waited, one.report, one)
        for one in led
        if not one.away and (waited := _waited(one, met, today)) > one.ideal
    ]
    return max(waiting)[-1] if waiting else None


# --- at a glance ---------------------------------------------------------------------------------


def _weeks(one: Led, met: Iterable[Talk], today: date) -> tuple[bool, ...]:
    """Of seven days each; the last ends today."""
    days = [(today - talk.day).days for talk in met if talk.report == one.report]
    known = max([(today - one.since).days, *days])
    count = min(WEEKS, known // 7 + 1)
    talked = {day // 7 for day in days}
    return tuple(week in talked for week in reversed(range(count)))


def _fortnights(met: Iterable[Talk], today: date) -> tuple[int, ...]:
    count = Counter((today - one.day).days // FORTNIGHT for one in met)
    return tuple(count[nth] for nth in reversed(range(WEEKS // 2)))


def ends_of_fortnights(today: date) -> tuple[date, ...]:
    """The last day of each, oldest first."""
    return tuple(today - FORTNIGHT * nth * DAY for nth in reversed(range(WEEKS // 2)))
