"""The question whether anyone has helped, as it stands now, and the way in and out of it."""

from __future__ import annotations

from bot.ids import Action
from bot.ui import Button, Buttons, Part, Typed, View
from bot.views.pieces import do, quiet, text
from bot.wording import landing as words
from care.items import Content
from storage.landings import Landing


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
