"""What a server knows of the sizes of our tables: of new ones nothing, until it looks."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import bindparam, text
from sqlalchemy.exc import DBAPIError

from storage.database import Database, is_file

GROWING = ("deliveries", "nudges")
_KNOWN = text(
    "SELECT count(*) FROM pg_stats WHERE schemaname = current_schema()"
    " AND attname = 'workspace' AND tablename IN :growing"
).bindparams(bindparam("growing", GROWING, expanding=True))


def look_over(database: Database) -> None:
    """Those that the first plans of all have just begun to fill.

    A server that never looked takes every index that begins with the workspace for as good as the
    key, keeps to that for as long as the connection lasts, and reads all rows for each one. It
    looks by itself, a minute later: by then there are many.
    """
    if is_file(database):
        return
    with suppress(DBAPIError):  # nothing but speed is lost
        with database.read() as tx:
            if tx.value(_KNOWN) == len(GROWING):
                return
        with database.begin() as tx:
            tx.run(text("SET LOCAL lock_timeout = 5000"))
            tx.run(text(f"ANALYZE {', '.join(GROWING)}"))
