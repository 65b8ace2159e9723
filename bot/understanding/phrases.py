"""Finds the phrases that name a day in a plain sentence, and puts #0, #1, ... in their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from bot.understanding.days import (
    AfterWeekday,
    Hours,
    Month,
    Months,
    Offset,
    OnDate,
    Phrase,
    Slashed,
    Vague,
    Weekday,
    Weekend,
    Weeks,
    Year,
)
from bot.understanding.times import Part, TimeOfDay, mark_clocks
from bot.understanding.times import mark_parts as _mark_parts
from bot.understanding.vocabulary import MONTHS, NUMBERS, WEEKDAYS

_WHICH = {"next": "next", "last": "last", "past": "last", "this": "this", "coming": ""}
_BY = {"this": 0, "the": 0, "next": 1, "last": -1, "past": -1, "the past": -1, "this past": -1}
_UNIT = {"day": 1, "week": 7}


@dataclass
class Marked:
    """A plain sentence whose days and times are marks, and what each mark stands for."""

    words: str
    days: list[Phrase]
    times: list[TimeOfDay]


def mark_days(words: str, now: datetime) -> Marked:
    """``now`` in the speaker's zone."""
    marked = Marked(words, [], [])
    marked.words = _spell_out_range(_PAUSE.sub(r"\1 for ", marked.words))
    for pattern, read in _rules():
        marked.words = pattern.sub(_marking(marked, read, now), marked.words)
    marked.words = mark_clocks(marked.words, marked.times)
    marked.words = re.sub(r"#(\d+)(?= (?:late |early )?(?:morning|afternoon|evening|night)\b)",
                          r"#\1 #day", marked.words)  # fmt: skip
    marked.words = _mark_parts(marked.words, marked.times).replace(" #day", "")
    marked.words = re.sub(r"\s+", " ", marked.words).strip()
    return marked


_PAUSE = re.compile(r"\b(pause|mute|snooze) (?!for|until)(?=\S+ (?:day|week|month))")
Read = Callable[[re.Match[str], datetime], "Phrase | tuple[Phrase, Part] | None"]


def _marking(marked: Marked, read: Read, now: datetime) -> Callable[[re.Match[str]], str]:
    def mark(match: re.Match[str]) -> str:
        phrase = read(match, now)
        if phrase is None:
            return match.group()
        part = None
        if isinstance(phrase, tuple):
            phrase, part = phrase
        marked.days.append(phrase)
        if part is None:
            return f"#{len(marked.days) - 1}"
        marked.times.append(part)
        return f"#{len(marked.days) - 1} ~{len(marked.times) - 1}"

    return mark


def _spell_out_range(words: str) -> str:
    """ "7 to 18 december" is "7 december to 18 december"."""
    months = "|".join(MONTHS)
    nth = r"\d{1,2}(?:st|nd|rd|th)?"
    words = re.sub(
        rf"\b({nth}) (to|until|and|,) (?:the )?({nth})(?: of)? ({months})\b",
        r"\1 \4 \2 \3 \4",
        words,
    )
    return re.sub(
        rf"\b({months}) ({nth}) (to|until|,) (?:the )?({nth})\b", r"\1 \2 \3 \1 \4", words
    )


def _count(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word]


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + (2000 if len(text) == 2 else 0)


@cache
def _rules() -> tuple[tuple[re.Pattern[str], Read], ...]:
    wd = "(" + "|".join((*WEEKDAYS, "sat(?! down| with| together| in)", "sun")) + ")"
    month = "(" + "|".join(MONTHS) + ")"
    n = r"(\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True)) + ")"
    few = "(?:few|several|some)"
    part = "(morning|afternoon|evening)"
    rules: list[tuple[str, Read]] = [
        (r"\b(?:the )?day before yesterday\b", lambda m, now: Offset(-2)),
        (r"\b(?:the )?day after tomorrow\b", lambda m, now: Offset(2)),
        (rf"\b(?:earlier |late |later |early )?this {part}\b",
         lambda m, now: (Offset(0, True), Part(m[1]))),
        (r"\b(?:earlier |later )(?:on )?today\b", lambda m, now: Offset(0, True)),
        (r"\blast (night|evening)\b", lambda m, now: (Offset(-1, True), Part(m[1]))),
        (r"\btonight\b", lambda m, now: (Offset(0, True), Part("night"))),
        (r"\bright now\b", lambda m, now: Offset(0)),
        (r"\btoday\b", lambda m, now: Offset(0, True)),
        (r"\byesterday\b", lambda m, now: Offset(-1, True)),
        (r"\btomorrow\b", lambda m, now: Offset(1, True)),
        (r"\b(?:the )?(?:other|another) day\b|\brecently\b|\ba while (?:ago|back)\b|\blately\b",
         lambda m, now: Vague((-2, -3, -4))),
        (rf"\b(?:a )?{few} days (?:ago|back)\b", lambda m, now: Vague((-2, -3, -4))),
        (rf"\b(?:a )?{few} weeks (?:ago|back)\b", lambda m, now: Vague((-14, -21, -28))),
        (rf"\bin (?:a )?{few} days\b", lambda m, now: Vague((2, 3, 4))),
        (rf"\bin (?:a )?{few} weeks\b", lambda m, now: Vague((14, 21, 28))),
        (rf"\bin (?:a )?{few} months\b", lambda m, now: Vague((60, 90))),
        (r"\b(?:soon|some ?time|at some point|one of these days|eventually|asap)\b",
         lambda m, now: Vague((1, 2, 7))),
        (rf"\b{n} (?:or {n} )?(?:of )?(minute|hour)s? (?:ago|back)\b",
         lambda m, now: _clock_hours(m, now, -1)),
        (r"\bhalf an hour ago\b", lambda m, now: Hours(-timedelta(minutes=30), now.date())),
        (rf"\b{n} to {n} (?:day|week|month)s?(?: ago| from now)?\b", lambda m, now: None),
        (rf"\b(?:a )?{n} (?:of )?(day|week)s? (?:ago|back|earlier)\b",
         lambda m, now: Offset(-_count(m[1]) * _UNIT[m[2]])),
        (rf"\b(?:in|within|after) (?:a )?{n} (?:more )?(?:of )?(day|"
         rf"week)s?(?: time)?\b(?! ago| 1:1)",
         lambda m, now: Offset(_count(m[1]) * _UNIT[m[2]])),
        (rf"(?<=for )(?:the next |another )?(?:a )?{n} (?:more )?(?:of )?(day|week)s?\b",
         lambda m, now: Offset(_count(m[1]) * _UNIT[m[2]])),
        (rf"\b(?:a )?{n} (day|week)s? from (?:now|today)\b",
         lambda m, now: Offset(_count(m[1]) * _UNIT[m[2]])),
        (rf"\b{n} months? (?:ago|back)\b", lambda m, now: Months(-_count(m[1]))),
        (rf"(?:\b(?:in|after) |(?<=for ))(?:a )?{n} (?:of )?months?(?: time)?\b",
         lambda m, now: Months(_count(m[1]))),
        (r"\b(?:ages|years|months|weeks|days|(?:a )?long(?: time)?) ago\b|\bback then\b|"
         r"\bin the past\b",
         lambda m, now: Vague((-14, -30, -60))),
        (r"\bin (?:a|one) year\b|\ba year from now\b", lambda m, now: Months(12)),
        (rf"\b(?:a|one) week on {wd}\b|\b{wd} week\b",
         lambda m, now: AfterWeekday(_weekday(m[1] or m[2]), 1)),
        (rf"\b(?:a|one) week from {wd}\b", lambda m, now: AfterWeekday(_weekday(m[1]), 1)),
        (rf"\b{wd} after next\b|\bthe week after next\b", lambda m, now: Vague((10, 14, 17))),
        (rf"\b(?:on )?{wd} (?:of )?(next|last|this) week\b",
         lambda m, now: Weekday(_weekday(m[1]), {"next": "1", "last": "-1", "this": "0"}[m[2]])),
        (rf"\b(next|last|this) week(?: on|'s| ,)? {wd}\b",
         lambda m, now: Weekday(_weekday(m[2]), {"next": "1", "last": "-1", "this": "0"}[m[1]])),
        (rf"\b(?:this (?=past|coming)|the (?=next|coming|last))?(next|last|this|past|"
         rf"coming) {wd}\b",
         lambda m, now: Weekday(_weekday(m[2]), _WHICH[m[1]])),
        (rf"\b{wd} (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {month}\b",
         lambda m, now: _dated(m[2], m[3], None)),
        (rf"\b{wd} (?:the )?(\d{{1,2}})(?:st|nd|rd|th)\b", lambda m, now: _on_the(m[2])),
        (rf"\b(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {month}(?: (\d{{4}}))?\b",
         lambda m, now: _dated(m[1], m[2], m[3])),
        (rf"\b{month} (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: ,? ?(\d{{4}}))?\b(?![:.h]\d| ?[ap]m)",
         lambda m, now: _dated(m[2], m[1], m[3])),
        (r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b",
         lambda m, now: OnDate(int(m[3]), int(m[2]), int(m[1]))),
        (r"\b(\d{1,2})[/\-](\d{1,2})(?:[/\-](\d{2,4}))?(?![/\d])", lambda m, now: _slashed(m)),
        (r"\b(\d{1,2})\.(\d{1,2})\.(\d{2,4})?(?!\d)",
         lambda m, now: OnDate(int(m[1]), int(m[2]), _year(m[3]))),
        (r"\b(?:the )?(\d{1,2})(?:st|nd|rd|th)\b", lambda m, now: _on_the(m[1])),
        (r"\b(?:the )?(?:end|last day) of (?:the |this )?month\b", lambda m, now: Month(ends=True)),
        (r"\b(?:the )?(?:end|last day) of next month\b", lambda m, now: Month(by=1, ends=True)),
        (rf"\b(?:the )?end of {month}\b", lambda m, now: Month(_month(m[1]), ends=True)),
        (r"\b(?:the )?end of (?:the |this )?week\b", lambda m, now: Vague(_to_friday(now))),
        (r"\b(?:the )?end of (?:the |this )?year\b", lambda m, now: OnDate(31, 12)),
        (r"\b(?:the )?end of next year\b", lambda m, now: OnDate(31, 12, now.year + 1)),
        (r"\b(?:the )?(?:start|beginning) of next month\b|\bnext month\b",
         lambda m, now: Month(by=1)),
        (r"\b(?:the )?(?:start|beginning) of next week\b|\bnext week\b", lambda m, now: Weeks(1)),
        (r"\b(this|last|the past|this past|past) week\b", lambda m, now: Weeks(_BY[m[1]])),
        (r"\b(this|last) month\b", lambda m, now: Month(by=_BY[m[1]])),
        (r"\b(this|last|next) year\b", lambda m, now: Year(_BY[m[1]])),
        (r"\b(?:the )?new year\b", lambda m, now: Year(1)),
        (r"\b(?:at |over |during |on )?(the|this|last|next|this past|the past) weekend\b",
         lambda m, now: Weekend(_BY[m[1]])),
        (rf"\b{wd}\b", lambda m, now: Weekday(_weekday(m[1]))),
        (rf"\b(?:(?<=until )|(?<=by )|(?<=in )|(?<=to )|(?<=from )|(?<=before ))(?:early )?{month}"
         r"(?: (\d{4}))?(?! and\b| for\b)\b", lambda m, now: _whole_month(m)),
        (r"\b(next|this|last) (" + "|".join(MONTHS) + r")\b", lambda m, now: Month(_month(m[2]))),
    ]  # fmt: skip
    return tuple((re.compile(pattern), read) for pattern, read in rules)


def _weekday(word: str) -> int:
    return next(i for i, day in enumerate(WEEKDAYS) if day.startswith(word[:3]))


def _month(word: str) -> int:
    return MONTHS.index(word) + 1


def _dated(day: str, month: str, year: str | None) -> Phrase | None:
    return OnDate(int(day), _month(month), _year(year)) if 1 <= int(day) <= 31 else None


def _on_the(day: str) -> Phrase | None:
    return OnDate(int(day)) if 1 <= int(day) <= 31 else None


def _slashed(match: re.Match[str]) -> Phrase | None:
    first, second = int(match[1]), int(match[2])
    if not 1 <= min(first, second) <= 12 or max(first, second) > 31:
        return None
    return Slashed(first, second, _year(match[3]))


def _whole_month(match: re.Match[str]) -> Phrase:
    month = _month(match[1])
    return OnDate(1, month, int(match[2])) if match[2] else Month(month)


def _clock_hours(match: re.Match[str], now: datetime, sign: int) -> Phrase | None:
    if match[2]:
        return None
    by = sign * timedelta(**{match[3] + "s": _count(match[1])})
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)
    return Hours(by, (now.astimezone(ZoneInfo("UTC")) + by).astimezone(zone).date())


def _to_friday(now: datetime) -> tuple[int, ...]:
    ahead = (4 - now.weekday()) % 7
    return (ahead,) if now.weekday() < 5 else (ahead, ahead - 7)
