"""A talk that somebody asks for: the form, the exact preview, and the question a week later."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ids import Action, FormName
from bot.ui import (
    Button,
    Buttons,
    ChoiceField,
    Form,
    Heading,
    LineField,
    Option,
    Part,
    Person,
    Typed,
    View,
)
from bot.views.pieces import Calendar, do, opens, quiet, text
from bot.wording import asks as words
from care import policy
from care.bonds import Bond
from care.owed import AskState
from storage.asks import Ask


def ask(leaders: Sequence[tuple[Bond, str]], typed: str = "", thing: str = "") -> Form:
    """``leaders``: with the name each is chosen by. Nobody is chosen beforehand."""
    if not leaders:
        return Form(FormName.ASK, words.TITLE, (text(words.NO_LEADER),))
    options = tuple(Option(bond.id, name) for bond, name in leaders)
    parts = (
        LineField(
            "words",
            words.WHAT,
            words.WHAT_HINT,
            value=typed,
            longest=policy.ASK_LONGEST,
            several_lines=True,
        ),
        ChoiceField("leader", words.WHOM, options=options),
    )
    return Form(FormName.ASK, words.TITLE, parts, thing, words.NEXT, "Cancel")


def preview(found: Ask, instead_of: str = "") -> Form:
    """Word for word what this leader will read. ``instead_of``: the one that is taken back then."""
    leader = Person(found.leader)
    parts: tuple[Part, ...] = (
        text(*words.reads(leader)),
        text(*words.just_asked_you(Person(found.report))),
        quiet(words.WHY_NOW),
        text(*words.behind_show(leader)),
        _typed(found),
        quiet(words.FOOT),
    )
    title, submit = words.PREVIEW_TITLE, words.SEND
    thing = f"{found.id}.{instead_of}" if instead_of else found.id
    return Form(FormName.ASK_SEND, title, parts, thing, submit, words.NOT_NOW)


def _typed(found: Ask) -> Part:
    return Typed(found.words) if found.words is not None else text(words.UNREADABLE)


# --- in the list of whoever asked ----------------------------------------------------------------


def mine(asks: Sequence[Ask], calendar: Calendar) -> list[Part]:
    if not asks:
        return []
    return [Heading(words.HEADING), *(part for one in asks for part in _mine(one, calendar))]


def _mine(one: Ask, calendar: Calendar) -> list[Part]:
    since = calendar.ago(calendar.local(one.asked_at).date())
    back = Buttons((do(words.TAKE_BACK, Action.ASK_WITHDRAW, one.id),))
    return [text(*words.asked(Person(one.leader), since)), _typed(one), back]


def ask_button() -> Button:
    return opens(words.ASK, FormName.ASK)


# --- on the page of the one who asked, for their leader ------------------------------------------


def to_leader(asks: Sequence[Ask], calendar: Calendar) -> list[Part]:
    if not asks:
        return []
    parts: list[Part] = [Heading(words.TO_LEADER_HEADING)]
    for one in asks:
        since = calendar.ago(calendar.local(one.asked_at).date())
        parts += [text(*words.asked_you(Person(one.report), since)), _typed(one)]
    return parts


# --- a week later --------------------------------------------------------------------------------


def asked_back(found: Ask, calendar: Calendar) -> View:
    since = calendar.ago(calendar.local(found.asked_at).date())
    question = text(*words.has_it_happened(Person(found.leader), since))
    if found.state is not AskState.OPEN:
        return View((words.BACK_SUMMARY,), (question, text(_noted(found.state))))
    buttons = (
        do(words.HAPPENED, Action.ASK_HAPPENED, found.id, style="primary"),
        do(words.AGAIN, Action.ASK_AGAIN, found.id),
        opens(words.SOMEBODY_ELSE, FormName.ASK, found.id),
        do(words.LEAVE, Action.ASK_WITHDRAW, found.id),
    )
    return View((words.BACK_SUMMARY,), (question, Buttons(buttons), quiet(words.BACK_FOOT)))


def _noted(state: AskState) -> str:
    return words.NOTED_HAPPENED if state is AskState.HAPPENED else words.NOTED_LEFT
