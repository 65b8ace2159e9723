"""An owner says that what they shared before a restore holds still: all of it, or one thing."""

from __future__ import annotations

from bot.conversations.desk import Desk, NotFound, Turn, homes, taking_turn
from bot.conversations.mirroring import page
from bot.conversations.mygoals import bond_with_me, changed_to
from bot.conversations.sharing import changed, own_item, redraw_hold, redraw_question
from bot.ids import Action
from bot.ui import Done, Outcome, Place, Pressed
from care.bonds import Bond, may_carry_grants
from storage import bonds, items


def share_still(desk: Desk, event: Pressed) -> Outcome:
    """One thing, to one leader."""
    thing, _, bond = event.id.partition(".")
    with taking_turn(desk, event, once=True) as turn:
        item, led = own_item(turn, thing), bond_with_me(turn, bond)
        if not may_carry_grants(led):
            raise NotFound
        _share(turn, item.id, led)
        return changed_to(turn, page(turn))


def share_still_all(desk: Desk, event: Pressed) -> Outcome:
    """Everything that is on hold for those who lead them now."""
    with taking_turn(desk, event, once=True) as turn:
        mine = bonds.of_report(turn.tx, turn.workspace, turn.my_id)
        leaders = {bond.leader: bond for bond in mine if may_carry_grants(bond)}
        for item, leader in items.suspended(turn.tx, turn.workspace, turn.my_id):
            if leader in leaders:
                _share(turn, item, leaders[leader])
        redraw_hold(turn)
        if event.place is Place.FORM:
            return changed_to(turn, page(turn))
        return Outcome(Done(), stirred=True, home_stale=True, homes=homes(turn))


def _share(turn: Turn, item: str, bond: Bond) -> None:
    if items.confirm(turn.tx, turn.workspace, turn.my_id, item, bond.leader):
        items.touch(turn.tx, turn.workspace, turn.my_id, item, turn.now)
        changed(turn, item, bond.leader)
        redraw_question(turn, item)


ACTIONS = {Action.SHARE_STILL: share_still, Action.SHARE_STILL_ALL: share_still_all}
