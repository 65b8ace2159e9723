"""The organisation's page as a message in the admin channel, as lines of text, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.ui import Heading, Part, View
from bot.views.pieces import quiet, text
from bot.wording import organisation as words
from bot.wording.times import dated
from storage.months import Month

Plain = Mapping[str, Any]


def message(month: Month) -> View:
    parts: list[Part] = [Heading(heading(month)), *(text(line) for line in sentences(month))]
    return View((words.SUMMARY,), (*parts, *(quiet(line) for line in foot(month))))


def lines(found: list[Month]) -> list[str]:
    """As text; the newest last."""
    if not found:
        return [words.NO_MONTH]
    return [line for month in found for line in (heading(month), *_indented(month), "")]


def _indented(month: Month) -> list[str]:
    return [f"  {line}" for line in (*sentences(month), *foot(month))]


def as_json(found: list[Month]) -> dict[str, Any]:
    return {
        "format": "tend-organisation",
        "version": 1,
        "months": [
            {"month": f"{one.first:%Y-%m}", "made_at": one.made_at.isoformat(), **one.page}
            for one in found
        ],
    }


def heading(month: Month) -> str:
    return words.heading(words.month(month.first.month, month.first.year))


def sentences(month: Month) -> list[str]:
    figures = month.page.get("figures")
    if figures is None:
        return [words.PAUSED]
    return [*_said(figures), *remarks(month)]


def _said(figures: Plain) -> list[str]:
    """What is silent for the same reason is said in one line."""
    lines: dict[str, list[str]] = {}
    for name in words.ORDER:
        if name in figures:
            lines.setdefault(figures[name].get("silent", name), []).append(name)
    return [words.line(names, figure(names[0], figures[names[0]])) for names in lines.values()]


def remarks(month: Month) -> list[str]:
    """What happened in that month, or because of it."""
    days = month.page.get("days_paused", 0)
    paused = [words.paused(days)] if days else []
    return [*paused, words.HALVED] if month.page.get("halved") else paused


def figure(name: str, found: Plain) -> str:
    if "silent" in found:
        return words.SILENT[found["silent"]]
    if "band" in found:
        return words.BANDS[found["band"]]
    value = found["value"]
    if name == "taking_part":
        return words.people(value)
    if name == "effect":
        return words.effect(value, found["low"], found["high"])
    around = found["give_or_take"]
    return words.share(value, around) if name in words.SHARES else words.talks(value, around)


def foot(month: Month) -> list[str]:
    return [words.FLOORS, words.frozen(dated(month.made_at.date()))]
