"""Export: everything that is held about one person, as employee and as leader, in JSON types."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from storage.database import Tx, in_workspace

FORMAT = "tend-export"
VERSION = 1


def export(tx: Tx, workspace: str, person: str, now: datetime) -> dict[str, Any]:
    """What is theirs, and what they did; what others wrote down of them is not."""
    head = {"format": FORMAT, "version": VERSION, "made_at": now.isoformat()}
    return {**head, "workspace": in_workspace(workspace), "person": person}
