"""The routing table of the product, and the one edge around every handler."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NoReturn

from bot.conversations import (
    answering,
    asking,
    asks,
    cadence,
    factor,
    guessing,
    handover,
    home,
    landing,
    listening,
    mirroring,
    my_data,
    mygoals,
    mygoals_typed,
    myitems,
    myleaders,
    mypeople,
    on_hold,
    own_settings,
    promises,
    pulse,
    saying,
    thanks,
)
from bot.conversations.desk import Desk, NotForYou, NotFound, Repeat, Unmet, meet
from bot.conversations.mygoals import Refused
from bot.directory import Silent
from bot.ids import Action, FormName
from bot.ui import (
    Command,
    Done,
    Event,
    HomeOpened,
    Invalid,
    Opened,
    Outcome,
    Outdated,
    PersonChanged,
    Place,
    Pressed,
    Reply,
    Said,
    Show,
    Submitted,
    View,
)
from bot.views import seen_by
from bot.views.pieces import said, text
from bot.wording import home as words
from bot.wording import technical
from care.people import Profile
from storage import audit, people, workspaces

_ID = re.compile("[0-9a-f]{32}")

Handler = Callable[[Desk, Any], Outcome]

PARTS = (
    mygoals,
    myleaders,
    myitems,
    mirroring,
    on_hold,
    my_data,
    mypeople,
    answering,
    asking,
    asks,
    cadence,
    handover,
    home,
    landing,
    listening,
    own_settings,
    promises,
    pulse,
    guessing,
    factor,
    saying,
    thanks,
)
COMMANDS: Mapping[str, Handler] = mygoals_typed.COMMANDS | mypeople.COMMANDS | cadence.COMMANDS


def _all(name: str) -> dict[str, Handler]:
    """One table of all parts; a thing handled twice is a mistake."""
    table: dict[str, Handler] = {}
    for part in PARTS:
        for key, handler in getattr(part, name, {}).items():
            assert key not in table, key
            table[key] = handler
    return table


FORMS: Mapping[str, Handler] = _all("FORMS")
SUBMISSIONS: Mapping[str, Handler] = _all("SUBMISSIONS")
ACTIONS: Mapping[str, Handler] = _all("ACTIONS")


def dispatch(desk: Desk, event: Event) -> Outcome:
    """Everything that people can do comes through here.

    Raises Outdated for a button or form of another release, and Silent where the platform gave no
    answer that was needed: the adapter says so and keeps what was typed.
    """
    if isinstance(event, PersonChanged):
        return _person_changed(desk, event)
    try:
        return _with_who_sees(_handled(desk, event))
    except Repeat:
        return Outcome(Done())
    except Refused as flaws:
        return Outcome(Invalid(flaws.errors))
    except NotFound:
        _note_denied(desk, event)
        return _say(event, words.NOT_FOUND)
    except NotForYou:
        return _say(event, words.NOT_FOR_YOU)


def _with_who_sees(outcome: Outcome) -> Outcome:
    """The line at the end of a form, so that no handler can forget it."""
    if not isinstance(outcome.answer, Show):
        return outcome
    return replace(outcome, answer=Show(seen_by.form(outcome.answer.form)))


def _handled(desk: Desk, event: Event) -> Outcome:
    handler = _handler(event)
    try:
        return handler(desk, event)
    except Unmet:
        meet(desk, event.actor)
        return handler(desk, event)


def _handler(event: Event) -> Handler:
    match event:
        case Command():
            return COMMANDS.get(event.name, _unknown)
        case Opened():
            return FORMS.get(event.form, _unknown)
        case Submitted():
            return SUBMISSIONS.get(event.form, _unknown)
        case Pressed():
            return ACTIONS.get(event.action, _unknown)
        case Said():
            return saying.said
        case HomeOpened():
            return home.home
    return _unknown


def _unknown(desk: Desk, event: Event) -> NoReturn:
    raise Outdated


def _say(event: Event, sentence: str) -> Outcome:
    """One sentence, at the place where the person acted."""
    match event:
        case Submitted():
            return Outcome(Show(said(technical.TITLE, text(sentence))))
        case Pressed() | Opened() if event.place is not Place.MESSAGE:
            return Outcome(Show(said(technical.TITLE, text(sentence))))
        case HomeOpened() | Said():
            return Outcome(Done())
    return Outcome(Reply(View((sentence,), (text(sentence),))))


def _note_denied(desk: Desk, event: Event) -> None:
    """Missing and forbidden alike, so that neither costs more. Never what a client made up."""
    thing = _ID.match(getattr(event, "id", ""))
    with desk.database.begin() as tx:
        who = (event.actor.workspace, event.actor.person)
        told = thing.group() if thing else event.actor.workspace
        audit.note(tx, *who, _name(event), told, "denied", desk.now())


def _name(event: Event) -> str:
    match event:
        case Pressed():
            return event.action
        case Opened() | Submitted():
            return event.form
    return type(event).__name__.lower()


def _person_changed(desk: Desk, event: PersonChanged) -> Outcome:
    """Zone, guest, deactivated: keep what the platform says of people we know."""
    actor = event.actor
    with desk.database.read() as tx:
        if people.get(tx, actor.workspace, actor.person) is None:
            return Outcome(Done())
    try:
        profile = desk.directory.profile(actor.workspace, actor.person)
    except Silent:
        return Outcome(Done())
    if profile is None:
        profile = Profile(actor.person, is_deactivated=True)
    with desk.database.begin() as tx:
        if workspaces.get(tx, actor.workspace) is not None:
            people.learn(tx, actor.workspace, profile, desk.machine_now())
    return Outcome(Done(), stirred=True)


def every_id() -> tuple[frozenset[str], frozenset[str]]:
    """All actions and all forms that have a handler, for checking that nothing drawn has none."""
    return frozenset(Action) & frozenset(ACTIONS), frozenset(FormName) & frozenset(FORMS)
