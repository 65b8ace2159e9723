"""Jobs are tested on both engines, in a room with a platform of a few lines."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.jobs.post import Post, Room, Standing


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return Room(database, Post(Standing(tmp_path / "standing.jsonl")))
