"""`tend healthy`: whether the Tend that runs here is well, for whoever supervises it."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException

from bot.settings import Settings
from storage.database import DatabaseError, hold_alone

PATIENCE = 5.0  # seconds


def is_well(found: Settings) -> bool:
    """It answers; with Socket Mode, where nothing listens, it holds its file."""
    return _holds_its_file(found) if found.socket_mode else _answers(found.port)


def _answers(port: int) -> bool:
    asked = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        asked.request("GET", "/healthz")
        return asked.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def _holds_its_file(found: Settings) -> bool:
    """A server is shared, so it holds nothing: there the supervisor sees only that it lives."""
    try:
        lock = hold_alone(found.database_url)
    except DatabaseError:
        return True
    if lock is None:
        return True
    lock.close()
    return False
