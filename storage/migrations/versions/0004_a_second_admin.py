"""an admin who is none of the platform's waits for the word of a second one"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "admins",
        sa.Column("confirmed", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
