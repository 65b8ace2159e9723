"""Many leaders are planned for together: in few statements, and as each would be alone."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text

from care.items import Level
from jobs.deciding import Decision, decide, what_is_up
from jobs.facts import facts, facts_of
from jobs.planning import MANY, plan_due
from jobs.report import Report
from jobs.signs import past_of
from storage import bonds, deliveries, people, planned, plans
from storage.database import Database
from storage.deliveries import Kind
from storage.tables import bonds as bonds_table
from storage.tables import nudges as nudges_table
from tests.jobs.post import Room
from tests.people import (
    ACME,
    ANA,
    BEN,
    BERLIN,
    EXAM,
    MAYA,
    SLEEP,
    TOM,
    TUESDAY,
    bond,
    open_workspace,
    profile,
    settle_in,
    share,
)

PATIENCE = 60


def many(database: Database, leaders: int) -> list[str]:
    """So many leaders in Berlin, each of whom leads Ana and Ben."""
    ids = [f"U0LEAD{n:04}" for n in range(leaders)]
    with database.begin() as tx:
        open_workspace(tx)
        for who in ids:
            people.learn(tx, ACME, profile(who, BERLIN), TUESDAY)
            bond(tx, who, ANA)
            bond(tx, who, BEN)
    return ids


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def nudged(database: Database) -> dict[str, int]:
    """How many nudges each leader was planned."""
    with database.read() as tx:
        found = [row.leader for row in tx.all(select(nudges_table.c.leader))]
    return {leader: found.count(leader) for leader in set(found)}


def test_fifty_leaders_take_as_many_statements_as_five(room: Room) -> None:
    taken: list[int] = []
    for leaders in (5, 50):
        with room.database.begin() as tx:
            tx.run(nudges_table.delete())
        many(room.database, leaders)
        with counted(room.database) as statements:
            plan_due(room.database, TUESDAY + timedelta(days=7 * len(taken)), Report())
        taken.append(len(statements))
        assert len(nudged(room.database)) == leaders
    assert taken[1] <= taken[0] + 2


def test_what_was_decided_is_what_stands_afterwards(room: Room) -> None:
    """Nothing is read again after a plan: the leader as they are then was worked out."""
    settle_in(room.database, [MAYA, TOM])
    with room.database.begin() as tx:
        share(tx, ANA, MAYA, EXAM)
        share(tx, BEN, MAYA, SLEEP, Level.DISCREET)
    with room.database.begin() as tx:
        before = facts(tx, ACME, MAYA)
        decision = decide(
            what_is_up(before, TUESDAY), past_of(tx, before, TUESDAY), (), TUESDAY, False
        )
        assert decision.message is not None
        write(tx, decision)
        assert facts(tx, ACME, MAYA) == decision.them


def write(tx: Any, decision: Decision) -> None:
    assert decision.message is not None
    planned.add(tx, ACME, [decision.message])
    planned.change_each(tx, ACME, [(MAYA, decision.news)])
    planned.look_again(tx, ACME, decision.looks(TUESDAY))


def test_together_they_are_as_each_alone(room: Room) -> None:
    settle_in(room.database, [MAYA, TOM])
    with room.database.begin() as tx:
        share(tx, ANA, MAYA, EXAM)
        together = facts_of(tx, ACME, [MAYA, TOM])
        assert together == [facts(tx, ACME, MAYA), facts(tx, ACME, TOM)]


def test_a_message_of_the_same_slot_is_no_second_plan(room: Room) -> None:
    """Whoever made it, and by whichever road."""
    settle_in(room.database, [MAYA])
    with room.database.begin() as tx:
        key = (Kind.PLAN, MAYA, f"{TUESDAY.date()}")
        at = TUESDAY - timedelta(days=30)
        assert deliveries.slot(tx, ACME, *key, at, None, at.date(), at)
        assert planned.taken(tx, ACME, [key]) == {MAYA}
    plan_due(room.database, TUESDAY, Report())
    assert nudged(room.database) == {}
    with room.database.read() as tx:
        assert people.load(tx, ACME, MAYA).last_plan == TUESDAY.date()


def test_a_server_looks_over_what_the_first_plans_of_many_have_begun_to_fill(room: Room) -> None:
    """Before that it reads all the messages for each one that it looks for by its key."""
    if room.database.engine.dialect.name == "sqlite":
        pytest.skip("it needs no figures to find the key")
    many(room.database, MANY + 1)
    plan_due(room.database, TUESDAY, Report())
    known = text("SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = current_schema()")
    with room.database.read() as tx:
        assert {"deliveries", "nudges"} <= {row.tablename for row in tx.all(known)}


def test_whoever_is_being_changed_is_not_waited_for_by_the_others(room: Room) -> None:
    """Somebody who holds many rows and waits for one more may end in a deadlock."""
    if room.database.engine.dialect.name == "sqlite":
        pytest.skip("a writer has the whole file alone")
    settle_in(room.database, [MAYA, TOM])
    with room.database.begin() as changing:
        bonds.look_again(changing, ACME, bonds_table.c.leader == MAYA, bonds_table.c.report == ANA)
        with room.database.begin() as tx:
            assert plans.hold_free(tx, ACME, [MAYA, TOM]) == [TOM]
        planning = threading.Thread(target=plan_due, args=(room.database, TUESDAY, Report()))
        planning.start()
    planning.join(PATIENCE)
    assert not planning.is_alive()
    assert nudged(room.database)[MAYA] == 3


def test_one_broken_leader_among_many_takes_no_other_plan_away(room: Room) -> None:
    first, *others = many(room.database, 5)
    with room.database.begin() as tx:
        people.change(tx, ACME, first, plan_at="later")
    report = Report()
    plan_due(room.database, TUESDAY, report)
    assert report.counts["failed"] == 1
    assert report.counts["planned"] == len(nudged(room.database)) == len(others)
    assert len(report.lines) == len(set(report.lines)) == 5, "nothing is told twice"


def test_what_is_told_at_once_is_not_kept(room: Room) -> None:
    """However many leaders fall into one minute."""
    settle_in(room.database)
    heard: list[str] = []
    report = Report(tell=heard.append)
    plan_due(room.database, TUESDAY, report)
    assert report.counts["planned"] and not report.lines
    assert Counter(line.split()[0] for line in heard) == report.counts
