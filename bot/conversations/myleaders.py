"""Who leads me: named, confirmed, refused, removed."""

from __future__ import annotations

from bot.conversations.desk import Desk, Turn, homes, looking, may_be_chosen, taking_turn
from bot.conversations.mygoals import bond_with_me, listed, mine
from bot.ids import Action, FormName
from bot.ui import Done, Invalid, Opened, Outcome, Place, Pressed, Show, Submitted
from bot.views import goals as views
from bot.wording import goals as words
from care.bonds import Bond
from storage import bonds, endings, people


def open_name_leader(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(views.name_leader(mine(turn))))


def welcome(desk: Desk, event: Submitted) -> Outcome:
    """First use: the promise was read; a leader may be named."""
    return _name(desk, event, optional=True)


def name_leader(desk: Desk, event: Submitted) -> Outcome:
    return _name(desk, event, optional=False)


def _name(desk: Desk, event: Submitted, optional: bool) -> Outcome:
    leader = str(event.values.get("leader") or "")
    flaw = _flaw_of_leader(desk, event, leader, optional)
    if flaw:
        return Outcome(Invalid({"leader": flaw}))
    with taking_turn(desk, event, once=True) as turn:
        people.change(turn.tx, turn.workspace, turn.my_id, welcomed_at=turn.now)
        if leader:
            bonds.report_says(turn.tx, turn.workspace, leader, turn.my_id, turn.now)
            turn.concerned.add(leader)
        return Outcome(Show(views.list_page(mine(turn))), home_stale=True, homes=homes(turn))


def _flaw_of_leader(desk: Desk, event: Submitted, leader: str, optional: bool) -> str | None:
    if not leader:
        return None if optional else words.CHOOSE_ONE
    if leader == event.actor.person:
        return words.NOT_YOURSELF
    may = may_be_chosen(desk, event, leader)
    return None if may else words.NOT_THIS_PERSON


def confirm_leader(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        bond = bond_with_me(turn, event.id)
        bonds.change(turn.tx, turn.workspace, bond.id, confirmed=True)
        people.change(turn.tx, turn.workspace, turn.my_id, welcomed_at=turn.now)
        turn.concerned.add(bond.leader)
        return _list_where_open(turn, event)


def refuse_leader(desk: Desk, event: Pressed) -> Outcome:
    """The leader learns nothing of it."""
    with taking_turn(desk, event, once=True) as turn:
        bond = bond_with_me(turn, event.id)
        if bond.confirmed:  # an old page: said yes since, and perhaps shared something
            _end_sharing_with(turn, bond)
        bonds.change(turn.tx, turn.workspace, bond.id, confirmed=False)
        return _list_where_open(turn, event)


def _list_where_open(turn: Turn, event: Pressed) -> Outcome:
    """The list, drawn anew where it is open; pressed in Home, Home is drawn anew."""
    answer = Show(views.list_page(mine(turn))) if event.place is Place.FORM else Done()
    return Outcome(answer, stirred=True, home_stale=True, homes=homes(turn))


def remove_leader(desk: Desk, event: Pressed) -> Outcome:
    """Nothing of mine is theirs to know any more; the leader's own record stays."""
    with taking_turn(desk, event, once=True) as turn:
        bond = bond_with_me(turn, event.id)
        _end_sharing_with(turn, bond)
        bonds.change(turn.tx, turn.workspace, bond.id, confirmed=False)
        return listed(turn)


def _end_sharing_with(turn: Turn, bond: Bond) -> None:
    endings.unshare(turn.tx, turn.workspace, bond.id)
    bonds.look_again_at(turn.tx, turn.workspace, bond.leader, turn.my_id)
    turn.concerned.add(bond.leader)


def not_now(desk: Desk, event: Pressed) -> Outcome:
    """Who leads people is not asked again who leads them."""
    with taking_turn(desk, event, once=True) as turn:
        people.change(turn.tx, turn.workspace, turn.my_id, offered_leader=True)
        return Outcome(Done(), home_stale=True)


FORMS = {FormName.NAME_LEADER: open_name_leader}
SUBMISSIONS = {FormName.WELCOME: welcome, FormName.NAME_LEADER: name_leader}
ACTIONS = {
    Action.CONFIRM_LEADER: confirm_leader,
    Action.REFUSE_LEADER: refuse_leader,
    Action.REMOVE_LEADER: remove_leader,
    Action.NO_LEADER_NOW: not_now,
}
