"""the pulse: its rounds, who is asked, what they answer until the close, and the bands"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import tables

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WORKSPACE, PERSON = sa.String(length=64), sa.String(length=64)
ID = sa.String(length=32)


def upgrade() -> None:
    _settings()
    _rounds()
    _asking()
    _bands()


def _settings() -> None:
    for table, column in (("workspaces", "pulse"), ("people", "asked_pulse")):
        op.add_column(
            table, sa.Column(column, sa.Boolean(), server_default=sa.true(), nullable=False)
        )
    op.add_column("workspaces", sa.Column("pulse_floor", sa.Integer()))
    op.add_column("workspaces", sa.Column("pulse_at", tables.Instant(timezone=True)))
    op.create_index("ix_workspaces_pulse_at", "workspaces", ["pulse_at"])
    op.execute("UPDATE workspaces SET pulse_at = started_at")


def _rounds() -> None:
    op.create_table(
        "pulse_rounds",
        sa.Column("workspace", WORKSPACE, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("opened_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("closes_at", tables.Instant(timezone=True), nullable=False),
        sa.Column("closed_at", tables.Instant(timezone=True)),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_pulse_rounds")),
        sa.UniqueConstraint("workspace", "nth", name=op.f("uq_pulse_rounds_workspace_nth")),
    )
    op.create_index(
        "ix_pulse_rounds_closed_at_closes_at", "pulse_rounds", ["closed_at", "closes_at"]
    )
    op.create_table(
        "pulse_keys",
        sa.Column("workspace", WORKSPACE, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", name=op.f("pk_pulse_keys")),
    )


def _asking() -> None:
    op.create_table(
        "pulse_asks",
        sa.Column("workspace", WORKSPACE, nullable=False),
        sa.Column("round", ID, nullable=False),
        sa.Column("person", PERSON, nullable=False),
        sa.Column("look_at", tables.Instant(timezone=True)),
        sa.Column("asked_in", ID),
        sa.Column("again_in", ID),
        sa.Column("done", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "round", "person", name=op.f("pk_pulse_asks")),
        _of_round("pulse_asks"),
    )
    op.create_index("ix_pulse_asks_look_at", "pulse_asks", ["look_at"])
    op.create_table(
        "pulse_answers",
        sa.Column("workspace", WORKSPACE, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("round", ID, nullable=False),
        sa.Column("leader", PERSON, nullable=False),
        sa.Column("giver", PERSON, nullable=False),
        sa.Column("sealed", sa.Text()),
        sa.PrimaryKeyConstraint("workspace", "id", name=op.f("pk_pulse_answers")),
        sa.UniqueConstraint(
            *("workspace", "round", "leader", "giver"),
            name=op.f("uq_pulse_answers_workspace_round_leader_giver"),
        ),
        _of_round("pulse_answers"),
    )
    for whose in ("giver", "leader"):
        op.create_index(
            f"ix_pulse_answers_workspace_{whose}", "pulse_answers", ["workspace", whose]
        )


def _bands() -> None:
    _of_each(
        "pulse_bands",
        sa.Column("leader", PERSON, nullable=False),
        sa.Column("band", sa.String(length=32)),
    )
    op.create_index("ix_pulse_bands_workspace_leader", "pulse_bands", ["workspace", "leader"])
    _of_each(
        "pulse_guesses",
        sa.Column("leader", PERSON, nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
    )
    _of_each(
        "pulse_marks",
        sa.Column("whose", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        key=("whose", "mark"),
    )


def _of_each(table: str, *columns: sa.Column[Any], key: tuple[str, ...] = ("leader",)) -> None:
    op.create_table(
        table,
        sa.Column("workspace", WORKSPACE, nullable=False),
        sa.Column("round", ID, nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("workspace", "round", *key, name=op.f(f"pk_{table}")),
        _of_round(table),
    )


def _of_round(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace", "round"],
        ["pulse_rounds.workspace", "pulse_rounds.id"],
        name=op.f(f"fk_{table}_pulse_rounds"),
        ondelete="CASCADE",
    )
