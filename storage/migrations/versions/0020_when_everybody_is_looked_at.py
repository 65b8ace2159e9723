"""when the platform is next asked about everybody, kept for all nodes and over a restart"""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspaces", sa.Column("look_at", tables.Instant(timezone=True), nullable=True))
