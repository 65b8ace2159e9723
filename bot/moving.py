"""`tend move-to`: from a SQLite file into an empty PostgreSQL, with Tend stopped."""

from __future__ import annotations

from contextlib import closing, nullcontext
from datetime import datetime
from pathlib import Path

from bot.program import CannotStart
from bot.settings import Settings
from bot.wording import copies as words
from jobs.queue_tables import prepare
from storage import moving
from storage.database import is_file, sqlite_file, without_password
from storage.opening import hold_alone, open_existing
from storage.sealing import read_key_file


def run(found: Settings, url: str, machine_now: datetime) -> list[str]:
    """What was done. Raises CannotStart, DatabaseError; then the file serves as before."""
    file = sqlite_file(found.database_url)
    if file is None:
        raise CannotStart(words.ON_A_SERVER)
    if sqlite_file(url) is not None:
        raise CannotStart(words.TO_A_SERVER)
    with hold_alone(found.database_url) or nullcontext():
        rows = _copied(found, url)
        aside = moving.put_aside(file.resolve(), machine_now)
    return _told(rows, without_password(url), aside)


def _copied(found: Settings, url: str) -> int:
    seals = read_key_file(found.key_file)
    source = open_existing(found.database_url, seals, migrates=True)
    with closing(source), closing(moving.target(url, seals)) as into:
        assert not is_file(into)
        prepare(into)
        return moving.copy(source, into)


def _told(rows: int, url: str, aside: Path) -> list[str]:
    return [words.moved(rows, url), words.moved_aside(str(aside)), words.NOW_THERE]
