"""Logs: event names, ids and numbers. Never a text, also not inside an error."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from types import TracebackType

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class WithoutTexts(logging.Formatter):
    """Of an error only its class and where it came from: its message may quote a person."""

    def formatException(self, ei: ErrorInfo | tuple[None, None, None]) -> str:
        if ei[0] is None:
            return ""
        frames = traceback.extract_tb(ei[2])
        places = (f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)
        return f"{ei[0].__name__} at {' < '.join(reversed(list(places)))}"


def set_up(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(WithoutTexts("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in ("apscheduler", "alembic", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    from bot.slack.quiet import quiet_the_libraries

    quiet_the_libraries()
