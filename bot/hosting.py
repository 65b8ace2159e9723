"""`tend workspaces`: which ones installed Tend, and the operator's word for one that waits."""

from __future__ import annotations

from bot.program import SLACK, CannotStart
from bot.settings import Settings
from bot.wording import installing as words
from jobs import installing as coming
from jobs.delivering import Clocks
from storage import audit, installations, workspaces
from storage.database import Database
from storage.opening import open_existing
from storage.sealing import read_key_file

OPERATOR = "operator"  # who did it, in the trail


def run(found: Settings, clocks: Clocks, confirm: str | None) -> list[str]:
    """Raises CannotStart, and what opening the database raises."""
    if not found.many:
        raise CannotStart(words.ONE_TOKEN)
    database = open_existing(found.database_url, read_key_file(found.key_file))
    try:
        return _confirm(database, clocks, confirm) if confirm else _everywhere(database)
    finally:
        database.close()


def _everywhere(database: Database) -> list[str]:
    with database.read() as tx:
        here = installations.everywhere(tx)
        gone = [place.id for place in workspaces.all_of(tx) if place.gone_at is not None]
    lines = [words.listed(one, words.PENDS if pends else words.SERVED) for one, pends in here]
    away = [words.listed(one, words.GONE) for one in gone if one not in dict(here)]
    return lines + away or [words.NONE_YET]


def _confirm(database: Database, clocks: Clocks, workspace: str) -> list[str]:
    with database.begin() as tx:
        if not installations.confirm(tx, workspace):
            raise CannotStart(words.NOT_PENDING)
        now = clocks.now()
        workspaces.ensure(tx, workspace, SLACK, now)
        coming.come_back(tx, workspace, now)
        audit.note(tx, workspace, OPERATOR, "installed", workspace, "done", now)
    return [words.confirmed(workspace), words.ADD_ADMIN]
