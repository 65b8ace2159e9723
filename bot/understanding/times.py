"""Times of the day in words: when a planned talk is, and whether a past one can have been."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from functools import cache

from bot.understanding.vocabulary import NUMBERS
from care.hours import Hours

# A part of the day: earliest, latest, and the hour that stands for it in a plan.
PARTS = {
    "morning": (time(0), time(12), None),
    "midday": (time(11), time(14), time(12)),
    "lunch": (time(11), time(14), time(12)),
    "after lunch": (time(12), time(17), time(13)),
    "before lunch": (time(0), time(13), time(11)),
    "afternoon": (time(12), time(18), time(14)),
    "evening": (time(17), time(21), time(18)),
    "night": (time(18), time(23), time(20)),
    "end of day": (time(15), time(19), None),
}


@dataclass(frozen=True)
class Part:
    name: str

    def walls(self, hours: Hours) -> tuple[time, ...]:
        usual = PARTS[self.name][2]
        if usual is not None:
            return (usual,)
        return (hours.starts,) if self.name == "morning" else (hours.ends,)

    def earliest(self, hours: Hours) -> time:
        return PARTS[self.name][0]

    @property
    def latest(self) -> time:
        return PARTS[self.name][1]


@dataclass(frozen=True)
class Clock:
    """What a clock shows, once or, without am and pm, twice a day."""

    hour: int
    minute: int
    twice: bool

    def walls(self, hours: Hours) -> tuple[time, ...]:
        """Both readings, or the one that lies within the person's hours."""
        both = self._both()
        inside = tuple(wall for wall in both if hours.starts <= wall <= hours.ends)
        return inside if len(inside) == 1 else both

    def _both(self) -> tuple[time, ...]:
        first = time(self.hour, self.minute)
        if not self.twice or not 1 <= self.hour <= 11:
            return (first,)
        return (first, time(self.hour + 12, self.minute))

    def earliest(self, hours: Hours) -> time:
        return self.walls(hours)[0]


TimeOfDay = Part | Clock


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    number = r"(\d{1,2}|" + "|".join(w for w, n in NUMBERS.items() if n and w not in "an") + ")"
    at = r"(?:at |around |about |by |from |at about |at around )"
    return (
        re.compile(rf"\b{at}?half past {number}\b"),
        re.compile(rf"\b{at}?(?:a )?quarter (past|to) {number}\b"),
        re.compile(
            r"\b(?:at |around |from |by |at about |at around )?"
            r"(\d{1,2})(?:[:.h](\d{2}))?([ap]\.?m\.?|h)(?![a-z0-9])"
        ),
        re.compile(r"\b(?:at |around |from |by |at about |at around )?(\d{1,2})[:.h](\d{2})\b"),
        re.compile(rf"\b{at}?{number} oclock\b"),
        re.compile(rf"\bat (?!\d){number} (thirty|fifteen|forty five)\b"),
        re.compile(rf"\b(?:at|around|at about|at around) {number}\b(?! \d)"),
    )


_PARTS = re.compile(
    r"\b(?:straight |right )?(after lunch|before lunch)\b"
    r"|\b(?:at|over|during|around) (midday|lunch)(?: ?time)?\b(?! with)"
    r"|\b(?:in the |at the |by )?(end of (?:the )?day)\b"
    r"|\b(first thing)(?: in the morning)?\b"
    r"|\b(?:late |early |later )?in the (?:late |early )?(morning|afternoon|evening)\b"
    r"|(?<=#day )(?:late |early )?(morning|afternoon|evening|night)\b"
)


_SPOKEN = {"thirty": 30, "fifteen": 15, "forty five": 45}


def mark_clocks(words: str, found: list[TimeOfDay]) -> str:
    """Put ~0, ~1, ... in the place of clock times."""
    halves, quarters, twelve, dotted, oclock, spoken, bare = _patterns()

    def mark(hour: str, minute: int, twice: bool, match: re.Match[str]) -> str:
        number = NUMBERS.get(hour, int(hour) if hour.isdigit() else 99)
        if number > 23 or not 0 <= minute < 60:
            return match.group()
        found.append(Clock(number, minute, twice))
        return f"~{len(found) - 1}"

    words = halves.sub(lambda m: mark(m[1], 30, True, m), words)
    words = quarters.sub(lambda m: _quarter(m, mark), words)
    words = twelve.sub(lambda m: _twelve(m, mark), words)
    words = dotted.sub(lambda m: mark(m[1], int(m[2]), not m[1].startswith("0"), m), words)
    words = oclock.sub(lambda m: mark(m[1], 0, True, m), words)
    words = spoken.sub(lambda m: mark(m[1], _SPOKEN[m[2]], True, m), words)
    return bare.sub(lambda m: mark(m[1], 0, True, m), words)


def _quarter(match: re.Match[str], mark: object) -> str:
    hour = NUMBERS.get(match[2], int(match[2]) if match[2].isdigit() else 99)
    if match[1] == "past":
        return str(mark(str(hour), 15, True, match))  # type: ignore[operator]
    return str(mark(str((hour - 2) % 12 + 1), 45, True, match))  # type: ignore[operator]


def _twelve(match: re.Match[str], mark: object) -> str:
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half == "h":
        return str(mark(str(hour), minute, False, match))  # type: ignore[operator]
    if not 1 <= hour <= 12:
        return match.group()
    hour = hour % 12 + (12 if half.startswith("p") else 0)
    return str(mark(str(hour), minute, False, match))  # type: ignore[operator]


def mark_parts(words: str, found: list[TimeOfDay]) -> str:
    """Put ~0, ~1, ... in the place of parts of the day, once days are marked as "#day"."""

    def mark(match: re.Match[str]) -> str:
        name = next(group for group in match.groups() if group)
        if name == "first thing":
            name = "morning"
        found.append(Part("end of day" if name.startswith("end of") else name))
        return f"~{len(found) - 1}"

    return _PARTS.sub(mark, words)
