"""What a plan asks besides: keep, fewer, stop? And: was this useful?"""

from __future__ import annotations

from bot.conversations import finding
from bot.conversations.desk import Desk, NotFound, Turn, taking_turn
from bot.ids import Action
from bot.ui import Outcome, Pressed
from care.access import Act
from storage import deliveries, people
from storage.deliveries import Asks


def keep(desk: Desk, event: Pressed) -> Outcome:
    """Plans come as before; silence is counted anew."""
    with taking_turn(desk, event, once=True) as turn:
        heard = {"keep_asked_in": None, "heard_at": turn.now}
        people.change(turn.tx, turn.workspace, turn.my_id, **heard)
        return _redraw(turn, event.id)


def useful(desk: Desk, event: Pressed) -> Outcome:
    return _judge(desk, event, True)


def not_useful(desk: Desk, event: Pressed) -> Outcome:
    return _judge(desk, event, False)


def _judge(desk: Desk, event: Pressed, was_useful: bool) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        plan = finding.message(turn, event.id, Act.CHANGE)
        if plan.asks is not Asks.USEFUL:
            raise NotFound
        deliveries.was_useful(turn.tx, turn.workspace, plan.id, was_useful)
        people.change(turn.tx, turn.workspace, turn.my_id, heard_at=turn.now)
        return _redraw(turn, event.id)


def _redraw(turn: Turn, delivery: str) -> Outcome:
    machine_now = turn.desk.machine_now()
    deliveries.mark_own_stale(turn.tx, turn.workspace, turn.my_id, delivery, machine_now)
    return Outcome(stirred=True, home_stale=True)


ACTIONS = {Action.KEEP: keep, Action.USEFUL: useful, Action.NOT_USEFUL: not_useful}
