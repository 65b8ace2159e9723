"""`tend backup`: a copy of a SQLite database, made while Tend goes on."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from bot.program import CannotStart
from bot.settings import Settings
from bot.wording import copies as words
from bot.wording.starting import no_folder_for_it
from storage import backup
from storage.backup import CopyError
from storage.database import server_address, sqlite_file


def run(found: Settings, file: Path | None, machine_now: datetime) -> list[str]:
    """What was written. Raises CannotStart; then there is no file that was not there before."""
    source = sqlite_file(found.database_url)
    if source is None:
        raise CannotStart(words.use_pg_dump(server_address(found.database_url)))
    if not source.exists():
        raise CannotStart(words.no_database(str(source)))
    target = _target(source, file, machine_now)
    if target.exists():
        raise CannotStart(words.is_there(str(target)))
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise CannotStart(no_folder_for_it(str(target.parent)))
    try:
        if not backup.holds_tables_of_ours(source):
            raise CannotStart(words.not_ours(str(source)))
        backup.write(source, target)
    except CopyError as error:
        raise CannotStart(str(error)) from None
    return [
        words.written(str(target), target.stat().st_size),
        words.not_in_it(str(found.key_file), str(found.tombstones)),
    ]


def _target(source: Path, file: Path | None, machine_now: datetime) -> Path:
    """Beside the database or in the folder that was named, with the instant in its name."""
    name = f"{source.name}.backup-{machine_now:%Y%m%dT%H%M%SZ}"
    if file is None:
        return source.with_name(name)
    return file / name if file.is_dir() else file
