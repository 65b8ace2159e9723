"""What my leaders may be told of me, word for word; stopping it; and no nudges about me at all."""

from __future__ import annotations

from bot.conversations.desk import Desk, Turn, looking, page_start, taking_turn
from bot.conversations.mygoals import bond_with_me, changed_to, mine, mirrors
from bot.conversations.sharing import own_item, redraw_question, tell_less
from bot.ids import Action, FormName
from bot.ui import Done, Event, Form, Opened, Outcome, Place, Pressed, Show
from bot.views import mirror as views
from care.items import Level
from storage import items, people
from storage.hushing import set_hushed


def show(desk: Desk, event: Event) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(page(turn)))


def open_page(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(page(turn, page_start(event.id))))


def page(turn: Turn, start: int = 0) -> Form:
    listed = mine(turn)
    shared = mirrors(turn, listed, items.shares(turn.tx, turn.workspace, turn.my_id))
    return views.page(views.Mirrored(turn.me, listed, shared), start)


# --- stopping ------------------------------------------------------------------------------------


def stop_one(desk: Desk, event: Pressed) -> Outcome:
    """This leader knows of this thing no longer; whoever else does still does."""
    thing, _, bond = event.id.partition(".")
    with taking_turn(desk, event, once=True) as turn:
        item = own_item(turn, thing)
        leader = bond_with_me(turn, bond).leader
        _stop(turn, [item.id], leader)
        return changed_to(turn, views.stopped(leader))


def stop_all(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        leader = bond_with_me(turn, event.id).leader
        levels = items.levels(turn.tx, turn.workspace, turn.my_id)
        _stop(turn, [item for item, knowing in levels if knowing == leader], leader)
        return changed_to(turn, views.stopped(leader))


def _stop(turn: Turn, things: list[str], leader: str) -> None:
    for thing in things:
        tell_less(turn, thing, leader, Level.PRIVATE)
        redraw_question(turn, thing)


# --- no nudges about me --------------------------------------------------------------------------


def hush(desk: Desk, event: Event) -> Outcome:
    """Nothing is deleted, and no leader is told."""
    return _set_hushed(desk, event, True)


def unhush(desk: Desk, event: Event) -> Outcome:
    return _set_hushed(desk, event, False)


def _set_hushed(desk: Desk, event: Event, hushed: bool) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        tx, workspace = turn.tx, turn.workspace
        set_hushed(tx, workspace, turn.my_id, hushed, desk.machine_now())
        in_home = isinstance(event, Pressed) and event.place is not Place.FORM
        answer = Done() if in_home else Show(views.hushed(people.load(tx, workspace, turn.my_id)))
        return Outcome(answer, stirred=True, home_stale=True)


FORMS = {FormName.SHARED: open_page}
ACTIONS = {
    Action.STOP_TELLING: stop_one,
    Action.STOP_TELLING_ALL: stop_all,
    Action.HUSH: hush,
    Action.UNHUSH: unhush,
}
