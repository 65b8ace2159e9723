"""Many ids in one statement: as many rows as there are ids, by words that never change."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import StatementError

from storage import people
from storage.database import Database, new_id
from storage.deliveries import Kind, State
from storage.many import add_each, one_of
from storage.tables import deliveries as deliveries_table
from storage.tables import people as people_table
from tests.people import ACME, ANA, BEN, CHIDI, GLOBEX, MAYAS_PEOPLE, TUESDAY

AMONG = select(people_table.c.id).where(
    people_table.c.workspace == ACME, one_of(people_table.c.id, "ids")
)


def known(database: Database) -> None:
    with database.begin() as tx:
        for person in MAYAS_PEOPLE:
            people.ensure(tx, ACME, person)
        people.ensure(tx, GLOBEX, ANA)


@pytest.mark.parametrize("ids", [(), (ANA,), (ANA, BEN, CHIDI), (ANA, "U'); --", "nobody")])
def test_those_who_are_named_are_found_and_nobody_else(
    database: Database, ids: tuple[str, ...]
) -> None:
    known(database)
    with database.begin() as tx:
        found = [row.id for row in tx.all(AMONG, ids=ids)]
    assert sorted(found) == sorted({ANA, BEN, CHIDI} & set(ids))


def test_two_are_asked_for_in_the_words_in_which_eight_are(database: Database) -> None:
    """An engine that knows a statement does not read it again."""
    known(database)
    said: list[str] = []

    def listen(_c: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(database.engine, "before_cursor_execute", listen)
    with database.read() as tx:
        for ids in ((ANA, BEN), MAYAS_PEOPLE):
            assert set(people.several(tx, ACME, ids)) == set(ids)
    asked = [one for one in said if "FROM people" in one]
    assert len(asked) == 2
    assert len(set(asked)) == 1


def test_what_is_added_together_stands_there_as_if_added_one_by_one(database: Database) -> None:
    """With a quote, another script, and nothing at all in it."""
    known(database)
    rows = [slot(ANA, "it's"), slot(BEN, "日本")]
    with database.begin() as tx:
        add_each(tx.connection, deliveries_table, rows[:1])
        tx.run(deliveries_table.insert().values(**rows[1]))
    with database.read() as tx:
        ana, ben = tx.all(select(deliveries_table).order_by(deliveries_table.c.address))
    for column in ("kind", "day", "created_at", "due_at", "stale_at", "state", "attempt", "asks"):
        assert getattr(ana, column) == getattr(ben, column)
    assert (ana.slot, ben.slot) == ("it's", "日本")


def test_an_instant_without_a_zone_is_never_added(database: Database) -> None:
    known(database)
    row = slot(ANA, "a slot") | {"due_at": TUESDAY.replace(tzinfo=None)}
    with pytest.raises((ValueError, StatementError)), database.begin() as tx:
        add_each(tx.connection, deliveries_table, [row])


def slot(person: str, name: str) -> dict[str, Any]:
    when = {"day": TUESDAY.date(), "created_at": TUESDAY, "due_at": TUESDAY, "stale_at": None}
    what = {"kind": Kind.PLAN, "address": person, "state": State.DUE, "asks": None}
    return {"workspace": ACME, "id": new_id(), "slot": name, **what, **when}
