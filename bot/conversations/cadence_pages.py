"""The further forms of the admins: each shows what holds, and saves all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from bot.conversations import cadence_readers as readers
from bot.conversations import cadence_reading as reading
from bot.conversations.cadence_changing import Change, change
from bot.conversations.cadence_reading import Misread
from bot.conversations.cadence_standing import for_admins
from bot.conversations.desk import Desk, Turn, looking, taking_turn
from bot.conversations.mygoals import Refused
from bot.ids import FormName
from bot.ui import Event, Form, Opened, Outcome, Show, Submitted
from bot.views import cadence as views
from bot.views import cadence_pages as pages
from bot.views import cadence_preview as previews
from bot.views import cadence_settings as settings
from bot.views.pieces import hour, topped
from bot.wording import admins as admin_words
from bot.wording import cadence as notices
from bot.wording import cadence_settings as words
from bot.wording.goals import CHOOSE_ONE
from bot.wording.times import WEEKDAYS
from care import policy
from care.cadence import Cadence
from care.people import Profile, may_take_part
from storage import people, workspaces

Draw = Callable[[Turn], Form]
Read = Callable[[Turn, Submitted], list[Change]]
Reader = Callable[[Turn, str], Change]


def shows(draw: Draw) -> Callable[[Desk, Opened], Outcome]:
    @for_admins
    def opened(desk: Desk, event: Opened) -> Outcome:
        with looking(desk, event) as turn:
            return Outcome(Show(draw(turn)))

    return opened


def saves(read: Read, draw: Draw) -> Callable[[Desk, Submitted], Outcome]:
    @for_admins
    def saved(desk: Desk, event: Submitted) -> Outcome:
        with taking_turn(desk, event, once=True) as turn:
            if outdated := outdated_by(draw(turn), event):
                return Outcome(outdated)
            told = change(turn, read(turn, event))
            place = workspaces.load(turn.tx, turn.workspace)
            form = Show(views.form(place, told.said))
            return Outcome(form, stirred=told.changed, home_stale=told.changed)

    return saved


def outdated_by(now: Form, event: Submitted) -> Show | None:
    """The form as it is now, where another admin changed meanwhile what it showed."""
    return None if event.id == now.id else Show(topped(now, admin_words.OUTDATED))


# --- what each shows -----------------------------------------------------------------------------


def main(turn: Turn) -> Form:
    return views.form(turn.place)


def quiet_times(turn: Turn) -> Form:
    return pages.quiet_times(turn.place, turn.calendar.today)


def limits(turn: Turn) -> Form:
    return pages.limits(turn.place)


def pilot(turn: Turn) -> Form:
    return pages.pilot(turn.place, people.groups(turn.tx, turn.workspace))


def add_people(turn: Turn) -> Form:
    return pages.add_people()


def all_settings(turn: Turn) -> Form:
    return settings.page(turn.place, workspaces.values_of(turn.tx, turn.workspace))


def preview(turn: Turn) -> Form:
    return previews.preview(turn.place, turn.me, turn.calendar)


def announcement(turn: Turn) -> Form:
    return previews.announcement(turn.place)


# --- what each saves -----------------------------------------------------------------------------


class Fields:
    """The fields of a form, each read by the rule for what is typed; every flaw at once."""

    def __init__(self, turn: Turn, event: Submitted) -> None:
        self._turn, self._values = turn, event.values
        self._errors: dict[str, str] = {}
        self._found: list[Change] = []

    def line(self, name: str) -> str:
        value = self._values.get(name) or ""
        return value if isinstance(value, str) else ""

    def several(self, name: str) -> tuple[str, ...]:
        value = self._values.get(name) or ()
        return value if isinstance(value, tuple) else ()

    def take(self, name: str, reader: Reader, typed: str | None = None) -> None:
        """``name``: the field at which a flaw is shown."""
        try:
            self._found.append(reader(self._turn, self.line(name) if typed is None else typed))
        except Misread as flaw:
            self._errors[name] = flaw.sentence

    def changes(self) -> list[Change]:
        """Raises Refused."""
        if self._errors:
            raise Refused(self._errors)
        return self._found


def quiet_times_in(turn: Turn, event: Submitted) -> list[Change]:
    fields = Fields(turn, event)
    chosen = (WEEKDAYS[int(day)] for day in fields.several("days") if day in set("0123456"))
    fields.take("days", readers.days, " ".join(chosen))
    fields.take("ends", readers.hours, f"{fields.line('starts')} {fields.line('ends')}")
    fields.take("country", readers.holidays)
    fields.take("blackouts", readers.blackouts)
    fields.take("status", readers.status)
    return fields.changes()


def limits_in(turn: Turn, event: Submitted) -> list[Change]:
    fields = Fields(turn, event)
    fields.take("places", readers.places)
    fields.take("a_week", readers.a_week)
    fields.take("longest", partial(_bounds, allowed=fields.line("own_cadence")), _both(fields))
    fields.take("own_plan", readers.own, f"plan {fields.line('own_plan')}")
    fields.take("kept_days", readers.keep)
    fields.take("hold_out", readers.hold_out)
    fields.take("pulse", readers.asks_pulse)
    fields.take("pulse_floor", readers.pulse_floor)
    return fields.changes()


def _both(fields: Fields) -> str:
    return f"{fields.line('shortest')} {fields.line('longest')}"


def _bounds(turn: Turn, typed: str, allowed: str) -> Change:
    """The bounds are kept where it is not allowed for now."""
    found = reading.bounds(typed)
    values = (reading.is_on(allowed, CHOOSE_ONE), found.shortest, found.longest)
    return Change(settings.OWN_CADENCE, values)


def main_in(turn: Turn, event: Submitted) -> list[Change]:
    """The main form: the rhythm of talks and items, and the plan."""
    errors: dict[str, str] = {}
    talks = cadence_in(event, "ideal", "maximum", errors)
    items = cadence_in(event, "item_ideal", "item_maximum", errors)
    weekday = str(event.values.get("weekday") or "")
    if weekday not in set("0123456"):
        errors["weekday"] = CHOOSE_ONE
    at = reading.times(str(event.values.get("at") or "")) or []
    if len(at) != 1:
        errors["at"] = notices.NO_SUCH_TIME
    if errors or talks is None or items is None:
        raise Refused(errors)
    return [
        Change(settings.TALKS, (talks.ideal, talks.maximum)),
        Change(settings.ITEMS, (items.ideal, items.maximum)),
        Change(settings.PLAN, (int(weekday), hour(at[0]))),
    ]


def cadence_in(
    event: Submitted, ideal: str, maximum: str, errors: dict[str, str]
) -> Cadence | None:
    days = {name: _days_in(event, name) for name in (ideal, maximum)}
    errors |= {name: notices.OUT_OF_RANGE for name, value in days.items() if value is None}
    first, second = days[ideal], days[maximum]
    if first is None or second is None:
        return None
    if second < first:
        errors[maximum] = notices.BELOW_IDEAL
        return None
    return Cadence(first, second)


def _days_in(event: Submitted, name: str) -> int | None:
    """Whole days within the allowed range, or None."""
    try:
        typed = str(event.values.get(name) or "")
        return reading.number(typed, policy.SHORTEST_CADENCE, policy.LONGEST_CADENCE, "")
    except Misread:
        return None


# --- forms with people: the platform is asked before the turn begins -----------------------------


def profiles(desk: Desk, event: Event, ids: Sequence[str]) -> dict[str, Profile]:
    """Who these people are, asked about all at once; without those nobody knows. Raises Silent."""
    with looking(desk, event) as turn:
        workspace = turn.workspace
    with ThreadPoolExecutor(8, thread_name_prefix="cadence") as pool:
        found = pool.map(partial(desk.directory.profile, workspace), ids)
        return {profile.id: profile for profile in found if profile is not None}


def check_all_may_take_part(desk: Desk, event: Event, ids: Sequence[str]) -> None:
    """Raises Misread, and Silent."""
    known = profiles(desk, event, ids)
    if not all(one in known and may_take_part(known[one]) for one in ids):
        raise Misread(words.NOT_THESE)


@for_admins
def save_pilot(desk: Desk, event: Submitted) -> Outcome:
    chosen = event.values.get("people") or ()
    ids = chosen if isinstance(chosen, tuple) else ()
    try:
        check_all_may_take_part(desk, event, ids[: reading.PEOPLE_IN_A_PILOT])
        return _save_pilot(desk, event)
    except Misread as flaw:
        raise Refused({"people": flaw.sentence}) from None


def pilot_in(turn: Turn, event: Submitted) -> list[Change]:
    chosen = event.values.get("people") or ()
    group = str(event.values.get("group") or pages.NO_GROUP)
    known = people.groups(turn.tx, turn.workspace)
    name = group.removeprefix(pages.GROUP) if group.startswith(pages.GROUP) else None
    ids = chosen if isinstance(chosen, tuple) else ()
    return [readers.pilot_of(turn, ids, name if name in known else None)]


_save_pilot = saves(pilot_in, pilot)


FORMS: dict[str, Callable[[Desk, Opened], Outcome]] = {
    FormName.CADENCE: shows(main),
    FormName.QUIET_TIMES: shows(quiet_times),
    FormName.LIMITS: shows(limits),
    FormName.PILOT: shows(pilot),
    FormName.ADD_PEOPLE: shows(add_people),
    FormName.PREVIEW: shows(preview),
    FormName.ANNOUNCEMENT: shows(announcement),
    FormName.ALL_SETTINGS: shows(all_settings),
}
SUBMISSIONS: dict[str, Callable[[Desk, Submitted], Outcome]] = {
    FormName.QUIET_TIMES: saves(quiet_times_in, quiet_times),
    FormName.LIMITS: saves(limits_in, limits),
    FormName.PILOT: save_pilot,
}
