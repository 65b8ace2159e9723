"""What admins type about settings: generous in what is read, strict in what comes of it."""

from __future__ import annotations

import re
from datetime import time

from bot.wording import cadence_settings as words
from bot.wording.times import WEEKDAYS
from care import policy
from care.cadence import Bounds, Cadence, OutOfRange, cadence
from care.text import clean

ON = frozenset({"on", "yes", "true", "allowed", "allow"})
OFF = frozenset({"off", "no", "none", "false", "never"})
PEOPLE_IN_A_PILOT = 50

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_QUOTES = re.compile("[\"'`\u2018-\u201f\u00ab\u00bb]")
_MENTION = re.compile(r"<@([UW][A-Z0-9]{2,62})(?:\|[^<>]*)?>")
_BETWEEN = re.compile(r"[\s,;:&+.]*(?:(?:from|to|until|till|through|and|at|-)[\s,;]*)*")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2})|h)?\s*(?:([ap])\.?m\b\.?)?(?![\d:])", re.IGNORECASE)


class Misread(Exception):
    """What was typed cannot be; the message is for whoever typed it."""

    def __init__(self, sentence: str) -> None:
        super().__init__("misread")
        self.sentence = sentence


def tidy(typed: str) -> str:
    """One line, one kind of dash, no quotation marks."""
    line = clean(typed, one_line=True)
    return " ".join(_QUOTES.sub("", _DASHES.sub("-", line)).split())


# --- numbers -------------------------------------------------------------------------------------


def numbers(typed: str) -> list[int] | None:
    """The whole numbers of "7 14", "7-14 days", "7 to 14"; None for whatever else stands there."""
    line = re.sub(r"(?<=\d)\s*-\s*(?=\d)", " ", tidy(typed).lower())
    line = re.sub(r"[,;/](?=\s|$)|[/;]|(?<=\d),(?=\d{1,2}\b)", " ", line)
    filler = {"to", "and", "from", "days", "day", "ideal", "maximum", "max", "at", "most", "within"}
    found = [word for word in line.split() if word not in filler]
    if not all(word.isascii() and word.isdigit() and len(word) <= 3 for word in found):
        return None
    return [int(word) for word in found]


def number(typed: str, least: int, most: int, refused: str) -> int:
    found = numbers(typed)
    if not found or len(found) > 1 or not least <= found[0] <= most:
        raise Misread(refused)
    return found[0]


def rhythm(typed: str, word: str) -> Cadence:
    found = numbers(typed) or []
    try:
        ideal, maximum = found
        return cadence(ideal, maximum)
    except (ValueError, OutOfRange):
        raise Misread(words.rhythm_refused(word)) from None


def bounds(typed: str) -> Bounds:
    found = numbers(typed) or []
    allowed = range(policy.SHORTEST_CADENCE, policy.LONGEST_CADENCE + 1)
    if len(found) != 2 or found[0] > found[1] or not set(found) <= set(allowed):
        raise Misread(words.BOUNDS_REFUSED)
    return Bounds(*found)


def is_on(typed: str, refused: str) -> bool:
    word = tidy(typed).lower()
    if word not in ON | OFF:
        raise Misread(refused)
    return word in ON


# --- days and times ------------------------------------------------------------------------------


def weekday(word: str) -> int | None:
    """ "tue", "Tues", "TUESDAY", "Tuesdays": 1."""
    name = word.lower().rstrip(".").removesuffix("s") if len(word) > 6 else word.lower().rstrip(".")
    name = {"weds": "wed"}.get(name, name)
    found = [n for n, day in enumerate(WEEKDAYS) if day.lower().startswith(name)]
    return found[0] if len(found) == 1 and len(name) > 1 else None


def working_days(typed: str) -> frozenset[int]:
    line = re.sub(r"\s*(?:-|\bto\b|\buntil\b|\bthrough\b)\s*", "-", tidy(typed).lower())
    found: set[int] = set()
    for piece in re.split(r"[\s,;&+/]+|\band\b", line):
        found |= _stretch(piece) if piece else set()
    if not found:
        raise Misread(words.DAYS_REFUSED)
    return frozenset(found)


def _stretch(piece: str) -> set[int]:
    """ "mon", "mon-fri", "sun-thu"."""
    ends = [weekday(word) for word in piece.split("-")]
    if len(ends) > 2 or None in ends:
        raise Misread(words.DAYS_REFUSED)
    first, last = ends[0] or 0, ends[-1] or 0
    return {(first + ahead) % 7 for ahead in range((last - first) % 7 + 1)}


def times(typed: str) -> list[time] | None:
    """The times of "9am-5pm", "09:00 17:00", "10.00"; None where anything else stands there."""
    found: list[time] = []
    for match in each(_TIME, tidy(typed)):
        wall = _wall(match) if match else None
        if wall is None:
            return None
        found.append(wall)
    return found


def _wall(match: re.Match[str]) -> time | None:
    hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    return time(hour, minute) if hour < 24 and minute < 60 else None


def hours(typed: str) -> tuple[time, time]:
    found = times(typed) or []
    if len(found) != 2:
        raise Misread(words.HOURS_REFUSED)
    if found[1] <= found[0]:
        raise Misread(words.ENDS_REFUSED)
    return found[0], found[1]


def plan_slot(typed: str) -> tuple[int | None, time | None]:
    """A weekday, a time, or both in either order."""
    words_of = [word for word in re.split(r"[\s,]+", tidy(typed)) if word.lower() != "on"]
    days = [day for word in words_of if (day := weekday(word)) is not None]
    rest = " ".join(word for word in words_of if weekday(word) is None)
    found = times(rest) if rest else []
    if found is None or len(days) > 1 or len(found) > 1 or not (days or found):
        raise Misread(words.PLAN_REFUSED)
    return (days[0] if days else None), (found[0] if found else None)


def each(pattern: re.Pattern[str], line: str) -> list[re.Match[str] | None]:
    """Every match, and None for the first thing between them that is no mere separator."""
    found: list[re.Match[str] | None] = []
    at = 0
    while (at := _past(_BETWEEN, line, at)) < len(line):
        match = pattern.match(line, at)
        found.append(match)
        if match is None or match.end() == at:
            return [*found, None]
        at = match.end()
    return found


def _past(pattern: re.Pattern[str], line: str, at: int) -> int:
    match = pattern.match(line, at)
    return match.end() if match else at


# --- people --------------------------------------------------------------------------------------


def mentioned(typed: str) -> tuple[str, ...]:
    """Everybody mentioned, each once, where nothing but mentions stands there."""
    rest = re.sub(r"\band\b|[\s,;&+]", "", _MENTION.sub("", tidy(typed)))
    found = dict.fromkeys(_MENTION.findall(tidy(typed)))
    if rest or not found:
        raise Misread(words.PILOT_REFUSED)
    return tuple(found)
