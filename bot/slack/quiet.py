"""The libraries below us log bodies, texts and tokens' neighbours; here that ends."""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)

_LOUD = ("aiohttp", "slack_bolt", "slack_sdk", "uvicorn")


def quiet_the_libraries() -> None:
    """Of their warnings remains who warned and of what class of error; the rest is not said.

    Bolt copies the root's level to each of its loggers, so levels alone would not do.
    """
    for name in _LOUD:
        loud = logging.getLogger(name)
        loud.setLevel(logging.WARNING)
        loud.propagate = False
        loud.handlers = [_Reduced(logging.WARNING)]


class _Reduced(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info and record.exc_info[0]
        kind = error.__name__ if error else "none"
        log.log(record.levelno, "library_said logger=%s class=%s", record.name, kind)
