"""who left, frozen workspaces, tombstones that were applied, and an audit trail that only grows"""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A row of audit_keys opens the trail to the transaction that wrote it, and to no other: it is
# taken away again before the end.
SQLITE = (
    "CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail never changes'); END",
    "CREATE TRIGGER audit_only_grows BEFORE DELETE ON audit "
    "WHEN NOT EXISTS (SELECT 1 FROM audit_keys WHERE workspace = OLD.workspace) "
    "BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF TG_OP = 'DELETE' AND "
    "EXISTS (SELECT 1 FROM audit_keys WHERE workspace = OLD.workspace) THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION 'the audit trail only grows'; END $$",
    "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE ON audit "
    "FOR EACH ROW EXECUTE FUNCTION audit_guard()",
)


def upgrade() -> None:
    op.add_column("people", sa.Column("left_at", tables.Instant(timezone=True), nullable=True))
    op.create_index("ix_people_left_at", "people", ["left_at"])
    hushed: sa.Column[bool] = sa.Column(
        "not_about_me", sa.Boolean(), server_default=sa.false(), nullable=False
    )
    op.add_column("people", hushed)
    op.add_column("workspaces", sa.Column("frozen_at", tables.Instant(timezone=True)))
    op.create_table(
        "erased",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "mark", "at", name=op.f("pk_erased")),
    )
    op.create_table(
        "audit_keys",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_audit_keys")),
    )
    sqlite = op.get_context().dialect.name == "sqlite"
    for statement in SQLITE if sqlite else POSTGRESQL:
        op.execute(statement)
