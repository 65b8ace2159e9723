"""What all tests share: zones from the pinned package, and an office to work in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from care.hours import pin_zones
from tests.office import Office, open_office


@pytest.fixture(scope="session", autouse=True)
def _pinned_zones() -> None:
    pin_zones()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path) as opened:
        yield opened
