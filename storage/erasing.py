"""Erasing: nothing of a person is left but a tombstone, which stands outside the database."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from storage.database import Database, Tx, in_workspace


def erase_person(tx: Tx, workspace: str, person: str, machine_now: datetime) -> Counter[str]:
    """Everything of this person, in every table; how much of what."""
    in_workspace(workspace)
    raise NotImplementedError


def erase_leader_record(tx: Tx, workspace: str, person: str, machine_now: datetime) -> Counter[str]:
    """What they did as a leader, and no more: what they shared as an employee stays."""
    in_workspace(workspace)
    raise NotImplementedError


def tidy(database: Database) -> None:
    """After the commit: what was erased leaves the write-ahead log too."""
    raise NotImplementedError
