"""/cadence: admins set the rhythm of the workspace, in one private channel."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversations.desk import Desk, Turn, looking, taking_turn
from bot.conversations.home import wall
from bot.conversations.mygoals import Refused
from bot.conversations.telling import tell
from bot.ids import Action, FormName
from bot.ui import (
    Channel,
    Command,
    Event,
    Opened,
    Outcome,
    Person,
    Pressed,
    Reply,
    Show,
    Span,
    Submitted,
    View,
)
from bot.views import cadence as views
from bot.views.pieces import hour, lines, text
from bot.wording import cadence as words
from bot.wording.goals import CHOOSE_ONE
from bot.wording.home import NOT_UNDERSTOOD
from bot.wording.times import WEEKDAYS
from care.cadence import Cadence, OutOfRange, cadence
from storage import admins, audit, bonds, workspaces
from storage.deliveries import Kind


@dataclass(frozen=True)
class NotAllowed(Exception):
    """Why this person may not set anything here and now, in words."""

    spans: tuple[Span, ...]


def command(desk: Desk, event: Command) -> Outcome:
    typed = event.text.strip().lower()
    if typed:
        with looking(desk, event):
            unknown = () if typed == "help" else (NOT_UNDERSTOOD,)
            return Outcome(Reply(lines("/cadence", (*unknown, *words.HELP))))
    try:
        _check_admin(desk, event)
        _check_channel(desk, event, event.channel)
    except NotAllowed as why:
        return Outcome(Reply(_refusal(desk, event, why)))
    with taking_turn(desk, event, once=True) as turn:
        first = turn.place.admin_channel is None
        if first:
            workspaces.change(turn.tx, turn.workspace, admin_channel=event.channel)
            _announce(turn, event.channel, [words.first_use(Person(turn.my_id))])
            _note(turn, "admin_channel", event.channel)
        place = workspaces.load(turn.tx, turn.workspace)
        return Outcome(Show(views.form(place)), stirred=first)


def start(desk: Desk, event: Pressed) -> Outcome:
    """From now on plans are sent."""
    try:
        _check_standing(desk, event)
    except NotAllowed as why:
        return Outcome(Reply(_refusal(desk, event, why)))
    with taking_turn(desk, event, once=True) as turn:
        if turn.place.started_at is None:
            workspaces.change(turn.tx, turn.workspace, started_at=turn.now)
            bonds.look_again(turn.tx, turn.workspace)
            _announce(turn, turn.place.admin_channel, [words.started(Person(turn.my_id))])
            _note(turn, "start", turn.workspace)
        place = workspaces.load(turn.tx, turn.workspace)
        return Outcome(Show(views.form(place)), stirred=True)


def save(desk: Desk, event: Submitted) -> Outcome:
    """All or nothing; each change is said in the channel, and holds from the next tick on."""
    try:
        _check_standing(desk, event)
    except NotAllowed as why:
        return Outcome(Reply(_refusal(desk, event, why)))
    wanted = _wanted(event)
    with taking_turn(desk, event, once=True) as turn:
        said = _change(turn, wanted)
        if said:
            admin = Person(turn.my_id)
            _announce(turn, turn.place.admin_channel, [words.changed(admin, s) for s in said])
            bonds.look_again(turn.tx, turn.workspace)
        return Outcome(stirred=bool(said), home_stale=bool(said))


# --- what was typed ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    talks: Cadence
    items: Cadence
    weekday: int
    at: str


def _wanted(event: Submitted) -> Wanted:
    """The form, checked. Raises Refused with every flaw at once."""
    errors: dict[str, str] = {}
    talks = _cadence_in(event, "ideal", "maximum", errors)
    items = _cadence_in(event, "item_ideal", "item_maximum", errors)
    weekday = str(event.values.get("weekday") or "")
    if weekday not in set("0123456"):
        errors["weekday"] = CHOOSE_ONE
    if errors or talks is None or items is None:
        raise Refused(errors)
    return Wanted(talks, items, int(weekday), hour(wall(event, "at")))


def _cadence_in(
    event: Submitted, ideal: str, maximum: str, errors: dict[str, str]
) -> Cadence | None:
    days = {name: _days_in(event, name) for name in (ideal, maximum)}
    for name, value in days.items():
        if value is None:
            errors[name] = words.OUT_OF_RANGE
    first, second = days[ideal], days[maximum]
    if first is None or second is None:
        return None
    try:
        return cadence(first, second)
    except OutOfRange:
        errors[maximum] = words.BELOW_IDEAL
        return None


def _days_in(event: Submitted, name: str) -> int | None:
    """Whole days within the allowed range, or None."""
    typed = str(event.values.get(name) or "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 3):
        return None
    try:
        return cadence(int(typed), int(typed)).ideal
    except OutOfRange:
        return None


def _change(turn: Turn, wanted: Wanted) -> list[str]:
    """Store what differs from what holds; what it was, in words."""
    place, said = turn.place, []
    if wanted.talks != place.talk_cadence:
        workspaces.set_talk_cadence(turn.tx, turn.workspace, wanted.talks)
        said.append(words.changed_talks(wanted.talks))
        _note(turn, "talk_cadence", turn.workspace)
    if wanted.items != place.item_cadence:
        workspaces.set_item_cadence(turn.tx, turn.workspace, wanted.items)
        said.append(words.changed_items(wanted.items))
        _note(turn, "item_cadence", turn.workspace)
    if (wanted.weekday, wanted.at) != (place.weekday, hour(place.at)):
        values = {"plan_weekday": wanted.weekday, "plan_at": wanted.at}
        workspaces.change(turn.tx, turn.workspace, **values)
        said.append(words.changed_plan(WEEKDAYS[wanted.weekday], wanted.at))
        _note(turn, "plan", turn.workspace)
    return said


# --- who may, and where --------------------------------------------------------------------------


def _check_standing(desk: Desk, event: Event) -> None:
    """Checked again at each action: roles and channels change while a form is open."""
    _check_admin(desk, event)
    with looking(desk, event) as turn:
        channel = turn.place.admin_channel
    if channel is None:
        raise NotAllowed((words.USE_PRIVATE,))
    _check_channel(desk, event, channel)


def _check_admin(desk: Desk, event: Event) -> None:
    """On the list; and whoever had the platform's own admin role must have it still."""
    actor = event.actor
    profile = desk.directory.profile(actor.workspace, actor.person)
    holds_role = profile is not None and profile.is_admin
    with desk.database.begin() as tx:
        admins.seed(tx, actor.workspace, desk.first_admins, desk.now())
        standing = admins.check(tx, actor.workspace, actor.person, holds_role)
        if standing is not admins.Standing.ADMIN:
            audit.note(
                tx, actor.workspace, actor.person, "cadence", actor.workspace, "denied", desk.now()
            )
    if standing is admins.Standing.LOST_ROLE:
        raise NotAllowed((words.NO_LONGER_ADMIN,))
    if standing is admins.Standing.NOT_LISTED:
        raise NotAllowed((words.NOT_AN_ADMIN,))


def _check_channel(desk: Desk, event: Event, channel: str) -> None:
    """The one admin channel: private, not shared with others, and Tend is in it."""
    with looking(desk, event) as turn:
        admin_channel = turn.place.admin_channel
    if admin_channel is not None and admin_channel != channel:
        raise NotAllowed(words.use_channel(Channel(admin_channel)))
    facts = desk.directory.channel(event.actor.workspace, channel)
    if facts is None or not facts.is_private or facts.is_shared or not facts.tend_is_in:
        raise NotAllowed((words.NOT_PRIVATE_ANY_MORE if admin_channel else words.USE_PRIVATE,))


def _refusal(desk: Desk, event: Event, why: NotAllowed) -> View:
    return View(("/cadence",), (text(*why.spans),))


# --- saying and noting ---------------------------------------------------------------------------


def _announce(turn: Turn, channel: str | None, sentences: list[tuple[Span, ...]]) -> None:
    if channel is None:
        return
    tell(turn, Kind.NOTICE, channel, views.notice(sentences))


def _note(turn: Turn, action: str, thing: str) -> None:
    audit.note(turn.tx, turn.workspace, turn.my_id, action, thing, "done", turn.now)


def open_form(desk: Desk, event: Opened) -> Outcome:
    try:
        _check_standing(desk, event)
    except NotAllowed as why:
        return Outcome(Reply(_refusal(desk, event, why)))
    with looking(desk, event) as turn:
        return Outcome(Show(views.form(turn.place)))


COMMANDS = {"/cadence": command}
FORMS = {FormName.CADENCE: open_form}
SUBMISSIONS = {FormName.CADENCE: save}
ACTIONS = {Action.START: start}
