"""Landing: whether help was felt. Asked at fixed times, told only as a total over many people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from care import policy


class Said(StrEnum):
    YES = "yes"
    NOT_YET = "not_yet"
    SKIP = "skip"


class Share(StrEnum):
    """For how many of those who answered somebody had helped."""

    FEW = "few"  # less than a quarter
    SOME = "some"
    MANY = "many"
    MOST = "most"  # three quarters or more


_SHARES = tuple(Share)


@dataclass(frozen=True)
class Answered:
    owner: str
    leaders: tuple[str, ...]
    said: Said


@dataclass(frozen=True)
class Total:
    """Of one month. ``people`` is rounded down, so that no one more or less can be seen."""

    people: int
    share: Share


def next_question(shared_at: datetime, now: datetime) -> datetime:
    """Counted from the sharing alone: whatever a leader notes changes nothing of it."""
    asked = (now - shared_at) // policy.LANDING_EVERY
    return shared_at + (max(asked, 0) + 1) * policy.LANDING_EVERY


def month_of(now: datetime) -> date:
    """The first day of it; the same for everybody."""
    return now.astimezone(UTC).date().replace(day=1)


def total(answers: Iterable[Answered]) -> Total | None:
    """None where too few took part, or under too few leaders: then nothing is ever told."""
    given = [one for one in answers if one.said is not Said.SKIP]
    helped: dict[str, bool] = {}
    for one in given:
        helped[one.owner] = helped.get(one.owner, False) or one.said is Said.YES
    leaders = {leader for one in given for leader in one.leaders}
    if len(helped) < policy.LANDING_PEOPLE or len(leaders) < policy.LANDING_LEADERS:
        return None
    return Total(len(helped) // 5 * 5, _share(helped))


def _share(helped: Mapping[str, bool]) -> Share:
    quarters = 4 * sum(helped.values()) // len(helped)
    return _SHARES[min(quarters, len(_SHARES) - 1)]
