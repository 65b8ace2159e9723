"""Jobs are tested on both engines, in a room with a platform of a few lines."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from jobs.queue_tables import prepare
from storage.database import Database
from tests.jobs.cluster import Cluster
from tests.jobs.post import Post, Room, Standing


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return Room(database, Post(Standing(tmp_path / "standing.jsonl")))


@pytest.fixture
def cluster(url: str, database: Database, tmp_path: Path) -> Iterator[Cluster]:
    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
    prepare(database)
    made = Cluster(url, database, tmp_path)
    yield made
    made.stop()


RULES = (
    "planning",
    "dates",
    "time",
    "platform_faults",
    "not_nagging",
    "quiet_times",
    "remembering",
    "departing",
    "forecasting",
    "forecasting_questions",
    "landing",
    "holding_out",
    "same_picks",
)
"""What these say does not depend on the engine: on PostgreSQL they run with the long tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "[postgresql" in item.name and item.path.stem.removeprefix("test_") in RULES:
            item.add_marker(pytest.mark.long)
