"""What each leader may be told, word for word, with the way to stop it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.ids import Action, FormName
from bot.ui import (
    Button,
    Buttons,
    Confirm,
    Divider,
    Do,
    Form,
    Heading,
    Part,
    Person,
    Text,
)
from bot.views.goals import Mirror, MyGoals, mirrored, share_still, stop_telling
from bot.views.my_data import data_buttons
from bot.views.on_hold import above_each
from bot.views.pieces import do, opens, quiet, text
from bot.wording import goals as goal_words
from bot.wording import mirror as words
from bot.wording.nudges import about_talk
from bot.wording.on_hold import held
from care import policy
from storage.people import Person as PersonRow

PAGE = 4  # things: one with its date takes up to twenty blocks of the hundred that fit


@dataclass(frozen=True)
class Mirrored:
    """Whose page it is, and what each of their leaders may read, leader by leader."""

    me: PersonRow
    mine: MyGoals
    mirrors: Sequence[Mirror]


def stopped(leader: str) -> Form:
    """Alone, so that it is read."""
    return _said(text(*words.stopped(Person(leader))))


def hushed(me: PersonRow) -> Form:
    now = words.HUSHED_NOW if me.not_about_me else words.UNHUSHED_NOW
    return _said(text(now), Buttons((hush_button(me),)))


def _said(*parts: Part) -> Form:
    ways = (
        opens(goal_words.WHAT_IS_TOLD, FormName.SHARED),
        opens(words.BACK, FormName.MY_GOALS),
    )
    return Form(FormName.SHARED, words.TITLE, (*parts, Divider(), Buttons(ways)))


def page(what: Mirrored, start: int = 0) -> Form:
    parts: list[Part] = [Buttons((opens(words.BACK, FormName.MY_GOALS),)), quiet(words.NOBODY_TOLD)]
    parts += [text(words.HUSHED)] if what.me.not_about_me else []
    start = start if start < len(what.mirrors) else 0
    if start == 0:
        parts += [*(above_each() if what.mine.on_hold else []), *_leaders(what)]
    for mirror in what.mirrors[start : start + PAGE]:
        parts += [Divider(), *_told(mirror, what)]
    parts += _pager(start, len(what.mirrors))
    if start + PAGE >= len(what.mirrors):
        parts += _always(what)
    parts += [Divider(), Buttons((hush_button(what.me), *data_buttons()))]
    return Form(FormName.SHARED, words.TITLE, tuple(parts))


def _leaders(what: Mirrored) -> list[Part]:
    """How much each of them may read, with the way to it and the way to end it."""
    if not what.mine.leaders:
        return [text(words.NOTHING), quiet(goal_words.NO_LEADER)]
    counted = Counter(m.proposal.bond.id for m in what.mirrors if not m.on_hold)
    listed = Counter(m.proposal.bond.id for m in what.mirrors)
    parts: list[Part] = []
    first = 0
    for bond in what.mine.leaders:
        leader, count = Person(bond.leader), counted[bond.id]
        if not listed[bond.id]:
            parts.append(text(*words.shares_nothing(leader)))
            continue
        waiting = held(leader, listed[bond.id] - count)
        parts.append(
            Text(words.shares(leader, count) if count else waiting, beside=_stop_all(bond.id))
        )
        parts += [text(*waiting)] if 0 < count < listed[bond.id] else []
        if first >= PAGE:
            parts.append(Buttons((opens(words.LOOK, FormName.SHARED, str(first)),)))
        first += listed[bond.id]
    return parts


def _stop_all(bond: str) -> Button:
    sure = Confirm(words.STOP_ALL_TITLE, words.STOP_ALL_TEXT, words.STOP_ALL_YES, words.KEEP)
    return Button(words.STOP_ALL, Do(Action.STOP_TELLING_ALL, bond), "danger", sure)


def _told(mirror: Mirror, what: Mirrored) -> list[Part]:
    item = mirror.item.id
    ways = [stop_telling(mirror, words.STOP), opens(words.OPEN, FormName.ITEM_PAGE, item)]
    if sum(one.item.id == item for one in what.mirrors) > 1:
        ways.insert(1, do(words.STOP_FOR_ALL, Action.STOP_SHARING, item))
    ways = [*share_still(mirror), *ways]
    return [*mirrored(mirror, what.mine.calendar), Buttons(tuple(ways))]


def _pager(start: int, of: int) -> list[Part]:
    if of <= PAGE:
        return []
    last = min(start + PAGE, of)
    buttons: list[Button] = []
    if start:
        buttons.append(opens(words.EARLIER, FormName.SHARED, str(max(start - PAGE, 0))))
    if last < of:
        buttons.append(opens(words.MORE, FormName.SHARED, str(last)))
    return [Divider(), quiet(words.span_of(start + 1, last, of)), Buttons(tuple(buttons))]


def _always(what: Mirrored) -> list[Part]:
    """What a leader sees and may be sent though nothing is shared with them."""
    if not what.mine.bonds:
        return []
    me, ideal = Person(what.me.id), policy.TALK_IDEAL
    said = [text(*about_talk(me, ideal, ever)) for ever in (True, False)]
    parts: list[Part] = [Divider(), Heading(words.ALWAYS_HEADING), text(words.ALWAYS)]
    return [*parts, quiet(words.TALK_LINES), *said, quiet(words.NEVER)]


def hush_button(me: PersonRow) -> Button:
    if me.not_about_me:
        return do(words.UNHUSH, Action.UNHUSH)
    return do(words.HUSH, Action.HUSH)
