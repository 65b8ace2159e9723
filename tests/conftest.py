"""What all tests share: pinned zones, databases of both engines, and an office to work in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from care.hours import pin_zones
from tests.databases import _template as _template
from tests.databases import database as database
from tests.databases import make_sqlite as make_sqlite
from tests.databases import new_url as new_url
from tests.databases import postgres as postgres
from tests.databases import sqlite as sqlite
from tests.databases import url as url
from tests.office import Office, open_office


@pytest.fixture(scope="session", autouse=True)
def _pinned_zones() -> None:
    pin_zones()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened
