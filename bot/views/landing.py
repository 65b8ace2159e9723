"""The question whether anyone has helped, as it stands now, and the way in and out of it."""

from __future__ import annotations

from bot.ids import Action
from bot.ui import Button, Buttons, ChoiceField, Option, Part, Typed, View
from bot.views.pieces import do, quiet, text
from bot.wording import landing as words
from care.items import Content
from storage.landings import Landing

ALL, SOME, NONE = "all", "some", "none"


def toggle(item: str, is_on: bool) -> Button:
    if is_on:
        return do(words.OFF, Action.LAND_OFF, item)
    return do(words.ON, Action.LAND_ON, item)


def about(is_on: bool) -> list[Part]:
    return [quiet(words.IS_ON)] if is_on else []


def question(found: Landing, content: Content, is_closed: bool) -> View:
    """Its title stands in the message alone, never in its summary."""
    parts: list[Part] = [text(words.QUESTION), Typed(content.title)]
    if is_closed:
        return View((words.SUMMARY,), (*parts, quiet(words.CLOSED)))
    noted: list[Part] = [quiet(words.NOTED[found.said])] if found.said else []
    buttons = (
        do(words.YES, Action.LANDING_YES, found.item),
        do(words.NOT_YET, Action.LANDING_NOT_YET, found.item),
        do(words.SKIP, Action.LANDING_SKIP, found.item),
        toggle(found.item, is_on=True),
    )
    return View((words.SUMMARY,), (*parts, *noted, Buttons(buttons), quiet(words.FOOT)))


def stopped() -> View:
    return View((words.SUMMARY,), (text(words.STOPPED),))


def setting(asked: int, shared: int) -> ChoiceField:
    """Of so many things that they share they are asked about so many."""
    now = NONE if not asked else ALL if asked == shared else SOME
    some = [Option(SOME, words.some(asked, shared))] if now == SOME else []
    options = (Option(ALL, words.ALL), *some, Option(NONE, words.NONE))
    return ChoiceField("helped", words.SETTING, words.SETTING_HINT, options=options, value=now)
