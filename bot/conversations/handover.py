"""After a change of leader: the owner ticks what the new one may see. Nothing is passed on."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations import mygoals
from bot.conversations.desk import Desk, NotFound, Refused, Turn, looking, taking_turn
from bot.conversations.mygoals import bond_with_me, listed, proposal, share_with
from bot.conversations.sharing import own_item
from bot.ids import FormName
from bot.ui import Opened, Outcome, Show, Submitted
from bot.views import handover as views
from bot.views.goals import mark_of
from bot.wording import handover as words
from bot.wording.goals import CHOOSE_ONE
from care.bonds import Bond, may_carry_grants
from care.items import Item, Level, State


def open_choice(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        bond = _bond(turn, event.id)
        return Outcome(Show(views.choice(bond, _unknown(turn, bond))))


def _bond(turn: Turn, id: str) -> Bond:
    """Raises NotFound."""
    bond = bond_with_me(turn, id)
    if not may_carry_grants(bond):
        raise NotFound
    return bond


def _unknown(turn: Turn, bond: Bond) -> list[Item]:
    """What of theirs is active and this leader does not know of."""
    mine = mygoals.mine(turn)
    return [
        item
        for item in mine.items
        if item.state is State.ACTIVE
        and item.content is not None
        and (item.id, bond.leader) not in mine.levels
    ]


def look(desk: Desk, event: Submitted) -> Outcome:
    """Nothing is shared yet: what is ticked is shown word for word."""
    with looking(desk, event) as turn:
        bond = _bond(turn, event.id)
        chosen, level = _chosen(event), str(event.values.get("level") or "")
        if level not in views.LEVELS:
            raise Refused({"level": CHOOSE_ONE})
        found = [item for item in _unknown(turn, bond) if item.id in chosen]
        return _preview(turn, bond, Level(level), found)


def _chosen(event: Submitted) -> tuple[str, ...]:
    given = event.values.get("items") or ()
    chosen = given if isinstance(given, tuple) else (given,)
    if not chosen:
        raise Refused({"items": words.TICK_ONE})
    if len(chosen) > words.MOST:
        raise Refused({"items": words.TOO_MANY})
    return chosen


def _preview(turn: Turn, bond: Bond, level: Level, items: Sequence[Item]) -> Outcome:
    if not items:
        raise NotFound
    proposals = [(item, proposal(turn, bond, level, item)) for item in items]
    return Outcome(Show(views.preview(proposals, turn.my_id, turn.calendar)))


def share(desk: Desk, event: Submitted) -> Outcome:
    """Share was pressed. Of an old preview, the wording as it is now is shown."""
    first, *shown = event.id.split(",")
    thing, _, level = first.partition("=")
    with taking_turn(desk, event, once=True) as turn:
        bond = _bond(turn, thing)
        if level not in views.LEVELS or not 0 < len(shown) <= words.MOST:
            raise NotFound
        pairs = [(own_item(turn, id), mark) for id, _, mark in (s.partition(".") for s in shown)]
        items = [item for item, _ in pairs]
        if any(item.content is None for item in items):
            raise NotFound
        if any(item.content and mark_of(item.content) != mark for item, mark in pairs):
            return _preview(turn, bond, Level(level), items)
        for item in items:
            share_with(turn, item, proposal(turn, bond, Level(level), item))
        return listed(turn)


FORMS = {FormName.HANDOVER: open_choice}
SUBMISSIONS = {FormName.HANDOVER: look, FormName.HANDOVER_SHARE: share}
