"""Taking over a roster: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from care.bonds import NamedBy
from care.pairing import Group, Matched, Pair
from care.people import Profile
from storage import audit, bonds, people, workspaces
from storage.database import Database, Tx

OPERATOR = "operator"  # who acts, in the audit trail: no member of the workspace


class CannotLook(Exception):
    """The platform does not tell who is meant; the message says why, in words."""


class Members(Protocol):
    """A look at the members of one workspace, for as long as it takes."""

    def find(self, names: Collection[str]) -> Mapping[str, Profile]:
        """Who is meant by these chat ids and e-mail addresses; without those nobody knows.

        Raises CannotLook.
        """


@dataclass(frozen=True)
class Place:
    """The workspace of a roster."""

    id: str
    platform: str


@dataclass(frozen=True)
class Changes:
    """What a roster adds to what is known."""

    pairs: tuple[Pair, ...]
    groups: tuple[Group, ...]
    known: int  # pairs that are no news

    @property
    def any(self) -> bool:
        return bool(self.pairs or self.groups)


def compare(database: Database, place: Place, roster: Matched) -> Changes:
    """What would change."""
    with database.read() as tx:
        return _changes(tx, place, roster)


def take_over(
    database: Database,
    place: Place,
    roster: Matched,
    profiles: Iterable[Profile],
    now: datetime,
    machine_now: datetime,
) -> Changes:
    """Change it. Where there is nothing new, nothing is written at all."""
    with database.begin() as tx:
        changes = _changes(tx, place, roster)
        if changes.any:
            workspaces.ensure(tx, place.id, place.platform, now)
            people.meet(tx, place.id, profiles, machine_now)
            pairs = [(pair.leader, pair.person) for pair in changes.pairs]
            bonds.lists_say(tx, place.id, pairs, NamedBy.IMPORT, now)
            people.set_groups(tx, place.id, {one.person: one.name for one in changes.groups})
            count = str(len(changes.pairs))
            audit.note(tx, place.id, OPERATOR, "import", count, "done", now)
    return changes


def _changes(tx: Tx, place: Place, roster: Matched) -> Changes:
    """A pair that ever was is no news: what people said of it themselves stands."""
    ever = bonds.ever(tx, place.id)
    new = tuple(pair for pair in roster.pairs if (pair.leader, pair.person) not in ever)
    known = people.several(tx, place.id, [group.person for group in roster.groups])
    other = tuple(
        group
        for group in roster.groups
        if group.person not in known or known[group.person].group != group.name
    )
    return Changes(new, other, len(roster.pairs) - len(new))
