"""A database is made once, on purpose; opened only if it is ours, whole, and fits the key."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import tempfile
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from cryptography.fernet import Fernet
from sqlalchemy import make_url, text

from storage import people
from storage.database import NOTICED, DatabaseError, engine_for, sqlite_file, without_password
from storage.opening import create, hold_alone, open_existing, open_to_migrate
from storage.schema import FITS_FROM, MIGRATIONS, migrate, newest_version, upgrade, version_of
from storage.sealing import Seals
from storage.tables import metadata
from tests.databases import SEALS
from tests.people import ACME, ANA


def test_made_once_it_opens_again_and_again(new_url: str) -> None:
    create(new_url, SEALS).close()
    for _ in range(2):
        database = open_existing(new_url, SEALS)
        with database.begin() as tx:
            people.ensure(tx, ACME, ANA)
        assert version_of(database.engine) == newest_version()
        database.close()


def test_making_it_again_changes_nothing(new_url: str) -> None:
    """tend init, pressed twice."""
    with create(new_url, SEALS).begin() as tx:
        people.ensure(tx, ACME, ANA)
    with create(new_url, SEALS).begin() as tx:
        assert people.get(tx, ACME, ANA)


def test_tables_and_migrations_agree(new_url: str) -> None:
    database = create(new_url, SEALS)
    with database.engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    database.close()
    assert found == []


def test_a_key_of_another_installation_is_refused(new_url: str) -> None:
    create(new_url, SEALS).close()
    other = Seals([Fernet.generate_key()])
    for opening in (create, open_existing, open_to_migrate):
        with pytest.raises(DatabaseError, match="sealed with another key"):
            opening(new_url, other)


def test_after_a_change_of_keys_old_and_new_open_it(new_url: str) -> None:
    old, new = Fernet.generate_key(), Fernet.generate_key()
    create(new_url, Seals([old])).close()
    open_existing(new_url, Seals([new, old])).close()


@pytest.mark.parametrize("migrates", [False, True])
def test_a_database_of_a_newer_release_is_refused(new_url: str, migrates: bool) -> None:
    at_version(new_url, "9999", fits_from="9999")
    with pytest.raises(DatabaseError, match="newer release"):
        open_existing(new_url, SEALS, migrates=migrates)


@pytest.mark.parametrize("migrates", [False, True])
def test_one_whose_tables_were_only_added_to_is_served(new_url: str, migrates: bool) -> None:
    """While nodes are exchanged one by one, and should the new release be taken back."""
    at_version(new_url, "9999", fits_from=newest_version())
    with open_existing(new_url, SEALS, migrates=migrates).begin() as tx:
        people.ensure(tx, ACME, ANA)
    assert version_of(engine_for(new_url)) == "9999"


def test_newer_tables_that_say_nothing_are_refused(new_url: str) -> None:
    at_version(new_url, "9999", fits_from=None)
    with pytest.raises(DatabaseError, match="newer release"):
        open_to_migrate(new_url, SEALS)


def test_tables_say_which_programs_they_fit(new_url: str) -> None:
    """Those made anew, and those brought up to date; no program older than what they lost."""
    create(new_url, SEALS).close()
    assert fits_from(new_url) == FITS_FROM <= newest_version()
    at_version(new_url, newest_version(), fits_from=None)
    upgrade(engine_for(new_url))
    assert fits_from(new_url) == FITS_FROM


def fits_from(url: str) -> str | None:
    engine = engine_for(url)
    with engine.connect() as connection:
        found: str | None = connection.execute(text("SELECT fits_from FROM seals")).scalar()
    engine.dispose()
    return found


def test_a_database_of_an_older_release_asks_for_tend_migrate(new_url: str) -> None:
    at_version(new_url, "0000")
    with pytest.raises(DatabaseError, match="tend migrate"):
        open_existing(new_url, SEALS)
    open_to_migrate(new_url, SEALS).close()


def at_version(url: str, version: str, fits_from: str | None = FITS_FROM) -> None:
    database = create(url, SEALS)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
        connection.execute(text("UPDATE seals SET fits_from = :v"), {"v": fits_from})
    database.close()


def test_what_belongs_to_something_else_is_left_alone(new_url: str) -> None:
    engine = engine_for(new_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE somebody_elses (id INTEGER)"))
    for opening in (create, open_existing, open_to_migrate):
        with pytest.raises(DatabaseError):
            opening(new_url, SEALS)
    with engine.connect() as connection:
        assert connection.dialect.get_table_names(connection) == ["somebody_elses"]
    engine.dispose()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://a:secret@b/c", "sqlite", "://secret"])
def test_a_url_of_something_else_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        engine_for(url)
    assert "secret" not in str(caught.value)
    assert "TEND_DATABASE_URL" in str(caught.value)


def test_a_server_that_is_not_there_is_told_in_words() -> None:
    url = "postgresql://tend:secret@127.0.0.1:1/tend"
    with pytest.raises(DatabaseError, match="nothing answers at that host and port") as caught:
        open_existing(url, SEALS)
    assert "secret" not in str(caught.value)
    assert "secret" not in without_password(url)
    assert "secret" not in without_password("postgresql://db/tend?user=tend&password=secret")


def test_what_a_server_refuses_is_told_in_words(postgres: str) -> None:
    url = make_url(postgres).set(database="nobodys").render_as_string(hide_password=False)
    with pytest.raises(DatabaseError, match="no such database or user") as caught:
        open_existing(url, SEALS)
    assert "nobodys" not in str(caught.value)


def test_a_server_that_is_gone_without_a_word_is_noticed_unless_the_url_says_otherwise() -> None:
    plain, own = (f"postgresql://db/tend{more}" for more in ("", "?connect_timeout=99"))
    assert engine_for(plain).url.query == NOTICED
    assert engine_for(own).url.query == {**NOTICED, "connect_timeout": "99"}


# --- the file ------------------------------------------------------------------------------------


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


def test_a_new_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "tend.db"
    create(url_of(file), SEALS).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sqlite_file(url_of(file)) == file


def test_a_missing_file_is_never_replaced_by_an_empty_one(tmp_path: Path) -> None:
    for opening in (open_existing, open_to_migrate):
        with pytest.raises(DatabaseError, match="tend init"):
            opening(url_of(tmp_path / "gone.db"), SEALS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"not a database at all, but a letter\n" * 100])
def test_an_empty_or_foreign_file_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "tend.db"
    file.write_bytes(content)
    with pytest.raises(DatabaseError):
        open_existing(url_of(file), SEALS)


def test_an_empty_file_where_one_was_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    """As a full or broken disk leaves it behind; `tend init` would fill it with nothing."""
    file = tmp_path / "tend.db"
    create(url_of(file), SEALS).close()
    lock = hold_alone(url_of(file))
    assert lock is not None
    lock.close()
    file.write_bytes(b"")
    for opening in (create, open_existing, open_to_migrate):
        with pytest.raises(DatabaseError, match="is empty, and there was one"):
            opening(url_of(file), SEALS)
    assert file.read_bytes() == b""


def test_a_folder_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError):
        open_existing(url_of(tmp_path), SEALS)


NOBODY = 65534


@pytest.mark.parametrize(("of_file", "of_folder"), [(0o444, 0o755), (0o644, 0o555), (0o000, 0o755)])
def test_what_cannot_be_written_is_refused(of_file: int, of_folder: int) -> None:
    """A file, or a folder in which SQLite finds no place for its log."""
    with tempfile.TemporaryDirectory(prefix="tend-", dir="/tmp") as folder:
        file = Path(folder) / "tend.db"
        create(url_of(file), SEALS).close()
        open_existing(url_of(file), SEALS).close()
        if os.geteuid() == 0:
            for path in (file, folder):
                os.chown(path, NOBODY, NOBODY)
        file.chmod(of_file)
        Path(folder).chmod(of_folder)
        assert "cannot be" in said_to_nobody(file)
        Path(folder).chmod(0o755)


def said_to_nobody(file: Path) -> str:
    """Why it is refused to whoever is not root: root may write to anything."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        try:
            open_existing(url_of(file), SEALS)
        except DatabaseError as refusal:
            os.write(writer, str(refusal).encode())
        os._exit(0)
    os.close(writer)
    os.wait()
    with os.fdopen(reader) as told:
        return told.read()


def test_a_file_damaged_by_its_disk_is_not_written_to_any_further(tmp_path: Path) -> None:
    file = tmp_path / "tend.db"
    database = create(url_of(file), SEALS)
    with database.begin() as tx:
        for n in range(2000):
            people.ensure(tx, ACME, f"U{n:05}")
    database.close()
    whole = bytearray(file.read_bytes())
    for page in range(len(whole) // 4096 - 12, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    file.write_bytes(whole)
    with pytest.raises(DatabaseError, match=r"damaged|cannot be used"):
        open_existing(url_of(file), SEALS, migrates=True)
    assert file.read_bytes() == bytes(whole)


def test_before_it_is_migrated_a_backup_is_made(tmp_path: Path) -> None:
    file = tmp_path / "tend.db"
    database = create(url_of(file), SEALS)
    with database.begin() as tx:
        people.ensure(tx, ACME, ANA)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(Exception, match="0000"):  # no such step: it fails half-way
        migrate(database)
    database.close()
    backup = file.with_name(f"tend.db.before-{newest_version()}")
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    copy = sqlite3.connect(backup)
    assert copy.execute("SELECT id FROM people").fetchall() == [(ANA,)]
    copy.close()


HALF = """from alembic import op
import sqlalchemy as sa
revision = "9000"
down_revision = "{before}"
def upgrade():
    op.create_table("half", sa.Column("id", sa.Integer()))
    raise RuntimeError("the power went")
"""


def test_a_migration_that_fails_half_way_leaves_nothing_behind(
    new_url: str, tmp_path: Path
) -> None:
    """Made in one transaction: the next start begins from before it."""
    steps = tmp_path / "migrations"
    shutil.copytree(MIGRATIONS, steps)
    (steps / "versions" / "9000_half.py").write_text(HALF.format(before=newest_version()))
    database = create(new_url, SEALS)
    with pytest.raises(RuntimeError):
        upgrade(database.engine, steps)
    assert version_of(database.engine) == newest_version()
    with database.engine.connect() as connection:
        assert "half" not in connection.dialect.get_table_names(connection)
    database.close()


def test_a_second_run_on_one_file_refuses_to_start(tmp_path: Path) -> None:
    url = url_of(tmp_path / "tend.db")
    create(url, SEALS).close()
    first = hold_alone(url)
    assert first is not None
    with pytest.raises(DatabaseError, match="Another tend run"):
        hold_alone(url)
    first.close()
    again = hold_alone(url)
    assert again is not None
    again.close()


def test_a_server_is_shared_by_any_number() -> None:
    assert hold_alone("postgresql://localhost/tend") is None


def test_short_commands_share_the_file_with_a_run(tmp_path: Path) -> None:
    url = url_of(tmp_path / "tend.db")
    create(url, SEALS).close()
    lock = hold_alone(url)
    with open_existing(url, SEALS).begin() as tx:
        people.ensure(tx, ACME, ANA)
    assert lock is not None
    lock.close()
