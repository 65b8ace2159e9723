"""whether help was felt: whom to ask, what they said until month's end, and totals over many"""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "landings",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("since", tables.Instant(timezone=True), nullable=False),
        sa.Column("look_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("asked_in", sa.String(length=32), nullable=True),
        sa.Column("asked_at", tables.Instant(timezone=True), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace", "item"],
            ["items.workspace", "items.id"],
            name=op.f("fk_landings_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "item", name=op.f("pk_landings")),
    )
    op.create_index("ix_landings_look_at", "landings", ["look_at"])
    op.create_index("ix_landings_workspace_asked_at", "landings", ["workspace", "asked_at"])
    op.create_table(
        "landing_totals",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("share", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "month", name=op.f("pk_landing_totals")),
    )
