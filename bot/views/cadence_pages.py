"""The further forms of the admins: quiet times, limits, the pilot, and adding people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.ids import FormName
from bot.ui import (
    Buttons,
    ChoiceField,
    ChoicesField,
    Field,
    Form,
    LineField,
    Option,
    Part,
    PeopleField,
    PersonField,
    TimeField,
)
from bot.views.pieces import hour, opens, quiet, stamped, text, weekday_options
from bot.wording import cadence_settings as words
from care import policy
from care.roster import GROUP_LONGEST
from storage.calendars import NO_HOLIDAYS
from storage.workspaces import Workspace

YES, NO, OFF = "yes", "no", "off"
NO_GROUP = "none"
GROUP = "="  # before a group's label, so that no label is taken for "none"
MOST_GROUPS = 99  # in one menu
MOST_AT_ONCE = 20


def quiet_times(place: Workspace, today: date) -> Form:
    days = sorted(place.days or policy.WORKING_DAYS)
    chosen = tuple(str(day) for day in days)
    country = OFF if place.country == NO_HOLIDAYS else place.country or ""
    parts: tuple[Part | Field, ...] = (
        *_top(words.QUIET_INTRO),
        ChoicesField("days", words.DAYS_LABEL, options=weekday_options(), values=chosen),
        TimeField("starts", words.STARTS_LABEL, value=hour(place.starts or policy.DAY_STARTS)),
        TimeField("ends", words.ENDS_LABEL, value=hour(place.ends or policy.DAY_ENDS)),
        LineField("country", words.COUNTRY_LABEL, words.COUNTRY_HINT, True, country, 24),
        _blackouts(place, today),
        _yes_no("status", words.STATUS_LABEL, place.reads_status),
    )
    return stamped(Form(FormName.QUIET_TIMES, words.QUIET_TITLE, parts, submit=words.SAVE))


def _blackouts(place: Workspace, today: date) -> LineField:
    lines = [f"{first} - {last}" for first, last in place.blackouts.spans if last >= today]
    label, hint = words.BLACKOUTS_LABEL, words.BLACKOUTS_HINT
    return LineField("blackouts", label, hint, True, "\n".join(lines), 1200, several_lines=True)


def limits(place: Workspace) -> Form:
    bounds = place.bounds
    hint = words.DAYS_HINT
    parts: tuple[Part | Field, ...] = (
        *_top(words.LIMITS_INTRO),
        _number("places", words.PLACES_LABEL, words.ONE_TO_THREE, place.places),
        _number("a_week", words.A_WEEK_LABEL, words.ONE_TO_THREE, place.a_week),
        _yes_no("own_cadence", words.OWN_CADENCE_LABEL, place.own_cadence),
        _number("shortest", words.SHORTEST_LABEL, hint, bounds.shortest),
        _number("longest", words.LONGEST_LABEL, hint, bounds.longest),
        _yes_no("own_plan", words.OWN_PLAN_LABEL, place.own_plan),
        _number("kept_days", words.KEPT_LABEL, words.KEPT_HINT, place.kept_days),
        _yes_no(
            "hold_out",
            words.HOLD_OUT_LABEL,
            place.hold_out_since is not None,
            words.HOLD_OUT_HINT,
        ),
        _yes_no("pulse", words.PULSE_LABEL, place.asks_pulse, words.PULSE_HINT),
        _number("pulse_floor", words.FLOOR_LABEL, words.FLOOR_HINT, place.pulse_floor),
    )
    return stamped(Form(FormName.LIMITS, words.LIMITS_TITLE, parts, submit=words.SAVE))


def pilot(place: Workspace, groups: Sequence[str]) -> Form:
    chosen = tuple(sorted(place.pilot))
    parts: tuple[Part | Field, ...] = (
        *_top(_pilot_intro(place)),
        PeopleField("people", words.PILOT_PEOPLE, optional=True, values=chosen),
        *_groups(groups, place.pilot_group),
    )
    return stamped(Form(FormName.PILOT, words.PILOT_TITLE, parts, submit=words.SAVE))


def _pilot_intro(place: Workspace) -> str:
    if place.started_at is None:
        return words.PILOT_INTRO
    return words.PILOT_STARTED if place.pilot_only else words.PILOT_OVER


def _groups(groups: Sequence[str], chosen: str | None) -> list[Field]:
    if not groups:
        return []
    options = [Option(NO_GROUP, words.NO_GROUP)]
    options += [Option(GROUP + name, name) for name in groups[:MOST_GROUPS]]
    value = f"{GROUP}{chosen}" if chosen in groups else NO_GROUP
    return [ChoiceField("group", words.PILOT_GROUP, options=tuple(options), value=value)]


def add_people() -> Form:
    hint = words.ADD_GROUP_HINT
    parts: tuple[Part | Field, ...] = (
        *_top(words.ADD_INTRO),
        PersonField("leader", words.ADD_LEADER),
        PeopleField("people", words.ADD_WHO, most=MOST_AT_ONCE),
        LineField("group", words.ADD_GROUP, hint, optional=True, longest=GROUP_LONGEST),
    )
    return Form(FormName.ADD_PEOPLE, words.ADD_TITLE, parts, submit=words.ADD)


# --- pieces --------------------------------------------------------------------------------------


def _top(intro: str) -> tuple[Part, ...]:
    return (
        Buttons((opens(words.BACK, FormName.CADENCE),)),
        text(intro),
        quiet(words.SAME_AS_TYPED),
    )


def _number(name: str, label: str, hint: str, value: int) -> LineField:
    return LineField(name, label, hint, value=str(value), longest=3)


def _yes_no(name: str, label: str, value: bool, hint: str = "") -> ChoiceField:
    options = (Option(YES, words.YES), Option(NO, words.NO))
    return ChoiceField(name, label, hint, options=options, value=YES if value else NO)
