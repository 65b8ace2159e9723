"""The libraries below us log bodies, texts and tokens' neighbours; here that ends."""

from __future__ import annotations

import logging

from bot.edge.tally import Tally

log = logging.getLogger(__name__)

_LOUD = (
    "aiohttp",
    "alembic",
    "apscheduler",
    "asyncio",
    "concurrent",
    "httpcore",
    "httpx",
    "microsoft_teams",
    "msal",
    "opentelemetry",
    "procrastinate",
    "psycopg",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "uvicorn",
)


def quiet_the_libraries() -> None:
    """Of their warnings remains who warned and of what class of error; the rest is not said.

    Bolt copies the root's level to each of its loggers, so levels alone would not do.
    """
    for name in _LOUD:
        loud = logging.getLogger(name)
        loud.setLevel(logging.WARNING)
        loud.propagate = False
        loud.handlers = [_Reduced()]


class _Reduced(logging.Handler):
    """Anybody on the network can make a server warn: counted, so that no log fills."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._warnings = Tally(log, "library_said")
        self._errors = Tally(log, "library_said", level=logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info and record.exc_info[0]
        kind = error.__name__ if error else "none"
        counted = self._errors if record.levelno >= logging.ERROR else self._warnings
        counted.add(f"{record.name} {kind}")
