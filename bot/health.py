"""`tend healthy`: whether the Tend that runs here is well, for whoever supervises it."""

from __future__ import annotations

from enum import Enum
from http.client import HTTPConnection, HTTPException

from bot.settings import Settings
from storage.database import DatabaseError
from storage.opening import hold_alone

PATIENCE = 5.0  # seconds
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class Answer(Enum):
    WELL = "well"
    UNWELL = "unwell"
    NONE = "none"


def is_well(found: Settings) -> bool:
    """It says that it is ready; with Socket Mode and no internal port it holds its file."""
    if found.health_port:
        return ask(found.health_host, found.health_port, "/readyz") is Answer.WELL
    if found.socket_mode:
        return holds_its_file(found) is not False
    return ask(found.host, found.port, "/readyz") is Answer.WELL


def ask(host: str, port: int, path: str) -> Answer:
    asked = HTTPConnection(EVERYWHERE.get(host, host), port, timeout=PATIENCE)
    try:
        asked.request("GET", path)
        return Answer.WELL if asked.getresponse().status == 200 else Answer.UNWELL
    except (OSError, HTTPException):
        return Answer.NONE
    finally:
        asked.close()


def holds_its_file(found: Settings) -> bool | None:
    """None where that cannot be seen: a server is shared, so nobody holds it."""
    try:
        lock = hold_alone(found.database_url)
    except DatabaseError:
        return True
    if lock is None:
        return None
    lock.close()
    return False
