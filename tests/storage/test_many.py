"""Many ids in one statement: as many rows as there are ids, by words that never change."""

from __future__ import annotations

import pytest
from sqlalchemy import event, select

from storage import people
from storage.database import Database
from storage.many import one_of
from storage.tables import people as people_table
from tests.people import ACME, ANA, BEN, CHIDI, GLOBEX, MAYAS_PEOPLE

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
