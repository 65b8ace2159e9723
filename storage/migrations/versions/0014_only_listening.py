"""only listening, for a while"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("listening_until", sa.Date(), nullable=True))
    op.add_column(
        "people",
        sa.Column("listening_told", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
