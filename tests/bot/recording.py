"""A database and every button of a release, kept for the releases after it.

`python -m tests.bot.recording 0.1.0` writes both into tests/bot/recorded/.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.conversations.registry import dispatch
from bot.ids import Action
from bot.slack import action_ids
from bot.slack.events import translate
from bot.ui import Do, Open, Outcome
from care.hours import pin_zones
from storage import opening
from storage.rehearsing import rehearsal
from storage.sealing import read_key_file
from tests.bot.forging import Forger
from tests.bot.scenes import TEAM
from tests.bot.test_authorisation import (
    EXPECTED,
    ROLES,
    Row,
    fields_about,
    live,
    meet_everybody,
)
from tests.office import Office, open_office

RECORDED = Path(__file__).parent / "recorded"
Recorded = dict[str, Any]


def put_key(folder: Path) -> Path:
    """Always the same one, or nobody could open what was sealed then."""
    file = folder / "key"
    file.touch(mode=0o600)
    made = base64.urlsafe_b64encode(hashlib.sha256(b"of recordings").digest())
    file.write_bytes(made + b"\n")
    return file


def record(name: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        url = f"sqlite:///{folder / 'tend.db'}"
        opening.create(url, read_key_file(put_key(folder))).close()
        with open_office(folder) as office:
            things = live(office)
            meet_everybody(office)
            office.quiet()
            told = {"at": office.clock().isoformat(), "buttons": list(buttons(things))}
        with closing(sqlite3.connect(folder / "tend.db")) as raw:
            dump = "\n".join(raw.iterdump())
    RECORDED.mkdir(exist_ok=True)
    (RECORDED / f"{name}.sql").write_text(dump + "\n")
    (RECORDED / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n")


def buttons(things: dict[str, str]) -> Iterator[Recorded]:
    """What each button and form carried, and somebody who may press it."""
    for how in ("press", "open", "submit"):
        for name, rows in EXPECTED[how].items():
            for row in rows:
                yield {"how": how, "id": _id(how, name), "who": _who(row)} | _carried(
                    name, row, things
                )


def _id(how: str, name: str) -> str:
    thing = Do(name, "") if how == "press" else Open(name, "")  # type: ignore[arg-type]
    return name if how == "submit" else action_ids.write(thing, 1)


def _who(row: Row) -> str:
    leaders = ("fewer plans", "plan")
    return ROLES["leader" if row.thing in leaders else row.who if row.who in ROLES else "owner"]


def _carried(name: str, row: Row, things: dict[str, str]) -> Recorded:
    fields = dict(row.fields) | fields_about(name, things)
    return {"thing": things[row.thing], **({"fields": fields} if fields else {})}


# --- in a later release --------------------------------------------------------------------------


def names() -> list[str]:
    return sorted(file.stem for file in RECORDED.glob("*.json"))


def told_of(name: str) -> Recorded:
    found: Recorded = json.loads((RECORDED / f"{name}.json").read_text())
    return found


@contextmanager
def reopened(name: str, folder: Path) -> Iterator[Office]:
    """Today's program on the database of then, at the time of then."""
    put_key(folder)
    with closing(sqlite3.connect(folder / "tend.db")) as raw:
        raw.executescript((RECORDED / f"{name}.sql").read_text())
    (folder / "tend.db").chmod(0o600)
    with open_office(folder) as office:
        office.clock.at = datetime.fromisoformat(told_of(name)["at"])
        meet_everybody(office)
        office.quiet()
        yield office


def press(office: Office, button: Recorded) -> Outcome:
    """Through today's translation and today's handlers, and then taken back.

    Raises Outdated where there is no handler.
    """
    event = translate(_body(office, button), TEAM)
    assert event is not None, button
    with rehearsal(office.tend.database) as taken_back:
        return dispatch(replace(office.slack.desk, database=taken_back), event)


def _body(office: Office, button: Recorded) -> dict[str, Any]:
    """As it stood in a message of then."""
    forger = Forger(office, button["who"])
    if button["how"] == "submit":
        return forger.submission(button["id"], button["thing"], button.get("fields", {}))
    body = forger.interaction(Do(Action.HUSH, ""), button["thing"])
    body["actions"][0]["action_id"] = button["id"]
    return body


if __name__ == "__main__":
    pin_zones()
    record(sys.argv[1])
