"""conversations: how a person or a channel is reached on a platform that has to be told"""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("heard_at", tables.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_conversations")),
    )
    op.create_index("ix_conversations_workspace_address", "conversations", ["workspace", "address"])
    if op.get_bind().dialect.name == "postgresql":  # SQLite minds no length
        op.alter_column("deliveries", "ts", type_=sa.String(length=255))
