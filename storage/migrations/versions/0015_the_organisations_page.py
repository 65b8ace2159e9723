"""the organisation's page, when the next is made, and how often plans come by default"""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("plan_every", sa.Integer()))
    op.add_column("workspaces", sa.Column("reckon_at", tables.Instant(timezone=True)))
    op.create_table(
        "months",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("made_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text()),
        sa.PrimaryKeyConstraint("workspace", "month", name=op.f("pk_months")),
    )
