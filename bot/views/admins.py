"""The form of the admins: the list, and a way to make it longer or shorter."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ids import Action, FormName
from bot.ui import Button, Buttons, Confirm, Do, Field, Form, Part, Person, PersonField
from bot.views.pieces import do, opens, quiet, text
from bot.wording import admins as words
from bot.wording.cadence_settings import BACK
from storage.admins import Admin


def form(admins: Sequence[Admin], me: str, said: Sequence[str] = ()) -> Form:
    parts: list[Part | Field] = [Buttons((opens(BACK, FormName.CADENCE),))]
    parts += [text(sentence) for sentence in said]
    parts += [text(words.INTRO), quiet(words.RULE)]
    for admin in admins:
        parts += _listed(admin, me)
    parts.append(PersonField("person", words.ADD))
    return Form(FormName.ADMINS, words.TITLE, tuple(parts), submit=words.SAVE)


def _listed(admin: Admin, me: str) -> list[Part]:
    who = Person(admin.person)
    if admin.confirmed:
        sure = Confirm(words.REMOVE_TITLE, words.REMOVE_TEXT, words.REMOVE_YES, words.REMOVE_NO)
        remove = Button(words.REMOVE, Do(Action.REMOVE_ADMIN, admin.person), confirm=sure)
        return [text(*words.admin(who)), Buttons((remove,))]
    ways = [do(words.WITHDRAW, Action.REMOVE_ADMIN, admin.person)]
    if admin.added_by != me:
        ways = [do(words.CONFIRM, Action.CONFIRM_ADMIN, admin.person), *ways]
    return [text(*words.waits(who, Person(admin.added_by or ""))), Buttons(tuple(ways))]
