"""From what an admin typed, in a form or after the command, to the settings it changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.conversations import cadence_dates as dates
from bot.conversations import cadence_reading as reading
from bot.conversations.cadence_changing import Change
from bot.conversations.cadence_reading import Misread
from bot.conversations.desk import Turn
from bot.views import cadence_settings as settings
from bot.views.pieces import hour
from bot.wording import cadence_settings as words
from care import policy
from storage import people
from storage.calendars import Spans

ALL = frozenset({"all", "everything"})


def talks(turn: Turn, typed: str) -> Change:
    found = reading.rhythm(typed, "talks")
    return Change(settings.TALKS, (found.ideal, found.maximum))


def items(turn: Turn, typed: str) -> Change:
    found = reading.rhythm(typed, "items")
    return Change(settings.ITEMS, (found.ideal, found.maximum))


def plan(turn: Turn, typed: str) -> Change:
    """What is not said stays as it is."""
    weekday, at = reading.plan_slot(typed)
    day = turn.place.weekday if weekday is None else weekday
    return Change(settings.PLAN, (day, hour(at or turn.place.at)))


def every(turn: Turn, typed: str) -> Change:
    said = " ".join(word for word in typed.lower().split() if word not in ("week", "weeks"))
    weeks = reading.number(said, 1, 4, words.EVERY_REFUSED)
    if weeks == 3:
        raise Misread(words.EVERY_REFUSED)
    return Change(settings.EVERY_WEEKS, (weeks,))


# --- limits --------------------------------------------------------------------------------------


def limits(turn: Turn, typed: str) -> Change:
    said = reading.tidy(typed).lower().split()
    rest = " ".join(word for word in said if word not in _OF_PLACES | _OF_A_WEEK | {"a", "per"})
    if _OF_A_WEEK & set(said):
        return a_week(turn, rest)
    if _OF_PLACES & set(said):
        return places(turn, rest)
    raise Misread(words.LIMITS_REFUSED)


_OF_PLACES = frozenset({"people", "person", "persons"})
_OF_A_WEEK = frozenset({"week", "weekly", "messages", "message"})


def places(turn: Turn, typed: str) -> Change:
    most = policy.PEOPLE_IN_A_PLAN
    return Change(settings.PLACES, (reading.number(typed, 1, most, words.PLACES_REFUSED),))


def a_week(turn: Turn, typed: str) -> Change:
    most = policy.UNASKED_A_WEEK
    return Change(settings.A_WEEK, (reading.number(typed, 1, most, words.A_WEEK_REFUSED),))


def keep(turn: Turn, typed: str) -> Change:
    least, most = policy.SHORTEST_KEPT_DAYS, policy.KEPT_DAYS
    return Change(settings.KEPT, (reading.number(typed, least, most, words.KEPT_REFUSED),))


def pulse(turn: Turn, typed: str) -> Change:
    """A number is how many people a word needs."""
    if reading.numbers(typed):
        return pulse_floor(turn, typed)
    return asks_pulse(turn, typed)


def asks_pulse(turn: Turn, typed: str) -> Change:
    return Change(settings.PULSE, (reading.is_on(typed, words.PULSE_REFUSED),))


def pulse_floor(turn: Turn, typed: str) -> Change:
    least, most = policy.PULSE_FLOOR, policy.PULSE_HIGHEST_FLOOR
    return Change(settings.FLOOR, (reading.number(typed, least, most, words.FLOOR_REFUSED),))


def own(turn: Turn, typed: str) -> Change:
    what, _, rest = reading.tidy(typed).lower().partition(" ")
    if what in ("plan", "plans"):
        return Change(settings.OWN_PLAN, (reading.is_on(rest, words.OWN_REFUSED),))
    if what in ("cadence", "rhythm", "rhythms"):
        return own_cadence(turn, rest)
    raise Misread(words.OWN_REFUSED)


def own_cadence(turn: Turn, typed: str) -> Change:
    """On or off keeps the bounds; bounds allow it."""
    held = turn.place.bounds
    if reading.numbers(typed):
        found = reading.bounds(typed)
        return Change(settings.OWN_CADENCE, (True, found.shortest, found.longest))
    allowed = reading.is_on(typed, words.BOUNDS_REFUSED)
    return Change(settings.OWN_CADENCE, (allowed, held.shortest, held.longest))


# --- quiet times ---------------------------------------------------------------------------------


def days(turn: Turn, typed: str) -> Change:
    found = sorted(reading.working_days(typed))
    return Change(settings.DAYS, ("".join(str(day) for day in found),))


def hours(turn: Turn, typed: str) -> Change:
    starts, ends = reading.hours(typed)
    return Change(settings.HOURS, (hour(starts), hour(ends)))


def holidays(turn: Turn, typed: str) -> Change:
    return Change(settings.HOLIDAYS, (dates.country(typed),))


def status(turn: Turn, typed: str) -> Change:
    return Change(settings.STATUS, (reading.is_on(typed, words.STATUS_REFUSED),))


def blackouts(turn: Turn, typed: str) -> Change:
    """All of them, one stretch on each line."""
    return _blackouts(turn, dates.blackouts(typed, turn.calendar.today))


def blackout(turn: Turn, typed: str) -> Change:
    """One more, one less, or none."""
    today, held = turn.calendar.today, turn.place.blackouts.spans
    verb, _, rest = reading.tidy(typed).partition(" ")
    if verb.lower() in reading.OFF:
        return _blackouts(turn, Spans(()))
    if verb.lower() in ("remove", "delete"):
        return _blackouts(turn, _without(turn.place.blackouts, rest, today))
    added = rest if verb.lower() == "add" else typed
    return _blackouts(turn, dates.joined([*held, dates.blackout(added, today)], today))


def _without(held: Spans, typed: str, today: date) -> Spans:
    if reading.tidy(typed).lower() in ALL:
        return Spans(())
    found = dates.dates(typed)
    left = tuple(span for span in held.spans if not any(span[0] <= d <= span[1] for d in found))
    if left == held.spans:
        raise Misread(words.BLACKOUT_UNKNOWN)
    return dates.joined(list(left), today)


def _blackouts(turn: Turn, wanted: Spans) -> Change:
    """What is over is no change."""
    held = dates.joined(list(turn.place.blackouts.spans), turn.calendar.today)
    spans = turn.place.blackouts if wanted == held else wanted
    return Change(settings.BLACKOUTS, (str(spans),))


def hold_out(turn: Turn, typed: str) -> Change:
    return Change(settings.HOLD_OUT, (reading.is_on(typed, words.HOLD_OUT_REFUSED),))


# --- the pilot -----------------------------------------------------------------------------------


def pilot(turn: Turn, typed: str) -> Change:
    word, _, rest = reading.tidy(typed).partition(" ")
    if word.lower() in reading.OFF:
        return pilot_of(turn, (), None)
    if word.lower() == "group":
        return pilot_of(turn, (), _group(turn, rest))
    return pilot_of(turn, reading.mentioned(typed), None)


def _group(turn: Turn, typed: str) -> str:
    """As the list writes it."""
    known = people.groups(turn.tx, turn.workspace)
    found = [name for name in known if reading.tidy(name).casefold() == typed.casefold()]
    if not found:
        raise Misread(words.NO_SUCH_GROUP)
    return found[0]


def pilot_of(turn: Turn, chosen: tuple[str, ...], group: str | None) -> Change:
    if len(chosen) > reading.PEOPLE_IN_A_PILOT:
        raise Misread(words.PILOT_MANY)
    if not chosen and group is None and turn.place.pilot_only:
        raise Misread(words.PILOT_IN_USE)
    values: tuple[Any, ...] = (",".join(sorted(chosen)), group)
    return Change(settings.PILOT, values)
