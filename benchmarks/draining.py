"""A drain of a PostgreSQL against the barest queue in SQL; the platform of both answers at once.

What Tend does besides: it looks once more before it sends, opens what is sealed, draws the
message, keeps what it says apart from what it knows, and notes who was written to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from benchmarks.companies import made, raw_url
from benchmarks.measuring import Row, interleaved
from benchmarks.sending import Platform, now, owe
from bot.conversations.composing import compose
from bot.ui import View
from bot.views.nudges import short
from jobs.delivering import Clocks, Deliverer
from jobs.pace import Pace
from jobs.report import Report
from storage.database import Database

WORKSPACES, PEOPLE, EACH = 10, 10, 2
MESSAGES = WORKSPACES * PEOPLE * EACH
ROUNDS = 5
CLAIM = (
    "UPDATE deliveries SET state = 'sending', attempt = attempt + 1 WHERE (workspace, id) IN"
    " (SELECT workspace, id FROM deliveries WHERE state = 'due' ORDER BY due_at LIMIT 10"
    " FOR UPDATE SKIP LOCKED) RETURNING workspace, id, sealed"
)
SENT = (
    "UPDATE deliveries SET state = 'sent', channel = 'D1', ts = %s, sent_at = now(), sealed = NULL"
    " WHERE workspace = %s AND id = %s"
)


class Unpaced(Pace):
    """Everybody's turn is now."""

    async def turn(
        self, workspace: str, address: str, stopping: Callable[[], bool] = lambda: False
    ) -> None: ...


def rows() -> list[Row]:
    import psycopg

    with made("postgresql") as database, psycopg.connect(raw_url(database)) as raw:
        _owe_again(database)
        works = {"raw": lambda: _raw_drain(raw), "tend": lambda: _drain(database)}
        seconds = interleaved(works, ROUNDS, lambda: _owe_again(database))
    each = {name: taken / MESSAGES * 1000 for name, taken in seconds.items()}
    what = "draining on postgresql, a message, no network"
    return [Row(what, each["tend"], each["raw"], "SKIP LOCKED in tens", aim=3.33)]


def _owe_again(database: Database) -> None:
    from sqlalchemy import text

    with database.begin() as tx:
        tx.run(text("DELETE FROM deliveries"))
    owe(database, WORKSPACES, PEOPLE, EACH)


def _drain(database: Database) -> None:
    """Raises AssertionError where it left something."""
    platform = Platform(answer_seconds=0)
    clocks = Clocks(now, now)
    deliverer: Deliverer[View] = Deliverer(
        *(database, {"slack": platform}, compose, short, clocks, Unpaced())
    )
    asyncio.run(deliverer.drain(Report()))
    assert len(platform.taken) == MESSAGES, "a floor for all of them, and no fewer"


def _raw_drain(raw: Any) -> None:
    while True:
        taken = raw.execute(CLAIM).fetchall()
        raw.commit()
        if not taken:
            return
        with raw.cursor() as cursor:
            cursor.executemany(SENT, [(id, workspace, id) for workspace, id, _ in taken])
        raw.commit()
