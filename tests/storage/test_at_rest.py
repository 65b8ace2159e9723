"""At rest: nothing that a person typed stands readable anywhere, and what is erased is gone."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Table, select

from care.items import Area, Content, Kind, Level
from storage import askings, deliveries, items, talks
from storage.database import Database
from storage.deliveries import Kind as DeliveryKind
from storage.tables import metadata
from tests.people import ACME, ANA, BEN, MAYA, TUESDAY, bond, open_workspace

CANARY = "Kanarienvogel-4711"
SECRET = Content(Kind.CHALLENGE, Area.PERSONAL, CANARY, f"details {CANARY}", TUESDAY.date())


@pytest.fixture
def written(database: Database) -> Database:
    """Everything that a person can type, in every table that keeps it."""
    with database.begin() as tx:
        open_workspace(tx)
        bond(tx, MAYA, ANA)
        item = items.create(tx, ACME, ANA, SECRET, TUESDAY)
        items.share(tx, ACME, ANA, item, MAYA, Level.DISCREET, TUESDAY)
        items.rewrite(tx, ACME, ANA, item, SECRET, TUESDAY)
        now = TUESDAY
        deliveries.slot(
            tx, ACME, DeliveryKind.REPLY, ANA, "r", now, None, None, now, body=f"You said {CANARY}"
        )
        askings.ask(tx, ACME, ANA, f"did you mean {CANARY}", TUESDAY)
    return database


def test_no_column_of_any_table_shows_what_was_typed(written: Database) -> None:
    with written.read() as tx:
        for table in metadata.sorted_tables:
            assert CANARY not in str(tx.all(table.select())), table.name


def test_not_even_what_kind_of_thing_it_is(written: Database) -> None:
    """That it is a challenge, and personal, is nobody's business either."""
    columns = {column.name for column in metadata.tables["items"].columns}
    assert not columns & {"kind", "area", "title", "details", "date"}


def test_no_byte_of_it_is_in_the_file_or_beside_it(sqlite: Database) -> None:
    database = sqlite
    file = Path(database.engine.url.database or "")
    with database.begin() as tx:
        open_workspace(tx)
        item = items.create(tx, ACME, ANA, SECRET, TUESDAY)
        items.share(tx, ACME, ANA, item, MAYA, Level.DISCREET, TUESDAY)
    beside = [file, Path(f"{file}-wal"), Path(f"{file}-shm")]
    assert all(one.exists() for one in beside)
    for one in beside:
        found = one.read_bytes()
        assert CANARY.encode() not in found
        assert CANARY.encode("utf-16-le") not in found


def test_names_are_in_no_table() -> None:
    columns = {f"{t.name}.{c.name}" for t in metadata.sorted_tables for c in t.columns}
    assert [c for c in columns if c.endswith((".name", ".email", ".display_name"))] == []


# --- erasing -------------------------------------------------------------------------------------


def holding(database: Database, table: Table, item: str) -> int:
    with database.read() as tx:
        column = table.c["item" if "item" in table.c else "id"]
        return len(tx.all(select(table).where(column == item)))


def test_erased_is_gone_with_all_that_hung_on_it(database: Database) -> None:
    with database.begin() as tx:
        open_workspace(tx)
        item = items.create(tx, ACME, ANA, SECRET, TUESDAY)
        other = items.create(tx, ACME, ANA, SECRET, TUESDAY)
        for leader in (MAYA, BEN):
            items.share(tx, ACME, ANA, item, leader, Level.KNOWN, TUESDAY)
        items.disclose(tx, ACME, item, MAYA, "opened", TUESDAY)
        talk = talks.record(tx, ACME, MAYA, ANA, TUESDAY.date(), [item, other], TUESDAY)
        items.erase(tx, ACME, ANA, item)
        assert talks.about(tx, ACME, talk) == [other]
        assert items.shared_with(tx, ACME, MAYA) == []
    for name in ("items", "grants", "disclosures", "talk_items"):
        assert holding(database, metadata.tables[name], item) == 0, name
    with database.read() as tx:
        assert [one.id for one in items.own(tx, ACME, ANA)] == [other]
        assert talks.last_with(tx, ACME, MAYA) == {ANA: TUESDAY.date()}


def test_nobody_erases_what_is_somebody_else_s(database: Database) -> None:
    with database.begin() as tx:
        item = items.create(tx, ACME, ANA, SECRET, TUESDAY)
        items.erase(tx, ACME, BEN, item)
        assert items.count(tx, ACME, ANA) == 1


def test_of_what_was_erased_no_ciphertext_is_left_in_the_file(sqlite: Database) -> None:
    database = sqlite
    file = Path(database.engine.url.database or "")
    with database.begin() as tx:
        item = items.create(tx, ACME, ANA, SECRET, TUESDAY)
        sealed = str(tx.value(select(metadata.tables["items"].c.sealed)))
    with database.begin() as tx:
        items.erase(tx, ACME, ANA, item)
    database.close()  # the last to close empties the log
    assert not Path(f"{file}-wal").exists()
    assert sealed[20:120].encode() not in file.read_bytes()


def test_a_file_keeps_every_promise_about_power_cuts_and_deleted_bytes(sqlite: Database) -> None:
    with sqlite.engine.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert isinstance(raw, sqlite3.Connection)
        found = {
            name: raw.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_what_ended_long_ago_is_forgotten_and_what_is_on_its_way_is_not(
    database: Database,
) -> None:
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    with database.begin() as tx:
        for name, state in (("a", "sent"), ("b", "skipped"), ("c", "due"), ("d", "sending")):
            made = deliveries.slot(
                tx, ACME, DeliveryKind.REPLY, ANA, name, long_ago, None, None, long_ago, body="x"
            )
            table = metadata.tables["deliveries"]
            tx.run(table.update().where(table.c.id == made).values(state=state))
        assert deliveries.forget_before(tx, ACME, TUESDAY) == 2
        assert set(deliveries.totals(tx, ACME)) == {"due", "sending"}
