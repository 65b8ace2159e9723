"""`tend rekey`: everything sealed anew by the newest key, said in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from bot.program import CannotStart
from bot.settings import Settings
from bot.wording import serving as words
from storage import rekeying
from storage.database import Database, DatabaseError
from storage.opening import hold_alone, open_existing
from storage.sealing import read_key_file
from storage.tombstones import Tombstones


def run(found: Settings, stopped: bool = False) -> Iterator[str]:
    """Line by line, while it goes. Raises CannotStart, and what opening the database raises.

    ``stopped``: the operator's word that no Tend is running, where nobody can see it.
    """
    seals = read_key_file(found.key_file)
    database = open_existing(found.database_url, seals)
    try:
        Tombstones(found.tombstones, seals)  # their secret is sealed by the newest key from now on
        if not (stopped or rekeying.newest_is_in_use(database) or _is_alone(found)):
            raise CannotStart(words.RESTART_FIRST)
        yield from _all(database)
    finally:
        database.close()


def _is_alone(found: Settings) -> bool:
    """Whether surely no Tend runs on this database: a server does not tell."""
    try:
        lock = hold_alone(found.database_url)
    except DatabaseError:
        return False
    if lock is None:
        return False
    lock.close()
    return True


def _all(database: Database) -> Iterator[str]:
    yield words.texts(rekeying.count(database))
    for name, steps in groupby(rekeying.reseal(database), lambda walked: walked.name):
        for walked in steps:
            yield words.walked(name, walked.looked_at, walked.resealed, walked.damaged)
    left = rekeying.left(database)
    if left.older:
        yield words.older_left(left.older)
    else:
        yield words.ALL_BY_THE_NEWEST
    if left.damaged:
        yield words.damaged_left(left.damaged)
