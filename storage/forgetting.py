"""Forgetting again: what was erased stays so, whichever backup the database was restored from."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select, union

from storage import erasing, hushing, tidying
from storage.database import Database, Tx, in_workspace
from storage.inventory import columns_about_people
from storage.tables import erased
from storage.tombstones import Scope, Tombstone, Tombstones

log = logging.getLogger(__name__)


def forget_again(database: Database, path: Path, machine_now: datetime) -> int:
    """From now on this database has its tombstones; how many it had not heard of.

    Those are of a time before this backup, or of an erasure that was killed before its end. Who
    began anew after they were erased keeps what they wrote: this database knows that tombstone.
    Raises KeyFileError.
    """
    database.tombstones = Tombstones(path, database.seals)
    _miss_lost_ones(database, database.tombstones)
    return apply(database, machine_now)


def _miss_lost_ones(database: Database, stones: Tombstones) -> None:
    """Another file, or one that was lost: an older backup would bring those people back."""
    with database.read() as tx:
        lost = _heard(tx) - {(one.workspace, one.mark, one.at) for one in stones.all()}
    if lost:
        log.warning("tombstones_lost count=%d", len(lost))


def apply(database: Database, machine_now: datetime) -> int:
    """Do again whatever this database has not heard of; how much that was."""
    stones = database.tombstones
    if stones is None:
        return 0
    erased_again = _erase_again(database, stones, machine_now)
    _wish_again(database, stones)
    return erased_again


def _erase_again(database: Database, stones: Tombstones, machine_now: datetime) -> int:
    every = [one for one in stones.all() if one.scope not in hushing.WISHES]
    with database.read() as tx:
        if not (unheard := _unheard(tx, every)):
            return 0
    with database.begin() as tx:
        for stone in (unheard := _unheard(tx, unheard)):
            _apply(tx, stones, stone, machine_now)
    tidying.tidy(database)
    log.warning("erased_again tombstones=%d", len(unheard))
    return len(unheard)


def _wish_again(database: Database, stones: Tombstones) -> None:
    every = [one for one in stones.all() if one.scope in hushing.WISHES]
    with database.read() as tx:
        if not (unheard := _unheard(tx, every)):
            return
    with database.begin() as tx:
        if wished := hushing.wish_again(tx, stones, _unheard(tx, unheard)):
            log.warning("hushed_again people=%d", wished)


def _unheard(tx: Tx, stones: Iterable[Tombstone]) -> list[Tombstone]:
    heard = _heard(tx)
    return [one for one in stones if (one.workspace, one.mark, one.at) not in heard]


def _heard(tx: Tx) -> set[tuple[str, str, datetime]]:
    rows = tx.all(select(erased.c.workspace, erased.c.mark, erased.c.at))
    return {(row.workspace, row.mark, row.at) for row in rows}


def _apply(tx: Tx, stones: Tombstones, stone: Tombstone, machine_now: datetime) -> None:
    workspace = stone.workspace
    if stone.scope is Scope.WORKSPACE:
        erasing.forget_workspace(tx, workspace)
    for person in _everybody(tx, workspace) if stone.scope is not Scope.WORKSPACE else ():
        if stones.mark(stone.scope, workspace, person) != stone.mark:
            continue
        if stone.scope is Scope.PERSON:
            erasing.forget_person(tx, workspace, person, machine_now)
        else:
            erasing.forget_record(tx, workspace, person, machine_now, machine_now)
    erasing.note(tx, stone)


def _everybody(tx: Tx, workspace: str) -> list[str]:
    """Every id of a person that stands in any table, whether they still have a row or not."""
    each = (
        select(column.label("id")).where(column.table.c.workspace == in_workspace(workspace))
        for column in columns_about_people()
    )
    return [row.id for row in tx.all(union(*each)) if row.id]
