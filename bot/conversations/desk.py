"""What every conversation needs: the database, the two clocks, and who the actor is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.directory import Directory, Silent
from bot.ui import Actor, Event
from bot.views.pieces import Calendar
from care import access
from care.people import Profile, may_take_part
from jobs.delivering import Clocks
from storage import admins, people, seen, workspaces
from storage.bonds import look_again_at_leader
from storage.database import Database, Tx
from storage.people import Person
from storage.workspaces import Workspace

FRESH = timedelta(days=1)  # how long what the platform said of a person holds


class Repeat(Exception):
    """This event was handled before: nothing happens a second time."""


class Unmet(Exception):
    """Somebody new, or not asked about for a day: meet them first."""


class NotForYou(Exception):
    """A guest, a bot, somebody from outside: no bond, no item."""


class NotFound(Exception):
    """Missing, ended or somebody else's: all three look and read the same."""


class Refused(Exception):
    """What was typed has flaws: nothing is stored."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("refused")
        self.errors = errors


@dataclass(frozen=True)
class Desk:
    """The tools of a conversation."""

    database: Database
    directory: Directory
    clocks: Clocks
    platform: str
    first_admins: tuple[str, ...] = ()

    def now(self) -> datetime:
        return self.clocks.now()

    def machine_now(self) -> datetime:
        return self.clocks.machine()


@dataclass(frozen=True)
class Turn:
    """One event being handled: its transaction, its actor, and now."""

    tx: Tx
    desk: Desk
    actor: Actor
    place: Workspace
    me: Person
    now: datetime
    concerned: set[str] = field(default_factory=set)  # others whose Home shows what changes

    @property
    def workspace(self) -> str:
        return self.place.id

    @property
    def my_id(self) -> str:
        return self.me.id

    @property
    def acting(self) -> access.Actor:
        return access.Actor(self.workspace, self.my_id, self.me.may_take_part)

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.now, self.me.zone_in(self.place))


def meet(desk: Desk, actor: Actor) -> None:
    """Ask the platform about somebody new, or not asked about for a day; in no transaction.

    Raises NotForYou for somebody it does not know, and Silent when it gives no answer about
    somebody new: an old answer holds until there is another.
    """
    profile = _profile(desk, actor)
    with desk.database.begin() as tx:
        workspaces.ensure(tx, actor.workspace, desk.platform, desk.now())
        admins.seed(tx, actor.workspace, desk.first_admins, desk.now())
        if profile is None:
            people.change(tx, actor.workspace, actor.person, known_at=desk.machine_now())
        else:
            people.learn(tx, actor.workspace, profile, desk.machine_now())


def _profile(desk: Desk, actor: Actor) -> Profile | None:
    """What the platform says of them; None where it is silent about somebody known already."""
    try:
        profile = desk.directory.profile(actor.workspace, actor.person)
    except Silent:
        with desk.database.read() as tx:
            known = people.get(tx, actor.workspace, actor.person)
        if known is None or known.known_at is None:
            raise
        return None
    if profile is None:
        raise NotForYou
    return profile


def _load(tx: Tx, desk: Desk, actor: Actor) -> tuple[Workspace, Person]:
    """Raises Unmet for somebody to ask the platform about, NotForYou for who may not take part."""
    if actor.is_external:
        raise NotForYou
    found = people.with_place(tx, actor.workspace, actor.person)
    if found is None:
        raise Unmet
    me, place = found
    if me.known_at is None or abs(desk.machine_now() - me.known_at) > FRESH:
        raise Unmet
    if not me.may_take_part:
        raise NotForYou
    return place, me.in_force(place)


@contextmanager
def taking_turn(desk: Desk, event: Event, once: bool) -> Iterator[Turn]:
    """One transaction for one event. Raises Repeat where ``once`` and it was handled before."""
    actor = event.actor
    with desk.database.begin() as tx:
        # before anybody is met: a repeat of their erasing would make them known again
        now, key = desk.machine_now(), event.key if once else ""
        if key and not seen.first_time(tx, actor.workspace, key, now):
            raise Repeat
        place, me = _load(tx, desk, actor)
        if once and me.unreachable:  # they are here: try writing to them again
            people.change(tx, place.id, me.id, unreachable=None)
            look_again_at_leader(tx, place.id, me.id)
        yield Turn(tx, desk, actor, place, me, desk.now())


@contextmanager
def looking(desk: Desk, event: Event) -> Iterator[Turn]:
    """One reading transaction for one event that changes nothing."""
    with desk.database.read() as tx:
        place, me = _load(tx, desk, event.actor)
        yield Turn(tx, desk, event.actor, place, me, desk.now())


def may_be_chosen(desk: Desk, event: Event, person: str) -> bool:
    """Whether this person can be somebody's leader or report. Raises Silent.

    Call it before taking a turn: it asks the platform, for those alone who may take part.
    """
    with looking(desk, event):
        workspace = event.actor.workspace
    profile = desk.directory.profile(workspace, person)
    if profile is None or not may_take_part(profile):
        return False
    with desk.database.begin() as tx:
        people.learn(tx, workspace, profile, desk.machine_now())
    return True


def homes(turn: Turn) -> tuple[str, ...]:
    """The others whose Home was drawn before and has to follow what this turn changed."""
    others = turn.concerned - {turn.my_id}
    return tuple(sorted(people.with_home(turn.tx, turn.workspace, others))) if others else ()


def page_start(text: str) -> int:
    """Where a page of a list begins; whatever is no number begins it anew."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
