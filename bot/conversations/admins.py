"""Who may set the cadence: admins make each other so, in the admin channel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.conversations.cadence_changing import Told, announce, note
from bot.conversations.cadence_reading import Misread, mentioned
from bot.conversations.cadence_standing import NotAllowed, for_admins
from bot.conversations.desk import Desk, Refused, Turn, looking, taking_turn
from bot.ids import Action, FormName
from bot.ui import Command, Event, Form, Opened, Outcome, Person, Pressed, Reply, Show, Submitted
from bot.views import admins as views
from bot.views import cadence as cadence_views
from bot.wording import admins as words
from bot.wording import cadence as cadence_words
from care.people import Profile, may_take_part
from storage import admins
from storage.admins import Admin

WAITS = timedelta(days=7)  # for the word of a second admin
Act = Callable[[Turn, str, Profile | None], Told]


# --- by form -------------------------------------------------------------------------------------


@for_admins
def opened(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(form(turn)))


def form(turn: Turn, said: tuple[str, ...] = ()) -> Form:
    listed = [one for one in admins.everyone(turn.tx, turn.workspace) if _counts(turn, one)]
    return views.form(listed, turn.my_id, said)


@for_admins
def save(desk: Desk, event: Submitted) -> Outcome:
    person = str(event.values.get("person") or "")
    if not person:
        raise Refused({"person": words.SOMEBODY})
    try:
        return _shown(desk, event, add, person)
    except Misread as flaw:
        raise Refused({"person": flaw.sentence}) from None


def pressed(act: Act) -> Callable[[Desk, Pressed], Outcome]:
    @for_admins
    def handler(desk: Desk, event: Pressed) -> Outcome:
        try:
            return _shown(desk, event, act, event.id)
        except Misread as flaw:
            with looking(desk, event) as turn:
                return Outcome(Show(form(turn, (flaw.sentence,))))

    return handler


def _shown(desk: Desk, event: Event, act: Act, person: str) -> Outcome:
    profile = _profile(desk, event, person)
    with taking_turn(desk, event, once=True) as turn:
        told = _done(turn, act, person, profile)
        return Outcome(Show(form(turn, told.said)), stirred=told.changed)


# --- by word -------------------------------------------------------------------------------------


def typed(desk: Desk, event: Command, rest: str) -> Outcome:
    """ "add @Tom", "remove @Tom". Raises Misread."""
    word, _, who = rest.partition(" ")
    act = {"add": add, "confirm": add, "remove": remove}.get(word.lower())
    if act is None:
        raise Misread(words.ONE_PERSON)
    person = _one(who)
    profile = _profile(desk, event, person)
    with taking_turn(desk, event, once=True) as turn:
        told = _done(turn, act, person, profile)
        return Outcome(Reply(cadence_views.told(*told.said)), stirred=True)


def _one(typed: str) -> str:
    try:
        (person,) = mentioned(typed)
    except (Misread, ValueError):
        raise Misread(words.ONE_PERSON) from None
    return person


def _profile(desk: Desk, event: Event, person: str) -> Profile | None:
    """Whatever is no id at all is not asked about. Raises Silent."""
    return desk.directory.profile(event.actor.workspace, person) if person.isalnum() else None


# --- what is done --------------------------------------------------------------------------------


def _done(turn: Turn, act: Act, person: str, profile: Profile | None) -> Told:
    """The list is held, so whoever was removed a moment ago removes nobody. Raises NotAllowed."""
    admins.hold(turn.tx, turn.workspace)
    if not admins.has(turn.tx, turn.workspace, turn.my_id):
        raise NotAllowed((cadence_words.NOT_AN_ADMIN,))
    return act(turn, person, profile)


def add(turn: Turn, person: str, profile: Profile | None) -> Told:
    """At once with the platform's own role, otherwise with a second admin. Raises Misread."""
    listed = admins.get(turn.tx, turn.workspace, person)
    if listed is not None and listed.confirmed:
        return Told((words.ALREADY,))
    if profile is None or not may_take_part(profile):
        raise Misread(words.NOT_THEM)
    if profile.is_admin:
        return _add(turn, person)
    if listed is None or not _counts(turn, listed):
        return _propose(turn, person)
    return Told((words.WAITS,)) if listed.added_by == turn.my_id else _confirm(turn, person)


def _add(turn: Turn, person: str) -> Told:
    admins.add(turn.tx, turn.workspace, person, turn.my_id, turn.now)
    announce(turn, *words.added(Person(turn.my_id), Person(person)))
    note(turn, "admin_added", person)
    return Told((words.DONE,), changed=True)


def _propose(turn: Turn, person: str) -> Told:
    admins.propose(turn.tx, turn.workspace, person, turn.my_id, turn.now)
    announce(turn, *words.proposed(Person(turn.my_id), Person(person)))
    note(turn, "admin_proposed", person)
    alone = admins.confirmed(turn.tx, turn.workspace) == [turn.my_id]
    said = (words.ASKED, words.ALONE) if alone else (words.ASKED,)
    return Told((*said, words.DONE), changed=True)


def _confirm(turn: Turn, person: str) -> Told:
    admins.add(turn.tx, turn.workspace, person, turn.my_id, turn.now)
    announce(turn, *words.confirmed(Person(turn.my_id), Person(person)))
    note(turn, "admin_confirmed", person)
    return Told((words.DONE,), changed=True)


def remove(turn: Turn, person: str, _profile: Profile | None) -> Told:
    """An admin, or the wish that somebody becomes one. Never the last one."""
    listed = admins.get(turn.tx, turn.workspace, person)
    if listed is None:
        return Told((words.NOT_LISTED,))
    if listed.confirmed and len(admins.confirmed(turn.tx, turn.workspace)) == 1:
        return Told((words.LAST,))
    admins.remove(turn.tx, turn.workspace, person)
    said = words.removed if listed.confirmed else words.withdrew
    announce(turn, *said(Person(turn.my_id), Person(person)))
    note(turn, "admin_removed" if listed.confirmed else "admin_withdrawn", person)
    return Told((words.DONE,), changed=True)


def _counts(turn: Turn, listed: Admin) -> bool:
    """An admin, or the wish of somebody who is one still and asked for it lately."""
    if listed.confirmed:
        return True
    asked_by = listed.added_by or ""
    return turn.now - listed.added_at < WAITS and admins.has(turn.tx, turn.workspace, asked_by)


FORMS: dict[str, Callable[[Desk, Opened], Outcome]] = {FormName.ADMINS: opened}
SUBMISSIONS: dict[str, Callable[[Desk, Submitted], Outcome]] = {FormName.ADMINS: save}
ACTIONS = {Action.CONFIRM_ADMIN: pressed(add), Action.REMOVE_ADMIN: pressed(remove)}
