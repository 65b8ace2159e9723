"""What an id names, if the actor may do that to it; otherwise it is not found.

Missing, ended and somebody else's take the same way and end the same.
"""

from __future__ import annotations

from bot.conversations.desk import NotFound, Turn
from care.access import Act, Sort, Thing, may
from care.bonds import Bond
from care.items import Item
from care.owed import STANDING, AskState
from storage import (
    askings,
    asks,
    bonds,
    deliveries,
    items,
    nudges,
    promises,
    pulse,
    pulse_answers,
    talks,
)
from storage import thanks as all_thanks
from storage.asks import Ask
from storage.deliveries import Delivery
from storage.items import Shared
from storage.nudges import Nudge
from storage.promises import Promise
from storage.pulse import Round
from storage.pulse_answers import Mine
from storage.talks import Talk
from storage.thanks import Thanks


def item(turn: Turn, id: str, act: Act) -> Item:
    """A goal or challenge, as its owner wrote it. Raises NotFound."""
    found = items.by_id(turn.tx, turn.workspace, id)
    if found is None:
        raise NotFound
    _check(turn, act, Thing(Sort.ITEM, turn.workspace, owner=found.owner))
    return found


def shared(turn: Turn, id: str, owner: str) -> Shared | None:
    """What the actor may know of this item of the owner's; None for nothing."""
    found = items.shared_by_id(turn.tx, turn.workspace, turn.my_id, id)
    if found is None or found.owner != owner:
        return None
    thing = Thing(Sort.SHARED, turn.workspace, found.owner, found.leader, level=found.level)
    return found if may(turn.acting, Act.SEE, thing) else None


def bond_i_lead(turn: Turn, id: str, act: Act) -> Bond:
    """A bond, as its leader sees it: with how they care. Raises NotFound."""
    found = bonds.get(turn.tx, turn.workspace, id)
    if found is None:
        raise NotFound
    _check(turn, act, Thing(Sort.CARE, turn.workspace, leader=found.leader))
    return found


def bond_with_me(turn: Turn, id: str, act: Act) -> Bond:
    """A bond, as its report sees it. Raises NotFound."""
    found = bonds.get(turn.tx, turn.workspace, id)
    if found is None:
        raise NotFound
    _check(turn, act, Thing(Sort.BOND, turn.workspace, report=found.report))
    return found


def nudge(turn: Turn, id: str, act: Act) -> Nudge:
    """Raises NotFound."""
    found = nudges.get(turn.tx, turn.workspace, id)
    if found is None:
        raise NotFound
    _check(turn, act, Thing(Sort.CARE, turn.workspace, leader=found.leader))
    return found


def talk(turn: Turn, id: str, act: Act) -> Talk:
    """Raises NotFound."""
    found = talks.get(turn.tx, turn.workspace, id)
    if found is None:
        raise NotFound
    _check(turn, act, Thing(Sort.CARE, turn.workspace, leader=found.leader))
    return found


def promise_i_made(turn: Turn, id: str) -> Promise:
    """A promise that nobody has closed, as its leader sees it. Raises NotFound."""
    found = _standing(turn, id)
    leader = found.leader if found.leads else ""
    _check(turn, Act.CHANGE, Thing(Sort.PROMISE, turn.workspace, leader=leader))
    return found


def promise_to_me(turn: Turn, id: str) -> Promise:
    """The same, as it was shown to the actor. Raises NotFound."""
    found = _standing(turn, id)
    sort = Sort.SHOWN_PROMISE if found.shown else Sort.PROMISE
    _check(turn, Act.CHANGE, Thing(sort, turn.workspace, report=found.report))
    return found


def _standing(turn: Turn, id: str) -> Promise:
    found = promises.get(turn.tx, turn.workspace, id)
    if found is None or found.state not in STANDING:
        raise NotFound
    return found


def ask_of_mine(turn: Turn, id: str) -> Ask:
    """What the actor asks for, or is about to. Raises NotFound."""
    found = asks.get(turn.tx, turn.workspace, id)
    if found is None or found.state not in (AskState.DRAFT, AskState.OPEN):
        raise NotFound
    sort = Sort.DRAFT if found.state is AskState.DRAFT else Sort.ASK
    _check(turn, Act.CHANGE, Thing(sort, turn.workspace, owner=found.report))
    return found


def thanks(turn: Turn, id: str, act: Act) -> Thanks:
    """By whoever sent or got them; also after they stopped leading. Raises NotFound."""
    found = all_thanks.get(turn.tx, turn.workspace, id)
    if found is None:
        raise NotFound
    _check(turn, act, Thing(Sort.THANKS, turn.workspace, owner=found.giver, leader=found.leader))
    return found


def message(turn: Turn, id: str, act: Act) -> Delivery:
    """What Tend wrote to the actor. Raises NotFound."""
    found = deliveries.get(turn.tx, turn.workspace, id)
    if found is None:
        raise NotFound
    _check(turn, act, Thing(Sort.MESSAGE, turn.workspace, owner=found.address))
    return found


def question(turn: Turn, id: str, act: Act = Act.SEE) -> tuple[Mine, Round]:
    """What the actor may answer about a leader, and its round, held while it is answered.

    Raises NotFound.
    """
    found = pulse_answers.get(turn.tx, turn.workspace, id)
    if found is None:
        raise NotFound
    _check(turn, act, Thing(Sort.PULSE, turn.workspace, owner=found.giver))
    round = pulse.last(turn.tx, turn.workspace)
    if act is Act.CHANGE:
        round = pulse.hold(turn.tx, turn.workspace, found.round)
    if round is None or round.id != found.round:
        raise NotFound
    return found, round


def asking(turn: Turn, id: str) -> str | None:
    """What the actor's words may have meant, once. Raises NotFound."""
    person = askings.whose(turn.tx, turn.workspace, id)
    if person is None:
        raise NotFound
    _check(turn, Act.CHANGE, Thing(Sort.MESSAGE, turn.workspace, owner=person))
    return askings.take(turn.tx, turn.workspace, person, id)


def _check(turn: Turn, act: Act, thing: Thing) -> None:
    if not may(turn.acting, act, thing):
        raise NotFound
