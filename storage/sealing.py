"""Seals: everything a person typed is kept as ciphertext that knows whose it is."""

from __future__ import annotations

import hmac
import logging
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

log = logging.getLogger(__name__)
BLOCK = 64  # texts are padded to a multiple, so that the length says little


class SealError(Exception):
    """This text cannot be opened here: damaged, moved from another row, or sealed by other keys."""


class KeyFileError(Exception):
    """The key file cannot be used; the message says why, in words, without any of it."""


def context(workspace: str, table: str, column: str, owner: str) -> str:
    """What a ciphertext is bound to, so that a copy in another row does not open."""
    if not (workspace and owner):
        raise ValueError("a seal needs a workspace and an owner")
    return "|".join((workspace, table, column, owner))


class Seals:
    """Seals and opens texts. The newest key seals; all of them open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        each = [Fernet(key) for key in keys]
        self._fernet = MultiFernet(each)
        self._newest = each[0]
        self._unreadable = 0

    def seal(self, text: str, where: str) -> str:
        body = where.encode() + b"\0" + _pad(text.encode())
        return self._fernet.encrypt(body).decode("ascii")

    def open(self, sealed: str, where: str) -> str:
        """The text. Raises SealError."""
        try:
            body = self._fernet.decrypt(sealed.encode("ascii"))
        except (InvalidToken, UnicodeEncodeError) as error:
            raise SealError from error
        found, _, padded = body.partition(b"\0")
        if not hmac.compare_digest(found, where.encode()):
            raise SealError
        return _unpad(padded).decode()

    def try_open(self, sealed: str, where: str) -> str | None:
        """The text, or None where it cannot be read: noted and counted, and nothing else breaks."""
        try:
            return self.open(sealed, where)
        except SealError:
            self._unreadable += 1
            table = where.split("|")[1]
            log.warning("unreadable table=%s in_all=%d", table, self._unreadable)
            return None

    # --- another key ---------------------------------------------------------------------------

    def is_newest(self, sealed: str) -> bool:
        """Whether the newest key alone opens it."""
        try:
            self._newest.decrypt(sealed.encode("ascii"))
        except (InvalidToken, UnicodeEncodeError):
            return False
        return True

    def reseal(self, sealed: str) -> str:
        """The same, context included, by the newest key. Raises SealError."""
        try:
            return self._fernet.rotate(sealed.encode("ascii")).decode("ascii")
        except (InvalidToken, UnicodeEncodeError) as error:
            raise SealError from error


def _pad(data: bytes) -> bytes:
    """Length first, then zeros up to the block: unambiguous whatever the text holds."""
    framed = len(data).to_bytes(4, "big") + data
    return framed + b"\0" * (-len(framed) % BLOCK)


def _unpad(padded: bytes) -> bytes:
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


# --- the key file --------------------------------------------------------------------------------


def create_key_file(path: Path) -> None:
    """A new key, readable by its owner alone. Raises FileExistsError: a key is never replaced."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(Fernet.generate_key().decode() + "\n")


def read_key_file(path: Path) -> Seals:
    """The keys, one a line, newest first. Raises KeyFileError."""
    _check_file(path)
    try:
        lines = [line.strip() for line in path.read_text("ascii").splitlines()]
    except (OSError, UnicodeDecodeError):
        raise KeyFileError(f"The key file {path} cannot be read.") from None
    try:
        return Seals([line.encode() for line in lines if line])
    except ValueError:
        raise KeyFileError(
            f"The key file {path} holds no usable key: one key a line, 44 characters each."
        ) from None


def _check_file(path: Path) -> None:
    """Behind a link the file itself is looked at, and every folder in which it could be changed."""
    try:
        found = path.stat()
    except FileNotFoundError:
        raise KeyFileError(f"There is no key file at {path}. Create one with: tend init") from None
    except OSError:
        raise KeyFileError(f"The key file {path} cannot be read.") from None
    if not stat.S_ISREG(found.st_mode):
        raise KeyFileError(f"The key file {path} cannot be read: it is no file.")
    if found.st_mode & 0o077:
        raise KeyFileError(f"Others may read the key file {path}. Mend it with: chmod 600 {path}")
    if found.st_uid not in (os.geteuid(), 0):
        raise KeyFileError(f"The key file {path} belongs to somebody else. Make it your own.")
    for folder in dict.fromkeys((path.absolute().parent, path.resolve().parent)):
        if _others_may_write(folder):
            raise KeyFileError(
                f"Others may put another key into {folder}. Mend it with: chmod o-w {folder}"
            )


def _others_may_write(folder: Path) -> bool:
    mode = folder.stat().st_mode
    return bool(mode & 0o002) and not mode & stat.S_ISVTX  # as in /tmp: each their own files
