"""The settings of a workspace: where each is kept, what it says now, and whose it is to change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.ids import FormName
from bot.ui import Buttons, Form, Part, Strong, View
from bot.views.pieces import hour, opens, quiet, text
from bot.wording import cadence as notices
from bot.wording import cadence_settings as words
from bot.wording.times import WEEKDAYS
from care import policy
from storage.calendars import NO_HOLIDAYS
from storage.workspaces import Workspace

Stored = tuple[Any, ...]


@dataclass(frozen=True)
class Setting:
    """``unset`` is how its columns stand until somebody sets them; ``default`` means the same."""

    name: str
    label: str
    columns: tuple[str, ...]
    value: Callable[[Workspace], str]
    whose: Callable[[Workspace], str]
    default: Stored
    unset: Stored

    def stored(self, values: Stored) -> Stored:
        return self.unset if tuple(values) == self.default else tuple(values)

    def is_set(self, row: Mapping[str, Any]) -> bool:
        return tuple(row[column] for column in self.columns) != self.unset

    def says(self, place: Workspace) -> str:
        return f"{self.label}: {self.value(place)}"


def _setting(
    name: str,
    label: str,
    columns: str,
    value: Callable[[Workspace], str],
    whose: Callable[[Workspace], str] | str = words.SAME_FOR_ALL,
    default: Stored = (),
    unset: Stored = (),
) -> Setting:
    names = tuple(columns.split())
    unset = unset or (None,) * len(names)
    asked = whose if callable(whose) else lambda place: whose
    return Setting(name, label, names, value, asked, default or unset, unset)


def _whose_rhythm(place: Workspace) -> str:
    bounds = place.bounds
    return words.may_override(place.own_cadence, bounds.shortest, bounds.longest)


def _whose_plan(place: Workspace) -> str:
    return words.LEADERS_MAY if place.own_plan else words.LEADERS_MAY_NOT


def _plan(place: Workspace) -> str:
    return words.plan(WEEKDAYS[place.weekday], hour(place.at))


def _own_cadence(place: Workspace) -> str:
    return words.own_cadence(place.own_cadence, place.bounds.shortest, place.bounds.longest)


def _days(place: Workspace) -> str:
    return words.weekdays(sorted(place.days or policy.WORKING_DAYS))


def _hours(place: Workspace) -> str:
    return words.hours(hour(place.starts or policy.DAY_STARTS), hour(place.ends or policy.DAY_ENDS))


def _holidays(place: Workspace) -> str:
    if place.country is None:
        return words.WHERE_THEY_ARE
    return words.NO_HOLIDAYS if place.country == NO_HOLIDAYS else words.holidays_of(place.country)


def _blackouts(place: Workspace) -> str:
    spans = place.blackouts.spans
    return "; ".join(words.span(_day(a), _day(b)) for a, b in spans) or words.NONE


def _day(day: date) -> str:
    return words.day(day.day, day.month, day.year)


def _pilot(place: Workspace) -> str:
    return words.pilot(len(place.pilot), place.pilot_group is not None)


def _reach(place: Workspace) -> str:
    return words.reach(_pilot(place)) if place.pilot_only else words.EVERYBODY


def _hhmm(*walls: Any) -> Stored:
    return tuple(hour(wall) for wall in walls)


TALKS = _setting(
    "talk_cadence",
    words.TALKS,
    "ideal maximum",
    lambda place: words.rhythm(place.talk_cadence),
    _whose_rhythm,
    default=(policy.TALK_IDEAL, policy.TALK_MAXIMUM),
)
ITEMS = _setting(
    "item_cadence",
    words.ITEMS,
    "item_ideal item_maximum",
    lambda place: words.rhythm(place.item_cadence),
    default=(policy.ITEM_IDEAL, policy.ITEM_MAXIMUM),
)
PLAN = _setting(
    "plan",
    words.PLAN,
    "plan_weekday plan_at",
    _plan,
    _whose_plan,
    default=(policy.PLAN_WEEKDAY, *_hhmm(policy.PLAN_TIME)),
)
PLACES = _setting(
    "places",
    words.PLACES,
    "places",
    lambda place: words.at_most(place.places),
    default=(policy.PEOPLE_IN_A_PLAN,),
)
A_WEEK = _setting(
    "a_week",
    words.A_WEEK,
    "a_week",
    lambda place: words.at_most(place.a_week),
    default=(policy.UNASKED_A_WEEK,),
)
OWN_CADENCE = _setting(
    "own_cadence",
    words.OWN_CADENCE,
    "own_cadence shortest longest",
    _own_cadence,
    default=(True, policy.SHORTEST_CADENCE, policy.LONGEST_CADENCE),
    unset=(True, None, None),
)
OWN_PLAN = _setting(
    "own_plan",
    words.OWN_PLAN,
    "own_plan",
    lambda place: words.allowed(place.own_plan),
    unset=(True,),
)
DAYS = _setting(
    "days",
    words.DAYS,
    "days",
    _days,
    words.PERSONAL,
    default=("".join(str(day) for day in sorted(policy.WORKING_DAYS)),),
)
HOURS = _setting(
    "hours",
    words.HOURS,
    "starts ends",
    _hours,
    words.PERSONAL,
    default=_hhmm(policy.DAY_STARTS, policy.DAY_ENDS),
)
HOLIDAYS = _setting("holidays", words.HOLIDAYS, "country", _holidays, words.PERSONAL)
BLACKOUTS = _setting("blackouts", words.BLACKOUTS, "blackouts", _blackouts, default=("",))
STATUS = _setting(
    "status",
    words.STATUS,
    "reads_status",
    lambda place: words.status(place.reads_status),
    unset=(False,),
)
KEPT = _setting(
    "kept",
    words.KEPT,
    "kept_days",
    lambda place: words.kept(place.kept_days),
    default=(policy.KEPT_DAYS,),
)
EVERY_WEEKS = _setting(
    "every",
    words.EVERY,
    "plan_every",
    lambda place: words.every(place.plan_every),
    words.LEADERS_CHOOSE,
    default=(policy.PLAN_EVERY_WEEKS,),
)
HOLD_OUT = _setting(
    "hold_out",
    words.HOLD_OUT,
    "hold_out",
    lambda place: words.hold_out(place.hold_out_since is not None),
    unset=(False,),
)
PULSE = _setting(
    "pulse",
    words.PULSE,
    "pulse",
    lambda place: words.asked(place.asks_pulse),
    words.PERSONAL,
    unset=(True,),
)
FLOOR = _setting(
    "pulse_floor",
    words.FLOOR,
    "pulse_floor",
    lambda place: words.at_least(place.pulse_floor),
    default=(policy.PULSE_FLOOR,),
)
PILOT = _setting(
    "pilot",
    words.PILOT,
    "pilot pilot_group",
    _pilot,
    words.ADMINS_CHOOSE,
    default=("", None),
)
# set by the buttons that start, and shown where things stand
REACH = _setting("reach", words.REACH, "pilot_only", _reach, words.ADMINS_CHOOSE, unset=(False,))

EVERY: Sequence[Setting] = (
    *(TALKS, ITEMS, PLAN, EVERY_WEEKS, PLACES, A_WEEK, OWN_CADENCE, OWN_PLAN),
    *(DAYS, HOURS, HOLIDAYS, BLACKOUTS, STATUS, KEPT, HOLD_OUT, PULSE, FLOOR, PILOT),
)
BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in (*EVERY, REACH)}


# --- all of them, as they are --------------------------------------------------------------------


def page(place: Workspace, row: Mapping[str, Any]) -> Form:
    back = Buttons((opens(words.BACK, FormName.CADENCE),))
    parts = (back, *_parts(place, row))
    return Form(FormName.ALL_SETTINGS, words.SETTINGS_TITLE, parts)


def message(place: Workspace, row: Mapping[str, Any]) -> View:
    return View((notices.NOTICE_SUMMARY,), tuple(_parts(place, row)))


def _parts(place: Workspace, row: Mapping[str, Any]) -> list[Part]:
    lines: list[Part] = [_line(setting, place, row) for setting in EVERY]
    return [*lines, quiet(words.PERSONS_OWN), quiet(words.SETTINGS_NEXT)]


def _line(setting: Setting, place: Workspace, row: Mapping[str, Any]) -> Part:
    label = setting.label[:1].upper() + setting.label[1:]
    source = words.SET_HERE if setting.is_set(row) else words.DEFAULT
    return text(Strong(label), f": {setting.value(place)}. {source} {setting.whose(place)}")
