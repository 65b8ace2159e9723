"""Whether an owner wants to be asked if anyone helped, and what they say."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversations.desk import Desk, NotFound, Turn, taking_turn
from bot.conversations.mygoals import changed_to, item_page
from bot.conversations.sharing import own_item
from bot.ids import Action
from bot.ui import Done, Outcome, Place, Pressed
from bot.views import landing as views
from care.items import State
from care.landing import Said
from storage import deliveries, items, landings
from storage.landings import Landing

Handler = Callable[[Desk, Pressed], Outcome]


def turn_on(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        item = own_item(turn, event.id)
        landings.turn_on(turn.tx, turn.workspace, turn.my_id, item.id, turn.now)
        return _after(turn, event, item.id)


def turn_off(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        item = own_item(turn, event.id)
        _stop(turn, item.id)
        return _after(turn, event, item.id)


# --- all of them at once, in the settings --------------------------------------------------------


def counted(turn: Turn) -> tuple[int, int]:
    """About how many of the things they share they are asked, and how many those are."""
    shared = _shared(turn)
    return len(landings.among(turn.tx, turn.workspace, shared)), len(shared)


def choose(turn: Turn, chosen: str) -> None:
    """ "No" holds also for what is shared with nobody any more."""
    tx, workspace = turn.tx, turn.workspace
    if chosen == views.ALL:
        for item in sorted(_shared(turn)):
            landings.turn_on(tx, workspace, turn.my_id, item, turn.now)
    elif chosen == views.NONE:
        own = [one.id for one in items.own(tx, workspace, turn.my_id)]
        for item in sorted(landings.among(tx, workspace, own)):
            _stop(turn, item)


def _shared(turn: Turn) -> set[str]:
    mine = items.own(turn.tx, turn.workspace, turn.my_id)
    levels, _ = items.standing(turn.tx, turn.workspace, turn.my_id)
    known = {item for item, _ in levels}
    return {one.id for one in mine if one.state is State.ACTIVE and one.id in known}


def _stop(turn: Turn, item: str) -> None:
    found = landings.of_item(turn.tx, turn.workspace, item)
    landings.turn_off(turn.tx, turn.workspace, item)
    _redraw(turn, found)


# --- answering -----------------------------------------------------------------------------------


def _says(said: Said) -> Handler:
    def say(desk: Desk, event: Pressed) -> Outcome:
        with taking_turn(desk, event, once=True) as turn:
            item = own_item(turn, event.id)
            found = landings.of_item(turn.tx, turn.workspace, item.id)
            if found is None:
                raise NotFound
            if not found.is_closed(turn.now):
                landings.answer(turn.tx, turn.workspace, found, said)
            _redraw(turn, found)
            return Outcome(Done(), stirred=True)

    return say


def _redraw(turn: Turn, found: Landing | None) -> None:
    if found is not None and found.asked_in is not None:
        spoke, machine_now = [found.asked_in], turn.desk.machine_now()
        deliveries.mark_stale(turn.tx, turn.workspace, spoke, machine_now)


def _after(turn: Turn, event: Pressed, item: str) -> Outcome:
    if event.place is Place.MESSAGE:
        return Outcome(Done(), stirred=True)
    return changed_to(turn, item_page(turn, own_item(turn, item)))


ACTIONS: dict[Action, Handler] = {
    Action.LAND_ON: turn_on,
    Action.LAND_OFF: turn_off,
    Action.LANDING_YES: _says(Said.YES),
    Action.LANDING_NOT_YET: _says(Said.NOT_YET),
    Action.LANDING_SKIP: _says(Said.SKIP),
}
