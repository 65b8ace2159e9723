"""which node sends for a workspace, where there are several nodes"""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "senders",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("node", sa.String(length=32), nullable=True),
        sa.Column("lease_until", tables.Instant(timezone=True), nullable=True),
        sa.Column("again", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("tokens", sa.Float(), server_default="0", nullable=False),
        sa.Column("rate", sa.Float(), server_default="0", nullable=False),
        sa.Column("paced_at", tables.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_senders")),
    )
    op.create_index(
        "ix_deliveries_workspace_state_due_at", "deliveries", ["workspace", "state", "due_at"]
    )
