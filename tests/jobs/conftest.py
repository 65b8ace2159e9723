"""Jobs are tested on both engines, in a room with a platform of a few lines."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.jobs.post import Post, Room, Standing


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return Room(database, Post(Standing(tmp_path / "standing.jsonl")))


RULES = (
    "planning",
    "dates",
    "not_nagging",
    "quiet_times",
    "remembering",
    "departing",
    "forecasting",
)
"""What these say does not depend on the engine: on PostgreSQL they run with the long tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "[postgresql" in item.name and item.path.stem.removeprefix("test_") in RULES:
            item.add_marker(pytest.mark.long)
