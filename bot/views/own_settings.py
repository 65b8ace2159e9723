"""The forms of a person's own settings, and what Home says of being away."""

from __future__ import annotations

from bot.ids import Action, FormName
from bot.ui import (
    Button,
    ChoiceField,
    ChoicesField,
    DateField,
    Field,
    Form,
    LineField,
    Option,
    Part,
    TimeField,
)
from bot.views import landing as landing_views
from bot.views.pieces import Calendar, do, hour, opens, quiet, text, weekday_options
from bot.wording import own_settings as words
from bot.wording import people as people_words
from bot.wording import pulse as pulse_words
from bot.wording.times import WEEKDAYS
from care.hours import DAY, Away
from jobs.facts import leader_cadence_of
from storage.calendars import NO_HOLIDAYS, next_holidays
from storage.people import Person as PersonRow
from storage.workspaces import Workspace

YES, NO = "yes", "no"


def settings(
    place: Workspace,
    me: PersonRow,
    is_leader: bool,
    calendar: Calendar,
    helped: tuple[int, int] = (0, 0),
) -> Form:
    """``helped``: about how many of the things that they share they are asked, and of how many."""
    parts = [*_hours(place, me), *_holidays(place, me, calendar)]
    if is_leader:
        parts += [*_plan(place, me), *_rhythm(place, me)]
    parts += [_still(me), _pulse(me)] if place.asks_pulse else [_still(me)]
    parts += [landing_views.setting(*helped)] if helped[1] else []
    title, submit = words.SETTINGS_TITLE, words.SAVE
    return Form(FormName.MY_SETTINGS, title, tuple(parts), submit=submit, close="Cancel")


def _hours(place: Workspace, me: PersonRow) -> list[Part | Field]:
    hours = me.hours(place)
    days = tuple(str(day) for day in sorted(hours.days))
    return [
        ChoicesField("days", words.DAYS, options=weekday_options(), values=days),
        TimeField("starts", words.STARTS, value=hour(hours.starts)),
        TimeField("ends", words.ENDS, value=hour(hours.ends)),
    ]


def _holidays(place: Workspace, me: PersonRow, calendar: Calendar) -> list[Part | Field]:
    typed = words.NONE if me.country == NO_HOLIDAYS else me.country or ""
    return [
        LineField("country", words.COUNTRY, words.COUNTRY_HINT, True, typed, longest=24),
        quiet(in_force(place, me, calendar)),
    ]


def in_force(place: Workspace, me: PersonRow, calendar: Calendar) -> str:
    """Whose public holidays hold, and the next of them."""
    country = me.country_in(place)
    for day, name in next_holidays(country, calendar.today, 1):
        return words.holidays(country, calendar.on(day), name)
    return words.NO_HOLIDAYS


def _plan(place: Workspace, me: PersonRow) -> list[Part | Field]:
    rhythm = me.rhythm(place)
    if not place.own_plan:
        return [quiet(words.plan_by_admins(WEEKDAYS[rhythm.weekday], hour(rhythm.at)))]
    weekday = str(rhythm.weekday)
    return [
        ChoiceField("weekday", words.PLAN_DAY, options=weekday_options(), value=weekday),
        TimeField("at", words.PLAN_TIME, value=hour(rhythm.at)),
    ]


def _rhythm(place: Workspace, me: PersonRow) -> list[Part | Field]:
    in_force = people_words.rhythm(*leader_cadence_of(me, place))
    if not place.own_cadence:
        return [quiet(in_force, " ", people_words.BY_ADMINS)]
    own = me.cadence
    ideal, maximum = (str(own.ideal), str(own.maximum)) if own else ("", "")
    hint = people_words.rhythm_hint(place.bounds)
    return [
        LineField("ideal", words.RHYTHM_IDEAL, hint, True, ideal, longest=3),
        LineField("maximum", words.RHYTHM_MAXIMUM, "", True, maximum, longest=3),
        quiet(in_force),
    ]


def _still(me: PersonRow) -> Field:
    options = (Option(YES, words.STILL_YES), Option(NO, words.STILL_NO))
    value = YES if me.asked_still else NO
    return ChoiceField("still", words.STILL, words.STILL_HINT, options=options, value=value)


def _pulse(me: PersonRow) -> Field:
    options = (Option(YES, pulse_words.YES), Option(NO, pulse_words.NO))
    value = YES if me.asked_pulse else NO
    label, hint = pulse_words.SETTING, pulse_words.SETTING_HINT
    return ChoiceField("pulse", label, hint, options=options, value=value)


# --- away ----------------------------------------------------------------------------------------


def away_words(place: Workspace, me: PersonRow, calendar: Calendar) -> str | None:
    """What Home says of being away, ahead or now, and of the quiet days after it."""
    own = own_away(me)
    hours, today = me.hours(place), calendar.today
    if own is not None and today < own.first:
        return words.away_from(calendar.on(own.first), calendar.on(own.back - DAY))
    if own is not None and today < own.back:
        return words.away_until(calendar.on(own.back - DAY))
    if me.back_on(place, today) is not None:
        return words.AWAY_BY_STATUS
    if own is not None and today < hours.quiet_until(own):
        return words.settling(calendar.on(hours.quiet_until(own)))
    return None


def own_away(me: PersonRow) -> Away | None:
    """What they told Tend themselves."""
    if me.away_first is None or me.away_back is None:
        return None
    return Away(me.away_first, me.away_back)


def away_buttons(place: Workspace, me: PersonRow, calendar: Calendar) -> list[Button]:
    own = own_away(me)
    if own is None or calendar.today >= me.hours(place).quiet_until(own):
        return [opens(words.I_AM_AWAY, FormName.AWAY)]
    return [do(words.I_AM_BACK, Action.I_AM_BACK), opens(words.CHANGE_AWAY, FormName.AWAY)]


def away(me: PersonRow, calendar: Calendar) -> Form:
    own = own_away(me)
    is_over = own is None or own.back <= calendar.today
    first = calendar.today.isoformat() if own is None or is_over else own.first.isoformat()
    back = "" if own is None or is_over else own.back.isoformat()
    parts = (
        text(words.AWAY_INTRO),
        DateField("first", words.AWAY_FIRST, value=first),
        DateField("back", words.AWAY_BACK, value=back),
    )
    title, submit = words.AWAY_TITLE, words.AWAY_SUBMIT
    return Form(FormName.AWAY, title, parts, submit=submit, close="Cancel")
