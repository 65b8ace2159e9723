"""The admins' form: where things stand, the ways on, the rhythm of talks, and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

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
    Heading,
    LineField,
    Part,
    Span,
    TimeField,
    View,
)
from bot.views.cadence_settings import PILOT
from bot.views.pieces import do, hour, opens, quiet, stamp, stamped, text, weekday_options
from bot.wording import cadence as words
from storage.workspaces import Workspace

FORECAST_GOOD_FOR = timedelta(hours=1)  # an answer that somebody waits for


def form(place: Workspace, said: Sequence[str] = ()) -> Form:
    """``said``: what was just done, on top."""
    parts: list[Part | Field] = [text(sentence) for sentence in said]
    parts += [text(words.INTRO), quiet(words.HERE), text(*standing(place)), _start(place)]
    parts += [*_ways_on(), Divider(), quiet(words.UNSAVED)]
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
    shown = Form(FormName.CADENCE, words.TITLE, tuple(parts), submit=words.SAVE, close="Close")
    return stamped(shown)


# --- where things stand --------------------------------------------------------------------------


def standing(place: Workspace) -> tuple[Span, ...]:
    """Whether anything is sent, and what comes next."""
    if place.started_at is None:
        return (words.NOT_STARTED, " ", *_before_start(place))
    if place.paused_at is not None:
        return (words.PAUSED,)
    if place.pilot_only:
        return (words.started_for(PILOT.value(place)), " ", words.NEXT_EVERYBODY)
    return (words.STARTED, " ", words.NEXT_NOTHING)


def has_pilot(place: Workspace) -> bool:
    return bool(place.pilot or place.pilot_group)


def _before_start(place: Workspace) -> tuple[Span, ...]:
    if not has_pilot(place):
        return (words.NEXT_STEPS,)
    return (words.pilot_chosen(PILOT.value(place)), " ", words.NEXT_START_PILOT)


# --- buttons -------------------------------------------------------------------------------------


def _start(place: Workspace) -> Buttons:
    buttons: list[Button] = []
    if place.started_at is None:
        buttons += _both_starts() if has_pilot(place) else [_start_here()]
    elif place.paused_at is not None:
        buttons.append(do(words.GO_ON, Action.GO_ON, style="primary"))
    else:
        buttons += [_start_all()] if place.pilot_only else _back_to_pilot(place)
        sure = Confirm(words.PAUSE_TITLE, words.PAUSE_TEXT, words.PAUSE_YES, words.PAUSE_NO)
        buttons.append(Button(words.PAUSE, Do(Action.PAUSE_ALL), confirm=sure))
    buttons += [do(words.UNDO, Action.UNDO_CHANGE, stamp(place.undo))] if place.undo else []
    return Buttons(tuple(buttons))


def _both_starts() -> list[Button]:
    sure = Confirm(words.START_PILOT_TITLE, words.START_PILOT_TEXT, words.START_YES, words.START_NO)
    pilot = Button(words.START_PILOT, Do(Action.START_PILOT), style="primary", confirm=sure)
    return [pilot, _start_all()]


def _start_here() -> Button:
    sure = Confirm(words.START_TITLE, words.START_TEXT, words.START_YES, words.START_NO)
    return Button(words.START, Do(Action.START), style="primary", confirm=sure)


def _start_all() -> Button:
    sure = Confirm(words.START_ALL_TITLE, words.START_TEXT, words.START_YES, words.START_NO)
    return Button(words.START_ALL, Do(Action.START), confirm=sure)


def _back_to_pilot(place: Workspace) -> list[Button]:
    title, why = words.BACK_TO_PILOT_TITLE, words.BACK_TO_PILOT_TEXT
    sure = Confirm(title, why, words.BACK_TO_PILOT_YES, words.PAUSE_NO)
    back = Button(words.BACK_TO_PILOT, Do(Action.START_PILOT), confirm=sure)
    return [back] if has_pilot(place) else []


def _ways_on() -> tuple[Part, ...]:
    before = (
        opens(words.ADD_PEOPLE, FormName.ADD_PEOPLE),
        opens(words.PREVIEW, FormName.PREVIEW),
        opens(words.ANNOUNCEMENT, FormName.ANNOUNCEMENT),
        opens(words.PILOT, FormName.PILOT),
        do(words.NEXT_WEEK, Action.COUNT),
    )
    rules = (
        opens(words.QUIET_TIMES, FormName.QUIET_TIMES),
        opens(words.LIMITS, FormName.LIMITS),
        opens(words.SETTINGS, FormName.ALL_SETTINGS),
        opens(words.ADMINS, FormName.ADMINS),
    )
    return (Buttons(before), Buttons(rules))


# --- messages ------------------------------------------------------------------------------------


def notice(sentences: Sequence[tuple[Span, ...]]) -> View:
    """What was changed, said in the admin channel: settings only."""
    return View((words.NOTICE_SUMMARY,), tuple(text(*sentence) for sentence in sentences))


def answer(sentences: Sequence[str], place: Workspace) -> View:
    """What a typed word did, and what comes next."""
    now = quiet(*standing(place))
    return View((words.TITLE,), (*(text(sentence) for sentence in sentences), now))


def told(*sentences: str) -> View:
    """A heading and a few sentences."""
    return View(("/cadence",), (Heading("/cadence"), *(text(one) for one in sentences)))
