"""Promises: the form, what stands on a person's page, and what stands in an employee's list."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ids import Action, FormName
from bot.ui import (
    Button,
    Buttons,
    ChoiceField,
    Confirm,
    DateField,
    Do,
    Form,
    Heading,
    LineField,
    Option,
    Part,
    Person,
    Typed,
)
from bot.views.pieces import Calendar, do, opens, quiet, text
from bot.wording import promises as words
from care import policy
from care.bonds import Bond
from care.owed import PromiseState
from storage.promises import Promise

ONLY_ME, BOTH = "me", "both"
SHOWN, TO_ME_SHOWN = 10, 5  # on one page: it has room for a hundred blocks


def promise(bond: Bond) -> Form:
    """Who sees it is asked, and nothing is chosen beforehand."""
    options = (
        Option(ONLY_ME, words.ONLY_ME, words.ONLY_ME_ABOUT),
        Option(BOTH, words.BOTH, words.BOTH_ABOUT),
    )
    parts = (
        text(*words.intro(Person(bond.report))),
        LineField("words", words.WHAT, words.WHAT_HINT, longest=policy.PROMISE_LONGEST),
        DateField("day", words.BY_WHEN, optional=True),
        ChoiceField("who", words.WHO_KNOWS, options=options),
    )
    return Form(FormName.PROMISE, words.TITLE, parts, bond.id, words.SAVE, "Cancel")


# --- of the leader -------------------------------------------------------------------------------


def on_page(promises: Sequence[Promise], calendar: Calendar) -> list[Part]:
    if not promises:
        return []
    each = (part for one in promises[:SHOWN] for part in _mine(one, calendar))
    return [Heading(words.HEADING), *each]


def _mine(one: Promise, calendar: Calendar) -> list[Part]:
    since = calendar.ago(calendar.local(one.made_at).date())
    day = calendar.on(one.day) if one.day else None
    said = words.stands(since, day, one.shown)
    kept = f" {words.KEPT}" if one.state is PromiseState.KEPT else ""
    return [_typed(one), quiet(said + kept), Buttons(tuple(_my_buttons(one)))]


def _typed(one: Promise) -> Part:
    return Typed(one.words) if one.words is not None else text(words.UNREADABLE)


def _my_buttons(one: Promise) -> list[Button]:
    done = [] if one.state is PromiseState.KEPT else [did_this(one.id)]
    shown = do(words.HIDE, Action.PROMISE_HIDE, one.id)
    hidden = do(words.SHOW, Action.PROMISE_SHOW, one.id)
    return [*done, shown if one.shown else hidden, let_go(one.id)]


def did_this(promise: str) -> Button:
    return do(words.I_DID_THIS, Action.PROMISE_KEPT, promise, style="primary")


def let_go(promise: str) -> Button:
    sure = Confirm(words.LET_GO_TITLE, words.LET_GO_TEXT, words.LET_GO_YES, words.KEEP)
    return Button(words.LET_GO, Do(Action.PROMISE_LET_GO, promise), confirm=sure)


def i_promised(bond: str) -> Button:
    return opens(words.I_PROMISED, FormName.PROMISE, bond)


# --- to whom it was made -------------------------------------------------------------------------


def to_me(promises: Sequence[Promise], calendar: Calendar) -> list[Part]:
    if not promises:
        return []
    parts: list[Part] = [Heading(words.TO_ME_HEADING)]
    parts += [part for one in promises[:TO_ME_SHOWN] for part in _to_me(one, calendar)]
    return [*parts, quiet(words.NOTHING_FOLLOWS)]


def _to_me(one: Promise, calendar: Calendar) -> list[Part]:
    day = calendar.on(one.day) if one.day else None
    is_kept = one.state is PromiseState.KEPT
    buttons = [
        do(words.HAPPENED, Action.PROMISE_HAPPENED, one.id, style="primary"),
        *([do(words.NOT_YET, Action.PROMISE_NOT_YET, one.id)] if is_kept else []),
        do(words.NOT_NEEDED, Action.PROMISE_NOT_NEEDED, one.id),
    ]
    asked: list[Part] = [quiet(words.SAYS_DONE)] if is_kept else []
    said = text(*words.promised_you(Person(one.leader), day))
    return [said, _typed(one), *asked, Buttons(tuple(buttons))]
