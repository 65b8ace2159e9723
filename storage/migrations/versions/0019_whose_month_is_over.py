"""whose month is over is found by an index; whoever has begun waits for their first"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_workspaces_reckon_at", "workspaces", ["reckon_at"])
    op.execute(
        "UPDATE workspaces SET reckon_at = started_at "
        "WHERE reckon_at IS NULL AND started_at IS NOT NULL"
    )
