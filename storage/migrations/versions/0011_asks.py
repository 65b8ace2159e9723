"""what people ask a leader of theirs for, in their own sentence"""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "asks",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("report", sa.String(length=64), nullable=False),
        sa.Column("leader", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("asked_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("closed_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("asked_in", sa.String(length=32), nullable=True),
        sa.Column("look_at", tables.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_asks")),
    )
    op.create_index("ix_asks_look_at", "asks", ["look_at"])
    op.create_index("ix_asks_workspace_leader_state", "asks", ["workspace", "leader", "state"])
    op.create_index("ix_asks_workspace_report_state", "asks", ["workspace", "report", "state"])
