"""When something may next be worth a message to a leader: their plans, and dates between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from care.bonds import serves
from care.choosing import Candidate, Choice, choose_dates
from care.hours import DAY, Slot, instant, local_day
from care.moments import Moment, next_moment
from jobs.facts import Leader

SOON = timedelta(minutes=1)


def open_slot(them: Leader, now: datetime) -> Slot | None:
    slot = them.slot(now)
    return slot if slot is not None and slot.opens_at <= now else None


def dates_now(them: Leader, now: datetime) -> tuple[Choice, ...]:
    """The dates that are worth a message of their own now."""
    if not any(candidate.dates for candidate in them.candidates):
        return ()
    today = local_day(now, them.hours.zone)
    if now < _time_for_dates(them, today):
        return ()
    found = choose_dates(them.candidates, today, them.hours, them.workspace.places)
    return tuple(choice for choice in found if choice.moment is not Moment.LONG_OVER)


def _time_for_dates(them: Leader, day: date) -> datetime:
    """They come at the hour of the plan."""
    at, hours = them.rhythm.at, them.hours
    return instant(day, at if hours.starts <= at < hours.ends else hours.starts, hours.zone)


def looks(them: Leader, now: datetime) -> Iterator[tuple[str, datetime | None]]:
    """When to look at each bond again: when there can next be something to say about it."""
    soon = now + SOON
    for candidate, slot in them.next_slots(now, them.candidates):
        at = slot.opens_at if slot else None
        if candidate.dates:
            at = min(filter(None, (at, *_dates_ahead(them, candidate, now))), default=None)
        yield candidate.bond, soon if at is not None and at < soon else at
    yield from _without_a_word(them)


def looks_held(them: Leader, until: datetime | None) -> Iterator[tuple[str, datetime | None]]:
    """Everything is held until then; None: until something changes."""
    for candidate in them.candidates:
        yield candidate.bond, until
    yield from _without_a_word(them)


def _without_a_word(them: Leader) -> Iterator[tuple[str, None]]:
    """Those of whom there is nothing to say before something changes."""
    if len(them.candidates) == len(them.bonds):
        return
    named = {candidate.bond for candidate in them.candidates}
    for bond in them.bonds:
        if serves(bond) and bond.id not in named:
            yield bond.id, None


def _dates_ahead(them: Leader, candidate: Candidate, now: datetime) -> list[datetime]:
    """When a date of this person is next worth a message."""
    first = first_day_for_dates(them, candidate, now)
    if first == date.max:
        return []
    days = [next_moment(dated, first, them.hours) for dated in candidate.dates]
    return [_time_for_dates(them, day) for day in days if day is not None]


def first_day_for_dates(them: Leader, candidate: Candidate, now: datetime) -> date:
    """The first day on which a date of theirs may still come: today's are looked at in time."""
    today = local_day(now, them.hours.zone)
    looked_at = now >= _time_for_dates(them, today)
    quiet_until = max(candidate.held_until or today, today + DAY if looked_at else today)
    return candidate.there_from(quiet_until)
