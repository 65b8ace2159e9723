"""`tend admin`: the list of admins and their channel, on the server, when nobody in Slack can."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversations.freezing import is_fit, tell_admins
from bot.conversations.telling import tell_in
from bot.directory import Silent
from bot.program import CannotStart, Tend, opened
from bot.settings import Settings
from bot.ui import Channel, Person, Span
from bot.views import cadence as views
from bot.wording import admins as told
from bot.wording import serving as words
from care.people import may_take_part
from jobs.delivering import Clocks
from storage import admins, audit, workspaces
from storage.database import Tx
from storage.deliveries import Kind

OPERATOR = "operator"  # who did it, in the trail


def run(
    found: Settings, clocks: Clocks, workspace: str | None, what: str, *which: str
) -> list[str]:
    """Raises CannotStart, and what opening the database raises."""
    with opened(found, clocks, workspace=workspace) as tend:
        with tend.database.begin() as tx:
            workspaces.ensure(tx, tend.here, tend.side.platform, clocks.now())
            admins.seed(tx, tend.here, tend.desk.first_admins, clocks.now())
        try:
            return ACTS[what](tend, *which)
        except Silent as error:
            raise CannotStart(words.silent(str(error))) from None


def everyone(tend: Tend) -> list[str]:
    with tend.database.read() as tx:
        listed = admins.everyone(tx, tend.here)
        place = workspaces.load(tx, tend.here)
    lines = [words.listed(one.person, one.confirmed) for one in listed] or [words.NOBODY]
    return [*lines, words.channel(place.admin_channel, place.frozen_at is not None)]


def add(tend: Tend, person: str) -> list[str]:
    profile = tend.desk.directory.profile(tend.here, person)
    if profile is None or not may_take_part(profile):
        raise CannotStart(words.nobody_here(person))
    with tend.database.begin() as tx:
        admins.hold(tx, tend.here)
        if admins.has(tx, tend.here, person):
            return [words.already(person)]
        admins.add(tx, tend.here, person, None, tend.clocks.now())
        _say(tend, tx, "admin_added", person, told.added_on_the_server(Person(person)))
    return [words.added(person)]


def remove(tend: Tend, person: str) -> list[str]:
    with tend.database.begin() as tx:
        admins.hold(tx, tend.here)
        if admins.get(tx, tend.here, person) is None:
            raise CannotStart(words.not_listed(person))
        if admins.confirmed(tx, tend.here) == [person]:
            raise CannotStart(words.LAST)
        admins.remove(tx, tend.here, person)
        _say(tend, tx, "admin_removed", person, told.removed_on_the_server(Person(person)))
    return [words.removed(person)]


def move(tend: Tend, channel: str) -> list[str]:
    """To a private channel, or to none: the next /cadence of an admin then makes one."""
    away = channel.lower() == "none"
    if not away and not is_fit(tend.desk.directory.channel(tend.here, channel)):
        raise CannotStart(words.not_fit(channel))
    values = {"admin_channel": None if away else channel, "frozen_at": None}
    said = (told.MOVED_AWAY,) if away else told.moved(Channel(channel))
    with tend.database.begin() as tx:
        workspaces.change(tx, tend.here, **values)
        _say(tend, tx, "admin_channel", channel, said)
        tell_admins(tend.desk, tx, tend.here, said)
    return [words.MOVED_AWAY if away else words.moved(channel)]


def _say(tend: Tend, tx: Tx, action: str, thing: str, sentence: tuple[Span, ...]) -> None:
    """In the channel, while it is a fit place; and in the trail."""
    place, now = workspaces.load(tx, tend.here), tend.clocks.now()
    audit.note(tx, place.id, OPERATOR, action, thing, "done", now)
    if place.admin_channel is not None and place.frozen_at is None:
        view = views.notice([sentence])
        tell_in(tx, place.id, now, Kind.NOTICE, place.admin_channel, view)


ACTS: Mapping[str, Callable[..., list[str]]] = {
    "everyone": everyone,
    "add": add,
    "remove": remove,
    "move": move,
}
