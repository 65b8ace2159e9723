"""Another key: everything is sealed anew beside a running Tend, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import String, select, update

from care.items import Level
from care.landing import Said
from care.pulse import Pair
from storage import (
    askings,
    conversations,
    deliveries,
    installations,
    items,
    landings,
    pulse,
    pulse_closing,
    rekeying,
)
from storage.database import Database, Tx
from storage.deliveries import Kind
from storage.inventory import INVENTORY
from storage.opening import create, open_existing
from storage.rekeying import Left
from storage.sealing import Seals
from storage.tables import items as items_table
from storage.tables import metadata
from tests.people import ACME, ANA, BEN, EXAM, GLOBEX, MAYA, SLEEP, TUESDAY
from tests.storage.lives import live

OLD, NEW = Fernet.generate_key(), Fernet.generate_key()


@pytest.fixture
def url_of_old(new_url: str) -> str:
    create(new_url, Seals([OLD])).close()
    return new_url


@pytest.fixture
def before(url_of_old: str) -> Iterator[Database]:
    """As it was before, with something in every sealed column."""
    database = Database(url_of_old, Seals([OLD]))
    with database.begin() as tx:
        fill(tx)
    yield database
    database.close()


@pytest.fixture
def both(before: Database, url_of_old: str) -> Iterator[Database]:
    """The same, opened with a newer key on top of the old one."""
    database = Database(url_of_old, Seals([NEW, OLD]))
    yield database
    database.close()


def fill(tx: Tx) -> None:
    private = items.create(tx, ACME, ANA, SLEEP, TUESDAY)
    shared = items.create(tx, ACME, ANA, EXAM, TUESDAY)
    items.share(tx, ACME, ANA, shared, MAYA, Level.KNOWN, TUESDAY)
    assert private != shared
    what = (Kind.REPLY, ANA, "r", TUESDAY, None, None, TUESDAY)
    deliveries.slot(tx, ACME, *what, body="for Ana")
    askings.ask(tx, ACME, BEN, "what Ben may have meant", TUESDAY)
    installations.keep(tx, ACME, "U0BOT", None, "xoxb-acme", False, TUESDAY)
    conversations.keep(tx, ACME, "c1", ANA, {"service": "somewhere"}, TUESDAY)
    landings.turn_on(tx, ACME, ANA, shared, TUESDAY)
    landing = landings.of_item(tx, ACME, shared)
    assert landing is not None
    landings.answer(tx, ACME, landing, Said.YES)
    found = pulse.open_round(tx, ACME, [Pair(MAYA, ANA)], TUESDAY, TUESDAY)
    pulse_closing.close(tx, found, 5, TUESDAY)  # the marks of it have a key
    live(tx, GLOBEX)  # and whatever else people have


def walk(database: Database) -> None:
    for _ in rekeying.reseal(database):
        pass


def test_afterwards_the_newest_key_opens_everything_alone(both: Database, url_of_old: str) -> None:
    walk(both)
    assert rekeying.left(both) == Left(0, 0)
    alone = open_existing(url_of_old, Seals([NEW]))
    with alone.begin() as tx:
        assert {one.content for one in items.own(tx, ACME, ANA)} == {SLEEP, EXAM}
        assert [one.content for one in items.shared_with(tx, ACME, MAYA)] == [EXAM]
    alone.close()


def test_every_column_that_holds_a_sealed_text_is_walked_through(both: Database) -> None:
    """A new one is found by its name; one of another name is found here."""
    walked = {(c.table.name, c.name) for c in rekeying.sealed_columns()}
    with both.read() as tx:
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, String):
                    values = tx.connection.execute(select(column)).scalars()
                    sealed = any(str(value).startswith("gAAAA") for value in values)
                    assert not sealed or (table.name, column.name) in walked
        for column in rekeying.sealed_columns():
            assert tx.value(select(column).where(column.is_not(None)).limit(1)), (
                f"{column} has nothing in it here: nobody would notice if it were left out"
            )


def test_the_inventory_knows_the_same_columns() -> None:
    walked = {(c.table.name, c.name) for c in rekeying.sealed_columns()}
    named = {(table, name) for table, held in INVENTORY.items() for name in held.sealed.split()}
    assert walked == named | {("seals", "sealed")}


def test_what_is_counted_is_what_was_done(both: Database) -> None:
    ended = {walked.name: walked for walked in rekeying.reseal(both)}
    assert sum(walked.resealed for walked in ended.values()) == rekeying.count(both)
    again = {walked.name: walked for walked in rekeying.reseal(both)}
    assert sum(walked.resealed for walked in again.values()) == 0


def test_stopped_halfway_it_goes_on_where_it_was(both: Database, before: Database) -> None:
    with before.begin() as tx:
        for _ in range(7):
            items.create(tx, ACME, ANA, EXAM, TUESDAY)
    everything = rekeying.count(both)
    steps = list(islice(rekeying.reseal(both, at_a_time=2), 3))
    done = sum({walked.name: walked.resealed for walked in steps}.values())
    assert 0 < done < everything
    rest = {walked.name: walked.resealed for walked in rekeying.reseal(both)}
    assert done + sum(rest.values()) == everything
    assert rekeying.left(both) == Left(0, 0)


def test_words_that_ana_changes_meanwhile_are_hers(both: Database, before: Database) -> None:
    """A Tend with the old key alone seals on: its words stay, and are told of at the end."""
    with before.read() as tx:
        item = items.own(tx, ACME, ANA)[0]
    read = list(rekeying.batches(both, items_table.c.sealed))
    with before.begin() as tx:
        items.rewrite(tx, ACME, ANA, item.id, EXAM, TUESDAY)
    (batch,) = read
    assert rekeying.reseal_rows(both, items_table.c.sealed, batch) == (len(batch) - 1, 0)
    with both.read() as tx:
        assert next(o.content for o in items.own(tx, ACME, ANA) if o.id == item.id) == EXAM
    walk(both)
    with before.begin() as tx:
        items.create(tx, ACME, ANA, EXAM, TUESDAY)
    assert rekeying.left(both) == Left(1, 0)


def test_what_no_key_opens_is_counted_and_left(both: Database) -> None:
    with both.begin() as tx:
        broken = items.own(tx, ACME, ANA)[0].id
        tx.run(update(items_table).where(items_table.c.id == broken).values(sealed="gAAA-broken"))
    ended = {walked.name: walked for walked in rekeying.reseal(both)}
    assert ended["items.sealed"].damaged == 1
    assert rekeying.left(both) == Left(0, 1)
    with both.read() as tx:
        kept = tx.value(select(items_table.c.sealed).where(items_table.c.id == broken))
    assert kept == "gAAA-broken"


def test_swapped_words_stay_closed_under_the_new_key(both: Database) -> None:
    with both.begin() as tx:
        mine = items.own(tx, ACME, ANA)[0]
        theirs = items.create(tx, ACME, BEN, EXAM, TUESDAY)
        words = tx.value(select(items_table.c.sealed).where(items_table.c.id == mine.id))
        tx.run(update(items_table).where(items_table.c.id == theirs).values(sealed=words))
    walk(both)
    with both.read() as tx:
        assert [one.content for one in items.own(tx, ACME, BEN)] == [None]


def test_a_start_with_the_newest_key_is_noted(before: Database, url_of_old: str) -> None:
    both = Seals([NEW, OLD])
    assert rekeying.newest_is_in_use(before)
    for migrates, noted in ((False, False), (True, True)):
        database = open_existing(url_of_old, both, migrates=migrates)
        assert rekeying.newest_is_in_use(database) is noted
        database.close()
