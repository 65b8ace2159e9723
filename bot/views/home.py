"""The Home tab and a person's own settings."""

from __future__ import annotations

from bot.ids import FormName
from bot.ui import (
    Buttons,
    ChoiceField,
    ChoicesField,
    DateField,
    Divider,
    Form,
    Heading,
    Option,
    Part,
    TimeField,
    View,
)
from bot.views import goals as goal_views
from bot.views import people as people_views
from bot.views.goals import MyGoals
from bot.views.nudges import how_often_buttons
from bot.views.people import MyPeople
from bot.views.pieces import Calendar, hour, opens, quiet, text, weekday_options
from bot.wording import home as words
from bot.wording import nudges as nudge_words
from bot.wording.times import WEEKDAYS
from storage.people import Person as PersonRow
from storage.workspaces import Workspace

GOALS_SHOWN = 5
PEOPLE_SHOWN = 8
WEEK, TWO_WEEKS, PICK = "week", "two_weeks", "pick"


def home(
    place: Workspace,
    me: PersonRow,
    goals: MyGoals,
    people: MyPeople,
    unanswered: int,
    calendar: Calendar,
) -> View:
    """``unanswered`` is the number of nudges of this week that wait in the messages."""
    parts: list[Part] = []
    if place.started_at is None:
        parts += [quiet(words.NOT_STARTED), Divider()]
    parts += [*_goals(goals), Divider(), *_people(people, unanswered), Divider()]
    parts += _settings(place, me, bool(people.people), calendar)
    return View((words.HOME_SUMMARY,), tuple(parts))


def _goals(mine: MyGoals) -> list[Part]:
    parts: list[Part] = [Heading(words.GOALS_HEADING)]
    parts += [part for bond in mine.bonds for part in goal_views.asked_by(bond)]
    shared = {item for item, _ in mine.levels}
    count = words.goals(len(mine.items), len(shared)) if mine.items else words.NO_GOALS
    parts.append(text(count))
    for item in mine.items[:GOALS_SHOWN]:
        parts += goal_views.summary(item, mine)
    buttons = (
        opens(words.GOALS_BUTTON, FormName.MY_GOALS),
        opens(words.ADD_GOAL_BUTTON, FormName.ITEM),
    )
    return [*parts, Buttons(buttons)]


def _people(mine: MyPeople, unanswered: int) -> list[Part]:
    parts: list[Part] = [Heading(words.PEOPLE_HEADING)]
    if not mine.people:
        parts.append(text(words.NO_PEOPLE))
    elif unanswered:
        parts.append(text(words.plan_waits(unanswered)))
    elif not _any_due(mine):
        parts.append(text(words.NOTHING_NEEDED))
    for one in mine.people[:PEOPLE_SHOWN]:
        parts += people_views.home_row(one, mine.calendar)
    if len(mine.people) > PEOPLE_SHOWN:
        parts.append(quiet(words.AND_MORE))
    return [*parts, Buttons((opens(words.PEOPLE_BUTTON, FormName.MY_PEOPLE),))]


def _any_due(mine: MyPeople) -> bool:
    """Whether anybody may stand in a plan within the next seven days."""
    days = [(one.next_on - mine.calendar.today).days for one in mine.people if one.next_on]
    return any(ahead < 7 for ahead in days)


def _settings(place: Workspace, me: PersonRow, is_leader: bool, calendar: Calendar) -> list[Part]:
    hours, rhythm = me.hours(place), me.rhythm(place)
    parts: list[Part] = [Heading(words.SETTINGS_HEADING)]
    parts.append(quiet(words.hours(_days(hours.days), hour(hours.starts), hour(hours.ends))))
    if is_leader:
        every = nudge_words.frequency(rhythm.every_weeks)
        weekday = WEEKDAYS[rhythm.weekday]
        parts.append(quiet(words.plan_comes(weekday, hour(rhythm.at), every, hours.zone)))
    parts.append(Buttons((opens(words.SETTINGS_BUTTON, FormName.MY_SETTINGS),)))
    if is_leader:
        parts += _how_often(me, calendar)
    return parts


def _how_often(me: PersonRow, calendar: Calendar) -> list[Part]:
    parts: list[Part] = []
    if me.stopped_at is not None:
        parts.append(quiet(nudge_words.STOPPED))
    elif (until := me.pause_at(calendar.now)) is not None:
        parts.append(quiet(nudge_words.paused(calendar.on_day_of(until))))
    return [*parts, how_often_buttons(me, "", calendar)]


def _days(days: frozenset[int]) -> str:
    """ "Monday to Friday", or the days by name where they do not follow one another."""
    ordered = sorted(days)
    if len(ordered) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        return f"{WEEKDAYS[ordered[0]]} to {WEEKDAYS[ordered[-1]]}"
    return ", ".join(WEEKDAYS[day] for day in ordered)


# --- forms ---------------------------------------------------------------------------------------


def settings(place: Workspace, me: PersonRow, is_leader: bool) -> Form:
    hours, rhythm = me.hours(place), me.rhythm(place)
    parts = [
        ChoicesField(
            "days",
            words.DAYS,
            options=weekday_options(),
            values=tuple(str(day) for day in sorted(hours.days)),
        ),
        TimeField("starts", words.STARTS, value=hour(hours.starts)),
        TimeField("ends", words.ENDS, value=hour(hours.ends)),
    ]
    if is_leader:
        weekday = str(rhythm.weekday)
        options = weekday_options()
        parts.append(ChoiceField("weekday", words.PLAN_DAY, options=options, value=weekday))
        parts.append(TimeField("at", words.PLAN_TIME, value=hour(rhythm.at)))
    title, submit = words.SETTINGS_TITLE, words.SAVE
    return Form(FormName.MY_SETTINGS, title, tuple(parts), submit=submit, close="Cancel")


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
