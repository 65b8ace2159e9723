"""The Care Factor: reckoned for the leader who opens it, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

from bot.conversations import landed, mypeople
from bot.conversations.desk import Desk, Turn, looking, page_start
from bot.ids import FormName
from bot.ui import Form, Opened, Outcome, Show
from bot.views import factor as views
from bot.views.factor import MyFactor
from bot.views.people import Bonded
from care import policy
from care.bonds import serves
from care.factor import WEEKS, Factor, Led, reckon
from storage import factor, people

AT_A_GLANCE = timedelta(weeks=WEEKS)
AS_FAR_BACK = AT_A_GLANCE + timedelta(days=policy.LONGEST_CADENCE)


def open_page(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(shown(turn, page_start(event.id))))


def shown(turn: Turn, start: int = 0) -> Form:
    return views.page(mine(turn), start)


def mine(turn: Turn) -> MyFactor | None:
    """None for who leads nobody."""
    led = _led(turn)
    return MyFactor(_did(turn, led), landed.mine(turn), turn.calendar) if led else None


def _did(turn: Turn, led: list[Led]) -> Factor:
    whose = (turn.tx, turn.workspace, turn.my_id)
    today, zone = turn.calendar.today, turn.calendar.zone
    talks = factor.talks(*whose, today - AS_FAR_BACK)
    plans = factor.plans(*whose, turn.now - 2 * AT_A_GLANCE, zone)
    return reckon(led, talks, plans, today)


def _led(turn: Turn) -> list[Led]:
    """In the order of Home; without those who have left."""
    found = [one for one in mypeople.mine(turn).people if serves(one.bond)]
    here = people.several(turn.tx, turn.workspace, [one.bond.report for one in found])
    return [
        _one(turn, bonded)
        for bonded in found
        if (known := here.get(bonded.bond.report)) is None or known.may_take_part
    ]


def _one(turn: Turn, one: Bonded) -> Led:
    since = turn.calendar.local(one.bond.since).date()
    away = one.held_until is not None and one.held_until > turn.calendar.today
    return Led(one.bond.report, since, one.cadence.ideal, one.talked_on, away)


FORMS = {FormName.CARE_FACTOR: open_page}
