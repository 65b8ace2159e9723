"""Tend at work in a Teams tenant, with nothing of Slack set, and people at their clients."""

from __future__ import annotations

import dataclasses
import http.client
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import settings
from bot.program import Tend, opened, serve
from bot.settings import Settings
from bot.teams.directory import TeamsDirectory
from jobs.delivering import Clocks
from jobs.pace import Pace
from jobs.report import Report
from storage.database import Tx
from tests.bot.teams.connector import (
    BOT,
    CHANNEL,
    GROUP,
    TEAM,
    TENANT,
    Connector,
    Person,
    Sent,
    actions_in,
    serving,
)
from tests.office import MachineClock, MovableClock, a_free_port, create, wait_until

Json = dict[str, Any]

CLIENT_ID = "11111111-2222-4333-8444-555555555555"
_count = itertools.count(1)


@dataclass
class Answer:
    status: int
    body: Any

    @property
    def card(self) -> Json:
        """Of a dialog, or in the place of the card that was clicked."""
        if "task" in self.body:
            found: Json = self.body["task"]["value"]["card"]["content"]
            return found
        shown: Json = self.body["value"]
        return shown


@dataclass
class Hall:
    connector: Connector
    tend: Tend
    settings: Settings
    clock: MovableClock
    machine: MachineClock
    ids: Iterator[int] = field(default_factory=lambda: _count)

    # --- what clients send -----------------------------------------------------------------------

    def envelope(self, person: Person, kind: str, **more: Any) -> Json:
        return {
            "type": kind,
            "id": f"{1700000000000 + next(self.ids)}",
            "channelId": "msteams",
            "serviceUrl": self.connector.url,
            "from": {"id": f"29:{person.object_id}", "aadObjectId": person.object_id},
            "recipient": {"id": BOT, "name": "Tend"},
            "conversation": {
                "id": person.chat,
                "conversationType": "personal",
                "tenantId": person.tenant,
            },
            "channelData": {"tenant": {"id": person.tenant}},
            "localTimezone": person.zone,
            "locale": "en-US",
            **more,
        }

    def in_channel(
        self,
        person: Person,
        kind: str,
        channel: str = CHANNEL,
        team: tuple[str, str] = (TEAM, GROUP),
        of: str = "standard",
        **more: Any,
    ) -> Json:
        conversation = {"id": channel, "conversationType": "channel", "tenantId": TENANT}
        whose = {"id": team[0], "aadGroupId": team[1], "name": "Admins"}
        data = {"tenant": {"id": TENANT}, "team": whose, "channel": {"id": channel, "type": of}}
        return self.envelope(person, kind, conversation=conversation, channelData=data, **more)

    def post(self, activity: Json) -> Answer:
        return self.post_raw(json.dumps(activity).encode())

    def post_raw(self, body: bytes) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.settings.port, timeout=60)
        head = {"Content-Type": "application/json"}
        line.request("POST", "/teams/messages", body, head)
        answer = line.getresponse()
        raw = answer.read()
        line.close()
        return Answer(answer.status, json.loads(raw) if raw else None)

    def installs(self, person: Person) -> Answer:
        return self.post(self.envelope(person, "installationUpdate", action="add"))

    def says(self, person: Person, words: str) -> Answer:
        return self.post(self.envelope(person, "message", text=words))

    def presses(self, person: Person, data: Json, on: str = "") -> Answer:
        """A button of a card in the chat."""
        value = {"action": {"type": "Action.Execute", "verb": "tend", "data": data}}
        more = {"name": "adaptiveCard/action", "value": value, "replyToId": on}
        return self.post(self.envelope(person, "invoke", **more))

    def opens(self, person: Person, data: Json, **more: Any) -> Answer:
        what = {"name": "task/fetch", "value": {"data": data}, **more}
        return self.post(self.envelope(person, "invoke", **what))

    def submits(self, person: Person, data: Json) -> Answer:
        what = {"name": "task/submit", "value": {"data": data}}
        return self.post(self.envelope(person, "invoke", **what))

    # --- what they see ---------------------------------------------------------------------------

    def newest(self, person: Person, beyond: int = 0) -> Sent:
        """The newest message in their chat, once there are more than so many."""
        wait_until(
            lambda: len(self.connector.in_chat(person)) > beyond and self.at_rest(),
            f"nothing came to {person.name}",
        )
        return self.connector.in_chat(person)[-1]

    def at_rest(self) -> bool:
        return self.tend.errands.going == 0

    def look(self, reading: Callable[[Tx], Any]) -> Any:
        with self.tend.database.read() as tx:
            return reading(tx)

    def tick(self) -> Report:
        return self.tend.tick_once()


def data_of(card: Json, label: str) -> Json:
    """What a client would send for the button of this label."""
    found = {one["title"]: one for one in actions_in(card)}
    assert label in found, f"no {label} among {list(found)}"
    action = found[label]
    if "card" in action:  # a question unfolds first
        return dict(action["card"]["actions"][0]["data"])
    return dict(action["data"])


def inputs_of(card: Json) -> Json:
    """What a client sends for the questions as they stand."""
    asked = (one for one in card["body"] if str(one.get("type")).startswith("Input."))
    return {one["id"]: one.get("value", "") for one in asked}


@contextmanager
def open_hall(
    folder: Path,
    connector: Connector | None = None,
    url: str = "",
    looks: float = 20.0,
    admins: tuple[str, ...] = (),
) -> Iterator[Hall]:
    """``looks``: seconds that a look at Teams may take; a crowded machine is no sign of silence."""
    with serving(connector or Connector()) as tenant, ExitStack() as stack:
        found = settings_for(folder, tenant, url, admins)
        create(found)
        clock, machine, stop = MovableClock(), MachineClock(), threading.Event()
        clocks = Clocks(clock, machine, machine.monotonic)
        tend = stack.enter_context(opened(found, clocks, alone=True))
        tend.tick = lambda: None  # type: ignore[method-assign]  # the test decides when
        _hurry(tend, looks)
        thread = threading.Thread(target=serve, args=(tend, found, stop), name="tend")
        thread.start()
        hall = Hall(tenant, tend, found, clock, machine)
        try:
            wait_until(lambda: _hears(hall), "it does not listen")
            yield hall
        finally:
            stop.set()
            thread.join(60)
            assert not thread.is_alive()


def _hurry(tend: Tend, looks: float) -> None:
    """Mind no pace: weeks of clicks pass in a blink."""
    assert tend.teams is not None
    tend.deliverer.pace = Pace(lambda: time.monotonic() * 1000)
    tend.rates = None
    tend.teams.directory = TeamsDirectory(tend.teams.people, in_all=looks)
    tend.teams.desk = dataclasses.replace(tend.teams.desk, directory=tend.teams.directory)


def settings_for(
    folder: Path, tenant: Connector, url: str = "", admins: tuple[str, ...] = ()
) -> Settings:
    env = {
        "TEAMS_CLIENT_ID": CLIENT_ID,
        "TEAMS_TENANT_ID": TENANT,
        "TEAMS_LOCAL_URL": tenant.url,
        "TEND_DATABASE_URL": url or f"sqlite:///{folder / 'tend.db'}",
        "TEND_KEY_FILE": str(folder / "key"),
        "TEAMS_ADMINS": ",".join(admins),
    }
    return dataclasses.replace(settings.read(env, needs_ears=True), port=a_free_port())


def _hears(hall: Hall) -> bool:
    try:
        return hall.post({}).status == 401
    except OSError:
        return False
