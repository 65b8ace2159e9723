"""The forms in which a leader answers a nudge."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ids import FormName
from bot.ui import (
    ChoiceField,
    ChoicesField,
    DateField,
    Field,
    Form,
    Option,
    Part,
    Person,
    TimeField,
    Typed,
)
from bot.views.pieces import Calendar, quiet, text, weekday_options
from bot.wording import answers as words
from bot.wording.times import WEEKDAYS
from care.answers import Why
from care.bonds import Bond
from storage.items import Shared
from storage.nudges import Nudge

TODAY, ONE_ON_ONE, PICK = "today", "one_on_one", "pick"
TOMORROW, WEEK, TWO_WEEKS = "tomorrow", "week", "two_weeks"


def when(nudge: Nudge, bond: Bond) -> Form:
    options = (
        Option(TODAY, words.WHEN_TODAY),
        Option(ONE_ON_ONE, words.when_one_on_one(_standing(bond))),
        Option(PICK, words.WHEN_PICK),
    )
    parts = (
        text(*words.when_intro(Person(nudge.report))),
        ChoiceField("when", words.WHEN_LABEL, options=options),
        DateField("day", words.WHEN_DAY, words.WHEN_HINT, optional=True),
        TimeField("time", words.WHEN_TIME, optional=True),
    )
    return Form(FormName.WHEN, words.WHEN_TITLE, parts, nudge.id, words.PLAN, "Cancel")


def _standing(bond: Bond) -> str:
    if not bond.one_on_one:
        return ""
    weekday, wall = bond.one_on_one.split(" ")
    return f"{WEEKDAYS[int(weekday)]} {wall}"


def one_on_one(nudge: Nudge) -> Form:
    parts = (
        text(*words.one_on_one_intro(Person(nudge.report))),
        ChoiceField("weekday", words.ONE_ON_ONE_WEEKDAY, options=weekday_options()),
        TimeField("time", words.ONE_ON_ONE_TIME),
    )
    title = words.ONE_ON_ONE_TITLE
    return Form(FormName.ONE_ON_ONE, title, parts, nudge.id, words.PLAN, "Cancel")


def later(nudge: Nudge) -> Form:
    options = (
        Option(TOMORROW, words.LATER_TOMORROW),
        Option(WEEK, words.LATER_WEEK),
        Option(TWO_WEEKS, words.LATER_TWO_WEEKS),
        Option(PICK, words.LATER_PICK),
    )
    parts = (
        text(*words.later_intro(Person(nudge.report))),
        ChoiceField("when", words.LATER_LABEL, options=options),
        DateField("day", words.LATER_DAY, words.LATER_HINT, optional=True),
    )
    title, submit = words.LATER_TITLE, words.LATER_SUBMIT
    return Form(FormName.LATER, title, parts, nudge.id, submit, "Cancel")


def not_this_time(nudge: Nudge) -> Form:
    options = (
        Option(Why.NOT_RELEVANT, words.WHY_NOT_RELEVANT),
        Option(Why.ON_LEAVE, words.WHY_ON_LEAVE),
        Option(Why.NOT_MINE, words.WHY_NOT_MINE, words.WHY_NOT_MINE_ABOUT),
        Option(Why.OTHER, words.WHY_OTHER),
    )
    parts = (
        text(*words.why_intro(Person(nudge.report))),
        ChoiceField("why", words.WHY_LABEL, options=options),
        DateField("day", words.WHY_BACK, words.WHY_BACK_HINT, optional=True),
    )
    title, submit = words.WHY_TITLE, words.WHY_SUBMIT
    return Form(FormName.NOT_THIS_TIME, title, parts, nudge.id, submit, "Cancel")


def talked(
    thing: str,
    report: str,
    shared: Sequence[Shared],
    chosen: tuple[str, ...],
    day: str,
) -> Form:
    """Note or correct a talk: the day, and which of what they share it was about."""
    readable = [one for one in shared if one.content is not None]
    options = tuple(Option(one.item, one.content.title) for one in readable if one.content)
    parts: list[Part | Field] = [
        text(*words.talked_intro(Person(report))),
        DateField("day", words.TALKED_DAY, value=day),
    ]
    if options:
        known = tuple(item for item in chosen if any(o.value == item for o in options))
        about = ChoicesField("about", words.TALKED_ABOUT, "", True, options, known)
        parts.append(about)
    title, submit = words.TALKED_TITLE, words.TALKED_SUBMIT
    return Form(FormName.TALKED, title, tuple(parts), thing, submit, "Cancel")


def show_item(nudge: Nudge, shared: Shared, calendar: Calendar) -> Form:
    content = shared.content
    assert content is not None
    parts: list[Part] = [text(*words.show_intro(Person(nudge.report))), Typed(content.title)]
    if content.details:
        parts.append(Typed(content.details))
    if content.date:
        parts.append(quiet(f"{words.ITS_DATE} {calendar.on(content.date)}."))
    parts.append(quiet(words.SHOW_FOOT))
    return Form(FormName.SHOW_ITEM, words.SHOW_TITLE, tuple(parts), nudge.id)
