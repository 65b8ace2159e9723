"""Slack at the other end of the wire, a few lines of it: what stands there, and what goes wrong.

The SDK, our client and what both make of an answer are the real ones; only the bytes between are
played here, so that ten thousand calls can fail within minutes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.messenger import SlackMessenger
from bot.slack.tokens import Access, OneToken
from tests.faults.ledger import Ledger, Line
from tests.faults.outcomes import DONE, Outcome
from tests.faults.steps import Fuse
from tests.people import ACME, BERLIN

Json = dict[str, Any]
OF_ALL = 4  # times that a whole workspace is refused
Refusals = Mapping[str, Outcome]  # what becomes of the first calls, by method


class Wire:
    """Stands where the SDK expects a session of aiohttp."""

    closed = False

    def __init__(
        self, ledger: Ledger, fuse: Fuse, now: Callable[[], datetime], faults: Refusals
    ) -> None:
        self.ledger, self.fuse, self.now, self.faults = ledger, fuse, now, faults
        self.can_be_read = True  # the history of conversations
        self.meanwhile: Callable[[str, Json], None] = lambda method, arguments: None

    def seconds(self) -> float:
        return self.now().timestamp()

    def request(self, verb: str, url: str, **given: Any) -> Exchange:
        arguments = given.get("json") or given.get("params") or {}
        return Exchange(self, url.rpartition("/")[2], arguments)

    def outcome(self, method: str, about: str) -> Outcome:
        """The first calls about each message fail as the scenario has it, then all is well."""
        wanted = self.faults.get(method, DONE)
        asked = [line["about"] for line in self.ledger.of("asked") if line["method"] == method]
        if wanted.is_of_all:
            return wanted if len(asked) < OF_ALL else DONE
        return wanted if asked.count(about) < wanted.times else DONE

    def does(self, method: str, arguments: Json, after: float) -> Json:
        """What Slack does, and what it would answer."""
        match method:
            case "users.info":
                person = str(arguments["user"])
                user = {"id": person, "team_id": ACME, "tz": BERLIN}
                return {"user": user}
            case "dnd.info":
                return {"dnd_enabled": False}
            case "conversations.open":
                return {"channel": {"id": _room(arguments["users"])}}
            case "conversations.history":
                return {"messages": [_message(one) for one in self._newest(arguments)]}
            case "chat.postMessage":
                return self._post(arguments, after)
            case "chat.update":
                where = {name: arguments[name] for name in ("channel", "ts")}
                self.ledger.note("redrawn", **where, text=_text(arguments))
                return where
        raise AssertionError(method)

    def _post(self, arguments: Json, after: float) -> Json:
        ts = f"{1000 + sum(1 for _ in self.ledger.of('stands'))}.000100"
        where = {"channel": _room(arguments["channel"]), "ts": ts}
        self.ledger.note(
            "stands",
            **where,
            delivery=about(arguments),
            address=arguments["channel"],
            text=_text(arguments),
            at=self.now().isoformat(),
            appears=(self.now() + timedelta(seconds=after)).isoformat(),
        )
        return where

    def _newest(self, arguments: Json) -> list[Line]:
        now = self.now().isoformat()
        here = [one for one in self.ledger.of("stands") if one["channel"] == arguments["channel"]]
        there = [one for one in here if one["appears"] <= now]
        return there[::-1][: int(arguments["limit"])]


class Exchange:
    """One request and its answer."""

    def __init__(self, wire: Wire, method: str, arguments: Json) -> None:
        self.wire, self.method, self.arguments = wire, method, arguments
        self.about = about(arguments)
        self.delivery = self.about if method == "chat.postMessage" else ""

    async def __aenter__(self) -> Reply:
        self._step("nothing sent yet")
        outcome = self.wire.outcome(self.method, self.about)
        self._note(outcome)
        self.wire.meanwhile(self.method, self.arguments)
        answer = self._done(outcome)
        self._step("arrived, no answer read")
        if outcome.fails is not None:
            raise outcome.fails()
        body = json.dumps({"ok": True, **answer}) if outcome.body is None else outcome.body
        return Reply(outcome.status, body, dict(outcome.headers))

    def _note(self, outcome: Outcome) -> None:
        told = {"method": self.method, "about": self.about, "delivery": self.delivery}
        at = self.wire.now().isoformat()
        self.wire.ledger.note("asked", **told, outcome=outcome.name, at=at)

    def _done(self, outcome: Outcome) -> Json:
        if self.method == "conversations.history" and not self.wire.can_be_read:
            return {"ok": False, "error": "missing_scope"}
        if not outcome.effect:
            return {}
        return self.wire.does(self.method, self.arguments, outcome.after)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._step("answered")

    def _step(self, what: str) -> None:
        whose = self.arguments.get("user", self.arguments.get("channel", ""))
        self.wire.fuse.step(f"{self.method}, {what}", str(whose), self.delivery)


class Reply:
    """As much of a response as the SDK reads."""

    content_type = "application/json"

    def __init__(self, status: int, body: str, headers: Mapping[str, str]) -> None:
        self.status, self.headers, self._body = status, headers, body

    async def json(self) -> Any:
        return json.loads(self._body)

    async def text(self) -> str:
        return self._body


class Wired(SlackMessenger):
    """The product's own messenger, on that wire."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(
            OneToken(Access(ACME, "U0TEND", None, "xoxb-nobody")), monotonic=wire.seconds
        )
        session: Any = wire
        self._wired = AsyncWebClient("xoxb-nobody", session=session, retry_handlers=[])

    async def _client(self, workspace: str) -> AsyncWebClient:
        return self._wired


def about(arguments: Json) -> str:
    """The message a request is about, or the person."""
    metadata = arguments.get("metadata")
    if isinstance(metadata, dict):
        return str(metadata["event_payload"]["d"])
    names = ("ts", "user", "users", "channel")
    return str(next((arguments[name] for name in names if name in arguments), ""))


def _room(address: str) -> str:
    return f"D{address}" if address.startswith("U") else address


def _text(arguments: Json) -> str:
    return json.dumps([arguments.get("text"), arguments.get("blocks")])


def _message(line: Line) -> Json:
    metadata = {"event_type": "tend_delivery", "event_payload": {"d": line["delivery"]}}
    return {"ts": line["ts"], "metadata": metadata}
