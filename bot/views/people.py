"""My people: the list, one person, and the forms around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.ids import Action, FormName
from bot.ui import (
    Button,
    Buttons,
    Confirm,
    Divider,
    Do,
    Field,
    Form,
    LineField,
    Part,
    PeopleField,
    Person,
    Strong,
    Typed,
)
from bot.views import asks as ask_views
from bot.views import promises as promise_views
from bot.views.my_data import record_buttons
from bot.views.nudges import accept_buttons
from bot.views.pieces import Calendar, do, opens, quiet, text
from bot.wording import asks as ask_words
from bot.wording import people as words
from bot.wording import promises as promise_words
from bot.wording.listening import TO_LEADER
from bot.wording.questions import INTRO as QUESTION_INTRO
from bot.wording.questions import QUESTIONS
from care.bonds import Bond, serves, waits_for_leader
from care.cadence import Bounds, Cadence, Source
from care.items import Level, State
from care.nudges import nth_question
from care.owed import PromiseState
from storage.asks import Ask
from storage.items import Shared
from storage.promises import Promise

PAGE = 15  # people, or things that one of them shares: a page has room for a hundred blocks


@dataclass(frozen=True)
class Bonded:
    """One of a leader's people, with all that the leader's page shows of them."""

    bond: Bond
    talked_on: date | None
    next_on: date | None  # the day of the next plan in which they may stand
    held_until: date | None
    cadence: Cadence
    source: Source
    shared: Sequence[Shared]
    talked_about: Mapping[str, date]
    mutual: bool
    newest_talk: str | None = None  # its id, to take it back
    promises: Sequence[Promise] = ()
    asks: Sequence[Ask] = ()
    listening: bool = False  # they want nothing but listening for now, and let it be known


@dataclass(frozen=True)
class MyPeople:
    people: Sequence[Bonded]
    calendar: Calendar


def list_page(mine: MyPeople, start: int = 0) -> Form:
    parts: list[Part] = [quiet(words.PROMISE)]
    parts.append(Buttons((opens(words.ADD, FormName.ADD_REPORT, style="primary"),)))
    parts.append(Divider())
    if not mine.people:
        parts.append(text(words.EMPTY))
    for one in mine.people[start : start + PAGE]:
        parts += row(one, mine.calendar)
    if len(mine.people) > start + PAGE:
        parts.append(Buttons((opens(words.MORE, FormName.MY_PEOPLE, str(start + PAGE)),)))
    parts += [Divider(), Buttons(record_buttons())] if mine.people else []
    return Form(FormName.MY_PEOPLE, words.LIST_TITLE, tuple(parts))


def row(one: Bonded, calendar: Calendar) -> list[Part]:
    if waits_for_leader(one.bond):
        question = words.they_say(Person(one.bond.report), one.bond.source)
        return [text(*question), accept_buttons(one.bond)]
    if not serves(one.bond):
        return []
    count = len(one.shared)
    return [
        text(Person(one.bond.report), ". ", *_talk_words(one, calendar)),
        quiet(*_line(one, count, calendar)),
        Buttons(
            (
                do_talked(one),
                opens(words.OPEN, FormName.PERSON_PAGE, one.bond.id),
            )
        ),
    ]


def _line(one: Bonded, shared: int, calendar: Calendar) -> list[str]:
    """All of it in one line: Home has room for a hundred blocks."""
    said = [words.shares(shared), due_words(one, calendar), _source(one), *_owed(one)]
    return [" ".join(said)]


def _owed(one: Bonded) -> list[str]:
    said = [TO_LEADER] if one.listening else []
    said += [ask_words.ASKED] if one.asks else []
    count = sum(promise.state is PromiseState.OPEN for promise in one.promises)
    return [*said, *([promise_words.open_count(count)] if count else [])]


def _source(one: Bonded) -> str:
    return words.NAMED_BY[one.bond.source]


def do_talked(one: Bonded) -> Button:
    return opens(words.WE_TALKED, FormName.TALKED, one.bond.id)


def _talk_words(one: Bonded, calendar: Calendar) -> tuple[str, ...]:
    return (words.last_talk(calendar.ago(one.talked_on) if one.talked_on else None),)


def due_words(one: Bonded, calendar: Calendar) -> str:
    if one.held_until == date.max:
        return words.AWAY
    if one.held_until is not None and one.held_until > calendar.today:
        return words.held(calendar.on(one.held_until))
    return words.next_due(calendar.on(one.next_on) if one.next_on else None)


# --- one person ----------------------------------------------------------------------------------


def person_page(one: Bonded, calendar: Calendar, start: int = 0) -> Form:
    parts: list[Part] = [
        Buttons((opens(words.BACK, FormName.MY_PEOPLE),)),
        text(Person(one.bond.report), ". ", *_talk_words(one, calendar)),
        quiet(words.rhythm(one.cadence, one.source), " ", due_words(one, calendar)),
        quiet(words.NAMED_BY[one.bond.source]),
    ]
    parts += [quiet(TO_LEADER)] if one.listening else []
    if one.mutual:
        parts.append(quiet(words.MUTUAL))
    parts += [_person_buttons(one), *ask_views.to_leader(one.asks, calendar)]
    parts += [*promise_views.on_page(one.promises, calendar)]
    parts += [Divider(), quiet(words.shares(len(one.shared)))]
    parts += _question(one, calendar) if not one.shared else []
    for shared in one.shared[start : start + PAGE]:
        parts += shared_item(shared, one, calendar)
    if len(one.shared) > start + PAGE:
        more = f"{one.bond.id}.{start + PAGE}"
        parts.append(Buttons((opens(words.MORE, FormName.PERSON_PAGE, more),)))
    return Form(FormName.PERSON_PAGE, words.LIST_TITLE, tuple(parts), one.bond.id)


def _question(one: Bonded, calendar: Calendar) -> list[Part]:
    """Where nothing is shared: something to ask aloud, another one each week."""
    if not serves(one.bond):
        return []
    nth = nth_question(one.bond.id, calendar.today, len(QUESTIONS))
    return [text(QUESTION_INTRO), text(Strong(QUESTIONS[nth]))]


def _person_buttons(one: Bonded) -> Buttons:
    sure = Confirm(words.REMOVE_TITLE, words.REMOVE_TEXT, words.REMOVE_YES, words.KEEP)
    buttons = [do_talked(one), promise_views.i_promised(one.bond.id)]
    buttons.append(opens(words.RHYTHM, FormName.BOND_CADENCE, one.bond.id))
    if one.newest_talk is not None:
        thing = f"{one.bond.id}.{one.newest_talk}"
        buttons.append(do(words.UNDO_TALK, Action.UNDO_TALK, thing))
    remove = Button(words.REMOVE, Do(Action.REMOVE_REPORT, one.bond.id), "danger", sure)
    return Buttons((*buttons, remove))


def shared_item(shared: Shared, one: Bonded, calendar: Calendar) -> list[Part]:
    """What this leader may know of one item, and when they last talked about it."""
    content = shared.content
    if content is None:
        return []
    details: list[Part] = [Typed(content.details)] if content.details else []
    return [
        Typed(content.title),
        *details,
        quiet(item_clock(shared, one, calendar), " ", words.HOW_SHARED[shared.level]),
    ]


def item_clock(shared: Shared, one: Bonded, calendar: Calendar) -> str:
    if shared.state is State.DONE and shared.content is not None:
        return words.DONE[shared.content.kind]
    day = one.talked_about.get(shared.item)
    if day is not None:
        return words.about(calendar.ago(day))
    return words.about_never(calendar.ago(calendar.local(shared.shared_at).date()))


def home_row(one: Bonded, calendar: Calendar) -> list[Part]:
    """A person in Home, with the clock of everything they shared."""
    parts = row(one, calendar)
    if not serves(one.bond):
        return parts
    *words_of, buttons = parts
    clocks: list[Part] = []
    for shared in list(one.shared)[:3]:
        if shared.level is Level.NAMED and shared.content is not None:
            clocks.append(Typed(shared.content.title))
            clocks.append(quiet(item_clock(shared, one, calendar)))
        elif shared.content is not None:
            clocks.append(quiet(words.SOMETHING_DISCREET, " ", item_clock(shared, one, calendar)))
    return [*words_of, *clocks, buttons]


# --- forms ---------------------------------------------------------------------------------------


def add_report() -> Form:
    who = PeopleField("reports", words.ADD_WHO, words.ADD_HINT, most=words.MOST_AT_ONCE)
    parts = (who, quiet(words.ADD_NOTE))
    title, submit = words.ADD_TITLE, words.ADD_SUBMIT
    return Form(FormName.ADD_REPORT, title, parts, submit=submit, close="Cancel")


def bond_cadence(one: Bonded, bounds: Bounds | None) -> Form:
    """``bounds``: None where the admins alone decide."""
    in_force = text(Person(one.bond.report), ". ", words.rhythm(one.cadence, one.source))
    title, thing = words.RHYTHM_TITLE, one.bond.id
    if bounds is None:
        return Form(FormName.BOND_CADENCE, title, (in_force, quiet(words.BY_ADMINS)), thing)
    own = one.bond.cadence
    ideal, maximum = (str(own.ideal), str(own.maximum)) if own else ("", "")
    parts: tuple[Part | Field, ...] = (
        in_force,
        LineField("ideal", words.IDEAL, words.rhythm_hint(bounds), True, ideal, longest=3),
        LineField("maximum", words.MAXIMUM, "", True, maximum, longest=3),
    )
    return Form(FormName.BOND_CADENCE, title, parts, thing, submit=words.SAVE, close="Cancel")
