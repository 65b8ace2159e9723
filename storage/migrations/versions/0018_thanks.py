"""thanks that somebody sends a leader of theirs, with their name on it"""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "thanks",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("giver", sa.String(length=64), nullable=False),
        sa.Column("leader", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("delivery", sa.String(length=32), nullable=False),
        sa.Column("sent_at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_thanks")),
    )
    op.create_index("ix_thanks_workspace_delivery", "thanks", ["workspace", "delivery"])
