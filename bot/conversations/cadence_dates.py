"""Places and stretches of days that admins type: public holidays and blackout dates."""

from __future__ import annotations

import re
from datetime import date

from bot.conversations.cadence_reading import OFF, Misread, each, tidy
from bot.wording import cadence_settings as words
from bot.wording.times import MONTHS
from care import policy
from storage.calendars import NO_HOLIDAYS, Spans, is_place, regions_of

_DATE = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"
    r"|(?P<d2>\d{1,2})\.(?P<m2>\d{1,2})\.(?P<y2>\d{4})(?!\d)"
    r"|(?P<d3>\d{1,2})\.?\s+(?P<m3>[a-z]{3,9})\.?,?\s+(?P<y3>\d{4})(?!\d)"
    r"|(?P<m4>[a-z]{3,9})\.?\s+(?P<d4>\d{1,2}),?\s+(?P<y4>\d{4})(?!\d)",
    re.IGNORECASE,
)


def country(typed: str) -> str | None:
    """ "DE", "DE-BY", "-" for none; None for the country where each person is."""
    line = tidy(typed)
    if line.lower() in ("", "auto", "default", "own"):
        return None
    if line.lower() in OFF or line == NO_HOLIDAYS:
        return NO_HOLIDAYS
    nation, _, region = re.sub(r"\s*[-/\s]\s*", "-", line).upper().partition("-")
    if not is_place(nation):
        raise Misread(words.HOLIDAYS_REFUSED)
    if not region:
        return nation
    known = {one.upper(): one for one in regions_of(nation)}
    if region not in known:
        raise Misread(words.region_refused(nation, ", ".join(list(known.values())[:20])))
    return f"{nation}-{known[region]}"


def dates(typed: str) -> list[date]:
    """The days named there; none where anything else stands beside them."""
    found = [_date(match) if match else None for match in each(_DATE, tidy(typed))]
    return [] if None in found else [day for day in found if day is not None]


def _date(match: re.Match[str]) -> date | None:
    given = {name.rstrip("234"): value for name, value in match.groupdict().items() if value}
    month = given["m"] if given["m"].isdigit() else _month(given["m"])
    try:
        return date(int(given["y"]), int(month or 0), int(given["d"]))
    except ValueError:
        return None


def _month(name: str) -> int:
    found = [n for n, month in enumerate(MONTHS, 1) if month.lower().startswith(name.lower())]
    return found[0] if len(found) == 1 else 0


def blackout(typed: str, today: date) -> tuple[date, date]:
    """One stretch of days from today on, both included."""
    found = dates(typed)
    if flaw := _flaw(found, today):
        raise Misread(words.with_example(flaw, today.year))
    return found[0], found[-1]


def _flaw(days: list[date], today: date) -> str:
    if len(days) not in (1, 2):
        return words.BLACKOUT_REFUSED
    first, last = days[0], days[-1]
    flaws = {
        words.BLACKOUT_BACKWARDS: last < first,
        words.BLACKOUT_PAST: last < today,
        words.BLACKOUT_LONG: (last - first).days >= policy.LONGEST_BLACKOUT_DAYS,
        words.BLACKOUT_FAR: (last - today).days > policy.FARTHEST_DAYS_AHEAD,
    }
    return next((flaw for flaw, holds in flaws.items() if holds), "")


def blackouts(typed: str, today: date) -> Spans:
    """One stretch on each line."""
    found = [blackout(line, today) for line in typed.splitlines() if line.strip()]
    return joined(found, today)


def joined(spans: list[tuple[date, date]], today: date) -> Spans:
    """In order; what overlaps is one, and what is over is left out."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(span for span in spans if span[1] >= today):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    if len(found) > policy.MOST_BLACKOUTS:
        raise Misread(words.BLACKOUT_MANY)
    return Spans(tuple(found))
