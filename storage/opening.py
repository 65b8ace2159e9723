"""Opening a database: made by `tend init` alone, checked, and held alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from storage import backup
from storage.database import Database
from storage.engines import DatabaseError, sqlite_file
from storage.schema import FITS_FROM, check_fits, holds_something, is_newest, migrate, version_of
from storage.sealing import SealError, Seals
from storage.tables import seals as seals_table
from storage.unusable import in_words

KNOWN_TEXT = "tend"
NOT_OURS = "This database is not one of Tend's. Create one with: tend init"


def create(url: str, seals: Seals) -> Database:
    """A new database with its tables and the proof of its key. Only ``tend init`` creates one."""
    file = sqlite_file(url)
    if file is not None and _is_nothing(file):
        _refuse_in_its_place(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    database = Database(url, seals)
    try:
        if version_of(database.engine) is None and holds_something(database.engine):
            raise DatabaseError("There is something else in this database. Tend needs its own.")
        migrate(database)
        prove_key(database, fits_from=FITS_FROM)
    except DBAPIError as error:
        raise _unusable(error) from None
    return database


def _refuse_in_its_place(file: Path) -> None:
    """Where one was lost, an empty one would be taken for it. Raises DatabaseError."""
    if traces := _traces_of(file):
        gone = "empty" if file.exists() else "missing"
        raise DatabaseError(
            f"The database {file} is {gone}, and there was one. Bring it back: docs/restore.md "
            f"(To begin anew instead, first remove {traces[0]})"
        )


def _is_nothing(file: Path) -> bool:
    return not file.exists() or (file.is_file() and not file.stat().st_size)


def _traces_of(file: Path) -> list[Path]:
    found = (_lock_of(file), file.with_name(f"{file.name}-wal"))
    return [trace for trace in found if trace.exists() and trace.stat().st_size]


def _lock_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.lock")


def open_to_migrate(url: str, seals: Seals) -> Database:
    """An existing database of ours, whatever its version. Raises DatabaseError."""
    file = sqlite_file(url)
    if file is not None and _is_nothing(file):
        _refuse_in_its_place(file)
        raise DatabaseError(f"There is no database at {file}. Create one with: tend init")
    if file is not None and not os.access(file, os.W_OK):
        raise DatabaseError(f"The database {file} cannot be written to.")
    if file is not None:
        _check_file(file)
    database = Database(url, seals)
    try:
        if version_of(database.engine) is None:
            raise DatabaseError(NOT_OURS)
        check_fits(database)
        prove_key(database)
    except DBAPIError as error:
        raise _unusable(error) from None
    return database


def _check_file(file: Path) -> None:
    try:
        if not backup.holds_tables_of_ours(file):
            raise DatabaseError(NOT_OURS)
    except backup.CopyError as error:
        raise DatabaseError(str(error)) from None
    if backup.is_copy(file):
        raise DatabaseError(f"{file} is a backup. Bring it back as docs/restore.md says.")


def open_existing(url: str, seals: Seals, migrates: bool = False) -> Database:
    """The database that ``tend init`` created. Never a new one: raises DatabaseError.

    ``migrates``: an older SQLite file is brought up to date, by whoever holds it alone. A server
    is migrated by ``tend migrate`` only: other nodes may still be running on it.
    """
    database = open_to_migrate(url, seals)
    if migrates and sqlite_file(url) is not None:
        check_whole(database)
        migrate(database)
    elif not is_newest(database):
        database.close()
        raise DatabaseError("The tables are of an older release. Run: tend migrate")
    if migrates:
        _note_newest_key(database)
    return database


def check_whole(database: Database) -> None:
    """A file damaged by its disk is not written to any further."""
    try:
        with database.read() as tx:
            found = str(tx.value(text("PRAGMA quick_check(1)")))
    except DBAPIError as error:
        raise _unusable(error) from None
    if found != "ok":
        raise DatabaseError("The database is damaged. Bring back a backup: docs/restore.md")


def _unusable(error: DBAPIError) -> DatabaseError:
    return DatabaseError(f"The database cannot be used: {in_words(error)}.")


def prove_key(database: Database, **more: str) -> None:
    """Refuse a key that does not open what is here: rows sealed by two keys help nobody."""
    with database.begin() as tx:
        row = tx.one(select(seals_table.c.sealed))  # older tables have nothing else there
        if row is None:
            known = tx.seals.seal(KNOWN_TEXT, "tend")
            tx.run(seals_table.insert().values(id=1, sealed=known, **more))
            return
        try:
            tx.seals.open(row.sealed, "tend")
        except SealError:
            raise DatabaseError(
                "The key file does not fit this database: it was sealed with another key."
            ) from None


def _note_newest_key(database: Database) -> None:
    """From now on texts are sealed by it: sealing the others anew may begin."""
    with database.begin() as tx:
        row = tx.one(seals_table.select())
        if row is not None and not tx.seals.is_newest(row.sealed):
            tx.run(seals_table.update().values(sealed=tx.seals.reseal(row.sealed)))


def hold_alone(url: str) -> IO[bytes] | None:
    """Keep a second ``tend run`` off the same SQLite file, for as long as the result is open.

    None for a server, which any number may share. Raises DatabaseError.
    """
    file = sqlite_file(url)
    if file is None:
        return None
    import fcntl

    lock = _lock_of(file).open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise DatabaseError(f"Another tend run is using {file}.") from None
    if file.exists() and not lock.tell():  # should it ever be missing
        lock.write(f"{file.name} stood beside this file.\n".encode())
        lock.flush()
    return lock
