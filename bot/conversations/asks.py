"""Somebody asks a leader of theirs for a talk: their words, an exact preview, and a way back."""

from __future__ import annotations

from bot.conversations import finding, mygoals
from bot.conversations.desk import Desk, NotFound, Refused, Turn, homes, looking, taking_turn
from bot.ids import Action, FormName
from bot.ui import Done, Opened, Outcome, Place, Pressed, Show, Submitted
from bot.views import asks as views
from bot.wording import asks as words
from bot.wording import goals as goal_words
from care import policy
from care.bonds import Bond, may_carry_grants
from care.owed import AskState
from care.text import clean
from storage import asks, bonds, deliveries, nudges
from storage.asks import Ask

# --- asking --------------------------------------------------------------------------------------


def open_ask(desk: Desk, event: Opened) -> Outcome:
    """Empty; or with the words of one that is asked of somebody else."""
    with looking(desk, event) as turn:
        before = finding.ask_of_mine(turn, event.id) if event.id else None
    named = leaders_by_name(desk, event, before.leader if before else "")
    typed = (before.words or "") if before else ""
    return Outcome(Show(views.ask(named, typed, event.id)))


def leaders_by_name(desk: Desk, event: Opened, but: str = "") -> list[tuple[Bond, str]]:
    """Those to choose from, each with the name they go by."""
    with looking(desk, event) as turn:
        leaders = [bond for bond in _leaders(turn) if bond.leader != but]
    called = desk.directory.names(event.actor.workspace, [bond.leader for bond in leaders])
    return [(bond, _name(called.get(bond.leader))) for bond in leaders]


def _leaders(turn: Turn) -> list[Bond]:
    found = bonds.of_report(turn.tx, turn.workspace, turn.my_id)
    return [bond for bond in found if may_carry_grants(bond)]


def _name(names: tuple[str, ...] | None) -> str:
    """In full where it is known: a handle alone is nobody's name."""
    whole = (name for name in names or () if " " in name)
    return next(whole, next(iter(names or ()), words.A_LEADER))


def write(desk: Desk, event: Submitted) -> Outcome:
    """Kept for them alone, until they have looked at what would be read."""
    with taking_turn(desk, event, once=True) as turn:
        if event.id:
            finding.ask_of_mine(turn, event.id)
        typed = _typed(event)
        bond = chosen_leader(turn, event)
        _check(turn)
        made = asks.write(turn.tx, turn.workspace, turn.my_id, bond.leader, typed, turn.now)
        return Outcome(Show(views.preview(finding.ask_of_mine(turn, made), event.id)))


def _typed(event: Submitted) -> str:
    said = clean(str(event.values.get("words") or ""))
    if not said:
        raise Refused({"words": goal_words.WRITE_SOMETHING})
    if len(said) > policy.ASK_LONGEST:
        raise Refused({"words": words.TOO_LONG})
    return said


def chosen_leader(turn: Turn, event: Submitted) -> Bond:
    wanted = str(event.values.get("leader") or "")
    found = next((bond for bond in _leaders(turn) if bond.id == wanted), None)
    if found is None:
        raise Refused({"leader": goal_words.CHOOSE_ONE})
    return found


def _check(turn: Turn) -> None:
    if turn.me.not_about_me:
        raise Refused({"words": words.HUSHED})
    if len(asks.by_report(turn.tx, turn.workspace, turn.my_id)) >= policy.ASKS_A_PERSON:
        raise Refused({"words": words.TOO_MANY})


def send(desk: Desk, event: Submitted) -> Outcome:
    thing, _, instead_of = event.id.partition(".")
    with taking_turn(desk, event, once=True) as turn:
        found = finding.ask_of_mine(turn, thing)
        other = finding.ask_of_mine(turn, instead_of) if instead_of else None
        if not any(bond.leader == found.leader for bond in _leaders(turn)):
            raise NotFound
        _send(turn, found)
        if other is not None:
            _close(turn, other, AskState.WITHDRAWN)
        return mygoals.listed(turn)


def _send(turn: Turn, found: Ask) -> None:
    look_at = turn.now + policy.ASKED_BACK_AFTER
    asks.send(turn.tx, turn.workspace, found.id, turn.now, look_at)
    _changed(turn, found)


# --- afterwards ----------------------------------------------------------------------------------


def withdraw(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        _close(turn, finding.ask_of_mine(turn, event.id), AskState.WITHDRAWN)
        return _after(turn, event)


def happened(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        _close(turn, finding.ask_of_mine(turn, event.id), AskState.HAPPENED)
        return _after(turn, event)


def again(desk: Desk, event: Pressed) -> Outcome:
    """Once more to the same leader: the week begins anew."""
    with taking_turn(desk, event, once=True) as turn:
        found = finding.ask_of_mine(turn, event.id)
        _send(turn, found)
        return _after(turn, event)


def _close(turn: Turn, found: Ask, state: AskState) -> None:
    asks.close(turn.tx, turn.workspace, found.id, state, turn.now)
    _changed(turn, found)


def _changed(turn: Turn, found: Ask) -> None:
    bonds.look_again_at(turn.tx, turn.workspace, found.leader, turn.my_id)
    spoke = nudges.about_owed(turn.tx, turn.workspace, found.id)
    spoke += [found.asked_in] if found.asked_in else []
    deliveries.mark_stale(turn.tx, turn.workspace, spoke, turn.desk.machine_now())
    turn.concerned.add(found.leader)


def _after(turn: Turn, event: Pressed) -> Outcome:
    if event.place is Place.FORM:
        return mygoals.listed(turn)
    return Outcome(Done(), stirred=True, home_stale=True, homes=homes(turn))


FORMS = {FormName.ASK: open_ask}
SUBMISSIONS = {FormName.ASK: write, FormName.ASK_SEND: send}
ACTIONS = {
    Action.ASK_WITHDRAW: withdraw,
    Action.ASK_HAPPENED: happened,
    Action.ASK_AGAIN: again,
}
