"""admins whose start was before there were questions to people have a word before the first"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "workspaces",
        sa.Column("pulse_told", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    op.execute(
        "UPDATE workspaces SET pulse_told = false WHERE started_at IS NOT NULL "
        "AND id NOT IN (SELECT workspace FROM pulse_rounds)"
    )
