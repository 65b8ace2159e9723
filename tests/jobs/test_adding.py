"""A few people are added like a list says it, and what people said themselves stands."""

from __future__ import annotations

from care.bonds import EndedBy, NamedBy
from care.pairing import match
from care.roster import Line
from jobs.adding import Added, add
from storage import bonds, people
from storage.database import Database
from tests.people import ACME, ANA, BEN, MAYA, TOM, TUESDAY, open_workspace, profile


def added(database: Database, leader: str, *reports: str, group: str = "") -> Added:
    known = {person: profile(person) for person in (leader, *reports)}
    lines = [Line(n, person, leader, group) for n, person in enumerate(reports, 1)]
    with database.begin() as tx:
        open_workspace(tx)
        return add(tx, ACME, match(lines, known), known.values(), TUESDAY, TUESDAY)


def test_all_pairs_are_counted_whether_they_are_news_or_not(database: Database) -> None:
    assert added(database, MAYA, ANA, BEN, group="Sales") == Added(2, circle=False)
    assert added(database, MAYA, ANA, BEN) == Added(2, circle=False)
    with database.read() as tx:
        assert people.load(tx, ACME, ANA).group == "Sales"


def test_nothing_is_ended_by_a_second_leader(database: Database) -> None:
    added(database, MAYA, ANA)
    added(database, TOM, ANA)
    with database.read() as tx:
        assert {bond.leader for bond in bonds.of_report(tx, ACME, ANA)} == {MAYA, TOM}


def test_who_said_no_is_not_asked_again(database: Database) -> None:
    added(database, MAYA, ANA)
    with database.begin() as tx:
        bond = bonds.between(tx, ACME, MAYA, ANA)
        assert bond is not None
        bonds.leader_answers(tx, ACME, [bond.id], accepted=False)
    added(database, MAYA, ANA)
    with database.read() as tx:
        still = bonds.between(tx, ACME, MAYA, ANA)
    assert still is not None and still.accepted is False


def test_what_a_list_had_ended_begins_again(database: Database) -> None:
    added(database, MAYA, ANA)
    with database.begin() as tx:
        bond = bonds.between(tx, ACME, MAYA, ANA)
        assert bond is not None
        bonds.end(tx, ACME, bond.id, TUESDAY, EndedBy.LIST)
    added(database, MAYA, ANA)
    with database.read() as tx:
        again = bonds.between(tx, ACME, MAYA, ANA)
    assert again is not None and again.source is NamedBy.IMPORT


def test_a_circle_is_told(database: Database) -> None:
    added(database, MAYA, ANA)
    assert added(database, ANA, MAYA).circle


def test_a_circle_through_what_people_said_of_each_other_is_theirs(database: Database) -> None:
    with database.begin() as tx:
        open_workspace(tx)
        bonds.report_says(tx, ACME, MAYA, ANA, TUESDAY)
    assert not added(database, ANA, MAYA).circle
