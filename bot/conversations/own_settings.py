"""A person's own settings: hours, public holidays, the plan, and how often for all their people."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.conversations import landing, pulse
from bot.conversations.desk import Desk, Refused, Turn, looking, taking_turn
from bot.conversations.rhythms import columns, rhythm_in
from bot.conversations.sharing import end_questions
from bot.ids import FormName
from bot.ui import Opened, Outcome, Show, Submitted
from bot.views import own_settings as views
from bot.wording import own_settings as words
from bot.wording.goals import CHOOSE_ONE
from care.hours import Hours
from storage import bonds, people
from storage.calendars import NO_HOLIDAYS, is_place, regions_of


def open_settings(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        helped = landing.counted(turn)
        form = views.settings(turn.place, turn.me, is_leader(turn), turn.calendar, helped)
        return Outcome(Show(form))


def save_settings(desk: Desk, event: Submitted) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        hours = _save_hours(turn, event)
        _save_place(turn, event)
        _save_questions(turn, event)
        if is_leader(turn):
            _save_plan(turn, event, hours)
            _save_rhythm(turn, event)
        bonds.look_again_at_person(turn.tx, turn.workspace, turn.my_id)
        return Outcome(home_stale=True)


def is_leader(turn: Turn) -> bool:
    led = bonds.of_leader(turn.tx, turn.workspace, turn.my_id)
    return any(bond.accepted is not False for bond in led)


def _save_hours(turn: Turn, event: Submitted) -> Hours:
    """Whoever chooses what everybody has follows the workspace from then on."""
    hours = _hours_in(turn, event)
    usual = replace(turn.me, days=None, starts=None, ends=None).hours(turn.place)
    if (hours.days, hours.starts, hours.ends) == (usual.days, usual.starts, usual.ends):
        people.change(turn.tx, turn.workspace, turn.my_id, days=None, starts=None, ends=None)
    else:
        people.set_hours(turn.tx, turn.workspace, turn.my_id, hours)
    return hours


def _hours_in(turn: Turn, event: Submitted) -> Hours:
    chosen = event.values.get("days") or ()
    days = frozenset(int(day) for day in chosen if day in set("0123456"))
    if not days:
        raise Refused({"days": words.ONE_DAY})
    starts, ends = wall(event, "starts"), wall(event, "ends")
    if ends <= starts:
        raise Refused({"ends": words.ENDS_FIRST})
    return Hours(turn.me.hours(turn.place).zone, days, starts, ends)


def wall(event: Submitted, name: str) -> time:
    """A wall time of the form. Raises Refused."""
    try:
        return time.fromisoformat(str(event.values.get(name) or ""))
    except ValueError:
        raise Refused({name: words.NO_SUCH_TIME}) from None


# --- public holidays -----------------------------------------------------------------------------


def _save_place(turn: Turn, event: Submitted) -> None:
    country = holidays_in(str(event.values.get("country") or ""))
    people.change(turn.tx, turn.workspace, turn.my_id, country=country)


def holidays_in(typed: str) -> str | None:
    """A country or region as it is stored; None for wherever the person is. Raises Refused."""
    text = typed.strip().upper()
    if not text:
        return None
    if text in (words.NONE.upper(), NO_HOLIDAYS):
        return NO_HOLIDAYS
    country, _, region = text.partition("-")
    if not is_place(country):
        raise Refused({"country": words.NO_SUCH_COUNTRY})
    known = {one.upper(): one for one in regions_of(country)}
    if region and region not in known:
        raise Refused({"country": words.no_such_region(country, list(known.values()))})
    return f"{country}-{known[region]}" if region else country


def _save_questions(turn: Turn, event: Submitted) -> None:
    """Whether Tend may ask now and then if what they share still holds."""
    answer = event.values.get("still")
    if answer == views.YES:
        people.change(turn.tx, turn.workspace, turn.my_id, asked_still=True)
    elif answer == views.NO and turn.me.asked_still:
        end_questions(turn)
    if event.values.get("pulse") == views.YES:
        people.change(turn.tx, turn.workspace, turn.my_id, asked_pulse=True)
    elif event.values.get("pulse") == views.NO and turn.me.asked_pulse:
        pulse.stop(turn)
    landing.choose(turn, str(event.values.get("helped") or ""))


# --- of a leader ---------------------------------------------------------------------------------


def _save_plan(turn: Turn, event: Submitted, hours: Hours) -> None:
    if not turn.place.own_plan:
        return
    weekday = str(event.values.get("weekday") or "")
    at = wall(event, "at")
    if weekday not in set("0123456"):
        raise Refused({"weekday": CHOOSE_ONE})
    if not hours.starts <= at < hours.ends:
        raise Refused({"at": words.PLAN_OUTSIDE})
    own = {"plan_weekday": int(weekday), "plan_at": f"{at:%H:%M}"}
    if (int(weekday), at) == (turn.place.weekday, turn.place.at):
        own = {"plan_weekday": None, "plan_at": None}  # as everybody: follow the workspace
    people.change(turn.tx, turn.workspace, turn.my_id, **own)


def _save_rhythm(turn: Turn, event: Submitted) -> None:
    """For all their people; what is set for one person or by its owner for one thing is nearer."""
    if turn.place.own_cadence:
        own = rhythm_in(event, turn.place.bounds)
        people.change(turn.tx, turn.workspace, turn.my_id, **columns(own))


FORMS = {FormName.MY_SETTINGS: open_settings}
SUBMISSIONS = {FormName.MY_SETTINGS: save_settings}
