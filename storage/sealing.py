"""Seals: everything a person typed is kept as ciphertext that knows whose it is."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

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
        self._fernet = MultiFernet([Fernet(key) for key in keys])

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
    try:
        mode, text = path.stat().st_mode, path.read_text("ascii")
    except FileNotFoundError:
        raise KeyFileError(f"There is no key file at {path}. Create one with: tend init") from None
    except (OSError, UnicodeDecodeError):
        raise KeyFileError(f"The key file {path} cannot be read.") from None
    if mode & 0o077:
        raise KeyFileError(f"Others may read the key file {path}. Mend it with: chmod 600 {path}")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    try:
        return Seals([line.encode() for line in lines])
    except ValueError:
        raise KeyFileError(
            f"The key file {path} holds no usable key: one key a line, 44 characters each."
        ) from None
