"""What is asked often goes a shorter way to SQLite, and nobody can tell the difference."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import bindparam, event, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from care.items import Level
from storage import items, people, talks, workspaces
from storage.database import Database, Tx
from storage.ready import Driver
from storage.tables import grants
from storage.tables import people as people_table
from tests.people import ACME, ANA, BEN, EXAM, LONG_AGO, MAYA, SLEEP, TUESDAY, settle_in, share

WHO = select(people_table).where(
    people_table.c.workspace == bindparam("workspace"), people_table.c.id == bindparam("person")
)
ADD_GRANT = grants.insert()
AMONG = WHO.where(people_table.c.id.in_(bindparam("ids", expanding=True)))


def told(tx: Tx) -> list[Any]:
    """Whatever is read of Ana, of Maya and of what they share: instants, days, empty columns."""
    return [
        people.with_place(tx, ACME, ANA),
        people.several(tx, ACME, (ANA, MAYA)),
        items.own(tx, ACME, ANA),
        items.standing(tx, ACME, ANA),
        items.shared_with(tx, ACME, MAYA),
        items.shared_with(tx, ACME, MAYA, (ANA, BEN)),
        talks.last_with(tx, ACME, MAYA),
        workspaces.values_of(tx, ACME),
    ]


def some_life(database: Database) -> None:
    settle_in(database, (MAYA,))
    with database.begin() as tx:
        share(tx, ANA, MAYA)
        share(tx, ANA, MAYA, SLEEP, Level.DISCREET)
        talks.record(tx, ACME, MAYA, ANA, TUESDAY.date(), (), TUESDAY)
        people.change(tx, ACME, ANA, welcomed_at=TUESDAY, away_first=TUESDAY.date())


def test_every_way_says_the_same(sqlite: Database) -> None:
    some_life(sqlite)
    with sqlite.read() as tx:
        for _ in range(3):  # the third time at the latest all of it is known
            shorter = told(tx)
        assert tx.driver is not None
        assert shorter == told(replace(tx, driver=None))


def test_what_was_asked_before_is_put_to_sqlite_itself(sqlite: Database) -> None:
    ready: list[bool] = []
    with sqlite.begin() as tx:
        people.ensure(tx, ACME, ANA)
        assert isinstance(tx.driver, Driver)
        for _ in range(2):
            ready.append(tx.driver.ready(WHO, {"workspace": ACME, "person": ANA}) is not None)
    assert ready[-1]


def test_lists_are_left_to_sqlalchemy(sqlite: Database) -> None:
    """It writes such a statement anew for each length."""
    settle_in(sqlite, (MAYA,))
    with sqlite.read() as tx:
        for ids in ([], [ANA], [ANA, BEN]):
            found = tx.all(AMONG, workspace=ACME, person=ANA, ids=ids)
            assert [row.id for row in found] == [ANA] * bool(ids)


def test_the_same_change_by_other_columns_is_another_statement(sqlite: Database) -> None:
    settle_in(sqlite, (MAYA,))
    change = update(people_table).where(people_table.c.id == bindparam("who"))
    with sqlite.begin() as tx:
        for zone in ("Africa/Lagos", "Asia/Kolkata", "Europe/Lisbon"):
            assert tx.changed(change, who=ANA, zone=zone) == 1
            assert people.load(tx, ACME, ANA).zone == zone
            assert tx.changed(change, who=BEN, locale=zone) == 1
            assert people.load(tx, ACME, BEN).locale == zone
        assert tx.changed(change, who="nobody", zone="UTC") == 0


def test_somebody_who_listens_hears_all_of_it(sqlite: Database) -> None:
    settle_in(sqlite, (MAYA,))
    for _ in range(3):
        with sqlite.read() as tx:
            people.get(tx, ACME, ANA)
    heard: list[str] = []
    event.listen(
        sqlite.engine, "before_cursor_execute", lambda c, cur, said, *_: heard.append(said)
    )
    with sqlite.read() as tx:
        people.get(tx, ACME, ANA)
    assert [said for said in heard if "FROM people" in said]


def test_a_row_that_is_refused_raises_what_sqlalchemy_raises_and_shows_nothing(
    sqlite: Database,
) -> None:
    some_life(sqlite)
    grant = {"workspace": ACME, "item": "none", "leader": MAYA, "owner": ANA, "sealed": "CANARY"}
    for _ in range(3):
        with pytest.raises(IntegrityError) as caught, sqlite.begin() as tx:
            tx.run(ADD_GRANT, **grant, level="known", shared_at=TUESDAY)
        assert "CANARY" not in str(caught.value)


def test_trouble_of_the_file_is_told_as_such(sqlite: Database) -> None:
    settle_in(sqlite, (MAYA,))
    with pytest.raises(OperationalError), sqlite.begin() as tx:
        for _ in range(2):
            people.get(tx, ACME, ANA)
        tx.run(text("ALTER TABLE people RENAME TO gone"))
        people.get(tx, ACME, ANA)
    with sqlite.read() as tx:  # taken back with its transaction
        assert people.get(tx, ACME, ANA) is not None


def test_a_change_by_the_shorter_way_is_taken_back_with_its_transaction(sqlite: Database) -> None:
    settle_in(sqlite, (MAYA,))
    item = ""
    for _ in range(3):
        with pytest.raises(KeyError), sqlite.begin() as tx:
            item = items.create(tx, ACME, ANA, EXAM, LONG_AGO)
            talks.record(tx, ACME, MAYA, ANA, TUESDAY.date(), (item,), TUESDAY)
            raise KeyError
    with sqlite.read() as tx:
        assert items.own(tx, ACME, ANA) == []
        assert talks.last_with(tx, ACME, MAYA) == {}


def test_a_server_is_spoken_to_by_sqlalchemy(postgres: str, database: Database) -> None:
    with database.read() as tx:
        is_server = tx.connection.dialect.name == "postgresql"
        assert (tx.driver is None) == is_server
