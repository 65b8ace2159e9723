"""The tables that the code knows are the tables that the migrations make."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from storage import opening
from storage.tables import metadata
from tests.office import some_seals


def test_a_migrated_database_has_the_very_tables_of_the_code(new_url: str) -> None:
    opened = opening.create(new_url, some_seals())
    options = {"compare_type": True, "compare_server_default": is_another_default}
    try:
        with opened.engine.connect() as connection:
            migrated = MigrationContext.configure(connection, opts=options)
            assert compare_metadata(migrated, metadata) == []
    finally:
        opened.close()


def is_another_default(
    _context: object,
    _found: object,
    _column: object,
    found: str | None,
    _said: object,
    said: str | None,
) -> bool | None:
    """Alembic's own look, but for the empty text, which it does not strip on SQLite."""
    return False if said == "" and found == "('')" else None


def test_every_row_belongs_to_a_workspace() -> None:
    """But the workspaces themselves, the one row that proves the key, and who has yet to choose."""
    without = {name for name, table in metadata.tables.items() if "workspace" not in table.c}
    assert without == {"workspaces", "seals", "installing"}


def test_every_reference_stays_in_its_workspace() -> None:
    references = [c for table in metadata.tables.values() for c in table.foreign_key_constraints]
    assert references
    assert all("workspace" in constraint.column_keys for constraint in references)
