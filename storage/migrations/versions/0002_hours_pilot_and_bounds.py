"""hours of the workspace, pilot, bounds, being away, and what keeps Tend from nagging"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workspaces") as table:
        columns: list[sa.Column[Any]] = [
            sa.Column("pilot_only", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("pilot", sa.Text(), nullable=True),
            sa.Column("pilot_group", sa.String(length=40), nullable=True),
            sa.Column("paused_at", tables.Instant(timezone=True), nullable=True),
            sa.Column("places", sa.Integer(), nullable=True),
            sa.Column("a_week", sa.Integer(), nullable=True),
            sa.Column("days", sa.String(length=7), nullable=True),
            sa.Column("starts", sa.String(length=5), nullable=True),
            sa.Column("ends", sa.String(length=5), nullable=True),
            sa.Column("country", sa.String(length=24), nullable=True),
            sa.Column("blackouts", sa.Text(), nullable=True),
            sa.Column("own_cadence", sa.Boolean(), server_default=sa.true(), nullable=False),
            sa.Column("shortest", sa.Integer(), nullable=True),
            sa.Column("longest", sa.Integer(), nullable=True),
            sa.Column("own_plan", sa.Boolean(), server_default=sa.true(), nullable=False),
            sa.Column("reads_status", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("kept_days", sa.Integer(), nullable=True),
            sa.Column("undo", sa.Text(), nullable=True),
        ]
        for column in columns:
            table.add_column(column)
    with op.batch_alter_table("people") as table:
        columns = [
            sa.Column("has_home", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("asked_still", sa.Boolean(), server_default=sa.true(), nullable=False),
            sa.Column("away_first", sa.Date(), nullable=True),
            sa.Column("away_back", sa.Date(), nullable=True),
            sa.Column("on_leave", sa.Boolean(), server_default=sa.false(), nullable=False),
            sa.Column("leave_until", tables.Instant(timezone=True), nullable=True),
            sa.Column("country", sa.String(length=24), nullable=True),
            sa.Column("heard_at", tables.Instant(timezone=True), nullable=True),
            sa.Column("slowed", sa.String(length=32), nullable=True),
            sa.Column("slowed_on", sa.Date(), nullable=True),
            sa.Column("keep_asked_in", sa.String(length=32), nullable=True),
        ]
        for column in columns:
            table.add_column(column)
    _leaves_become_days()
    with op.batch_alter_table("people") as table:
        table.drop_column("away_from")
    op.create_index("ix_people_may_take_part", "people", ["may_take_part"])
    op.add_column("bonds", sa.Column("ended_by", sa.String(length=32), nullable=True))
    op.add_column("items", sa.Column("asked_at", tables.Instant(timezone=True), nullable=True))
    op.add_column("items", sa.Column("asked_in", sa.String(length=32), nullable=True))
    op.add_column("items", sa.Column("unshared_at", tables.Instant(timezone=True), nullable=True))
    op.add_column("items", sa.Column("look_at", tables.Instant(timezone=True), nullable=True))
    op.create_index("ix_items_look_at", "items", ["look_at"])
    op.execute("UPDATE items SET look_at = touched_at")  # look at each once: when is it to be?
    op.add_column("deliveries", sa.Column("asks", sa.String(length=32), nullable=True))
    op.add_column("deliveries", sa.Column("useful", sa.Boolean(), nullable=True))


def _leaves_become_days() -> None:
    """A pause that had a beginning was a leave: from now on it is kept as days."""
    people = sa.table(
        "people",
        sa.column("away_from", tables.Instant()),
        sa.column("paused_until", tables.Instant()),
        sa.column("away_first", sa.Date()),
        sa.column("away_back", sa.Date()),
        sa.column("workspace"),
        sa.column("id"),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(people).where(people.c.away_from.is_not(None))):
        who = (people.c.workspace == row.workspace, people.c.id == row.id)
        days = {"away_first": row.away_from.date(), "away_back": None}
        if row.paused_until is not None:
            days["away_back"] = row.paused_until.date()
        connection.execute(sa.update(people).where(*who).values(**days, paused_until=None))
