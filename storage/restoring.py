"""Bringing a SQLite backup back: made ready apart, then put in place, the old file kept aside.

Killed at any moment there is the old database, the new one, or none that a start would take for
either: the same command again goes on. What is brought back is never changed itself.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from storage import backup
from storage.backup import BESIDE, CopyError
from storage.database import Database, DatabaseError, sqlite_url
from storage.opening import prove_key
from storage.schema import check_fits, is_newest, upgrade, version_of
from storage.sealing import Seals

WORK = ".restoring"  # what is not in its place yet
REPLACED = ".replaced-"  # what stood there before; the instant follows


@contextmanager
def ready(source: Path, target: Path, seals: Seals) -> Iterator[Database]:
    """A copy of the backup beside its place, checked and brought up to date. Raises DatabaseError.

    At the end of the block it is finished: whoever puts it in place may serve from it. After an
    exception nothing is left of it.
    """
    work = target.with_name(target.name + WORK)
    try:
        _take(source, work)
        database = _opened(work, source, seals)
        try:
            yield database
        finally:
            database.close()
        backup.finish(work)
    except BaseException:
        backup.remove(work)
        raise


def _take(source: Path, work: Path) -> None:
    """With its log, should it have one. Read alone: it stays what it is."""
    if not source.is_file():
        raise DatabaseError(f"There is no file {source}.")
    backup.remove(work)
    for more in ("", "-wal"):
        if (part := source.with_name(source.name + more)).exists():
            _copy(part, work.with_name(work.name + more))
    try:
        backup.check(work, source)
    except CopyError as error:
        raise DatabaseError(str(error)) from None


def _copy(source: Path, target: Path) -> None:
    """For its owner alone from the first byte on."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as reader, os.fdopen(descriptor, "wb") as writer:
        shutil.copyfileobj(reader, writer)


def _opened(work: Path, source: Path, seals: Seals) -> Database:
    database = Database(sqlite_url(work), seals)
    try:
        if version_of(database.engine) is None:
            raise DatabaseError(f"{source} is no database of Tend's.")
        check_fits(database)
        prove_key(database)
        if not is_newest(database):
            upgrade(database.engine)
    except DBAPIError as error:
        database.close()
        raise DatabaseError(f"{source} cannot be used ({type(error.orig).__name__}).") from None
    except BaseException:
        database.close()
        raise
    return database


def put_in_place(target: Path, machine_now: datetime) -> Path | None:
    """What was made ready takes its place; where what stood there before is kept now.

    The old file goes first. Killed before the new one is there, none is, and a log that stayed
    behind belongs to nobody: it goes aside before anything else takes that name.
    """
    aside = _free(target, machine_now)
    was_there = target.exists()
    if was_there:
        backup.empty_log(target)
    for more in ("", *BESIDE):
        old = target.with_name(target.name + more)
        if old.exists():
            old.rename(aside.with_name(aside.name + more))
    target.with_name(target.name + WORK).rename(target)
    backup.sync(target.parent)
    return aside if was_there else None


def _free(target: Path, machine_now: datetime) -> Path:
    """A name that nothing has yet."""
    name = f"{target.name}{REPLACED}{machine_now:%Y%m%dT%H%M%SZ}"
    aside, n = target.with_name(name), 1
    while any(aside.with_name(aside.name + more).exists() for more in ("", *BESIDE)):
        n += 1
        aside = target.with_name(f"{name}-{n}")
    return aside
