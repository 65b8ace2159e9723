"""who leads people is offered, once, to name who leads them"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "people",
        sa.Column("offered_leader", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
