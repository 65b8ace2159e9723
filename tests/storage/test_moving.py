"""From a file to a server: every row as it was, all of them or none, and never over anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from bot import moving
from bot.program import CannotStart
from storage import audit, items, people
from storage.database import Database, DatabaseError, sqlite_url
from storage.opening import create, hold_alone, open_existing
from storage.sealing import Seals, create_key_file, read_key_file
from storage.tables import audit as audit_table
from storage.tables import metadata
from tests.databases import new_database
from tests.people import ACME, ANA, GLOBEX, MAYA, TUESDAY
from tests.storage.dying import deaths
from tests.storage.lives import CANARY, live
from tests.storage.test_restore import settings

Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A Tend on a file, in which two workspaces have lived."""
    file = tmp_path / "tend.db"
    create_key_file(settings(file).key_file)
    database = create(sqlite_url(file), seals(file))
    with database.begin() as tx:
        live(tx)
        live(tx, GLOBEX)
    database.close()
    return file


def seals(home: Path) -> Seals:
    return read_key_file(settings(home).key_file)


def rows(database: Database) -> Rows:
    """All of them, whatever the engine."""
    with database.read() as tx:
        return {
            table.name: sorted((tuple(row) for row in tx.all(select(table))), key=repr)
            for table in metadata.sorted_tables
        }


def on_file(home: Path) -> Rows:
    database = open_existing(sqlite_url(home), seals(home))
    try:
        return rows(database)
    finally:
        database.close()


def test_every_row_comes_along_and_the_file_serves_no_more(home: Path, postgres: str) -> None:
    before, url = on_file(home), new_database(postgres)
    (told, kept, _) = moving.run(settings(home), url, TUESDAY)
    there = open_existing(url, seals(home))
    assert rows(there) == before
    assert f"Moved {sum(map(len, before.values()))} rows" in told
    aside = home.with_name("tend.db.moved-20261124T090000Z")
    assert str(aside) in kept and on_file(aside) == before
    with pytest.raises(DatabaseError, match="missing, and there was one"):
        open_existing(sqlite_url(home), seals(home))
    there.close()


def test_what_was_sealed_opens_there_and_stays_sealed_on_the_way(home: Path, postgres: str) -> None:
    url = new_database(postgres)
    moving.run(settings(home), url, TUESDAY)
    there = open_existing(url, seals(home))
    assert CANARY not in repr(rows(there))
    with there.read() as tx:
        contents = [item.content for item in items.own(tx, ACME, ANA)]
    assert any(content is not None and CANARY in content.title for content in contents)
    there.close()


def test_life_goes_on_there(home: Path, postgres: str) -> None:
    """The trail of settings is numbered by the server: behind what came along."""
    url = new_database(postgres)
    moving.run(settings(home), url, TUESDAY)
    there = open_existing(url, seals(home))
    with there.begin() as tx:
        audit.note(tx, ACME, MAYA, "limits", ACME, "changed", TUESDAY)
        people.change(tx, ACME, MAYA, plan_every=2)
    with there.read() as tx:
        numbers = [row.id for row in tx.all(select(audit_table.c.id).order_by(audit_table.c.at))]
    assert len(numbers) == len(set(numbers)) > 1
    there.close()


def test_nothing_is_moved_over_what_is_there(home: Path, postgres: str) -> None:
    url, before = new_database(postgres), on_file(home)
    there = create(url, seals(home))
    with there.begin() as tx:
        people.ensure(tx, ACME, ANA)
    with pytest.raises(DatabaseError, match="not empty"):
        moving.run(settings(home), url, TUESDAY)
    assert len(rows(there)["people"]) == 1 and on_file(home) == before
    there.close()


def test_a_row_that_the_server_refuses_leaves_all_as_it_was(home: Path, postgres: str) -> None:
    """A file takes any length; a server does not."""
    own = open_existing(sqlite_url(home), seals(home))
    with own.begin() as tx:
        people.ensure(tx, ACME, "U" * 100)
    own.close()
    before, url = on_file(home), new_database(postgres)
    with pytest.raises(DatabaseError, match="Nothing was moved"):
        moving.run(settings(home), url, TUESDAY)
    there = open_existing(url, seals(home))
    assert [name for name, found in rows(there).items() if found] == ["seals"]
    assert on_file(home) == before
    there.close()


def test_another_key_or_another_s_database_is_refused(home: Path, postgres: str) -> None:
    url = new_database(postgres)
    create(url, Seals([Fernet.generate_key()])).close()
    with pytest.raises(DatabaseError, match="another key"):
        moving.run(settings(home), url, TUESDAY)
    assert home.exists()


def test_only_a_file_moves_only_to_a_server_and_never_under_a_running_tend(home: Path) -> None:
    server = "postgresql://db.example/tend"
    with pytest.raises(CannotStart, match="on a server already"):
        moving.run(settings(home, server), server, TUESDAY)
    with pytest.raises(CannotStart, match="postgresql://"):
        moving.run(settings(home), f"{sqlite_url(home)}2", TUESDAY)
    with hold_alone(sqlite_url(home)) or pytest.fail(), pytest.raises(DatabaseError, match="run"):
        moving.run(settings(home), server, TUESDAY)
    assert home.exists()


@pytest.mark.long
def test_killed_anywhere_the_file_serves_on_or_all_is_there(home: Path, postgres: str) -> None:
    before, whole = on_file(home), home.read_bytes()
    urls = [new_database(postgres)]
    for _ in deaths(lambda: moving.run(settings(home), urls[-1], TUESDAY), every=7):
        if home.exists():
            assert on_file(home) == before
        for one in home.parent.glob("tend.db*"):
            one.unlink()
        home.write_bytes(whole)
        urls.append(new_database(postgres))
    assert len(urls) > 15
    there = open_existing(urls[-1], seals(home))
    assert rows(there) == before
    there.close()
