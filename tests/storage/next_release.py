"""The release after this one: our migrations and one more, which adds and takes nothing away."""

from __future__ import annotations

import shutil
from pathlib import Path

from storage.schema import MIGRATIONS, newest_version

NEXT = "9000"
_MIGRATION = '''"""what the release after this one adds"""

import sqlalchemy as sa
from alembic import op

revision = "{next}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table("wishes", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("people", sa.Column("wish", sa.String(length=32)))
    op.add_column(
        "deliveries", sa.Column("wished", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index("ix_deliveries_wished", "deliveries", ["wished"])
'''


def next_steps(folder: Path, migrations: Path = MIGRATIONS) -> Path:
    """All the migrations, the next one among them, in this folder."""
    if migrations != folder:
        shutil.copytree(migrations, folder)
    told = _MIGRATION.format(next=NEXT, before=newest_version())
    (folder / "versions" / f"{NEXT}_next.py").write_text(told)
    return folder
