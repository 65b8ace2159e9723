"""What the operator may do with what is kept of a person: hand it over sealed, and erase it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.program import CannotStart
from bot.settings import Settings
from bot.wording import rights as words
from jobs.delivering import Clocks
from jobs.departing import be_forgotten
from storage import audit, envelope, erasing, exporting, forgetting, workspaces
from storage.database import Database
from storage.envelope import EnvelopeError
from storage.opening import open_existing
from storage.sealing import read_key_file

OPERATOR = "operator"  # who did it, in the trail


@dataclass(frozen=True)
class Office:
    """The database without Slack, and the workspace that is meant."""

    database: Database
    clocks: Clocks
    workspace: str

    def export(self, person: str, file: Path, passphrase: str) -> list[str]:
        """Nothing of it on the screen, and in the file only as ciphertext."""
        now = self.clocks.now()
        with self.database.read() as tx:
            if not erasing.held(tx, self.workspace, person):
                raise CannotStart(words.not_kept(person))
            told = exporting.export(tx, self.workspace, person, now)
        _write(file, told, passphrase)
        with self.database.begin() as tx:
            audit.note(tx, self.workspace, OPERATOR, "export_person", person, "done", now)
        return [words.exported(str(file))]

    def erase(self, person: str) -> list[str]:
        with self.database.begin() as tx:
            now, machine_now = self.clocks.now(), self.clocks.machine()
            counts = be_forgotten(tx, self.workspace, person, now, machine_now)
        if not counts:
            raise CannotStart(words.not_kept(person))
        erasing.tidy(self.database)
        return [words.erased(person, counts.total()), words.EDITED]

    def purge(self) -> list[str]:
        with self.database.begin() as tx:
            counts = erasing.purge_workspace(tx, self.workspace, self.clocks.machine())
        erasing.tidy(self.database)
        return [words.erased(self.workspace, counts.total()), words.TAKE_OFF]


@contextmanager
def opened(found: Settings, clocks: Clocks, workspace: str | None) -> Iterator[Office]:
    """Raises CannotStart, and what opening the database raises."""
    database = open_existing(found.database_url, read_key_file(found.key_file))
    try:
        forgetting.forget_again(database, found.tombstones, clocks.machine())
        yield Office(database, clocks, _meant(database, workspace))
    finally:
        database.close()


def _meant(database: Database, workspace: str | None) -> str:
    with database.read() as tx:
        kept = [place.id for place in workspaces.all_of(tx)]
    if workspace is not None and workspace not in kept:
        raise CannotStart(words.no_such_workspace(workspace))
    if not kept:
        raise CannotStart(words.NO_WORKSPACE)
    if workspace is None and len(kept) > 1:
        raise CannotStart(words.WHICH_WORKSPACE)
    return workspace or kept[0]


def _write(file: Path, told: exporting.Plain, passphrase: str) -> None:
    """A new file that its owner alone may read."""
    content = json.dumps(told, ensure_ascii=False, indent=2).encode()
    closed = _closed(content, passphrase)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CannotStart(words.is_there(str(file))) from None
    with os.fdopen(descriptor, "w") as new:
        new.write(closed)


def _closed(content: bytes, passphrase: str) -> str:
    try:
        return envelope.close(content, passphrase)
    except EnvelopeError as error:
        raise CannotStart(str(error)) from None


def open_export(file: Path, passphrase: str) -> str:
    """The JSON in such a file. Raises CannotStart, OSError."""
    try:
        return envelope.open_with(passphrase, file.read_text("utf-8", errors="replace")).decode()
    except EnvelopeError as error:
        raise CannotStart(str(error)) from None
