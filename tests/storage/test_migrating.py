"""Migrating a server while others use it: nobody waits for long, and two at once do it once."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from storage import people
from storage.database import Database, DatabaseError
from storage.opening import open_existing
from storage.schema import newest_version, upgrade, version_of
from tests.databases import SEALS
from tests.people import ACME, ANA
from tests.storage.next_release import NEXT, next_steps
from tests.storage.test_transactions import at_once

on_server = pytest.mark.parametrize("url", ["postgresql"], indirect=True)


@on_server
def test_a_migration_that_finds_no_moment_gives_way_and_says_so(
    database: Database, tmp_path: Path
) -> None:
    """A dump reads every table for as long as it takes; whoever waits for it stops all others."""
    steps = next_steps(tmp_path / "steps")
    with database.engine.begin() as dumping:
        dumping.execute(text("LOCK TABLE people IN ACCESS SHARE MODE"))
        with pytest.raises(DatabaseError, match=r"Nothing was changed: .* a backup perhaps"):
            upgrade(database.engine, steps, patience_ms=50)
        with database.begin() as tx:
            people.ensure(tx, ACME, ANA)
    assert version_of(database.engine) == newest_version()
    upgrade(database.engine, steps)
    assert version_of(database.engine) == NEXT


@on_server
def test_two_who_migrate_at_once_do_it_once(database: Database, tmp_path: Path) -> None:
    steps = next_steps(tmp_path / "steps")
    at_once(*[lambda: upgrade(database.engine, steps, patience_ms=60_000)] * 2)
    assert version_of(database.engine) == NEXT


def test_the_program_of_before_goes_on_with_what_was_added(
    url: str, database: Database, tmp_path: Path
) -> None:
    """On both engines: it writes to the tables, and starts anew on them."""
    upgrade(database.engine, next_steps(tmp_path / "steps"))
    for opened in (database, open_existing(url, SEALS, migrates=True)):
        with opened.begin() as tx:
            people.ensure(tx, ACME, ANA)
            people.change(tx, ACME, ANA, plan_every=2)
        opened.close()
    again = open_existing(url, SEALS)
    with again.read() as tx:
        assert people.load(tx, ACME, ANA).plan_every == 2
    assert version_of(again.engine) == NEXT
    again.close()
