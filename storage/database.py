"""The database: transactions that never lose an update, and migrations. The door to storage."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    Executable,
    Row,
    Select,
    Table,
    func,
    inspect,
    select,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, OperationalError

from storage import backup
from storage.engines import LOCK_PATIENCE_MS
from storage.engines import NOTICED as NOTICED
from storage.engines import DatabaseError as DatabaseError
from storage.engines import attentive as attentive
from storage.engines import engine_for as engine_for
from storage.engines import engine_url as engine_url
from storage.engines import server_address as server_address
from storage.engines import sqlite_file as sqlite_file
from storage.engines import sqlite_url as sqlite_url
from storage.engines import without_password as without_password
from storage.sealing import SealError, Seals
from storage.tables import seals as seals_table
from storage.tombstones import Tombstones
from storage.unusable import in_words

T = TypeVar("T")
if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

log = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "migrations"
FITS_FROM = "0005"  # a program that knows this migration may use these tables, however new they are
KNOWN_TEXT = "tend"
NOT_OURS = "This database is not one of Tend's. Create one with: tend init"
TRIES = 3


@dataclass(frozen=True)
class Tx:
    """One transaction, and the seals that its texts need. Never kept open across a network call."""

    connection: Connection
    seals: Seals
    tombstones: Tombstones | None = None  # where who is erased is remembered

    def run(self, statement: Executable, **values: Any) -> CursorResult[Any]:
        """``values`` fill the bindparams of a statement that was built once: building it anew
        costs four times as much as running it.
        """
        return self.connection.execute(statement, values)

    def all(self, statement: Executable, **values: Any) -> Sequence[Any]:
        """Rows, to be asked by name. Taken apart as the tuples that they are they cost less."""
        return self.connection.execute(statement, values).all()

    def one(self, statement: Executable, **values: Any) -> Row[Any] | None:
        return self.connection.execute(statement, values).first()

    def value(self, statement: Executable) -> Any:
        return self.connection.execute(statement).scalar()

    def hold(self, rows: Select[Any], **values: Any) -> None:
        """These rows, for this transaction alone; on SQLite it has the whole file alone anyway."""
        if self.connection.dialect.name != "sqlite":
            self.connection.execute(rows.with_for_update(), values)

    def add_new(self, table: Table, **values: Any) -> bool:
        """Insert it unless it is there, whoever else does so at the same moment; whether it was."""
        new = _insert_new(self.connection.dialect.name, table)
        return self.connection.execute(new, values).rowcount == 1

    def add_each_new(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same for many rows at once, all of them with the same columns."""
        if rows:
            self.connection.execute(_insert_new(self.connection.dialect.name, table), rows)

    def changed(self, statement: Executable) -> int:
        """Run a writing statement; how many rows it changed."""
        return self.run(statement).rowcount


@cache
def _insert_new(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """In the engine's own words; those of a server are loaded where there is one."""
    if dialect == "sqlite":
        new = sqlite.insert(table).on_conflict_do_nothing()
        return new.execution_options(preserve_rowcount=True)
    from sqlalchemy.dialects import postgresql

    on_server = postgresql.insert(table).on_conflict_do_nothing()
    return on_server.execution_options(preserve_rowcount=True)


def new_id() -> str:
    """An opaque id for everything that a button, a form or a link carries."""
    return secrets.token_hex(16)


def in_workspace(workspace: str) -> str:
    """The workspace, checked: there is no default one. Raises ValueError."""
    if not workspace:
        raise ValueError("every row belongs to a workspace")
    return workspace


class Database:
    """An engine and the seals, opened by the composition root."""

    tombstones: Tombstones | None = None  # storage.forgetting brings them
    rehearses = False  # nothing of what happens here lasts

    def __init__(self, url: str, seals: Seals) -> None:
        self.engine = engine_for(url)
        self._reading = self.engine.execution_options(tend_reads=True)  # of the same pool
        self.seals = seals

    @contextmanager
    def begin(self) -> Iterator[Tx]:
        """A writing transaction: committed at the end, rolled back on any exception."""
        with self.engine.begin() as connection:
            yield Tx(connection, self.seals, self.tombstones)

    def insist(self, work: Callable[[Tx], T]) -> T:
        """A writing transaction that no passing trouble should undo: a lock, a connection that was
        lost, two in each other's way. ``work`` is begun anew, a few times.
        """
        for _ in range(TRIES - 1):
            with suppress(OperationalError), self.begin() as tx:
                return work(tx)
        with self.begin() as tx:
            return work(tx)

    @contextmanager
    def read(self) -> Iterator[Tx]:
        """A reading transaction: one consistent sight, never in a writer's way."""
        with self._reading.begin() as connection:
            yield Tx(connection, self.seals)

    def close(self) -> None:
        self.engine.dispose()


# --- existence, versions, migration --------------------------------------------------------------


def is_file(database: Database) -> bool:
    """SQLite: one process has it alone. Otherwise a server, which any number of nodes share."""
    return database.engine.url.get_backend_name() == "sqlite"


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


def _holds_something(engine: Engine) -> bool:
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


def create(url: str, seals: Seals) -> Database:
    """A new database with its tables and the proof of its key. Only ``tend init`` creates one."""
    file = sqlite_file(url)
    if file is not None and _is_nothing(file):
        _refuse_in_its_place(file)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    database = Database(url, seals)
    try:
        if version_of(database.engine) is None and _holds_something(database.engine):
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
