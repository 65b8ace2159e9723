"""The Home tab, a person's own settings, how often, and words in the conversation with Tend."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from bot.conversations import mygoals, mypeople
from bot.conversations.answering import day_ahead
from bot.conversations.desk import Desk, NotFound, Turn, looking, taking_turn
from bot.conversations.mygoals import Refused
from bot.ids import Action, FormName
from bot.ui import Done, Home, HomeOpened, Opened, Outcome, Pressed, Show, Submitted
from bot.views import home as views
from bot.wording import home as words
from bot.wording.goals import CHOOSE_ONE
from care import policy
from care.hours import DAY, Hours, instant
from storage import bonds, deliveries, nudges, people

WEEK = timedelta(days=7)
FREQUENCIES = (1, 2, policy.MONTHLY_WEEKS)


def home(desk: Desk, event: HomeOpened) -> Outcome:
    with looking(desk, event) as turn:
        goals, led = mygoals.mine(turn), mypeople.mine(turn)
        since = turn.calendar.today - WEEK
        waiting = nudges.unanswered(turn.tx, turn.workspace, turn.my_id, since)
        view = views.home(turn.place, turn.me, goals, led, waiting, turn.calendar)
        is_first = not turn.me.has_home
    if is_first:
        with desk.database.begin() as tx:
            people.change(tx, event.actor.workspace, event.actor.person, has_home=True)
    return Outcome(Home(view))


# --- settings ------------------------------------------------------------------------------------


def open_settings(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(views.settings(turn.place, turn.me, _is_leader(turn))))


def save_settings(desk: Desk, event: Submitted) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        hours = _hours_in(turn, event)
        people.set_hours(turn.tx, turn.workspace, turn.my_id, hours)
        if _is_leader(turn):
            _save_plan(turn, event, hours)
        bonds.look_again_at_leader(turn.tx, turn.workspace, turn.my_id)
        return Outcome(home_stale=True)


def _hours_in(turn: Turn, event: Submitted) -> Hours:
    chosen = event.values.get("days") or ()
    days = frozenset(int(day) for day in chosen if day in set("0123456"))
    if not days:
        raise Refused({"days": words.ONE_DAY})
    starts, ends = wall(event, "starts"), wall(event, "ends")
    if ends <= starts:
        raise Refused({"ends": words.ENDS_FIRST})
    return Hours(turn.me.hours(turn.place).zone, days, starts, ends)


def _save_plan(turn: Turn, event: Submitted, hours: Hours) -> None:
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


def wall(event: Submitted, name: str) -> time:
    """A wall time of the form. Raises Refused."""
    try:
        return time.fromisoformat(str(event.values.get(name) or ""))
    except ValueError:
        raise Refused({name: words.NO_SUCH_TIME}) from None


def _is_leader(turn: Turn) -> bool:
    return any(
        bond.accepted is not False for bond in bonds.of_leader(turn.tx, turn.workspace, turn.my_id)
    )


# --- how often -----------------------------------------------------------------------------------


def set_frequency(desk: Desk, event: Pressed) -> Outcome:
    """Fewer, or more often: the button carries the weeks between two plans."""
    delivery, _, weeks = event.id.rpartition(".")
    if not (weeks.isascii() and weeks.isdigit() and int(weeks) in FREQUENCIES):
        raise NotFound
    with taking_turn(desk, event, once=True) as turn:
        choose_frequency(turn, int(weeks))
        return _after(turn, delivery)


def choose_frequency(turn: Turn, weeks: int) -> None:
    """A person's own choice ends what Tend did by itself."""
    today = turn.calendar.today
    halt(turn, plan_every=weeks, slowed=None, slowed_on=today)


def step(turn: Turn, by: int) -> None:
    """One step less, or more, often; nothing beyond the ends."""
    every = turn.me.plan_every or policy.PLAN_EVERY_WEEKS
    at = FREQUENCIES.index(every) + by
    if 0 <= at < len(FREQUENCIES):
        choose_frequency(turn, FREQUENCIES[at])


def halt(turn: Turn, **values: Any) -> None:
    """Set when and how often plans come, and plan anew."""
    heard = {"heard_at": turn.now, "keep_asked_in": None}
    people.change(turn.tx, turn.workspace, turn.my_id, **heard, **values)
    bonds.look_again_at_person(turn.tx, turn.workspace, turn.my_id)


def start_over(turn: Turn) -> None:
    """Neither stopped, paused nor away any more."""
    halt(turn, stopped_at=None, paused_until=None, away_first=None, away_back=None)


def go_away(turn: Turn, first: date, back: date) -> None:
    """Away from ``first`` to the day before ``back``: nothing comes, and nothing about them."""
    people.change(turn.tx, turn.workspace, turn.my_id, away_first=first, away_back=back)
    bonds.look_again_at_person(turn.tx, turn.workspace, turn.my_id)


def stop(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        halt(turn, stopped_at=turn.now)
        return _after(turn, event.id)


def start_again(desk: Desk, event: Pressed) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        start_over(turn)
        return _after(turn, event.id)


def open_pause(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event):
        return Outcome(Show(views.pause(event.id)))


def pause(desk: Desk, event: Submitted) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        hours = turn.me.hours(turn.place)
        until = instant(_pause_day(turn, event, hours), hours.starts, hours.zone)
        halt(turn, paused_until=until)
        return _after(turn, event.id)


def _pause_day(turn: Turn, event: Submitted, hours: Hours) -> date:
    ahead = {views.WEEK: 7, views.TWO_WEEKS: 14}
    choice = str(event.values.get("until") or "")
    if choice in ahead:
        return turn.calendar.today + ahead[choice] * DAY
    if choice != views.PICK:
        raise Refused({"until": CHOOSE_ONE})
    return day_ahead(turn, event, hours)


def _after(turn: Turn, delivery: str) -> Outcome:
    """The plan in which it was pressed shows what is so now."""
    if delivery:
        stale_at = turn.desk.machine_now()
        deliveries.mark_own_stale(turn.tx, turn.workspace, turn.my_id, delivery, stale_at)
    return Outcome(Done(), stirred=True, home_stale=True)


FORMS = {FormName.MY_SETTINGS: open_settings, FormName.PAUSE: open_pause}
SUBMISSIONS = {FormName.MY_SETTINGS: save_settings, FormName.PAUSE: pause}
ACTIONS = {
    Action.FEWER: set_frequency,
    Action.MORE: set_frequency,
    Action.STOP: stop,
    Action.START_AGAIN: start_again,
}
