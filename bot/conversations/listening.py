"""Only listening, for a while: whoever has a hard time says so for themselves, and ends it."""

from __future__ import annotations

from datetime import date

from bot.conversations.desk import Desk, Refused, Turn, homes, looking, taking_turn
from bot.ids import Action, FormName
from bot.ui import Done, Opened, Outcome, Pressed, Show, Submitted
from bot.views import listening as views
from bot.wording import listening as words
from bot.wording.goals import CHOOSE_ONE
from storage import bonds, deliveries, nudges, people


def open_form(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event):
        return Outcome(Show(views.listening()))


def begin(desk: Desk, event: Submitted) -> Outcome:
    length = views.LENGTHS.get(str(event.values.get("until") or ""))
    line = event.values.get("line")
    if length is None:
        raise Refused({"until": words.CHOOSE_UNTIL})
    if line not in (views.NOTHING, views.A_LINE):
        raise Refused({"line": CHOOSE_ONE})
    with taking_turn(desk, event, once=True) as turn:
        return _set(turn, turn.calendar.today + length, line == views.A_LINE)


def over(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        return _set(turn, None, False)


def _set(turn: Turn, until: date | None, told: bool) -> Outcome:
    """Plans are made anew; what stands in messages already stays, so that nobody wonders why."""
    values = {"listening_until": until, "listening_told": told}
    people.change(turn.tx, turn.workspace, turn.my_id, **values)
    bonds.look_again_at_person(turn.tx, turn.workspace, turn.my_id)
    for bond in bonds.of_report(turn.tx, turn.workspace, turn.my_id):
        if told or turn.me.listening_told:
            turn.concerned.add(bond.leader)
            spoke = nudges.of_bond(turn.tx, turn.workspace, bond.id)
            machine_now = turn.desk.machine_now()
            deliveries.mark_stale(turn.tx, turn.workspace, spoke, machine_now)
    return Outcome(Done(), stirred=True, home_stale=True, homes=homes(turn))


FORMS = {FormName.LISTENING: open_form}
SUBMISSIONS = {FormName.LISTENING: begin}
ACTIONS = {Action.LISTENING_OVER: over}
