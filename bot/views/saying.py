"""The answers to plain words."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ids import Action, FormName
from bot.ui import Button, Buttons, Part, Person, Span, Text, View
from bot.understanding import meanings as m
from bot.views.pieces import Calendar, do, opens, quiet, text
from bot.wording import home as home_words
from bot.wording import promises as promise_words
from bot.wording import saying as words


def reply(parts: Sequence[Part]) -> View:
    """The summary says nothing: what it is about stands in the message alone."""
    return View((words.SUMMARY,), tuple(parts))


def ways_on() -> Buttons:
    return Buttons(
        (
            opens(home_words.GOALS_BUTTON, FormName.MY_GOALS, style="primary"),
            opens(home_words.PEOPLE_BUTTON, FormName.MY_PEOPLE),
            opens(home_words.SETTINGS_BUTTON, FormName.MY_SETTINGS),
        )
    )


def done(spans: Sequence[Span], *buttons: Button) -> list[Part]:
    parts: list[Part] = [text(*spans)]
    return [*parts, Buttons(buttons)] if buttons else parts


def asked_back(asking: str, readings: Sequence[m.Clear], calendar: Calendar) -> list[Part]:
    """Each reading in words, with a button beside it; nothing is noted before one is pressed."""
    parts: list[Part] = [text(words.IS_IT_SO if len(readings) == 1 else words.WHICH)]
    for place, reading in enumerate(readings):
        choose = do(words.THIS_ONE, Action.CHOOSE, f"{asking}.{place}")
        parts.append(Text(described(reading, calendar), beside=choose))
    return parts


def described(reading: m.Clear, calendar: Calendar) -> tuple[Span, ...]:
    """What this reading would do, without the words of an item: those stay out of messages."""
    match reading:
        case m.Talked():
            return words.talked(reading.people, calendar.on(reading.day), reading.about is not None)
        case m.Planned():
            moment = calendar.on_at(reading.moment) if reading.moment else None
            return words.planned(reading.person, moment)
        case m.LaterUntil():
            return words.later(reading.people, calendar.on(reading.day))
        case m.NotThisTime():
            until = calendar.on(reading.until) if reading.until else None
            return words.not_this_time(reading.person, reading.why, until)
        case m.Control():
            return (_order(reading, calendar),)
        case m.AddItem():
            return (words.ADDED,)
        case m.Promised():
            by = calendar.on(reading.day) if reading.day else None
            return promise_words.noted(Person(reading.person), by)
        case m.ReachedItem():
            return (words.DONE_ITEM,)
        case m.StopSharing():
            return (words.NOT_SHARED,)
        case m.Question():
            return (words.QUESTION,)
    return (words.HELP,)


def _order(reading: m.Control, calendar: Calendar) -> str:
    since = calendar.on(reading.since) if reading.since else ""
    until = calendar.on(reading.until) if reading.until else ""
    return {
        m.Order.UNDO: words.UNDO,
        m.Order.PAUSE: words.PAUSE_UNTIL.format(until),
        m.Order.FEWER: words.FEWER,
        m.Order.KEEP: words.KEEP,
        m.Order.STOP: words.STOP,
        m.Order.START: words.START_AGAIN,
        m.Order.AWAY: words.AWAY.format(since, until),
    }[reading.order]


def not_understood(found: m.NotUnderstood) -> list[Part]:
    """What was not understood, and by example what would have been."""
    sentence = {
        m.Reason.WHO: words.WHO,
        m.Reason.NO_NUDGE: words.NO_NUDGE,
        m.Reason.NOT_A_RECORD: words.NOT_A_RECORD,
        m.Reason.DAY: words.WRONG_DAY,
        m.Reason.TOO_LONG: words.TOO_LONG,
    }.get(found.reason, words.NOT_UNDERSTOOD)
    gists = found.nearest or (m.Gist.TALKED, m.Gist.QUESTION, m.Gist.ADD)
    examples = "; ".join(words.EXAMPLES[gist] for gist in gists)
    return [text(sentence), quiet(words.FOR_EXAMPLE.format(examples)), ways_on()]


def hello() -> list[Part]:
    """What can be said and done."""
    examples = (words.EXAMPLES[gist] for gist in m.Gist if gist is not m.Gist.HELP)
    return [text(words.HELLO), *(quiet(example) for example in examples), ways_on()]
