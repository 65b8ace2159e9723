"""Envelopes: a file that opens with a passphrase, for what leaves Tend's own keys.

Three lines: the format; how the key is made from the passphrase; and a Fernet token of the bytes.
Anybody with the passphrase opens it with any Scrypt (32 bytes, as base64) and any Fernet.
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FORMAT = "tend-envelope 1"
SHORTEST = 12  # characters of a passphrase
COST = 2**16  # 64 MB and some tenths of a second for each guess
COSTLIEST = 2**18  # so that nobody's file takes all the memory
SALT = re.compile(r"scrypt n=(\d{1,7}) r=8 p=1 salt=([A-Za-z0-9_-]{22,44}={0,2})")


class EnvelopeError(Exception):
    """It does not open; the message says why, in words."""


@dataclass(frozen=True)
class _Lock:
    cost: int
    salt: bytes

    def fernet(self, passphrase: str) -> Fernet:
        key = Scrypt(salt=self.salt, length=32, n=self.cost, r=8, p=1).derive(passphrase.encode())
        return Fernet(base64.urlsafe_b64encode(key))

    def line(self) -> str:
        salt = base64.urlsafe_b64encode(self.salt).decode()
        return f"scrypt n={self.cost} r=8 p=1 salt={salt}"


def close(content: bytes, passphrase: str) -> str:
    """The envelope as text. Raises EnvelopeError for a passphrase that is too short."""
    if len(passphrase) < SHORTEST:
        raise EnvelopeError(f"A passphrase needs at least {SHORTEST} characters.")
    lock = _Lock(COST, secrets.token_bytes(16))
    token = lock.fernet(passphrase).encrypt(content).decode()
    return "\n".join((FORMAT, lock.line(), token, ""))


def open_with(passphrase: str, envelope: str) -> bytes:
    """What is in it. Raises EnvelopeError."""
    lines = envelope.split("\n")
    found = SALT.fullmatch(lines[1]) if len(lines) >= 3 and lines[0] == FORMAT else None
    if found is None or not _is_usable(cost := int(found[1])):
        raise EnvelopeError("This is no export of Tend's.")
    lock = _Lock(cost, base64.urlsafe_b64decode(found[2]))
    try:
        return lock.fernet(passphrase).decrypt(lines[2].encode())
    except (InvalidToken, UnicodeEncodeError):
        raise EnvelopeError("The passphrase does not open it, or the file is damaged.") from None


def _is_usable(cost: int) -> bool:
    return 2 <= cost <= COSTLIEST and cost & (cost - 1) == 0
