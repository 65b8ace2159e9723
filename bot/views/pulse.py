"""The pulse as somebody who is led meets it: the message, the form, and what Home says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.ids import Action, FormName
from bot.ui import (
    Button,
    Buttons,
    ChoiceField,
    Field,
    Form,
    Heading,
    Option,
    Part,
    Person,
    Text,
    View,
)
from bot.views.pieces import Calendar, do, opens, quiet, text
from bot.wording import pulse as words
from care.pulse import Answers, Choice, Question
from storage.pulse_answers import Mine

SKIP = "skip"


@dataclass(frozen=True)
class Asked:
    """What somebody may answer in an open round."""

    mine: Sequence[Mine]
    closes_at: datetime
    least: int
    done: bool = False

    @property
    def has_answered(self) -> bool:
        return any(one.answered for one in self.mine)


def soon() -> View:
    """To the admins, in their channel."""
    return View((words.SOON_SUMMARY,), (text(words.SOON), quiet(words.SOON_NEXT)))


def message(asked: Asked, is_again: bool, calendar: Calendar) -> View:
    """It never says what was answered: a message may be read by others than its reader."""
    parts: list[Part] = [Heading(words.HEADING)]
    parts += [text(words.AGAIN)] if is_again and not asked.done else []
    parts += _intro(asked, calendar)
    parts += [_line(one) for one in asked.mine]
    if asked.done and not asked.has_answered:
        parts.append(quiet(words.SKIPPED))
    skip = [] if asked.done else [do(words.SKIP_ALL, Action.SKIP_PULSE)]
    parts.append(Buttons((*skip, do(words.NO_MORE, Action.NO_PULSE))))
    return View((words.AGAIN_SUMMARY if is_again else words.SUMMARY,), tuple(parts))


def _intro(asked: Asked, calendar: Calendar) -> Iterator[Part]:
    yield text(words.intro(calendar.on_at(asked.closes_at)))
    for one in asked.mine:
        yield Text(words.seen(Person(one.leader), asked.least), quiet=True)


def _line(one: Mine) -> Part:
    leader = Person(one.leader)
    if one.answered:
        return Text(words.noted_about(leader), beside=opens(words.CHANGE, FormName.PULSE, one.id))
    button = opens(words.ANSWER, FormName.PULSE, one.id, style="primary")
    return Text(words.about(leader), beside=button)


def over() -> View:
    return View((words.CLOSED,), (Heading(words.HEADING), text(words.CLOSED)))


def opted_out() -> View:
    return View((words.OPTED_OUT,), (Heading(words.HEADING), text(words.OPTED_OUT)))


def in_home(asked: Asked, calendar: Calendar) -> list[Part]:
    parts: list[Part] = [Heading(words.HEADING)]
    parts += [_line(one) for one in asked.mine]
    return [*parts, quiet(words.until(calendar.on_at(asked.closes_at)))]


# --- the form ------------------------------------------------------------------------------------


def form(one: Mine, answers: Answers, closes_at: datetime, least: int, calendar: Calendar) -> Form:
    leader = Person(one.leader)
    parts: list[Part | Field] = [
        Text(words.about(leader)),
        quiet(words.intro(calendar.on_at(closes_at))),
        Text(words.seen(leader, least), quiet=True),
    ]
    parts += [_question(question, answers, one.answered) for question in Question]
    parts += [Buttons((_take_back(one),))] if one.answered else []
    title, submit = words.TITLE, words.SUBMIT
    return Form(FormName.PULSE, title, tuple(parts), one.id, submit=submit, close="Cancel")


def _question(question: Question, answers: Answers, answered: bool) -> Field:
    """Nothing is chosen beforehand; what was skipped before stays so."""
    options = tuple(Option(choice, words.CHOICES[choice]) for choice in Choice)
    before = str(answers[question]) if question in answers else SKIP if answered else ""
    label = words.QUESTIONS[question]
    options = (*options, Option(SKIP, words.SKIP))
    return ChoiceField(question, label, optional=True, options=options, value=before)


def _take_back(one: Mine) -> Button:
    return do(words.TAKE_BACK, Action.TAKE_BACK_PULSE, one.id)
