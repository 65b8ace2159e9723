"""Still true? The question to an owner about what they share, as it stands now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ids import Action, FormName
from bot.ui import Buttons, Heading, Part, Typed, View
from bot.views.pieces import Calendar, do, opens, quiet, text
from bot.wording import goals as goal_words
from bot.wording import nudges as nudge_words
from bot.wording import remembering as words
from care.items import State
from storage.people import Person as PersonRow
from storage.remembering import Remembered


def question(
    asked: Sequence[Remembered], owner: PersonRow, delivery: str, calendar: Calendar
) -> View:
    """Up to five things in one message. A title stands in it alone, never in its summary."""
    is_open = any(one.is_live and one.asked_in for one in asked)
    parts: list[Part] = [Heading(words.HEADING), *([text(words.INTRO)] if is_open else [])]
    for one in asked:
        parts += _one(one)
    parts += [quiet(words.FOOT)] if is_open else []
    return View((words.SUMMARY,), (*parts, *_less(owner, delivery, calendar)))


def _one(one: Remembered) -> list[Part]:
    content = one.item.content
    if content is None:
        return []
    title = Typed(content.title)
    if one.is_live and one.asked_in:
        return [title, _answers(one)]
    if one.item.unshared:
        again = opens(goal_words.SHARE_AGAIN, FormName.ITEM, one.item.id)
        return [title, text(goal_words.UNSHARED), Buttons((again,))]
    if one.item.state is State.DONE:
        return [title, quiet(words.REACHED[content.kind])]
    return [title, quiet(words.STILL if one.leaders else words.NOT_SHARED)]


def _answers(one: Remembered) -> Buttons:
    thing, content = one.item.id, one.item.content
    assert content is not None
    return Buttons(
        (
            do(words.STILL_TRUE, Action.STILL_TRUE, thing, style="primary"),
            do(goal_words.MARK_DONE[content.kind], Action.REACHED, thing),
            do(goal_words.STOP_SHARING, Action.STOP_SHARING, thing),
        )
    )


def _less(owner: PersonRow, delivery: str, calendar: Calendar) -> list[Part]:
    """The way to less: a pause of everything, or no such question any more."""
    if not owner.asked_still:
        return [quiet(words.NO_MORE)]
    until = owner.pause_at(calendar.now)
    if until is not None or owner.stopped_at is not None:
        again = do(nudge_words.START_AGAIN, Action.START_AGAIN, delivery)
        paused = nudge_words.paused(calendar.on_day_of(until)) if until else nudge_words.STOPPED
        return [quiet(paused), Buttons((again,))]
    pause = opens(nudge_words.PAUSE, FormName.PAUSE, delivery)
    return [Buttons((pause, do(words.STOP_ASKING, Action.STOP_ASKING, delivery)))]
