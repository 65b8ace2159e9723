"""sharing that waits for its owner after a restore, and the oldest program that fits the tables"""

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("grants", sa.Column("suspended_at", tables.Instant(timezone=True)))
    op.add_column("seals", sa.Column("fits_from", sa.String(length=32)))
