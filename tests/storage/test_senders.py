"""One node at a time sends for a workspace, and the next goes on at the same pace."""

from __future__ import annotations

from datetime import timedelta

from storage import senders
from storage.database import Database
from tests.people import ACME, GLOBEX, TUESDAY

LATER = TUESDAY + timedelta(seconds=30)


def taken(database: Database, node: str, at: timedelta = timedelta(0), where: str = ACME) -> bool:
    with database.begin() as tx:
        return senders.take(tx, where, node, TUESDAY + at, LATER + at) is not None


def given_back(database: Database, node: str, tokens: float = 3.0, rate: float = 1.5) -> bool:
    with database.begin() as tx:
        return not senders.give_back(tx, ACME, node, tokens, rate, TUESDAY)


def test_a_second_node_is_turned_away_and_other_workspaces_are_not(database: Database) -> None:
    assert taken(database, "one")
    assert not taken(database, "two")
    assert taken(database, "two", where=GLOBEX)


def test_who_was_asked_for_more_meanwhile_looks_once_more(database: Database) -> None:
    taken(database, "one")
    taken(database, "two")
    assert not given_back(database, "one"), "somebody asked"
    assert given_back(database, "one")
    assert taken(database, "two")


def test_a_lease_that_ran_out_goes_to_the_next(database: Database) -> None:
    taken(database, "one")
    assert not taken(database, "two", timedelta(seconds=29))
    assert taken(database, "two", timedelta(seconds=30))
    with database.begin() as tx:
        assert not senders.keep(tx, ACME, "one", LATER), "it has lost it"
    assert given_back(database, "one"), "there is nothing left to give back"
    assert not taken(database, "three", timedelta(seconds=31)), "it is two's"


def test_a_lease_that_is_prolonged_does_not_run_out(database: Database) -> None:
    taken(database, "one")
    with database.begin() as tx:
        assert senders.keep(tx, ACME, "one", LATER + timedelta(seconds=30))
    assert not taken(database, "two", timedelta(seconds=45))


def test_the_next_goes_on_where_the_last_one_was(database: Database) -> None:
    taken(database, "one")
    given_back(database, "one", tokens=3.0, rate=1.5)
    with database.begin() as tx:
        paced = senders.take(tx, ACME, "two", TUESDAY, LATER)
    assert paced == senders.Paced(3.0, 1.5, TUESDAY, "one")


def test_after_one_who_came_to_no_end_nothing_goes_in_a_burst(database: Database) -> None:
    taken(database, "one")
    given_back(database, "one", tokens=20.0)
    taken(database, "one")
    with database.begin() as tx:
        paced = senders.take(tx, ACME, "two", LATER, LATER + timedelta(seconds=30))
    assert paced == senders.Paced(0.0, 1.5, LATER, None)
