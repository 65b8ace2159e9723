"""who is due is read from an index alone; a leader's answers are found by their leader"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_answers_workspace_leader_at", "answers", ["workspace", "leader", "at"])
    op.create_index(
        "ix_bonds_next_due_at_workspace_leader_accepted",
        "bonds",
        ["next_due_at", "workspace", "leader", "accepted"],
    )
    op.drop_index("ix_bonds_next_due_at", "bonds")
