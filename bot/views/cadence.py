"""The admins' form: cadence, plan day and hour, and Start."""

from __future__ import annotations

from bot.ids import Action, FormName
from bot.ui import (
    Button,
    Buttons,
    ChoiceField,
    Confirm,
    Divider,
    Do,
    Field,
    Form,
    LineField,
    Part,
    Span,
    TimeField,
    View,
)
from bot.views.pieces import hour, quiet, text, weekday_options
from bot.wording import cadence as words
from storage.workspaces import Workspace


def form(place: Workspace) -> Form:
    parts: list[Part | Field] = [text(words.INTRO), quiet(words.HERE)]
    parts += _start(place)
    talks, items = place.talk_cadence, place.item_cadence
    hint = words.RANGE_HINT
    parts += [
        LineField("ideal", words.IDEAL, hint, value=str(talks.ideal), longest=3),
        LineField("maximum", words.MAXIMUM, hint, value=str(talks.maximum), longest=3),
        LineField("item_ideal", words.ITEM_IDEAL, hint, value=str(items.ideal), longest=3),
        LineField("item_maximum", words.ITEM_MAXIMUM, hint, value=str(items.maximum), longest=3),
        ChoiceField("weekday", words.DAY, options=weekday_options(), value=str(place.weekday)),
        TimeField("at", words.TIME, words.TIME_HINT, value=hour(place.at)),
    ]
    return Form(FormName.CADENCE, words.TITLE, tuple(parts), submit=words.SAVE, close="Close")


def _start(place: Workspace) -> list[Part | Field]:
    if place.started_at is not None:
        return [quiet(words.STARTED), Divider()]
    sure = Confirm(words.START_TITLE, words.START_TEXT, words.START_YES, words.START_NO)
    start = Button(words.START, Do(Action.START), style="primary", confirm=sure)
    return [text(words.NOT_STARTED), Buttons((start,)), Divider()]


def notice(sentences: list[tuple[Span, ...]]) -> View:
    """What was changed, said in the admin channel: settings only."""
    return View((words.NOTICE_SUMMARY,), tuple(text(*sentence) for sentence in sentences))
