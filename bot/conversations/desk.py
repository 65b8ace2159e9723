"""What every conversation needs: the database, the two clocks, and who the actor is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.directory import Directory, Silent
from bot.ui import Actor, Event
from bot.views.pieces import Calendar
from care.people import may_take_part
from jobs.delivering import Clocks
from storage import admins, people, seen, workspaces
from storage.bonds import look_again_at_leader
from storage.database import Database, Tx
from storage.people import Person
from storage.workspaces import Workspace

FRESH = timedelta(days=1)  # how long what the platform said of a person holds


class Repeat(Exception):
    """This event was handled before: nothing happens a second time."""


class NotForYou(Exception):
    """A guest, a bot, somebody from outside: no bond, no item."""


class NotFound(Exception):
    """Missing, ended or somebody else's: all three look and read the same."""


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

    @property
    def workspace(self) -> str:
        return self.place.id

    @property
    def my_id(self) -> str:
        return self.me.id

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.now, self.me.hours(self.place).zone)


def meet(desk: Desk, actor: Actor) -> None:
    """Make sure that we know this person and that they may take part.

    Asks the platform when they are new or not asked for a day, outside any transaction. Raises
    NotForYou, and Silent when the platform gives no answer about somebody unknown.
    """
    if actor.is_external:
        raise NotForYou
    with desk.database.read() as tx:
        known = people.get(tx, actor.workspace, actor.person)
    if known is None or _is_old(known, desk.machine_now()):
        known = _ask(desk, actor.workspace, actor.person, known)
    if not known.may_take_part:
        raise NotForYou


def _is_old(person: Person, machine_now: datetime) -> bool:
    return person.known_at is None or abs(machine_now - person.known_at) > FRESH


def _ask(desk: Desk, workspace: str, person: str, known: Person | None) -> Person:
    try:
        profile = desk.directory.profile(workspace, person)
    except Silent:
        if known is not None and known.known_at is not None:
            return known
        raise
    if profile is None:
        raise NotForYou
    with desk.database.begin() as tx:
        workspaces.ensure(tx, workspace, desk.platform, desk.now())
        admins.seed(tx, workspace, desk.first_admins, desk.now())
        return people.learn(tx, workspace, profile, desk.machine_now())


@contextmanager
def taking_turn(desk: Desk, event: Event, once: bool) -> Iterator[Turn]:
    """One transaction for one event. Raises Repeat where ``once`` and it was handled before."""
    actor = event.actor
    with desk.database.begin() as tx:
        workspace = actor.workspace
        if once and event.key and not seen.first_time(tx, workspace, event.key, desk.machine_now()):
            raise Repeat
        me = people.load(tx, workspace, actor.person)
        if once and me.unreachable:  # they are here: try writing to them again
            people.change(tx, workspace, me.id, unreachable=None)
            look_again_at_leader(tx, workspace, me.id)
        place = workspaces.load(tx, workspace)
        yield Turn(tx, desk, actor, place, me, desk.now())


@contextmanager
def looking(desk: Desk, event: Event) -> Iterator[Turn]:
    """One reading transaction for one event that changes nothing."""
    actor = event.actor
    with desk.database.read() as tx:
        me = people.load(tx, actor.workspace, actor.person)
        place = workspaces.load(tx, actor.workspace)
        yield Turn(tx, desk, actor, place, me, desk.now())


def may_be_chosen(desk: Desk, workspace: str, person: str) -> bool:
    """Whether this person can be somebody's leader or report. Raises Silent.

    Call it before taking a turn: it asks the platform.
    """
    profile = desk.directory.profile(workspace, person)
    if profile is None or not may_take_part(profile):
        return False
    with desk.database.begin() as tx:
        people.learn(tx, workspace, profile, desk.machine_now())
    return True
