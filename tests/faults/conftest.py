"""One stage for each engine, made once: on a file system without a disk, where there is one."""

from __future__ import annotations

import gc
import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

from storage.database import Database
from storage.opening import create
from tests.databases import SEALS, new_database
from tests.faults.afternoon import Afternoon
from tests.faults.stage import Stage

MEMORY = Path("/dev/shm")


S = TypeVar("S", bound=Stage)


@pytest.fixture(scope="session")
def stages(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Stage]]:
    with each_made_once(request, Stage) as made:
        yield made


@pytest.fixture(scope="session")
def afternoons(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Afternoon]]:
    with each_made_once(request, Afternoon) as made:
        yield made


@contextmanager
def each_made_once(
    request: pytest.FixtureRequest, kind: Callable[[Database, Path], S]
) -> Iterator[Callable[[str], S]]:
    made: dict[str, S] = {}
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:

        def stage(engine: str) -> S:
            if engine not in made:
                home = Path(folder) / engine
                home.mkdir()
                url = f"sqlite:///{home / 'tend.db'}"
                if engine == "postgresql":
                    url = new_database(request.getfixturevalue("postgres"))
                create(url, SEALS).close()
                made[engine] = kind(Database(url, SEALS), home)
            return made[engine]

        yield stage
        gc.unfreeze()
        for one in made.values():
            one.database.close()


@pytest.fixture(autouse=True)
def _no_log() -> Iterator[None]:
    """Thousands of failed calls are warned of, in children too."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)
