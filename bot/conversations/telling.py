"""Saying something that no other row can say again: replies, news and notices."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversations.desk import Turn
from bot.keeping import view_to_text
from bot.ui import View
from storage import deliveries
from storage.database import Tx, new_id
from storage.deliveries import Kind

GOOD_FOR = {
    Kind.REPLY: timedelta(days=1),
    Kind.NEWS: timedelta(days=14),
    Kind.NOTICE: timedelta(days=7),
}


def tell(turn: Turn, kind: Kind, address: str, view: View, name: str = "") -> str | None:
    """Have it sent, once for each name; what it says is kept sealed until then. Its id, if new."""
    return tell_in(turn.tx, turn.workspace, turn.now, kind, address, view, name)


def tell_in(
    tx: Tx, workspace: str, now: datetime, kind: Kind, address: str, view: View, name: str = ""
) -> str | None:
    """The same where nobody's turn it is: what Tend noticed, or what was done on the server."""
    return deliveries.slot(
        tx,
        workspace,
        kind,
        address,
        name or new_id(),
        due_at=now,
        stale_at=now + GOOD_FOR[kind],
        day=None,
        now=now,
        body=view_to_text(view),
    )
