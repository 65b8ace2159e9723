"""/cadence: admins set the rhythm of the workspace, in one private channel."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversations import admins
from bot.conversations import cadence_changing as changing
from bot.conversations import cadence_pages as pages
from bot.conversations import cadence_people as adding
from bot.conversations import cadence_typed as typed
from bot.conversations.cadence_changing import Told, change, claim_channel
from bot.conversations.cadence_standing import (
    NotAllowed,
    check_admin,
    check_channel,
    for_admins,
    refused,
)
from bot.conversations.desk import Desk, Turn, taking_turn
from bot.ids import Action, FormName
from bot.ui import Command, Form, Opened, Outcome, Pressed, Show, Submitted
from bot.views import cadence as views
from bot.views.pieces import stamp
from bot.wording import admins as admin_words
from storage import workspaces


def command(desk: Desk, event: Command) -> Outcome:
    said = typed.read(event.text)
    if said.helps:
        return typed.help(desk, event, said)
    try:
        check_admin(desk, event)
        check_channel(desk, event, event.channel)
        return _done(desk, event, said)
    except NotAllowed as why:
        return refused(why)


def _done(desk: Desk, event: Command, said: typed.Said) -> Outcome:
    if not said.word:
        return _open(desk, event)
    with taking_turn(desk, event, once=False) as turn:  # the word itself is taken once
        claim_channel(turn, event.channel)
    return typed.do(desk, event, said)


def _open(desk: Desk, event: Command) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        first = claim_channel(turn, event.channel)
        return Outcome(Show(_form(turn)), stirred=first)


def _form(turn: Turn, said: tuple[str, ...] = ()) -> Form:
    return views.form(workspaces.load(turn.tx, turn.workspace), said)


def pressed(act: Callable[[Turn], Told]) -> Callable[[Desk, Pressed], Outcome]:
    """A button of the form: done, and the form as it is now."""

    @for_admins
    def handler(desk: Desk, event: Pressed) -> Outcome:
        with taking_turn(desk, event, once=True) as turn:
            told = act(turn)
            form = Show(_form(turn, told.said))
            return Outcome(form, stirred=True, home_stale=told.changed)

    return handler


@for_admins
def undo(desk: Desk, event: Pressed) -> Outcome:
    """The change that the form spoke of, and not a later one of somebody else's."""
    with taking_turn(desk, event, once=True) as turn:
        if event.id != stamp(turn.place.undo or ""):
            return Outcome(Show(_form(turn, (admin_words.UNDO_OUTDATED,))))
        told = changing.undo(turn)
        return Outcome(Show(_form(turn, told.said)), stirred=True, home_stale=told.changed)


@for_admins
def save(desk: Desk, event: Submitted) -> Outcome:
    """All or nothing; each change is said in the channel, and holds from the next tick on."""
    with taking_turn(desk, event, once=True) as turn:
        if outdated := pages.outdated_by(_form(turn), event):
            return Outcome(outdated)
        told = change(turn, pages.main_in(turn, event))
        return Outcome(stirred=told.changed, home_stale=told.changed)


COMMANDS = {"/cadence": command}
FORMS: dict[str, Callable[[Desk, Opened], Outcome]] = {**pages.FORMS, **admins.FORMS}
SUBMISSIONS = {
    **pages.SUBMISSIONS,
    **admins.SUBMISSIONS,
    FormName.CADENCE: save,
    FormName.ADD_PEOPLE: adding.save,
}
ACTIONS = {
    Action.START: pressed(changing.start),
    Action.START_PILOT: pressed(changing.start_pilot),
    Action.PAUSE_ALL: pressed(changing.pause),
    Action.GO_ON: pressed(changing.resume),
    Action.UNDO_CHANGE: undo,
    Action.COUNT: pressed(changing.count),
    **admins.ACTIONS,
}
