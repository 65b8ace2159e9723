"""The Home tab, and the form for a pause."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.ids import Action, FormName
from bot.ui import (
    Buttons,
    ChoiceField,
    DateField,
    Divider,
    Form,
    Heading,
    Option,
    Part,
    View,
)
from bot.views import asks as ask_views
from bot.views import goals as goal_views
from bot.views import listening as listening_views
from bot.views import own_settings as own_views
from bot.views import people as people_views
from bot.views.factor import button as factor_button
from bot.views.goals import MyGoals
from bot.views.landed import Landing, guess_waits
from bot.views.mirror import hush_button
from bot.views.nudges import how_often_buttons
from bot.views.on_hold import banner
from bot.views.people import Bonded, MyPeople
from bot.views.pieces import Calendar, do, hour, opens, quiet, text
from bot.views.promises import to_me
from bot.views.pulse import Asked, in_home
from bot.wording import goals as goal_words
from bot.wording import home as words
from bot.wording import mirror as mirror_words
from bot.wording import nudges as nudge_words
from bot.wording import people as people_words
from bot.wording.times import WEEKDAYS
from care.bonds import serves, waits_for_leader, waits_for_report
from care.owed import PromiseState
from jobs.facts import leader_cadence_of
from storage.people import Person as PersonRow
from storage.workspaces import Workspace

GOALS_SHOWN = 5
PEOPLE_SHOWN = 8
OWED_SHOWN = 2  # promises, talks asked for, and leaders about whom they are asked
BRIEF_ROW = 3  # parts of somebody of whom nothing is told that they share
ROOM = 99  # Slack draws a hundred blocks and drops the end; the last says who sees the page
WEEK, TWO_WEEKS, PICK = "week", "two_weeks", "pick"


def home(
    place: Workspace,
    me: PersonRow,
    goals: MyGoals,
    people: MyPeople,
    unanswered: int,
    calendar: Calendar,
    asked: Asked | None = None,
    lands: Landing | None = None,
) -> View:
    """``unanswered`` is the number of nudges of this week that wait in the messages."""
    parts: list[Part] = []
    if place.started_at is None:
        parts += [quiet(words.NOT_STARTED), Divider()]
    parts += [*in_home(asked, calendar), Divider()] if asked else []
    parts += [*_goals(goals), *_offer_leader(me, goals, people), Divider()]
    lead, ways = _people_said(people, unanswered), _people_ways(people, lands)
    settings = _settings(place, me, bool(people.people), bool(goals.bonds), calendar)
    room = ROOM - sum(map(len, (parts, lead, ways, settings)))
    parts += [*lead, *_rows(people, room), *ways, *settings]
    return View((words.HOME_SUMMARY,), tuple(parts))


def _goals(mine: MyGoals) -> list[Part]:
    parts: list[Part] = [Heading(words.GOALS_HEADING), *banner(mine.on_hold)]
    asked = [bond for bond in mine.bonds if waits_for_report(bond)]
    parts += [part for bond in asked[:OWED_SHOWN] for part in goal_views.asked_by(bond)]
    parts += ask_views.mine(mine.asks[:OWED_SHOWN], mine.calendar)
    parts += to_me(mine.promises[:OWED_SHOWN], mine.calendar)
    shared = {item for item, leader in mine.levels if (item, leader) not in mine.suspended}
    count = words.goals(len(mine.items), len(shared)) if mine.items else words.NO_GOALS
    parts.append(text(count))
    for item in mine.items[:GOALS_SHOWN]:
        parts += goal_views.summary(item, mine)
    buttons = (
        opens(words.GOALS_BUTTON, FormName.MY_GOALS),
        opens(words.ADD_GOAL_BUTTON, FormName.ITEM),
        *([ask_views.ask_button()] if mine.leaders else []),
        opens(goal_words.WHAT_IS_TOLD, FormName.SHARED),
    )
    return [*parts, Buttons(buttons)]


def _offer_leader(me: PersonRow, goals: MyGoals, people: MyPeople) -> list[Part]:
    """Leaders are led, too. Offered until they say not now, and never in a message."""
    if me.offered_leader or goals.bonds or not people.people:
        return []
    name = opens(words.NAME_LEADER, FormName.NAME_LEADER)
    return [quiet(words.OFFER_LEADER), Buttons((name, do(words.NOT_NOW, Action.NO_LEADER_NOW)))]


def _people_said(mine: MyPeople, unanswered: int) -> list[Part]:
    parts: list[Part] = [Heading(words.PEOPLE_HEADING)]
    if not mine.people:
        parts.append(text(words.NO_PEOPLE))
    elif unanswered:
        parts.append(text(words.plan_waits(unanswered)))
    elif not _any_due(mine):
        parts.append(text(words.NOTHING_NEEDED))
    return parts


def _people_ways(mine: MyPeople, lands: Landing | None) -> list[Part]:
    buttons = [opens(words.PEOPLE_BUTTON, FormName.MY_PEOPLE)]
    buttons += [factor_button()] if any(serves(one.bond) for one in mine.people) else []
    guess = guess_waits(lands) if lands else []
    return [Buttons(tuple(buttons)), *guess, Divider()]


def _rows(mine: MyPeople, room: int) -> list[Part]:
    """Where room is short: what they share goes first, of the last ones; then people go."""
    shown = _pressing(mine.people, max(0, min(PEOPLE_SHOWN, (room - 1) // BRIEF_ROW)))
    rows = [people_views.row(one, mine.calendar) for one in shown]
    spare = room - 1 - sum(map(len, rows))
    for nth, one in enumerate(shown):
        whole = people_views.home_row(one, mine.calendar)
        if len(whole) - len(rows[nth]) <= spare:
            spare -= len(whole) - len(rows[nth])
            rows[nth] = whole
    more = [quiet(words.AND_MORE)] if len(mine.people) > len(shown) else []
    return [part for row in rows for part in row] + more


def _pressing(people: Sequence[Bonded], most: int) -> Sequence[Bonded]:
    """Those who need something of their leader, then whose turn is next; in their usual order."""
    first = sorted(people, key=_how_pressing)[:most]
    return [one for one in people if one in first]


def _how_pressing(one: Bonded) -> tuple[bool, bool, bool, date]:
    promised = any(promise.state is PromiseState.OPEN for promise in one.promises)
    return (
        not waits_for_leader(one.bond),
        not one.asks,
        not promised,
        one.next_on or date.max,
    )


def _any_due(mine: MyPeople) -> bool:
    """Whether anybody may stand in a plan within the next seven days."""
    days = [(one.next_on - mine.calendar.today).days for one in mine.people if one.next_on]
    return any(ahead < 7 for ahead in days)


def _settings(
    place: Workspace, me: PersonRow, is_leader: bool, is_led: bool, calendar: Calendar
) -> list[Part]:
    hours = me.hours(place)
    parts: list[Part] = [Heading(words.SETTINGS_HEADING)]
    parts.append(quiet(words.hours(_days(hours.days), hour(hours.starts), hour(hours.ends))))
    parts += _plan(place, me) if is_leader else []
    away = own_views.away_words(place, me, calendar)
    parts += [quiet(away)] if away else []
    parts += [quiet(mirror_words.HUSHED_SHORT)] if me.not_about_me else []
    listening = listening_views.listening_words(me, calendar)
    parts += [quiet(listening)] if listening else []
    settings = opens(words.SETTINGS_BUTTON, FormName.MY_SETTINGS)
    about_me = [hush_button(me)] if is_led or me.not_about_me else []
    about_me += [listening_views.listening_button(me, calendar)] if is_led or listening else []
    parts.append(Buttons((settings, *own_views.away_buttons(place, me, calendar), *about_me)))
    return [*parts, *_how_often(me, is_leader, calendar)]


def _plan(place: Workspace, me: PersonRow) -> list[Part]:
    """When the plan comes and how often, and how often a talk is worth it, each with its source."""
    rhythm = me.rhythm(place)
    every = nudge_words.frequency(rhythm.every_weeks)
    if me.slowed is not None:
        every = nudge_words.slowed_words(me.slowed, rhythm.every_weeks)
    zone = me.zone_in(place)
    return [
        quiet(words.plan_comes(WEEKDAYS[rhythm.weekday], hour(rhythm.at), every, zone)),
        quiet(people_words.rhythm(*leader_cadence_of(me, place))),
        *([quiet(words.HOLD_OUT)] if place.hold_out_since is not None else []),
    ]


def _how_often(me: PersonRow, is_leader: bool, calendar: Calendar) -> list[Part]:
    """Who leads nobody gets no plans: for them there is a pause, and a way out of it."""
    until = me.pause_at(calendar.now)
    parts: list[Part] = []
    if me.stopped_at is not None:
        parts.append(quiet(nudge_words.STOPPED if is_leader else words.STOPPED))
    elif until is not None:
        parts.append(quiet(nudge_words.paused(calendar.on_day_of(until))))
    elif not is_leader:
        return [Buttons((opens(nudge_words.PAUSE, FormName.PAUSE),))]
    return [*parts, how_often_buttons(me, "", calendar)]


def _days(days: frozenset[int]) -> str:
    """ "Monday to Friday", or the days by name where they do not follow one another."""
    ordered = sorted(days)
    if len(ordered) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"{WEEKDAYS[ordered[0]]} to {WEEKDAYS[ordered[-1]]}"
    return ", ".join(WEEKDAYS[day] for day in ordered)


# --- forms ---------------------------------------------------------------------------------------


def pause(thing: str) -> Form:
    options = (
        Option(WEEK, words.PAUSE_WEEK),
        Option(TWO_WEEKS, words.PAUSE_TWO),
        Option(PICK, words.PAUSE_PICK),
    )
    parts = (
        text(words.PAUSE_INTRO),
        ChoiceField("until", words.PAUSE_LABEL, options=options),
        DateField("day", words.PAUSE_DAY, words.PAUSE_HINT, optional=True),
    )
    title, submit = words.PAUSE_TITLE, words.PAUSE_SUBMIT
    return Form(FormName.PAUSE, title, parts, thing, submit=submit, close="Cancel")
