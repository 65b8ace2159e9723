"""Every row of a database, opened, without what has to differ: ids, the machine's clock, places."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import Table, text

from storage.database import Tx
from storage.rekeying import is_sealed
from storage.tables import metadata
from tests.bot.teams.stages import Stage

# how a person is reached, what a platform calls one doing of somebody, marks made with the key
OF_THE_PLATFORM = ("conversations", "erased", "installations", "seals", "seen", "senders")
# by the machine's clock; where a message stands; whose Home is pushed, as only Slack does
NOT_COMPARED = frozenset(
    ["known_at", "channel", "ts", "lease_until", "redraw_at", "not_before", "has_home", "platform"]
)
_BY_EVENT = re.compile(r"(reply:\w+):(Ev|act:)[^\"]+")  # the platform's own name for what was done
_RANDOM = re.compile(r"\b[0-9a-f]{32}\b")
Rows = dict[str, list[str]]


def opened(stage: Stage, key: Path) -> Rows:
    """By table; who and what is meant is told by names and by numbers in the order of writing."""
    names = _Names(stage)
    fernet = Fernet(key.read_text("ascii").split()[0].encode())
    with stage.database.read() as tx:
        rows = {
            table.name: [_opened(table, row, fernet) for row in _in_order(tx, table)]
            for table in metadata.sorted_tables
            if table.name not in OF_THE_PLATFORM
        }
    return {table: [names.told(one) for one in found] for table, found in rows.items()}


def _in_order(tx: Tx, table: Table) -> list[Any]:
    return list(tx.all(table.select().order_by(text("rowid"))))


def _opened(table: Table, row: Any, fernet: Fernet) -> str:
    told = {}
    for column in table.columns:
        value = getattr(row, column.name)
        if column.name in NOT_COMPARED or value is None:
            continue
        told[column.name] = _unsealed(fernet, value) if is_sealed(column) else str(value)
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _unsealed(fernet: Fernet, sealed: str) -> str:
    """What was sealed, its context too: it says whose it is."""
    where, _, padded = fernet.decrypt(sealed.encode()).partition(b"\0")
    size = int.from_bytes(padded[:4], "big")
    return f"{where.decode()} {padded[4 : 4 + size].decode()}"


class _Names:
    def __init__(self, stage: Stage) -> None:
        self._workspace, self._admins = stage.workspace, stage.admins
        self._people = stage.people
        self._numbers: dict[str, int] = {}

    def told(self, row: str) -> str:
        row = row.replace(self._workspace, "here").replace(self._admins, "admins")
        for id, name in self._people.items():
            row = row.replace(id, name)
        return _RANDOM.sub(self._number, _BY_EVENT.sub(r"\1", row))

    def _number(self, found: re.Match[str]) -> str:
        return f"#{self._numbers.setdefault(found.group(), len(self._numbers))}"
