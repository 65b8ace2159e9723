"""Copies of a SQLite database: made whole while others write, looked at, and never half a file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

COPY = 0x54656E64  # a file that says so of itself is a copy: nobody may serve from it
PART = ".part"  # of a copy that is not finished
BEFORE = ".before-"  # of one made before a migration; the number follows
BEFORE_KEPT = 2


class CopyError(Exception):
    """There is no good copy, and nothing else has changed; the message says why, in words."""


def write(source: Path, target: Path) -> None:
    """A consistent copy that its owner alone may read, in one step: stepwise it would never end.

    It is there whole or not at all. Raises CopyError.
    """
    part = target.with_name(target.name + PART)
    with _removed_unless_done(part):
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        part.chmod(0o600)  # one that a crash has left behind too
        try:
            _copy(source, part)
            _mark(part, COPY)
            check(part, source)
        except sqlite3.Error as error:
            raise CopyError(f"The copy could not be written ({_cause(error)}).") from None
        sync(part)
        part.replace(target)
        sync(target.parent)


def _copy(source: Path, part: Path) -> None:
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(part)) as writer:
        reader.backup(writer)


@contextmanager
def _removed_unless_done(part: Path) -> Iterator[None]:
    try:
        yield
    finally:
        remove(part)


def remove(file: Path) -> None:
    """The file and whatever SQLite keeps beside it."""
    for name in (file.name, *(file.name + more for more in BESIDE)):
        file.with_name(name).unlink(missing_ok=True)


BESIDE = ("-wal", "-shm", "-journal")


def check(file: Path, source: Path | None = None) -> None:
    """Read it from end to end; ``source`` is what it is a copy of. Raises CopyError."""
    try:
        with closing(sqlite3.connect(file)) as raw:
            found = str(raw.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.Error as error:
        found = _cause(error)
    if found != "ok":
        raise CopyError(f"{source or file} is damaged, or no database.")


def holds_tables_of_ours(file: Path) -> bool:
    """Looked at without a change to it, should it be somebody else's. Raises CopyError."""
    try:
        return _is_ours(file)
    except sqlite3.Error as error:
        raise CopyError(f"The database {file} cannot be used ({_cause(error)}).") from None


def _is_ours(file: Path) -> bool:
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as raw:
        found = raw.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        return found.fetchone() is not None


def empty_log(file: Path) -> None:
    """Everything into the file itself, where that can still be done."""
    with suppress(CopyError, sqlite3.Error):
        check(file)
        with closing(sqlite3.connect(file)) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def is_copy(file: Path) -> bool:
    """Whether it says of itself that it is a copy."""
    with closing(sqlite3.connect(file)) as raw:
        return int(raw.execute("PRAGMA application_id").fetchone()[0]) == COPY


def _mark(file: Path, mark: int) -> None:
    """And leave one file, with nothing beside it."""
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
        raw.execute(f"PRAGMA application_id = {mark}")


def finish(file: Path) -> None:
    """It is no copy any more, and whole on the disk."""
    _mark(file, 0)
    sync(file)


def _cause(error: sqlite3.Error) -> str:
    """SQLite's own name of it: the message may quote a path or a row."""
    return str(getattr(error, "sqlite_errorname", "") or type(error).__name__)


def sync(path: Path) -> None:
    """On the disk, with its name: a power cut takes it away no more."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# --- before a migration --------------------------------------------------------------------------


def write_before(source: Path, version: str) -> None:
    """A copy from before the migration to this version; of older ones few are kept."""
    write(source, source.with_name(f"{source.name}{BEFORE}{version}"))
    for old in sorted(source.parent.glob(f"{source.name}{BEFORE}*"))[:-BEFORE_KEPT]:
        old.unlink()
