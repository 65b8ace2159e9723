"""Small shapes that every view uses, and the reader's own calendar."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum

from bot.ids import FormName
from bot.ui import Button, Do, Form, Heading, Open, Option, Part, Span, Text, View
from bot.wording import times
from bot.wording.times import WEEKDAYS
from care.hours import local_day, zone


@dataclass(frozen=True)
class Calendar:
    """Now, as the reader's own calendar has it."""

    now: datetime
    zone: str

    @property
    def today(self) -> date:
        return local_day(self.now, self.zone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(zone(self.zone))

    def on(self, day: date) -> str:
        return times.on(day, self.today)

    def dated(self, day: date) -> str:
        """A day by its date, also where it is near."""
        return times.calendar_day(day, self.today)

    def on_at(self, moment: datetime) -> str:
        return times.on_at(self.local(moment), self.today)

    def on_day_of(self, moment: datetime) -> str:
        return self.on(self.local(moment).date())

    def ago(self, day: date) -> str:
        return times.ago(max((self.today - day).days, 0))


def text(*spans: Span) -> Text:
    return Text(spans)


def quiet(*spans: Span) -> Text:
    return Text(spans, quiet=True)


def do(label: str, action: StrEnum, thing: str = "", style: str = "plain") -> Button:
    return Button(label, Do(action, thing), style)


def opens(label: str, form: StrEnum, thing: str = "", style: str = "plain") -> Button:
    return Button(label, Open(form, thing), style)


def weekday_options() -> tuple[Option, ...]:
    return tuple(Option(str(n), name) for n, name in enumerate(WEEKDAYS))


def hour(wall: time) -> str:
    return f"{wall:%H:%M}"


def said(title: str, *parts: Part, name: FormName = FormName.SAID) -> Form:
    """A sentence in a dialog."""
    return Form(name, title, parts)


def stamped(form: Form) -> Form:
    """With what its fields show as its id: an older one kept open restores nothing silently."""
    return replace(form, id=stamp(repr(tuple(form.fields()))), is_stamped=True)


def stamp(shown: str) -> str:
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def topped(form: Form, *sentences: str) -> Form:
    """With these sentences on top."""
    return replace(form, parts=(*(text(sentence) for sentence in sentences), *form.parts))


def lines(heading: str, sentences: tuple[str, ...]) -> View:
    """A heading and a few sentences."""
    return View((heading,), (Heading(heading), *(text(sentence) for sentence in sentences)))
