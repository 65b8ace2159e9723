"""Tombstones: who asked to be forgotten, or to be left alone. Outside the database, so that no
backup undoes it.

One file, to which lines are only ever added:

    key <sealed>                         the secret that the marks are made with
    person <instant> <workspace> <mark>  everything of this person was erased
    record <instant> <workspace> <mark>  what they did as a leader
    workspace <instant> <workspace> <mark>
    hushed <instant> <workspace> <mark>  they want no nudges about themselves
    unhushed <instant> <workspace> <mark>

A mark is a keyed hash of the person's id, so that the file names nobody. Its key is a secret of
the file's own, sealed by the keys that seal the texts: a mark stays what it is when those change.
Once there is a newer sealing key the secret is sealed by it too, in a line more, so that the old
one may be taken away. A line is on the disk before the database commits what it says: killed in
between, Tend erases at the next start what was asked for before.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from storage.sealing import KeyFileError, SealError, Seals

WHERE = "tombstones"  # what the secret's seal is bound to


class Scope(StrEnum):
    """What was erased, or wished."""

    PERSON = "person"
    RECORD = "record"  # a leader's own
    WORKSPACE = "workspace"
    HUSHED = "hushed"  # no nudges about them
    UNHUSHED = "unhushed"


@dataclass(frozen=True)
class Tombstone:
    scope: Scope
    at: datetime  # the machine's clock
    workspace: str
    mark: str


class Tombstones:
    """The file, made where there is none. Raises KeyFileError when it is not usable."""

    def __init__(self, path: Path, seals: Seals) -> None:
        self._path = path
        self._seals = seals
        _make(path)
        with self._alone():
            self._secret = self._found_secret() or self._new_secret()

    def lay(self, scope: Scope, workspace: str, person: str, at: datetime) -> Tombstone:
        """Write it down for good, before anything is erased."""
        stone = Tombstone(scope, at, workspace, self.mark(scope, workspace, person))
        with self._alone():
            self._add(f"{scope} {at.isoformat()} {workspace} {stone.mark}")
        return stone

    def mark(self, scope: Scope, workspace: str, person: str) -> str:
        said = "\n".join((scope, workspace, person)).encode()
        return hmac.digest(self._secret, said, "sha256").hex()

    def all(self) -> list[Tombstone]:
        """Oldest first."""
        words = (line.split() for line in self._lines())
        stones = (_stone(*four) for four in words if len(four) == 4)
        return [stone for stone in stones if stone is not None]

    # --- the secret ------------------------------------------------------------------------------

    def _found_secret(self) -> bytes | None:
        sealed = [line[4:] for line in self._lines() if line.startswith("key ")]
        if not sealed:
            return None
        secret = self._first_open(sealed)
        if not self._seals.is_newest(sealed[-1]):
            self._add(f"key {self._seals.seal(secret, WHERE)}")
        return bytes.fromhex(secret)

    def _first_open(self, sealed: list[str]) -> str:
        for one in reversed(sealed):
            try:
                return self._seals.open(one, WHERE)
            except SealError:
                continue
        raise KeyFileError(f"The key file does not fit {self._path}: it was made with another key.")

    def _new_secret(self) -> bytes:
        secret = secrets.token_bytes(32)
        self._add(f"key {self._seals.seal(secret.hex(), WHERE)}")
        return secret

    # --- the file --------------------------------------------------------------------------------

    def _lines(self) -> list[str]:
        return self._path.read_text("ascii", errors="replace").splitlines()

    def _add(self, line: str) -> None:
        """A line that a crash cut short spoils none after it."""
        before = self._path.read_bytes()
        new = b"" if before.endswith(b"\n") or not before else b"\n"
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND)
        try:
            os.write(descriptor, new + line.encode("ascii") + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Two processes that find an empty file must not make up two secrets."""
        with self._path.open("rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield


def _make(path: Path) -> None:
    """An empty file that its owner alone may read, in a folder that lasts."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            _sync_folder(path.parent)
        mode = path.stat().st_mode
        usable = os.access(path, os.R_OK | os.W_OK)
    except OSError:
        usable, mode = False, 0
    if not usable:
        raise KeyFileError(f"TEND_ERASED_FILE: {path} cannot be written to.")
    if mode & 0o077:
        raise KeyFileError(f"Others may read {path}. Mend it with: chmod 600 {path}")


def _sync_folder(folder: Path) -> None:
    """A new file is there after a power cut only if its folder was written too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stone(scope: str, at: str, workspace: str, mark: str) -> Tombstone | None:
    """None for a line that a crash cut short."""
    try:
        return Tombstone(Scope(scope), datetime.fromisoformat(at), workspace, mark)
    except ValueError:
        return None
