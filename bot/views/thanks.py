"""Thanks: the form, the message to the leader, and the words behind Show."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ids import FormName
from bot.ui import Buttons, ChoiceField, Form, LineField, Option, Person, Typed, View
from bot.views.pieces import opens, said, text
from bot.wording import thanks as words
from bot.wording.asks import NO_LEADER
from care import policy
from care.bonds import Bond
from storage.thanks import Thanks


def form(leaders: Sequence[tuple[Bond, str]]) -> Form:
    """``leaders``: with the name each is chosen by."""
    if not leaders:
        return Form(FormName.THANKS, words.TITLE, (text(NO_LEADER),))
    what = LineField(
        "words", words.WHAT, words.WHAT_HINT, longest=policy.ASK_LONGEST, several_lines=True
    )
    whom = tuple(Option(bond.id, name) for bond, name in leaders)
    parts = (text(words.INTRO), what, ChoiceField("leader", words.WHOM, options=whom))
    return Form(FormName.THANKS, words.TITLE, parts, "", words.SUBMIT, "Cancel")


def given(leader: str) -> Form:
    return said(words.TITLE, text(*words.on_their_way(Person(leader))))


def message(found: Thanks) -> View:
    """The words stand in no message."""
    giver = Person(found.giver)
    show = Buttons((opens(words.SHOW, FormName.SHOW_THANKS, found.id),))
    return View((words.SUMMARY, giver, "."), (text(*words.sent_you(giver)), show))


def shown(found: Thanks) -> Form:
    typed = Typed(found.words) if found.words is not None else text(words.UNREADABLE)
    parts = (text(*words.sent_you(Person(found.giver))), typed)
    return Form(FormName.SHOW_THANKS, words.TITLE, parts, found.id)
