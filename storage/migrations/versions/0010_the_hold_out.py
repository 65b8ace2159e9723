"""the hold-out: whether it is on, and what its lot said of each nudge"""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "workspaces",
        sa.Column("hold_out", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("workspaces", sa.Column("hold_out_since", tables.Instant(timezone=True)))
    op.add_column("workspaces", sa.Column("hold_out_key", sa.String(length=32)))
    op.create_table(
        "draws",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("bond", sa.String(length=32), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("leader", sa.String(length=64), nullable=False),
        sa.Column("report", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "bond", "week", name=op.f("pk_draws")),
        sa.ForeignKeyConstraint(
            ["workspace", "bond"],
            ["bonds.workspace", "bonds.id"],
            name=op.f("fk_draws_bonds"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_draws_workspace_day", "draws", ["workspace", "day"])
