"""The audit trail only grows: the database itself refuses anything else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Executable, delete, insert, update
from sqlalchemy.exc import DBAPIError

from storage import audit
from storage.database import Database
from storage.tables import audit as trail
from storage.tables import audit_keys
from tests.people import ACME, ANA, GLOBEX, INES, TUESDAY

CHANGE = update(trail).values(outcome="denied")
REFUSED = "audit trail|P0001"  # a server's own words are not quoted
SHORTEN = delete(trail).where(trail.c.workspace == ACME)


@pytest.fixture
def noted(database: Database) -> Database:
    with database.begin() as tx:
        for workspace in (ACME, GLOBEX):
            audit.note(tx, workspace, INES, "start", "x", "done", TUESDAY)
            audit.note(tx, workspace, INES, "add_admin", ANA, "done", TUESDAY)
    return database


def count(database: Database) -> int:
    with database.read() as tx:
        return len(tx.all(trail.select()))


def test_nobody_changes_or_shortens_it(noted: Database) -> None:
    for statement in (CHANGE, SHORTEN):
        with pytest.raises(DBAPIError, match=REFUSED), noted.begin() as tx:
            tx.run(statement)
    assert count(noted) == 4


def test_with_a_key_it_is_shortened_and_not_changed(noted: Database) -> None:
    key: Executable = insert(audit_keys).values(workspace=ACME, id="k")
    with pytest.raises(DBAPIError, match=REFUSED), noted.begin() as tx:
        tx.run(key)
        tx.run(CHANGE)
    with noted.begin() as tx:
        tx.run(key)
        tx.run(SHORTEN)
    assert count(noted) == 2


def test_forgetting_uses_a_key_and_leaves_none(noted: Database) -> None:
    with noted.begin() as tx:
        assert audit.forget_person(tx, ACME, ANA) == 1
        assert audit.forget_before(tx, ACME, TUESDAY + timedelta(days=1)) == 1
        assert tx.all(audit_keys.select()) == []
    with pytest.raises(DBAPIError, match=REFUSED), noted.begin() as tx:
        audit.forget_before(tx, ACME, TUESDAY)
        tx.run(delete(trail))
    assert count(noted) == 2


def test_a_key_of_one_workspace_does_not_open_another_s(noted: Database) -> None:
    with pytest.raises(DBAPIError, match=REFUSED), noted.begin() as tx:
        tx.run(insert(audit_keys).values(workspace=ACME, id="k"))
        tx.run(delete(trail).where(trail.c.workspace == GLOBEX))
