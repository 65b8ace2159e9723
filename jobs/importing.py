"""Taking over a roster: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from care.bonds import Bond, EndedBy, NamedBy, is_listed
from care.pairing import Group, Matched, Pair, circle
from care.people import Profile
from jobs.changing import end_bonds
from storage import audit, bonds, people, workspaces
from storage.bonds import Ever
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
    """What a roster changes in what is known."""

    pairs: tuple[Pair, ...]  # new ones
    again: tuple[Pair, ...]  # that an earlier list had ended
    ended: tuple[Bond, ...]  # of people named here, with leaders who are not named for them
    ended_lines: tuple[int, ...]  # where those people stand
    groups: tuple[Group, ...]
    known: int  # pairs that are no news
    kept: int  # bonds that the two named themselves, and that the roster does not name
    circle: tuple[int, ...]  # lines in which somebody leads their own leader in the end
    revived: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.pairs or self.again or self.ended or self.groups)


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
    source: NamedBy = NamedBy.IMPORT,
) -> Changes:
    """Change it. Where there is nothing new, nothing is written at all."""
    with database.begin() as tx:
        return take_in(tx, place, roster, profiles, now, machine_now, source)


def take_in(
    tx: Tx,
    place: Place,
    roster: Matched,
    profiles: Iterable[Profile],
    now: datetime,
    machine_now: datetime,
    source: NamedBy = NamedBy.IMPORT,
    by: str = OPERATOR,
) -> Changes:
    """The same within a transaction. ``by``: who does it, for the audit trail."""
    changes = _changes(tx, place, roster)
    if changes.any:
        workspaces.ensure(tx, place.id, place.platform, now)
        people.meet(tx, place.id, profiles, machine_now)
        _change(tx, place, changes, source, now)
        people.set_groups(tx, place.id, {one.person: one.name for one in changes.groups})
        count = str(len(changes.pairs) + len(changes.again))
        audit.note(tx, place.id, by, source, count, "done", now)
    return changes


def _change(tx: Tx, place: Place, changes: Changes, source: NamedBy, now: datetime) -> None:
    pairs = [(pair.leader, pair.person) for pair in changes.pairs]
    bonds.lists_say(tx, place.id, pairs, source, now)
    bonds.lists_say_again(tx, place.id, changes.revived, source, now)
    end_bonds(tx, place.id, changes.ended, EndedBy.LIST, now, new=_lead(changes))


def _lead(changes: Changes) -> dict[str, list[str]]:
    """The leaders whom this roster brings to each person."""
    found: dict[str, list[str]] = defaultdict(list)
    for pair in (*changes.pairs, *changes.again):
        found[pair.person].append(pair.leader)
    return found


# --- what changes --------------------------------------------------------------------------------


def _changes(tx: Tx, place: Place, roster: Matched) -> Changes:
    """What people said of a pair themselves stands; what a list said, a list may take back."""
    ever = bonds.ever(tx, place.id)
    found = {pair: ever.get((pair.leader, pair.person)) for pair in roster.pairs}
    again = {pair: before for pair, before in found.items() if before and may_return(before)}
    others = _not_named(ever.values(), roster)
    ended = tuple(bond for bond in others if is_listed(bond))
    new = tuple(pair for pair, before in found.items() if before is None)
    return Changes(
        pairs=new,
        again=tuple(again),
        ended=ended,
        ended_lines=_lines(ended, roster),
        groups=_groups(tx, place, roster),
        known=len(found) - len(new) - len(again),
        kept=len(others) - len(ended),
        circle=circle(roster.pairs, _remaining(ever.values(), ended)),
        revived=tuple(before.bond.id for before in again.values()),
    )


def may_return(before: Ever) -> bool:
    """A list may begin again what no person has ended."""
    return before.is_over and before.ended_by in (EndedBy.LIST, EndedBy.LEFT)


def _not_named(ever: Iterable[Ever], roster: Matched) -> list[Bond]:
    """Bonds of the people in the roster with leaders whom it does not name for them."""
    named = roster.leaders
    return [
        one.bond
        for one in ever
        if not one.is_over and one.bond.leader not in named.get(one.bond.report, {one.bond.leader})
    ]


def _remaining(ever: Iterable[Ever], ended: Collection[Bond]) -> list[tuple[str, str]]:
    over = {bond.id for bond in ended}
    alive = (one.bond for one in ever if not one.is_over and one.bond.id not in over)
    return [(bond.leader, bond.report) for bond in alive]


def _lines(ended: Iterable[Bond], roster: Matched) -> tuple[int, ...]:
    moved = {bond.report for bond in ended}
    first = {pair.person: pair.line for pair in reversed(roster.pairs)}
    return tuple(sorted(first[person] for person in moved))


def _groups(tx: Tx, place: Place, roster: Matched) -> tuple[Group, ...]:
    """Groups that are set or changed."""
    known = people.several(tx, place.id, [group.person for group in roster.groups])
    return tuple(
        group
        for group in roster.groups
        if group.person not in known or known[group.person].group != group.name
    )
