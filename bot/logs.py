"""Logs: event names, ids and numbers. Never a text, also not inside an error."""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

log = logging.getLogger(__name__)

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None]

OURS = frozenset(("bot", "care", "jobs", "storage"))
RESERVED = ("time", "level", "module", "event", "about", "error_at")


class WithoutTexts(logging.Formatter):
    """Of an error only its class and where it came from: its message may quote a person.

    Of what others log, also those we never heard of, no word but that they did.
    """

    def format(self, record: logging.LogRecord) -> str:
        if record.name.split(".")[0] not in OURS:
            record = _reduced(record)
        record.exc_text = None  # another handler may have written it out in full
        return super().format(record)

    def formatException(self, ei: ErrorInfo | tuple[None, None, None]) -> str:
        if ei[0] is None:
            return ""
        frames = traceback.extract_tb(ei[2])
        places = (f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)
        return f"{ei[0].__name__} at {' < '.join(reversed(list(places)))}"


class AsJson(WithoutTexts):
    """The same, one object a line: time, level, where, event, and what the event says of itself."""

    def format(self, record: logging.LogRecord) -> str:
        said, _, error = super().format(record).partition("\n")
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"time": at, "level": record.levelname, "module": record.name, **_fields(said)}
        return json.dumps({**line, "error_at": error} if error else line)


def _fields(said: str) -> dict[str, object]:
    """Of "sent T1 U1 5f0c plan" and "line_ended code=1006": the first word is the event."""
    event, *words = said.split() or [""]
    fields: dict[str, object] = {"event": event}
    about: list[str] = []
    name = ""
    for word in words:
        key, is_field, value = word.partition("=")
        if is_field:
            name = f"{key}_" if key in RESERVED else key
            fields[name] = value
        elif name:
            fields[name] = f"{fields[name]} {word}"
        else:
            about.append(word)
    found = {name: _number(value) for name, value in fields.items()}
    return {**found, "about": about} if about else found


def _number(value: object) -> object:
    whole = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16
    return int(str(value)) if whole else value


def _reduced(record: logging.LogRecord) -> logging.LogRecord:
    error = record.exc_info[0] if record.exc_info else None
    said = f"library_said class={error.__name__ if error else 'none'}"
    return logging.LogRecord(record.name, record.levelno, record.pathname, 0, said, (), None)


def set_up(level: str, as_json: bool = False) -> None:
    plain = WithoutTexts("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson("%(message)s") if as_json else plain)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.raiseExceptions = False  # a line that cannot be written would be printed with its text
    sys.excepthook = _log_uncaught
    sys.unraisablehook = lambda ended: _log_uncaught(  # of a thing that was being cleared away
        ended.exc_type, ended.exc_value, ended.exc_traceback
    )
    logging.captureWarnings(True)  # a warning may quote what it warns of
    threading.excepthook = lambda ended: _log_uncaught(
        ended.exc_type, ended.exc_value, ended.exc_traceback
    )
    from bot.edge.quiet import quiet_the_libraries

    quiet_the_libraries()


def _log_uncaught(
    kind: type[BaseException], error: BaseException | None, where: TracebackType | None
) -> None:
    """What nobody caught would be printed with everything that it says."""
    if not issubclass(kind, KeyboardInterrupt | SystemExit):
        log.critical("uncaught", exc_info=(kind, error or kind(), where))
