"""Transactions: no update is lost, nobody reads a half-done change, and instants have a zone."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from storage import admins, people, seen, workspaces
from storage.database import Database, Tx
from storage.tables import Instant, grants, items
from tests.people import ACME, ANA, MAYA, TUESDAY, open_workspace, profile

THREADS = 4


def at_once(*work: Callable[[], None]) -> None:
    """All at the same moment; an exception in one of them is raised here."""
    gate, failures = threading.Barrier(len(work)), []

    def run(one: Callable[[], None]) -> None:
        gate.wait()
        try:
            one()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_of_four_who_read_and_then_write_no_update_is_lost(database: Database) -> None:
    with database.begin() as tx:
        people.ensure(tx, ACME, MAYA)
        people.change(tx, ACME, MAYA, plan_every=0)

    def count_up() -> None:
        for _ in range(15):
            with database.begin() as tx:
                before = people.hold(tx, ACME, MAYA).plan_every
                people.change(tx, ACME, MAYA, plan_every=(before or 0) + 1)

    at_once(*[count_up] * THREADS)
    with database.read() as tx:
        assert people.load(tx, ACME, MAYA).plan_every == 15 * THREADS


def test_in_a_file_every_writing_transaction_is_alone(sqlite: Database) -> None:
    """Even without asking for it: two that read first would lose one update silently."""
    with sqlite.begin() as tx:
        people.ensure(tx, ACME, MAYA)

    def count_up() -> None:
        for _ in range(15):
            with sqlite.begin() as tx:
                before = people.load(tx, ACME, MAYA).plan_every
                people.change(tx, ACME, MAYA, plan_every=(before or 0) + 1)

    at_once(*[count_up] * THREADS)
    with sqlite.read() as tx:
        assert people.load(tx, ACME, MAYA).plan_every == 15 * THREADS


def test_whoever_meets_somebody_at_the_same_moment_meets_the_same_one(database: Database) -> None:
    def meet() -> None:
        with database.begin() as tx:
            workspaces.ensure(tx, ACME, "slack", TUESDAY)
            people.learn(tx, ACME, profile(ANA), TUESDAY)
            admins.seed(tx, ACME, [MAYA], TUESDAY)

    at_once(*[meet] * THREADS)
    with database.read() as tx:
        assert list(people.several(tx, ACME, [ANA])) == [ANA]
        assert [place.id for place in workspaces.all_of(tx)] == [ACME]


def test_an_exception_takes_everything_back(database: Database) -> None:
    with pytest.raises(RuntimeError), database.begin() as tx:
        people.ensure(tx, ACME, MAYA)
        raise RuntimeError
    with database.read() as tx:
        assert people.get(tx, ACME, MAYA) is None


def test_a_reader_is_not_in_a_writers_way_and_sees_nothing_half_done(database: Database) -> None:
    with database.begin() as writing:
        people.ensure(writing, ACME, MAYA)
        with database.read() as reading:
            assert people.get(reading, ACME, MAYA) is None
    with database.read() as reading:
        assert people.get(reading, ACME, MAYA) is not None


def test_an_error_message_shows_nothing_of_what_was_written(database: Database) -> None:
    row = {"workspace": ACME, "id": None, "owner": ANA, "state": "active", "sealed": "CANARY"}
    with pytest.raises(DBAPIError) as caught, database.begin() as tx:
        tx.run(insert(items).values(**row, created_at=TUESDAY, touched_at=TUESDAY))
    assert "CANARY" not in "".join(traceback.format_exception(caught.value))


def test_a_row_cannot_point_into_another_workspace(database: Database) -> None:
    with database.begin() as tx:
        row = {"workspace": "T0ACME", "id": "i", "owner": ANA, "state": "active", "sealed": ""}
        tx.run(insert(items).values(**row, created_at=TUESDAY, touched_at=TUESDAY))
    grant = {"item": "i", "leader": MAYA, "owner": ANA, "level": "known", "sealed": ""}
    with pytest.raises(IntegrityError), database.begin() as tx:
        tx.run(insert(grants).values(workspace="T0GLOBEX", **grant, shared_at=TUESDAY))


# --- instants ------------------------------------------------------------------------------------


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 24, 9)  # noqa: DTZ001
    with pytest.raises(StatementError, match="zone"), database.begin() as tx:
        open_workspace(tx, since=naive)


zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.integers(0, 2**32).map(lambda s: datetime.fromtimestamp(s, UTC))


@given(instants, zones)
def test_an_instant_comes_back_in_utc(instant: datetime, zone: timezone) -> None:
    for dialect in (SQLiteDialect(), PGDialect()):  # type: ignore[no-untyped-call]
        kept = Instant().process_bind_param(instant.astimezone(zone), dialect)
        found = Instant().process_result_value(kept, dialect)
        assert found == instant
        assert found is not None
        assert found.tzinfo is UTC


def test_instants_compare_as_instants_whatever_their_zone(database: Database) -> None:
    auckland = timezone(timedelta(hours=13))
    with database.begin() as tx:
        seen.first_time(tx, ACME, "earlier", TUESDAY.astimezone(auckland))
        seen.first_time(tx, ACME, "later", TUESDAY + timedelta(seconds=1))
        assert _seen_until(tx, TUESDAY.astimezone(auckland)) == ["earlier"]
        assert _seen_until(tx, TUESDAY + timedelta(microseconds=999_999)) == ["earlier"]
        assert _seen_until(tx, TUESDAY + timedelta(seconds=1)) == ["earlier", "later"]


def _seen_until(tx: Tx, instant: datetime) -> list[str]:
    from storage.tables import seen as table

    rows = tx.all(select(table.c.key).where(table.c.at <= instant).order_by(table.c.at))
    return [row.key for row in rows]


# --- what was seen before ------------------------------------------------------------------------


def test_the_first_time_is_first_only_once(database: Database) -> None:
    with database.begin() as tx:
        assert seen.first_time(tx, ACME, "E1", TUESDAY)
    with database.begin() as tx:
        assert not seen.first_time(tx, ACME, "E1", TUESDAY)
        assert seen.first_time(tx, ACME, "E2", TUESDAY)
        assert seen.first_time(tx, "T0GLOBEX", "E1", TUESDAY)


def test_the_first_time_of_four_at_once_is_one(database: Database) -> None:
    firsts = []

    def look() -> None:
        with database.begin() as tx:
            firsts.append(seen.first_time(tx, ACME, "E1", TUESDAY))

    at_once(*[look] * THREADS)
    assert sorted(firsts) == [False] * (THREADS - 1) + [True]


def test_what_was_taken_back_was_never_seen(database: Database) -> None:
    """The note stands and falls with its effect."""
    with pytest.raises(RuntimeError), database.begin() as tx:
        seen.first_time(tx, ACME, "E1", TUESDAY)
        raise RuntimeError
    with database.begin() as tx:
        assert seen.first_time(tx, ACME, "E1", TUESDAY)


def test_after_a_day_a_repeat_is_forgotten(database: Database) -> None:
    with database.begin() as tx:
        seen.first_time(tx, ACME, "E1", TUESDAY)
        assert seen.forget(tx, TUESDAY + timedelta(hours=24)) == 0
        assert seen.forget(tx, TUESDAY + timedelta(hours=24, seconds=1)) == 1
