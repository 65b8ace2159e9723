"""What only a server has: its own clock, and room for tables that are none of Tend's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.schema import CreateSchema

from storage.database import Database


def add_schema(database: Database, name: str, script: str) -> bool:
    """Make it with what the script creates, unless it is there; whether it had to be made."""
    with database.begin() as tx:
        tx.run(select(func.pg_advisory_xact_lock(func.hashtext(name))))  # two nodes at once
        there = text("SELECT 1 FROM pg_namespace WHERE nspname = :name")
        if tx.one(there, name=name) is not None:
            return False
        tx.run(CreateSchema(name))
        tx.run(select(func.set_config("search_path", name, True)))
        raw = tx.connection.connection.cursor()
        raw.execute(script)  # several statements at once: only the driver itself takes them
        raw.close()
    return True


def server_time(database: Database) -> datetime:
    """What the server's own clock shows."""
    with database.read() as tx:
        at: datetime = tx.value(select(func.clock_timestamp()))
    return at
