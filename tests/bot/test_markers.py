"""A marker in every field, word and command there is, and then a search for it everywhere."""

from __future__ import annotations

import http.client
import json
import logging
import re
import sqlite3
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot import logs, settings
from bot.ids import Action, FormName
from bot.ui import Do, Open
from sandbox.events import wrapped
from sandbox.shapes import Json
from tests.bot.forging import Forger
from tests.bot.fuzzing import ROADS
from tests.bot.scenes import TEAM
from tests.bot.test_authorisation import ROLES, live, meet_everybody
from tests.bot.test_privacy import addressee
from tests.office import ADMIN_CHANNEL, Office, open_office

MARKER = re.compile(r"marker([a-z0-9]+)by([a-z0-9]+?)end", re.IGNORECASE)
OPEN_BY_DESIGN = ("group",)  # a label of the organisation's, not a person's words
PROMISED = "promised"  # the promise of the leader to the owner, for the two of them
BY = ROLES | {"everybody": ROLES["colleague"], "nobody": ROLES["owner"]}
WORDS = (
    *("{}", "add {}", "pause {}", "shared {}", "erase {}", "talks {} 14", "plan {}", "quiet {}"),
    *("admins add {}", "pilot {}"),
)
SAID = (
    *("{}", "add goal: {}", "talked with <@U0ANA> yesterday about {}", "remind me about {} monday"),
    *("who is {}?", "stop sharing {}", "/mygoals add {}"),
)


@dataclass
class Typed:
    """Everything typed once by those who may, and the search over what came of it."""

    office: Office
    log: StringIO
    acks: list[tuple[str, Any]] = field(default_factory=list)  # to whom, what
    count: int = 0

    def mark(self, what: str, person: str) -> str:
        self.count += 1
        name = re.sub("[^a-z0-9]", "", f"{what}{self.count}".lower())
        return f"Marker{name}by{person}end"

    def deliver(self, kind: str, person: str, body: Json) -> None:
        ack = self.office.workspace.run(self.office.world.deliver(kind, body))
        assert ack.in_time, (kind, ack)
        self.acks.append((person, ack.answer))

    # --- typing ----------------------------------------------------------------------------------

    def everything(self, things: Mapping[str, str]) -> None:
        for how, name, row in ROADS:
            if how != "event":
                person = BY[row.who]
                forger = Forger(self.office, person)
                getattr(self, f"_{how}")(forger, name, row, things.get(row.thing, ""))
        for person in (ROLES["colleague"], ROLES["leader"]):
            for words in SAID:
                self._say(person, words.format(self.mark("said", person)))
        self.office.quiet()

    def _submit(self, forger: Forger, name: str, row: Any, thing: str) -> None:
        """Once with the marker where somebody types, and once in each value a client could send."""
        kind = PROMISED if name == FormName.PROMISE else ""
        keys = [*row.fields, "title", "details"]
        marks = {key: self.mark(kind + key, forger.person) for key in keys}
        typed = {key: marks[key] if isinstance(v, str) else v for key, v in row.fields.items()}
        forged = {key: _forged(value, marks[key]) for key, value in row.fields.items()}
        for values in (typed, forged, {**row.fields, "word": self.mark("word", forger.person)}):
            self.deliver("interactive", forger.person, forger.submission(name, thing, values))

    def _press(self, forger: Forger, name: str, row: Any, thing: str) -> None:
        mark = self.mark("thing", forger.person)
        self.deliver("interactive", forger.person, forger.interaction(Do(Action(name)), mark))

    def _open(self, forger: Forger, name: str, row: Any, thing: str) -> None:
        for about in (thing, self.mark("thing", forger.person)):
            does = Open(FormName(name))
            self.deliver("interactive", forger.person, forger.interaction(does, about))

    def _command(self, forger: Forger, name: str, row: Any, thing: str) -> None:
        for words in WORDS:
            text = words.format(self.mark("command", forger.person))
            self.deliver("slash_commands", forger.person, forger.typed(name, text, ADMIN_CHANNEL))

    def _say(self, person: str, text: str) -> None:
        world = self.office.world
        event = {"type": "message", "channel": world.dm(person).id, "channel_type": "im"}
        event |= {"user": person, "text": text, "ts": world.rooms.next_ts(), "team": TEAM}
        self.deliver("events_api", person, wrapped(world, event))


def _forged(value: Any, mark: str) -> Any:
    if isinstance(value, dict):
        return {key: v if key == "type" else _forged(v, mark) for key, v in value.items()}
    return [mark] if isinstance(value, list) else mark


@pytest.fixture(scope="module")
def log() -> Iterator[StringIO]:
    """The log at its most talkative."""
    names = [None, *logging.root.manager.loggerDict]
    loggers = [logging.getLogger(name) for name in names]
    before = [(one, one.level, one.propagate, list(one.handlers)) for one in loggers]
    hooks = sys.excepthook, threading.excepthook, logging.raiseExceptions
    logs.set_up("DEBUG")
    written = StringIO()
    for handler in logging.getLogger().handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(written)
    yield written
    sys.excepthook, threading.excepthook, logging.raiseExceptions = hooks
    for one, level, propagate, handlers in before:
        one.setLevel(level)
        one.propagate, one.handlers = propagate, handlers


@pytest.fixture(scope="module")
def typed(log: StringIO, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Typed]:
    with open_office(tmp_path_factory.mktemp("typed"), http=True) as office:
        things = live(office)
        meet_everybody(office)
        typed = Typed(office, log)
        typed.everything(things)
        office.later(days=8)
        yield typed


def markers(anything: Any) -> set[tuple[str, str]]:
    """What was typed where, and by whom."""
    return set(MARKER.findall(anything if isinstance(anything, str) else json.dumps(anything)))


def authors(read: Any, reader: str) -> set[str]:
    """Of all that was not for this reader too."""
    both = reader == ROLES["owner"]
    return {by.upper() for what, by in markers(read) if not (both and what.startswith(PROMISED))}


@pytest.mark.slow
def test_whoever_typed_it_alone_gets_it_back(typed: Typed) -> None:
    carried = 0
    for person, answer in typed.acks:
        carried += len(markers(answer))
        assert authors(answer, person) <= {person}
    for call in typed.office.world.calls:
        args = {k: v for k, v in call.arguments.items() if k != "trigger_id"}
        if not markers(args) or not call.method.startswith(("chat.", "views.")):
            continue
        carried += 1
        where = str(args.get("user") or args.get("user_id") or args.get("channel") or "")
        person = "U" + where[1:] if where else addressee(typed.office, call)
        assert authors(args, person) <= {person}, call
    assert carried > 10, "there was something to look at"


@pytest.mark.slow
def test_no_lock_screen_shows_it(typed: Typed) -> None:
    for call in typed.office.world.calls:
        assert markers(call.arguments.get("text") or "") == set()
        assert markers(call.arguments.get("metadata") or "") == set()


@pytest.mark.slow
def test_no_line_of_the_log_holds_it(typed: Typed) -> None:
    written = typed.log.getvalue()
    assert "listening mode=http" in written, "there was something to look at"
    assert markers(written) == set()
    world = typed.office.world
    for secret in (world.bot_token, world.app_token, world.signing_secret):
        assert secret not in written


@pytest.mark.slow
def test_no_file_holds_it_readable(typed: Typed, tmp_path: Path) -> None:
    """The database, what lies beside it, and a backup of it."""
    database = Path(typed.office.settings.database_url.removeprefix("sqlite:///"))
    with (
        closing(sqlite3.connect(database)) as source,
        closing(sqlite3.connect(tmp_path / "backup.db")) as backup,
    ):
        source.backup(backup)
    files = [*database.parent.iterdir(), tmp_path / "backup.db"]
    assert {"tend.db", "tend.db-wal", "backup.db"} <= {file.name for file in files}
    for file in files:
        found = markers(file.read_bytes().decode("latin-1"))
        assert {w for w, _ in found if not w.startswith(OPEN_BY_DESIGN)} == set(), file.name


@pytest.mark.slow
def test_no_page_of_the_server_shows_it(typed: Typed) -> None:
    caller = http.client.HTTPConnection("127.0.0.1", typed.office.settings.port, timeout=5)
    mark = typed.mark("path", "nobody")
    for method, path in (
        ("GET", "/healthz"),
        ("GET", f"/{mark}"),
        ("POST", f"/slack/events?{mark}"),
        ("PUT", "/slack/events"),
    ):
        caller.request(method, path, body=mark, headers={"X-Mark": mark})
        answer = caller.getresponse()
        said = answer.read().decode()
        assert markers(said) == set() and len(said) < 100
        assert markers(str(answer.headers)) == set()
    assert markers(typed.log.getvalue()) == set()


def test_settings_print_no_secret() -> None:
    secrets = {"SLACK_BOT_TOKEN": "xoxb-1-secret", "SLACK_APP_TOKEN": "xapp-1-secret"}
    secrets |= {"SLACK_SIGNING_SECRET": "signing-secret"}
    secrets |= {"TEND_DATABASE_URL": "postgresql://tend:secret@db/tend"}
    found = settings.read(secrets)
    assert "secret" not in repr(found) + str(found)
    assert found.bot_token == "xoxb-1-secret"
