"""A tick asks a handful of questions of millions of rows: an index answers each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from jobs.report import Report
from jobs.ticking import tick
from storage import bonds, nudges
from storage.database import Database
from tests.people import ACME, MAYA, TUESDAY

Asked = tuple[str, Any]


def asked_by(database: Database, work: Callable[[], object]) -> list[Asked]:
    """The reading statements of this work, as the driver is given them."""
    found: list[Asked] = []

    def note(_c: Any, _cursor: Any, said: str, values: Any, _x: Any, _many: bool) -> None:
        if said.startswith("SELECT"):
            found.append((said, values))

    event.listen(database.engine, "before_cursor_execute", note)
    work()
    event.remove(database.engine, "before_cursor_execute", note)
    return found


def ways(database: Database, asked: Asked) -> list[str]:
    """How the engine reaches the rows of each table: with few rows a server would rather read all
    of them. It is asked not to, and forgets that it may have counted them.
    """
    said, values = asked
    with database.engine.connect() as connection:  # rolled back in the end
        if connection.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}", values)
            steps = [str(row[3]) for row in rows]
            return [step for step in steps if step.startswith(("SCAN", "SEARCH"))]
        for rather in ("enable_seqscan", "enable_bitmapscan"):
            connection.exec_driver_sql(f"SET LOCAL {rather} = off")
        uncounted = "UPDATE pg_class SET reltuples = -1, relpages = 0 WHERE relkind = 'r'"
        connection.exec_driver_sql(uncounted)
        rows = connection.exec_driver_sql(f"EXPLAIN {said}", values)
        plan = "\n".join(row[0] for row in rows)
        return [part.partition("->")[0] for part in plan.split("Scan ")[1:]]


def is_by_index(way: str) -> bool:
    return way.startswith("SEARCH") or ("using" in way and "Index Cond" in way)


def questions(database: Database) -> list[Asked]:
    def answers() -> None:
        with database.read() as tx:
            nudges.last_answered(tx, ACME, MAYA, TUESDAY)
            nudges.recording(tx, ACME, MAYA, "a talk")

    tick_s = asked_by(database, lambda: tick(database, TUESDAY, Report()))
    return tick_s + asked_by(database, answers)


def test_no_question_of_a_tick_reads_a_whole_table(database: Database) -> None:
    found = questions(database)
    assert len(found) >= 7, "who left, whom to ask, what comes up, who is due, what is still true"
    for asked in found:
        reached = ways(database, asked)
        assert reached and all(map(is_by_index, reached)), (asked[0], reached)


def test_what_maya_answered_is_not_looked_for_among_the_answers_of_all(database: Database) -> None:
    for asked in questions(database)[-2:]:
        (way,) = ways(database, asked)
        assert "ix_answers_workspace_leader_at" in way, way


@pytest.mark.parametrize("shard", [None, (1, 8)])
def test_who_is_due_is_read_from_an_index_alone(
    database: Database, shard: tuple[int, int] | None
) -> None:
    if shard is not None and database.engine.dialect.name == "sqlite":
        return  # one process alone plans there

    def ask() -> None:
        with database.read() as tx:
            bonds.due(tx, TUESDAY, 100, shard)

    (asked,) = asked_by(database, ask)
    (way,) = ways(database, asked)
    assert "ix_bonds_next_due_at_workspace_leader_accepted" in way
    assert is_by_index(way)
    if database.engine.dialect.name == "sqlite":
        assert "COVERING" in way
