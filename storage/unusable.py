"""Why a database cannot be used, in words that quote nothing of what the server or SQLite said."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

WHY = {
    "no password supplied": "the server wants a password",
    "password authentication failed": "the server refuses the user or the password",
    "authentication failed": "the server refuses the user: a password, or its pg_hba.conf",
    "no pg_hba.conf entry": "the server lets nobody in from here: its pg_hba.conf",
    "does not exist": "the server has no such database or user",
    "permission denied": "the user may not do that there",
    "Connection refused": "nothing answers at that host and port",
    "failed to resolve host": "there is no such host",
    "could not translate host name": "there is no such host",
    "timeout expired": "the server does not answer in time",
    "timed out": "the server does not answer in time",
    "too many clients": "the server has no connection left: docs/scaling.md",
    "connection slots": "the server has no connection left: docs/scaling.md",
    "is starting up": "the server has only just begun: try again in a moment",
    "is shutting down": "the server is about to end",
    "LockNotAvailable": "something else uses the tables, a backup perhaps: try again later",
    "DeadlockDetected": "something else uses the tables: try again",
    "SSL": "it and the server do not agree on TLS",
    "disk is full": "the disk is full",
    "No space left": "the disk is full",
    "is locked": "something else writes to it all the time",
    "unable to open": "the file or its folder cannot be opened, or no handle is left",
    "readonly": "it cannot be written to",
    "read-only": "it cannot be written to",
    "malformed": "it is damaged: docs/restore.md",
    "disk I/O error": "the disk fails",
}


def in_words(error: DBAPIError) -> str:
    """The class of the error always, and why where that is known."""
    kind = type(error.orig).__name__
    told = f"{kind} {error.orig}"
    why = next((why for said, why in WHY.items() if said in told), "")
    return f"{why} ({kind})" if why else kind
