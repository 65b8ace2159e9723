"""The tables' versions and migrations: a program says which tables it fits, and brings them up."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, text
from sqlalchemy.exc import OperationalError

from storage import backup
from storage.database import TRIES, Database
from storage.engines import LOCK_PATIENCE_MS, DatabaseError, sqlite_file
from storage.tables import seals as seals_table
from storage.unusable import in_words

MIGRATIONS = Path(__file__).parent / "migrations"
FITS_FROM = "0005"  # a program that knows this migration may use these tables, however new they are


def newest_version() -> str:
    """The newest migration's number: each file begins with its own. Alembic stays unloaded."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def version_of(engine: Engine) -> str | None:
    """The number of the last migration that ran; None where there are no tables of ours."""
    with engine.connect().execution_options(tend_reads=True) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_newest(database: Database) -> bool:
    """Whether no migration that we know of is left to run."""
    return (version_of(database.engine) or "") >= newest_version()


def holds_something(engine: Engine) -> bool:
    with engine.connect().execution_options(tend_reads=True) as connection:
        return bool(inspect(connection).get_table_names())


def migrate(database: Database) -> bool:
    """Bring the tables up to date in one transaction; whether there was anything to do."""
    if is_newest(database):
        return False
    file = sqlite_file(str(database.engine.url))
    if version_of(database.engine) is not None and file is not None:
        try:
            backup.write_before(file, newest_version())
        except backup.CopyError as error:
            raise DatabaseError(f"Nothing was changed. {error}") from None
    upgrade(database.engine)
    return True


def upgrade(
    engine: Engine, migrations: Path = MIGRATIONS, patience_ms: int = LOCK_PATIENCE_MS
) -> None:
    """All in one transaction: killed halfway, the tables are as they were.

    On a server others go on meanwhile. Raises DatabaseError when they leave it no moment.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations))
    for tries_left in reversed(range(TRIES)):
        try:
            with engine.begin() as connection:
                _one_at_a_time(connection, patience_ms)
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                connection.execute(seals_table.update().values(fits_from=FITS_FROM))
            return
        except OperationalError as error:
            if not tries_left:
                raise DatabaseError(f"Nothing was changed: {in_words(error)}.") from None


def _one_at_a_time(connection: Connection, patience_ms: int) -> None:
    """Whoever waits for a lock lets nobody pass meanwhile, so nobody waits for long."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = {patience_ms}"))
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("tend migrate"))))


def check_fits(database: Database) -> None:
    """Refuse tables that this release may not use. Raises DatabaseError."""
    version = version_of(database.engine) or ""
    if version > newest_version() and not _fits(database.engine):
        raise DatabaseError("This database was made by a newer release of Tend.")


def _fits(engine: Engine) -> bool:
    """Newer tables say which programs may go on with them: a release adds before it removes."""
    with engine.connect().execution_options(tend_reads=True) as connection:
        fits_from = connection.execute(select(seals_table.c.fits_from)).scalar()
    return fits_from is not None and fits_from <= newest_version()
