"""The Home tab, how often plans come, and being away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bot.conversations import landed, mygoals, mypeople, pulse
from bot.conversations.answering import day_ahead
from bot.conversations.desk import Desk, NotFound, Refused, Turn, homes, looking, taking_turn
from bot.ids import Action, FormName
from bot.ui import Done, Home, HomeOpened, Opened, Outcome, Pressed, Show, Submitted
from bot.views import home as views
from bot.views import own_settings as own_views
from bot.views import seen_by
from bot.wording import own_settings as own_words
from bot.wording.goals import CHOOSE_ONE
from care import policy
from care.hours import DAY, Hours, instant
from care.items import day_in
from storage import bonds, deliveries, nudges, people

WEEK = timedelta(days=7)
FARTHEST_AWAY = timedelta(days=policy.FARTHEST_DAYS_AHEAD)  # a year's leave is one leave
FREQUENCIES = (1, 2, policy.MONTHLY_WEEKS)


def home(desk: Desk, event: HomeOpened) -> Outcome:
    with looking(desk, event) as turn:
        goals, led = mygoals.mine(turn), mypeople.mine(turn)
        since = turn.calendar.today - WEEK
        waiting = nudges.unanswered(turn.tx, turn.workspace, turn.my_id, since)
        asked, lands = pulse.mine(turn), landed.mine(turn)
        view = views.home(turn.place, turn.me, goals, led, waiting, turn.calendar, asked, lands)
        is_first = not turn.me.has_home
    if is_first:
        with desk.database.begin() as tx:
            people.change(tx, event.actor.workspace, event.actor.person, has_home=True)
    return Outcome(Home(seen_by.home(view)))


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
    if turn.me.keep_asked_in is not None:  # its question is answered by this
        machine_now = turn.desk.machine_now()
        asked_in = turn.me.keep_asked_in
        deliveries.mark_own_stale(turn.tx, turn.workspace, turn.my_id, asked_in, machine_now)


def start_over(turn: Turn) -> None:
    """Neither stopped, paused nor away any more."""
    halt(turn, stopped_at=None, paused_until=None, away_first=None, away_back=None)
    _concerns_my_leaders(turn)


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
    return Outcome(Done(), stirred=True, home_stale=True, homes=homes(turn))


# --- away ----------------------------------------------------------------------------------------


def open_away(desk: Desk, event: Opened) -> Outcome:
    with looking(desk, event) as turn:
        return Outcome(Show(own_views.away(turn.me, turn.calendar)))


def away(desk: Desk, event: Submitted) -> Outcome:
    with taking_turn(desk, event, once=True) as turn:
        first, back = _day(event, "first"), _day(event, "back")
        _check_away(turn, first, back)
        go_away(turn, first, back)
        return _after(turn, "")


def _day(event: Submitted, name: str) -> date:
    day = day_in(str(event.values.get(name) or ""))
    if day is None:
        raise Refused({name: own_words.NO_SUCH_DAY})
    return day


def _check_away(turn: Turn, first: date, back: date) -> None:
    """Raises Refused. A leave that has begun keeps its beginning."""
    today = turn.calendar.today
    if first < today and first != turn.me.away_first:
        raise Refused({"first": own_words.FIRST_IN_THE_PAST})
    if back <= first:
        raise Refused({"back": own_words.BACK_NOT_AFTER})
    if back <= today:
        raise Refused({"back": own_words.BACK_IN_THE_PAST})
    for name, day in (("first", first), ("back", back)):
        if day > today + FARTHEST_AWAY:
            raise Refused({name: own_words.TOO_FAR})


def go_away(turn: Turn, first: date, back: date) -> None:
    """Away from ``first`` to the day before ``back``: nothing comes, and nothing about them."""
    halt(turn, away_first=first, away_back=back)
    _concerns_my_leaders(turn)


def i_am_back(desk: Desk, event: Pressed) -> Outcome:
    """It ends now, and with it the quiet days after it."""
    with taking_turn(desk, event, once=True) as turn:
        halt(turn, away_first=None, away_back=None)
        _concerns_my_leaders(turn)
        return _after(turn, "")


def _concerns_my_leaders(turn: Turn) -> None:
    """Their Home says when each of their people may come up next."""
    mine = bonds.of_report(turn.tx, turn.workspace, turn.my_id)
    turn.concerned.update(bond.leader for bond in mine)


FORMS = {FormName.PAUSE: open_pause, FormName.AWAY: open_away}
SUBMISSIONS = {FormName.PAUSE: pause, FormName.AWAY: away}
ACTIONS = {
    Action.I_AM_BACK: i_am_back,
    Action.FEWER: set_frequency,
    Action.MORE: set_frequency,
    Action.STOP: stop,
    Action.START_AGAIN: start_again,
}
