"""`tend restore` and `tend restored`: a backup takes the place of the database, and all is settled.

What was withdrawn, sent or erased since that backup is unknown to it. Before anybody can serve
from it people who were erased are erased again, all sharing waits for its owners, and nothing of
before is sent again.
"""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from bot.program import CannotStart
from bot.settings import Settings
from bot.wording import copies as words
from care.hours import pin_zones
from jobs.delivering import Clocks
from jobs.restored import settle
from storage import restoring
from storage.database import Database, sqlite_file
from storage.forgetting import forget_again
from storage.opening import hold_alone, open_existing
from storage.sealing import read_key_file


def run(found: Settings, clocks: Clocks, file: Path, erased_lost: bool = False) -> list[str]:
    """What was done. Raises CannotStart, DatabaseError; then everything is as it was.

    ``erased_lost``: go on without the file of who was erased.
    """
    target = sqlite_file(found.database_url)
    if target is None:
        raise CannotStart(words.USE_PG_RESTORE)
    if target.exists() and file.exists() and target.samefile(file):
        raise CannotStart(words.SAME_FILE)
    _know_who_was_erased(found, erased_lost)
    seals = read_key_file(found.key_file)
    with hold_alone(found.database_url) or nullcontext():
        place = target.resolve()
        with restoring.ready(file, place, seals) as database:
            settled = _settled(database, found, clocks)
        aside = restoring.put_in_place(place, clocks.machine())
    kept = [words.put_aside(str(aside))] if aside else []
    return [words.brought_back(str(file), str(target)), *kept, *settled, words.LOOK, words.START]


def run_restored(found: Settings, clocks: Clocks, erased_lost: bool = False) -> list[str]:
    """The same for a database that was brought back by other means."""
    _know_who_was_erased(found, erased_lost)
    seals = read_key_file(found.key_file)
    with hold_alone(found.database_url) or nullcontext():
        database = open_existing(found.database_url, seals)
        try:
            return [*_settled(database, found, clocks), words.LOOK]
        finally:
            database.close()


def _know_who_was_erased(found: Settings, erased_lost: bool) -> None:
    """Without that file a backup would bring back people who asked to be forgotten."""
    if not erased_lost and not found.tombstones.exists():
        raise CannotStart(words.erased_missing(str(found.tombstones)))


def _settled(database: Database, found: Settings, clocks: Clocks) -> list[str]:
    pin_zones()
    again = forget_again(database, found.tombstones, clocks.machine())
    done = settle(database, clocks.now())
    erased = [words.erased_again(again)] if again else []
    return [*erased, words.settled(done.owners, done.messages)]
