"""Only listening, for a while: the form, and what Home says of it to whoever asked for it."""

from __future__ import annotations

from datetime import timedelta

from bot.ids import Action, FormName
from bot.ui import Button, ChoiceField, Form, Option
from bot.views.pieces import Calendar, do, opens, text
from bot.wording import listening as words
from storage.people import Person as PersonRow

LENGTHS = {
    "week": timedelta(weeks=1),
    "two_weeks": timedelta(weeks=2),
    "month": timedelta(weeks=4),
}
NOTHING, A_LINE = "nothing", "line"


def listening() -> Form:
    """How long, and what is told: nothing is chosen beforehand."""
    labels = (words.WEEK, words.TWO_WEEKS, words.MONTH)
    lengths = tuple(Option(key, label) for key, label in zip(LENGTHS, labels, strict=True))
    told = (
        Option(NOTHING, words.NOTHING, words.NOTHING_ABOUT),
        Option(A_LINE, words.A_LINE, words.A_LINE_ABOUT),
    )
    parts = (
        text(words.INTRO),
        ChoiceField("until", words.UNTIL, options=lengths),
        ChoiceField("line", words.LINE, options=told),
    )
    return Form(FormName.LISTENING, words.TITLE, parts, submit=words.SAVE, close="Cancel")


def listening_words(me: PersonRow, calendar: Calendar) -> str | None:
    if me.listening_until is None or not me.listens_on(calendar.today):
        return None
    return words.until(calendar.on(me.listening_until))


def listening_button(me: PersonRow, calendar: Calendar) -> Button:
    if me.listens_on(calendar.today):
        return do(words.OVER, Action.LISTENING_OVER)
    return opens(words.BUTTON, FormName.LISTENING)
