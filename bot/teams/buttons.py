"""Draws buttons: what each is to do travels with it, and a dialog is declared when it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from bot.edge.letters import cut, plain
from bot.teams import invokes
from bot.teams.spots import OURS, Spot
from bot.teams.text import literal
from bot.ui import Button, Confirm, Do, Link, Open

Json = dict[str, Any]
T = TypeVar("T")

_IN_A_ROW = 4  # buttons; Teams hides what goes beyond six


def rows(buttons: Sequence[Button], place: Spot) -> Iterator[Json]:
    for some in _in_groups(buttons, _IN_A_ROW):
        yield {"type": "ActionSet", "actions": [button(one, place) for one in some]}


def button(shown: Button, place: Spot) -> Json:
    action = _action(shown, place)
    if shown.confirm is None:
        return action
    return {
        "type": "Action.ShowCard",
        "title": action["title"],
        **_style(shown.style),
        "card": _question(shown.confirm, {**action, "title": _label(shown.confirm.yes)}),
    }


def _question(confirm: Confirm, yes: Json) -> Json:
    """Teams asks nothing back by itself: the question unfolds, and its button does it."""
    asked = {"type": "TextRun", "text": cut(literal(confirm.title), 100), "weight": "Bolder"}
    told = {"type": "TextRun", "text": cut(literal(confirm.text), 300)}
    body = [{"type": "RichTextBlock", "inlines": [run]} for run in (asked, told)]
    return {"type": "AdaptiveCard", "version": "1.5", "body": body, "actions": [yes]}


def _action(button: Button, place: Spot) -> Json:
    title = {"title": _label(button.label), **_style(button.style)}
    if isinstance(button.does, Link):
        return {"type": "Action.OpenUrl", **title, "url": button.does.url}
    ours = {**_does(button.does), "at": place.value}
    if place is Spot.DIALOG:
        return {"type": "Action.Submit", **title, "associatedInputs": "none", "data": {OURS: ours}}
    if isinstance(button.does, Open):
        fetched = {"msteams": {"type": invokes.FETCH}, OURS: ours}
        return {"type": "Action.Submit", **title, "data": fetched}
    data = {OURS: ours}
    return {
        "type": "Action.Execute",
        **title,
        "associatedInputs": "none",
        "verb": OURS,
        "data": data,
    }


def _does(does: Do | Open) -> Json:
    if isinstance(does, Do):
        return {"do": does.action, "id": does.id}
    return {"open": does.form, "id": does.id}


def _label(words: str) -> str:
    return cut(plain(words).strip(), 75)


def _style(style: str) -> Json:
    known = {"primary": "positive", "danger": "destructive"}
    return {"style": known[style]} if style in known else {}


def _in_groups(things: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    return (things[start : start + most] for start in range(0, len(things), most))
