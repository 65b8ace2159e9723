"""Public holidays, and the country of a time zone: from libraries that are kept up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

NO_HOLIDAYS = "-"


@dataclass(frozen=True)
class PublicHolidays:
    """The public holidays of a country ("DE") or of one of its regions ("DE-BY")."""

    place: str

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _holidays(self.place, day.year)


@dataclass(frozen=True)
class Spans:
    """Days from a first to a last one, both included."""

    spans: tuple[tuple[date, date], ...]

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and any(first <= day <= last for first, last in self.spans)

    def __str__(self) -> str:
        return ",".join(f"{first}/{last}" for first, last in self.spans)


def spans_in(text: str | None) -> Spans:
    pairs = [span.split("/") for span in (text or "").split(",") if span]
    return Spans(tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in pairs))


def next_holidays(place: str, today: date, count: int) -> list[tuple[date, str]]:
    """The next public holidays with their English names where there are any: to show them."""
    found = sorted(
        (day, name) for year in (today.year, today.year + 1) for day, name in _named(place, year)
    )
    return [(day, name) for day, name in found if day >= today][:count]


def is_place(text: str) -> bool:
    """Whether there is a calendar of this country or region."""
    country, _, region = text.partition("-")
    known = _places()
    return country in known and (not region or region in known[country])


def regions_of(country: str) -> tuple[str, ...]:
    return tuple(sorted(_places().get(country, ())))


@cache
def country_of(zone: str | None) -> str | None:
    """The country of an IANA zone, where there is a calendar of it; links are followed."""
    countries, links = _countries(), _links()
    found = countries.get(zone or "") or countries.get(links.get(zone or "", ""))
    return found if found and is_place(found) else None


@cache
def _places() -> dict[str, frozenset[str]]:
    from holidays import list_supported_countries

    known = list_supported_countries(include_aliases=False)
    return {code: frozenset(regions) for code, regions in known.items() if len(code) == 2}


@cache
def _holidays(place: str, year: int) -> frozenset[date]:
    return frozenset(day for day, _ in _named(place, year))


def _named(place: str, year: int) -> list[tuple[date, str]]:
    from holidays import country_holidays

    country, _, region = place.partition("-")
    if not is_place(place):
        return []
    return list(country_holidays(country, subdiv=region or None, years=year).items())


@cache
def _countries() -> dict[str, str]:
    rows = [line.split("\t") for line in _lines("zone.tab") if not line.startswith("#")]
    return {row[2]: row[0] for row in rows if len(row) > 2}


@cache
def _links() -> dict[str, str]:
    rows = [line.split() for line in _lines("tzdata.zi") if line.startswith("L ")]
    return {row[2]: row[1] for row in rows if len(row) > 2}


def _lines(name: str) -> Iterable[str]:
    return (resources.files("tzdata.zoneinfo") / name).read_text("utf-8").splitlines()
