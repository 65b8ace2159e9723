"""What all tests share: pinned zones, databases of both engines, and an office to work in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from care.hours import pin_zones
from tests.databases import _spare as _spare
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


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How much of the matrix of authorisation was checked, on however many processes."""
    stats = terminalreporter.stats
    right, wrong = (_cells(stats.get(outcome, [])) for outcome in ("passed", "failed"))
    if right or wrong:
        said = f"{right + wrong} cells of handler, role and thing checked, wrong in {wrong}"
        terminalreporter.write_line(f"authorisation: {said}")


def _cells(reports: list[Any]) -> int:
    found = (dict(getattr(report, "user_properties", ())).get("cells", 0) for report in reports)
    return sum(int(cells) for cells in found)
