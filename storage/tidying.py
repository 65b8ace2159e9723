"""Tidying: what was erased leaves the files, not only the tables."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from storage.database import Database, sqlite_file

COPIES_KEPT = timedelta(days=30)  # of the database before a migration, or before a restore
ASIDE = (".before-*", ".replaced-*")


def tidy(database: Database) -> None:
    """After the commit: what was erased leaves SQLite's write-ahead log too."""
    if sqlite_file(str(database.engine.url)) is not None and not database.rehearses:
        _run(database, "PRAGMA wal_checkpoint(TRUNCATE)")


def tidy_answers(database: Database) -> None:
    """After a close: on a server too what was deleted leaves the table's pages, and does not wait
    for the server to come round to it.
    """
    tidy(database)
    if database.engine.dialect.name == "postgresql" and not database.rehearses:
        with database.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.execute(text("VACUUM pulse_answers"))


def compact(database: Database, machine_now: datetime) -> bool:
    """Write the file anew without its gaps, in the first run of a month; whether it was.

    The file itself knows of which month it is: no other part of it uses that number.
    """
    month = machine_now.year * 100 + machine_now.month
    if (
        sqlite_file(str(database.engine.url)) is None
        or _run(database, "PRAGMA user_version") == month
    ):
        return False
    _run(database, "VACUUM")
    _run(database, f"PRAGMA user_version = {month}")
    return True


def forget_copies(database: Database, machine_now: datetime) -> int:
    """Copies from before a migration or a restore hold what people may have erased since; how many
    went.
    """
    file = sqlite_file(str(database.engine.url))
    oldest = (machine_now - COPIES_KEPT).timestamp()
    copies = [c for aside in ASIDE for c in file.parent.glob(f"{file.name}{aside}")] if file else []
    old = [copy for copy in copies if copy.stat().st_mtime < oldest]
    for copy in old:
        copy.unlink()
    return len(old)


def _run(database: Database, statement: str) -> Any:
    """Outside any transaction, which SQLite wants for these; the first column of its answer."""
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute(statement)
        row = cursor.fetchone()
        cursor.close()
        return row[0] if row else None
    finally:
        raw.close()
