"""Installing: who went to the platform to install Tend, and may come back once, in that browser.

Kept are hashes alone: whoever reads the table cannot come back in anybody's place. All instants
are the machine's clock.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest

from sqlalchemy import delete, func, select, update

from storage.database import Tx
from storage.tables import installing

GOOD_FOR = timedelta(minutes=10)
KEPT = timedelta(hours=1)  # for as long as a second use is told from one of long ago
MOST = 10_000  # under way at a time: anybody may begin one


class Return(StrEnum):
    """How somebody comes back."""

    WELCOME = "welcome"
    AGAIN = "again"  # it was used before
    LATE = "late"  # or nobody went away with it
    OTHER_BROWSER = "other browser"


def begin(tx: Tx, browser: str, machine_now: datetime, most: int = MOST) -> str | None:
    """The state to go away with, of 256 random bits; None when too many are under way."""
    forget(tx, machine_now)
    if tx.value(select(func.count()).select_from(installing)) >= most:
        return None
    state = secrets.token_hex(32)
    hashes = {"state": _hash(state), "browser": _hash(browser)}
    tx.run(installing.insert().values(**hashes, until=machine_now + GOOD_FOR))
    return state


def come_back(tx: Tx, state: str, browser: str, machine_now: datetime) -> Return:
    """Once: of two who come with one state at the same instant exactly one is welcome."""
    row = tx.one(select(installing).where(installing.c.state == _hash(state)))
    if row is None or row.until <= machine_now:
        return Return.AGAIN if row is not None and row.used else Return.LATE
    if not compare_digest(row.browser, _hash(browser)):
        return Return.OTHER_BROWSER
    unused = (installing.c.state == row.state, installing.c.used.is_(False))
    first = tx.changed(update(installing).where(*unused).values(used=True)) == 1
    return Return.WELCOME if first else Return.AGAIN


def is_under_way(tx: Tx, machine_now: datetime) -> bool:
    """Whether somebody came back lately: what they bring may not be written down yet."""
    lately = (installing.c.used, installing.c.until > machine_now)
    return tx.one(select(installing.c.state).where(*lately).limit(1)) is not None


def forget(tx: Tx, machine_now: datetime) -> int:
    """What is long over; how many."""
    return tx.changed(delete(installing).where(installing.c.until < machine_now - KEPT))


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
