"""Somebody thanks a leader of theirs, in their own words and with their name."""

from __future__ import annotations

from datetime import timedelta

from bot.conversations import finding
from bot.conversations.asks import chosen_leader, leaders_by_name
from bot.conversations.desk import Desk, Refused, looking, taking_turn
from bot.ids import FormName
from bot.ui import Opened, Outcome, Show, Submitted
from bot.views import thanks as views
from bot.wording import goals as goal_words
from bot.wording import thanks as words
from care import policy
from care.access import Act
from care.text import clean
from storage import deliveries, thanks
from storage.deliveries import Kind

GOOD_FOR = timedelta(days=14)


def open_form(desk: Desk, event: Opened) -> Outcome:
    return Outcome(Show(views.form(leaders_by_name(desk, event))))


def give(desk: Desk, event: Submitted) -> Outcome:
    """Once a day to each leader; it waits for their hours like any news."""
    said = _typed(event)
    with taking_turn(desk, event, once=True) as turn:
        leader = chosen_leader(turn, event).leader
        slot = (turn.workspace, Kind.THANKS, leader, f"{turn.my_id}.{turn.calendar.today}")
        times = (turn.now, turn.now + GOOD_FOR, None, turn.now)
        delivery = deliveries.slot(turn.tx, *slot, *times)
        if delivery is None:
            raise Refused({"words": words.ONCE_A_DAY})
        thanks.give(turn.tx, turn.workspace, turn.my_id, leader, said, delivery, turn.now)
        return Outcome(Show(views.given(leader)), stirred=True)


def _typed(event: Submitted) -> str:
    said = clean(str(event.values.get("words") or ""))
    if not said:
        raise Refused({"words": goal_words.WRITE_SOMETHING})
    if len(said) > policy.ASK_LONGEST:
        raise Refused({"words": words.TOO_LONG})
    return said


def show(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(views.shown(finding.thanks(turn, event.id, Act.SEE))))


FORMS = {FormName.THANKS: open_form, FormName.SHOW_THANKS: show}
SUBMISSIONS = {FormName.THANKS: give}
