"""No nudges about me: kept in the row, and outside the database where no backup forgets it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from storage import bonds, erasing, people
from storage.database import Tx, in_workspace
from storage.tables import people as people_table
from storage.tombstones import Scope, Tombstone, Tombstones

WISHES = (Scope.HUSHED, Scope.UNHUSHED)

Lines = dict[tuple[str, str], list[tuple[int, Tombstone]]]
"""What stands in the file of each mark, and in which line."""


def set_hushed(tx: Tx, workspace: str, person: str, hushed: bool, machine_now: datetime) -> None:
    """On the disk before this transaction is, like an erasure. Said twice it is noted once."""
    was = people.hold(tx, workspace, person).not_about_me
    if tx.tombstones is not None and was != hushed:
        scope = Scope.HUSHED if hushed else Scope.UNHUSHED
        erasing.note(tx, tx.tombstones.lay(scope, workspace, person, machine_now))
    _set(tx, workspace, person, hushed)


def _set(tx: Tx, workspace: str, person: str, hushed: bool) -> None:
    people.change(tx, workspace, person, not_about_me=hushed)
    bonds.look_again_at_person(tx, workspace, person)


# --- after a restore -----------------------------------------------------------------------------


def wish_again(tx: Tx, stones: Tombstones, unheard: Iterable[Tombstone]) -> int:
    """What somebody said last holds again, where this database has not heard of it; how many.

    Who is not known here waits: should they come back, the next start finds their wish.
    """
    lines: Lines = defaultdict(list)
    for number, stone in enumerate(stones.all()):
        lines[stone.workspace, stone.mark].append((number, stone))
    wished, missed = 0, frozenset(unheard)
    for workspace in sorted({one.workspace for one in missed}):
        for person in _known(tx, workspace):
            theirs = _theirs(stones, lines, workspace, person)
            wished += _wish(tx, workspace, person, theirs, missed)
    return wished


def _known(tx: Tx, workspace: str) -> list[str]:
    here = people_table.c.workspace == in_workspace(workspace)
    return [row.id for row in tx.all(select(people_table.c.id).where(here))]


def _theirs(stones: Tombstones, lines: Lines, workspace: str, person: str) -> list[Tombstone]:
    """In the order of the file, whatever the clocks said. An erasure ends every wish before it."""
    theirs = [stones.mark(scope, workspace, person) for scope in (*WISHES, Scope.PERSON)]
    marks = (*theirs, stones.mark(Scope.WORKSPACE, workspace, ""))
    found = (line for mark in marks for line in lines.get((workspace, mark), ()))
    return [stone for _, stone in sorted(found)]


def _wish(
    tx: Tx, workspace: str, person: str, theirs: list[Tombstone], missed: frozenset[Tombstone]
) -> bool:
    """Whether what they said last is news here."""
    new = [one for one in theirs if one in missed]
    for one in new:
        erasing.note(tx, one)
    if not new or new[-1] != theirs[-1]:
        return False
    _set(tx, workspace, person, new[-1].scope is Scope.HUSHED)
    return True
