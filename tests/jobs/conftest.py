"""Jobs are tested on both engines, in a room with a platform of a few lines."""

from pathlib import Path

import pytest

from storage.database import Database
from tests.databases import _template as _template
from tests.databases import database as database
from tests.databases import make_sqlite as make_sqlite
from tests.databases import new_url as new_url
from tests.databases import postgres as postgres
from tests.databases import sqlite as sqlite
from tests.databases import url as url
from tests.jobs.post import Post, Room, Standing


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    return Room(database, Post(Standing(tmp_path / "standing.jsonl")))
