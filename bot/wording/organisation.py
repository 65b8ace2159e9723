"""The organisation's page in words: a month in figures, and why a figure is silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.wording.times import MONTHS
from care import policy
from care.organisation import Silent

SUMMARY = "A month of Tend in figures"
NO_MONTH = (
    "There is no month to tell yet. The first page comes when Tend was started for all of a month."
)
PAUSED = "Tend was paused when this month was to be told, so nothing is told of it."


def paused(days: int) -> str:
    long = "one day" if days == 1 else f"{days} days"
    return f"Everything was paused for {long} of this month. The figures are of all of it."


HALVED = (
    "More than three in a hundred leaders stopped, so plans come half as often from now on, for "
    "whoever has not set their own. “/cadence undo” takes this back, as long as no setting changed "
    "since; “/cadence every 1” does so at any time."
)
NO_PLOTS = "The page with plots needs two more packages. Install them: pip install 'tend[report]'"
NAMES: Mapping[str, str] = {
    "taking_part": "People who take part",
    "talks": "Talks for each person",
    "unprompted": "Talks that no nudge set off",
    "answered": "Nudges answered within two days",
    "stopped": "Leaders who stopped their plans",
    "effect": "What nudging brings",
    "landed": "Somebody had helped, said those who are asked",
}
BANDS: Mapping[str, str] = {
    "few": "fewer than a quarter",
    "some": "a quarter to a half",
    "many": "a half to three quarters",
    "most": "three quarters and more",
}
BARS = "Each bar shows how far off the truth may be."
UNITS: Mapping[str, str] = {
    "taking_part": "people, at least",
    "talks": "talks in the month",
    "unprompted": "% of talks",
    "answered": "% of nudges",
    "stopped": "% of leaders",
    "effect": "in a hundred",
}
ORDER = tuple(NAMES)
SHARES = ("unprompted", "answered", "stopped")
SILENT: Mapping[str, str] = {
    Silent.FEW_PEOPLE: f"silent, because fewer than {policy.FLOOR_PEOPLE} people are behind it",
    Silent.FEW_LEADERS: "silent, because too few leaders are behind it",
    Silent.ONE_LEADER: "silent, because it would mostly be about one leader",
    Silent.NOTHING_YET: "not yet known",
    Silent.OFF: "not known, because the hold-out is off (“/cadence hold-out on”)",
    Silent.MISSING: "not reckoned here: whoever runs Tend installs it with “pip install "
    "'tend[report]'”",
}
FLOORS = (
    f"Each figure is of at least {policy.FLOOR_PEOPLE} people under at least "
    f"{policy.FLOOR_LEADERS} leaders, and blurred by chance, so that nobody can be found in it. "
    "Whoever is new counts once ten are new."
)


def month(number: int, year: int) -> str:
    return f"{MONTHS[(number - 1) % 12]} {year}"


def heading(month: str) -> str:
    return f"{month} in figures"


def frozen(day: str) -> str:
    return f"Made once, on {day}. It never changes, whatever is erased or added later."


def people(count: float) -> str:
    return f"at least {count:.0f}"


def talks(value: float, around: float) -> str:
    return f"about {value:g} in the month, give or take {around:g}"


def share(value: float, around: float) -> str:
    return f"about {100 * value:.0f} %, give or take {100 * around:.0f}"


def effect(value: float, low: float, high: float) -> str:
    more = f"after a hundred nudges {100 * value:+.0f} people are talked with within two weeks"
    span = f"with 95 % certainty between {100 * low:+.0f} and {100 * high:+.0f}"
    if low <= 0 <= high:
        return f"{more}, {span}: it may be nothing"
    return f"{more}, {span}"


def written(file: str) -> str:
    return f"Written: {file}. It is one file and needs no network."


def line(names: Sequence[str], said: str) -> str:
    """KeyError for what is no figure."""
    return f"{'; '.join(NAMES[name] for name in names)}: {said}."
