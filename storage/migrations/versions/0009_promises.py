"""what leaders promise, and the nudges that speak of it"""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("nudges", sa.Column("owed", sa.String(length=32), nullable=True))
    op.create_table(
        "promises",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("leader", sa.String(length=64), nullable=False),
        sa.Column("report", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("by_day", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("made_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("shown_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("closed_at", tables.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_promises")),
    )
    op.create_index(
        "ix_promises_workspace_leader_state", "promises", ["workspace", "leader", "state"]
    )
    op.create_index(
        "ix_promises_workspace_report_state", "promises", ["workspace", "report", "state"]
    )
