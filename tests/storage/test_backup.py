"""Backups: whole, while others write, for their owner's eyes; and one before each migration."""

from __future__ import annotations

import resource
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from bot.backing_up import run
from bot.program import CannotStart
from storage import backup, people
from storage.backup import CopyError
from storage.database import Database, DatabaseError, engine_for, sqlite_url
from storage.opening import create, open_existing, open_to_migrate
from storage.schema import MIGRATIONS, migrate, newest_version, version_of
from tests.databases import SEALS, _name, _new_postgres
from tests.people import ACME, ANA, TUESDAY
from tests.storage.dying import deaths
from tests.storage.test_restore import settings


@pytest.fixture
def file(sqlite: Database) -> Path:
    return Path(sqlite.engine.url.database or "")


def ids(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as raw:
        return {row[0] for row in raw.execute("SELECT id FROM people")}


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_a_backup_is_whole_though_others_write_all_the_while(sqlite: Database, file: Path) -> None:
    """Each transaction writes two rows: no copy has the one without the other."""
    stop, ready = threading.Event(), threading.Event()

    def write_in_pairs() -> None:
        n = 0
        while not stop.is_set() and n < 4000:
            with sqlite.begin() as tx:
                people.ensure(tx, ACME, f"U{n}")
                people.ensure(tx, ACME, f"V{n}")
            n += 1
            ready.set()

    writer = threading.Thread(target=write_in_pairs)
    writer.start()
    ready.wait()
    try:
        for n in range(5):
            target = file.with_name(f"copy{n}")
            backup.write(file, target)
            found = ids(target)
            assert found and {one[1:] for one in found if one[0] == "U"} == {
                one[1:] for one in found if one[0] == "V"
            }
    finally:
        stop.set()
        writer.join()


def test_it_is_one_file_for_its_owner_alone(sqlite: Database, file: Path) -> None:
    with sqlite.begin() as tx:
        people.ensure(tx, ACME, ANA)
    target = file.with_name("copy")
    backup.write(file, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert {name for name in names(file.parent) if name.startswith("copy")} == {"copy"}
    assert ids(target) == {ANA}
    with closing(sqlite3.connect(target)) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)


def test_nobody_serves_from_a_backup_by_mistake(sqlite: Database, file: Path) -> None:
    """Who copies it over the database would have Tend forget what was withdrawn since."""
    target = file.with_name("copy")
    backup.write(file, target)
    for opening in (open_existing, open_to_migrate):
        with pytest.raises(DatabaseError, match="is a backup"):
            opening(sqlite_url(target), SEALS)
    assert not backup.is_copy(file)


def test_a_damaged_database_gives_no_backup(sqlite: Database, file: Path) -> None:
    with sqlite.begin() as tx:
        for n in range(2000):
            people.ensure(tx, ACME, f"U{n:05}")
    sqlite.close()
    damage(file)
    with pytest.raises(CopyError):
        backup.write(file, file.with_name("copy"))
    assert not any(name.startswith("copy") for name in names(file.parent))


def damage(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    for page in range(len(whole) // 4096 - 12, len(whole) // 4096):
        whole[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    file.write_bytes(whole)


@contextmanager
def no_room_beyond(size: int) -> Iterator[None]:
    """No file may grow past it, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_there_is_no_half_a_backup(sqlite: Database, file: Path) -> None:
    with no_room_beyond(64_000), pytest.raises(CopyError, match="could not be written"):
        backup.write(file, file.with_name("copy"))
    assert not any(name.startswith("copy") for name in names(file.parent))


# --- the command ---------------------------------------------------------------------------------


def test_it_says_what_is_not_in_it_and_writes_over_nothing(file: Path, tmp_path: Path) -> None:
    found = settings(file)
    written, without = run(found, tmp_path / "copy", TUESDAY)
    assert f"Wrote {tmp_path / 'copy'}" in written
    assert str(found.key_file) in without and str(found.tombstones) in without
    before = (tmp_path / "copy").read_bytes()
    with pytest.raises(CannotStart, match="is there already"):
        run(found, tmp_path / "copy", TUESDAY)
    assert (tmp_path / "copy").read_bytes() == before
    with pytest.raises(CannotStart, match="sudo install"):
        run(found, tmp_path / "nowhere" / "copy", TUESDAY)
    (named, _) = run(found, tmp_path, TUESDAY)
    assert "tend.db.backup-20261124T090000Z" in named


def test_of_nothing_and_of_others_there_is_no_backup(tmp_path: Path) -> None:
    others = tmp_path / "others.db"
    with closing(sqlite3.connect(others)) as raw:
        raw.execute("CREATE TABLE theirs (id INTEGER)")
    whole = others.read_bytes()
    for file, why in ((tmp_path / "gone", "no database"), (others, "no database of Tend's")):
        with pytest.raises(CannotStart, match=why):
            run(settings(file), tmp_path / "copy", TUESDAY)
    with pytest.raises(DatabaseError, match="not one of Tend's"):
        open_to_migrate(sqlite_url(others), SEALS)
    assert others.read_bytes() == whole, "not even its way of keeping a log was changed"


def test_a_server_has_its_own_way_and_no_password_is_shown(tmp_path: Path) -> None:
    url = "postgresql://tend:secret@db.example/tend?password=secret"
    with pytest.raises(CannotStart, match="pg_dump") as caught:
        run(settings(tmp_path / "x", url), None, TUESDAY)
    assert "postgresql://tend@db.example/tend" in str(caught.value)
    assert "secret" not in str(caught.value) and "***" not in str(caught.value)


# --- before a migration --------------------------------------------------------------------------

OLD = "0004"


def an_older(url: str) -> None:
    """As an older release left it, with Ana in it."""
    engine = engine_for(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, OLD)
        seal = {"sealed": SEALS.seal("tend", "tend")}
        connection.execute(text("INSERT INTO seals (id, sealed) VALUES (1, :sealed)"), seal)
        ana = {"workspace": ACME, "id": ANA}
        connection.execute(text("INSERT INTO people (workspace, id) VALUES (:workspace, :id)"), ana)
    engine.dispose()


def version_in(url: str) -> str | None:
    engine = engine_for(url)
    try:
        return version_of(engine)
    finally:
        engine.dispose()


def is_there(url: str, person: str) -> bool:
    engine = engine_for(url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT id FROM people")).scalars().all()
    engine.dispose()
    return person in found


def test_an_old_database_is_brought_up_to_date_with_all_that_is_in_it(new_url: str) -> None:
    an_older(new_url)
    database = open_to_migrate(new_url, SEALS)
    assert migrate(database)
    database.close()
    assert version_in(new_url) == newest_version() and is_there(new_url, ANA)


def test_of_the_copies_before_migrations_two_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "tend.db"
    create(sqlite_url(file), SEALS).close()
    for version in ("0002", "0003", "0004", "0005"):
        backup.write_before(file, version)
    assert names(tmp_path) == {"tend.db", "tend.db.before-0004", "tend.db.before-0005"}


def test_without_room_for_the_copy_nothing_is_migrated(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "tend.db")
    an_older(url)
    with no_room_beyond(64_000), pytest.raises(DatabaseError, match="Nothing was changed"):
        open_existing(url, SEALS, migrates=True)
    assert version_in(url) == OLD and is_there(url, ANA)


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.long)])
def test_killed_anywhere_the_next_start_begins_from_before_it_or_has_all_of_it(
    tmp_path: Path, every: int
) -> None:
    """As `tend run` does it: with its copy first."""
    url = sqlite_url(tmp_path / "tend.db")
    an_older(url)
    whole = (tmp_path / "tend.db").read_bytes()

    def begin_anew() -> None:
        for one in tmp_path.iterdir():
            one.unlink()
        (tmp_path / "tend.db").write_bytes(whole)

    died = 0
    for _ in deaths(lambda: open_existing(url, SEALS, migrates=True).close(), every):
        died += 1
        migrated = version_in(url) != OLD
        good = list(tmp_path.glob("tend.db.before-*"))
        assert good or not migrated, "never without a copy from before it"
        for copy in good:
            backup.check(copy)
            assert not copy.name.endswith(".part") or not migrated
        open_existing(url, SEALS, migrates=True).close()
        assert version_in(url) == newest_version() and is_there(url, ANA)
        assert not list(tmp_path.glob("*.part"))
        begin_anew()
    assert died * every > 20


def test_on_a_server_too(postgres: str) -> None:
    url = _new_postgres(postgres, _name())
    an_older(url)

    def bring_up_to_date() -> None:
        database = open_to_migrate(url, SEALS)
        migrate(database)
        database.close()

    died = 0
    for _ in deaths(bring_up_to_date, every=3):
        died += 1
        if version_in(url) == OLD:
            assert is_there(url, ANA)
            continue
        break  # committed: what follows changes nothing any more
    assert died > 2
    bring_up_to_date()
    assert version_in(url) == newest_version() and is_there(url, ANA)
