"""What one person sees of the workspace, ready to be drawn, and never more than that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.pages.dates import at
from sandbox.pages.drawing import Surface, dom_id
from sandbox.pages.reader import Reader
from sandbox.shapes import Channel, Message, Person, View
from sandbox.world import World

_SAME_BREATH = timedelta(minutes=5)
_HUES = 8


@dataclass(frozen=True)
class Face:
    """A person as the page shows them everywhere: name, hint, initials and a colour."""

    id: str
    name: str
    hint: str
    initials: str
    hue: int

    @property
    def first_name(self) -> str:
        return self.name.split(" ")[0]


@dataclass(frozen=True)
class Room:
    """One line of the sidebar."""

    id: str
    name: str
    kind: str
    href: str
    unread: int


@dataclass(frozen=True)
class Line:
    """One message of a conversation, and how it stands to the one before."""

    message: Message
    face: Face
    moment: datetime
    surface: Surface
    new_day: bool
    same_breath: bool
    is_app: bool


def zone_of(person: Person) -> tzinfo:
    return ZoneInfo(person.tz) if person.tz else UTC


def reader_for(world: World, person: Person, now: datetime) -> Reader:
    rooms = world.channels_of(person.id)
    return Reader(
        id=person.id,
        zone=zone_of(person),
        now=now,
        people={p.id: p.real_name or p.name for p in world.people.values()},
        channels={room.id: _name(world, room) for room in rooms},
        kinds={room.id: _kind(room) for room in rooms},
        members={p.id: p.real_name or p.name for p in world.humans()},
    )


def city(person: Person) -> str:
    return person.tz.rsplit("/", 1)[-1].replace("_", " ") if person.tz else ""


def faces(world: World) -> list[Face]:
    return [face(world, person.id) for person in world.humans()]


def face(world: World, person_id: str) -> Face:
    person = world.people.get(person_id)
    if person is None:
        return Face(person_id, person_id, "", "?", 0)
    name = person.real_name or person.name
    return Face(person.id, name, _hint(person), _initials(name), sum(map(ord, person.id)) % _HUES)


def rooms_of(world: World, person: Person) -> list[Room]:
    """The channels, without the direct messages with the app: those stand under its name."""
    rooms = [room for room in world.channels_of(person.id) if not room.is_im]
    return [_room(world, person, room, f"/as/{person.id}/c/{room.id}") for room in rooms]


def direct(world: World, person: Person) -> Room:
    return _room(world, person, world.dm(person.id), f"/as/{person.id}/dm")


def conversation(world: World, channel: str, reader: Reader) -> Iterator[Line]:
    before: Line | None = None
    for message in world.messages(channel, reader.id):
        before = _line(world, message, before, reader)
        yield before


def found_at(world: World, person: str, container: Mapping[str, Any]) -> Message | View | None:
    """The message or view that an interaction names, if this person sees it."""
    if "_view" in container:
        views = [*world.modals(person), *filter(None, [world.home(person)])]
        return next((view for view in views if view.id == container["_view"]), None)
    messages: Sequence[Message] = world.messages(str(container.get("_channel", "")), person)
    return next((found for found in messages if found.ts == container.get("_ts")), None)


def modal_surface(view: View) -> Surface:
    container = {"_view": view.id}
    return Surface("modal", dom_id("modal", view.id), container, view.state_values)


def home_surface(view: View) -> Surface:
    return Surface("home", "home", {"_view": view.id}, view.state_values)


def _message_surface(message: Message) -> Surface:
    container = {"_channel": message.channel, "_ts": message.ts}
    name = dom_id("message", message.channel, message.ts)
    return Surface("message", name, container, message.state_values)


def _line(world: World, message: Message, before: Line | None, reader: Reader) -> Line:
    moment = at(float(message.ts))
    day_before = reader.local(before.moment).date() if before else None
    new_day = day_before != reader.local(moment).date()
    return Line(
        message=message,
        face=face(world, message.user),
        moment=moment,
        surface=_message_surface(message),
        new_day=new_day,
        same_breath=not new_day and before is not None and _continues(before, message, moment),
        is_app=message.user == world.app.bot_user,
    )


def _continues(before: Line, message: Message, moment: datetime) -> bool:
    same_voice = before.message.user == message.user
    same_ears = before.message.only_for == message.only_for
    return same_voice and same_ears and moment - before.moment < _SAME_BREATH


def _room(world: World, person: Person, room: Channel, href: str) -> Room:
    unread = world.unread(person.id, room.id)
    return Room(room.id, _name(world, room), _kind(room), href, unread)


def _name(world: World, room: Channel) -> str:
    return world.app.name if room.is_im else room.name


def _kind(room: Channel) -> str:
    if room.is_im:
        return "im"
    return "private" if room.is_private else "public"


def _hint(person: Person) -> str:
    """`Leader, Berlin`: the title if there is one, else what Slack calls them, and their city."""
    role = person.title or ("Admin" if person.is_admin else "Guest" if person.is_restricted else "")
    place = city(person)
    return ", ".join(part for part in (role, "" if place in role else place) if part)


def _initials(name: str) -> str:
    words = name.split() or ["?"]
    return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()
