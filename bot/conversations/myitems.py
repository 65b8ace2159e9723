"""What becomes of a goal or challenge: reached, no longer shared, still true, deleted."""

from __future__ import annotations

from bot.conversations.desk import Desk, Turn, homes, taking_turn
from bot.conversations.mygoals import changed_to, item_page, listed
from bot.conversations.sharing import (
    changed_for_leaders,
    end_questions,
    knowing,
    own_item,
    redraw_question,
    stop_sharing_with_all,
)
from bot.ids import Action
from bot.ui import Done, Outcome, Place, Pressed
from care.items import State
from storage import deliveries, items


def reached(desk: Desk, event: Pressed) -> Outcome:
    return _set_state(desk, event, State.DONE)


def reopen(desk: Desk, event: Pressed) -> Outcome:
    return _set_state(desk, event, State.ACTIVE)


def _set_state(desk: Desk, event: Pressed, state: State) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        item = own_item(turn, event.id)
        items.set_state(turn.tx, turn.workspace, turn.my_id, item.id, state, turn.now)
        changed_for_leaders(turn, item.id)
        return _page_where_open(turn, event, item.id)


def stop_sharing(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        item = own_item(turn, event.id)
        stop_sharing_with_all(turn, item.id)
        return _page_where_open(turn, event, item.id)


def _page_where_open(turn: Turn, event: Pressed, item: str) -> Outcome:
    """The item's page, or the question in which it was pressed, drawn anew where it stands."""
    redraw_question(turn, item)
    if event.place is Place.MESSAGE:
        return Outcome(Done(), stirred=True, home_stale=True, homes=homes(turn))
    return changed_to(turn, item_page(turn, own_item(turn, item)))


def still_true(desk: Desk, event: Pressed) -> Outcome:
    """It goes on being shared, and is asked about again after as long a time."""
    with taking_turn(desk, event, once=True) as turn:
        item = own_item(turn, event.id)
        if knowing(turn, item.id):
            items.touch(turn.tx, turn.workspace, turn.my_id, item.id, turn.now)
        return _page_where_open(turn, event, item.id)


def stop_asking(desk: Desk, event: Pressed) -> Outcome:
    """No such question any more: what is shared stays shared until its owner stops it."""
    with taking_turn(desk, event, once=True) as turn:
        end_questions(turn)
        deliveries.mark_own_stale(turn.tx, turn.workspace, turn.my_id, event.id, desk.machine_now())
        return Outcome(Done(), stirred=True, home_stale=True)


def delete(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        item = own_item(turn, event.id)
        changed_for_leaders(turn, item.id)
        items.erase(turn.tx, turn.workspace, turn.my_id, item.id)
        return listed(turn)


ACTIONS = {
    Action.REACHED: reached,
    Action.REOPEN: reopen,
    Action.STOP_SHARING: stop_sharing,
    Action.DELETE_ITEM: delete,
    Action.STILL_TRUE: still_true,
    Action.STOP_ASKING: stop_asking,
}
