"""A small, strict Teams for tests: the connector that Tend calls, and the clients of people.

Every call is noted; ``faults`` are answered, one each, before anything is done.
"""

from __future__ import annotations

import asyncio
import json
import threading
import uuid
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Json = dict[str, Any]

TENANT = "0a11ce00-0000-4000-8000-00000000face"
BOT = "28:tend"
MOST = 28 * 1024  # bytes of a message


@dataclass(frozen=True)
class Person:
    name: str
    object_id: str
    zone: str = "Europe/Berlin"
    role: str = "user"
    tenant: str = TENANT

    @property
    def chat(self) -> str:
        return f"a:chat-of-{self.object_id}"

    @property
    def id(self) -> str:
        return "U" + self.object_id.replace("-", "").upper()

    def account(self) -> Json:
        return {
            "id": f"29:{self.object_id}",
            "name": self.name,
            "givenName": self.name.split()[0],
            "aadObjectId": self.object_id,
            "email": f"{self.name.split()[0].lower()}@tend.example",
            "userRole": self.role,
            "tenantId": self.tenant,
        }


def _somebody(number: int, name: str, **more: str) -> Person:
    return Person(name, f"{number:08d}-1111-4222-8333-444455556666", **more)


MAYA, TOM = _somebody(1, "Maya Weber"), _somebody(2, "Tom Hill", zone="Pacific/Auckland")
ANA, BEN, INES = _somebody(3, "Ana *Bold*"), _somebody(4, "Ben"), _somebody(5, "Ines")
GUEST = _somebody(8, "Gil", role="guest")
EVERYBODY = (MAYA, TOM, ANA, BEN, INES)
TEAM = "19:team@thread.tacv2"
CHANNEL = "19:admins@thread.tacv2"
PRIVATE = "19:private@thread.tacv2"  # a channel with members of its own
OTHER_TEAM, OTHER_CHANNEL = "19:others@thread.tacv2", "19:general@thread.tacv2"
OTHER_GROUP = "99999999-1111-4222-8333-4444555566aa"
GROUP = "99999999-1111-4222-8333-444455556666"


@dataclass
class Sent:
    conversation: str
    id: str
    activity: Json

    @property
    def card(self) -> Json:
        found: Json = self.activity["attachments"][0]["content"]
        return found

    @property
    def text(self) -> str:
        return "\n".join(words_in(self.card))


@dataclass
class Connector:
    """What stands in the conversations, and what was called."""

    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    edits: list[Sent] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    faults: deque[tuple[int, Json]] = field(default_factory=deque)
    team: list[Person] = field(default_factory=lambda: [*EVERYBODY])
    private: list[Person] = field(default_factory=list)
    others: list[Person] = field(default_factory=list)
    owners: set[tuple[str, Person]] = field(default_factory=set)  # of a team, by its roster
    slow: float = 0.0  # seconds that every look takes
    silent: bool = False  # every look is answered with an error
    more: list[Route] = field(default_factory=list)

    def in_chat(self, person: Person) -> list[Sent]:
        return [one for one in self.sent if one.conversation == person.chat]

    def app(self) -> Starlette:
        base = "/v3/conversations"
        one = f"{base}/{{conversation}}"
        return Starlette(
            routes=[
                Route(base, self._begin, methods=["POST"]),
                Route(f"{one}/activities", self._send, methods=["POST"]),
                Route(f"{one}/activities/{{activity}}", self._edit, methods=["PUT"]),
                Route(f"{one}/members/{{member}}", self._member),
                Route(f"{one}/pagedmembers", self._members),
                *self.more,
            ]
        )

    def _fault(self, request: Request) -> Response | None:
        self.calls.append((request.method, request.url.path))
        if not self.faults or request.method == "GET":
            return None
        status, body = self.faults.popleft()
        return JSONResponse(body, status, {"Retry-After": "7"})

    async def _begin(self, request: Request) -> Response:
        if (fault := self._fault(request)) is not None:
            return fault
        asked = await request.json()
        assert asked["tenantId"] == TENANT and asked["bot"]["id"] == BOT
        member = asked["members"][0]["id"]
        known = [one for one in self.team if one.object_id == member]
        if not known:
            return _refused(403, "BotNotInConversationRoster")
        return JSONResponse({"id": known[0].chat}, 201)

    async def _send(self, request: Request) -> Response:
        if (fault := self._fault(request)) is not None:
            return fault
        activity, refused = await _activity(request)
        if refused:
            return refused
        sent = Sent(request.path_params["conversation"], f"1:{uuid.uuid4()}", activity)
        self.sent.append(sent)
        return JSONResponse({"id": sent.id}, 201)

    async def _edit(self, request: Request) -> Response:
        if (fault := self._fault(request)) is not None:
            return fault
        activity, refused = await _activity(request)
        if refused:
            return refused
        where, which = request.path_params["conversation"], request.path_params["activity"]
        known = [one for one in self.sent if (one.conversation, one.id) == (where, which)]
        if not known:
            return _refused(404, "ActivityNotFoundInConversation")
        known[0].activity = activity
        self.edits.append(Sent(where, which, activity))
        return JSONResponse({"id": which})

    async def _member(self, request: Request) -> Response:
        self._fault(request)
        await asyncio.sleep(self.slow)
        if self.silent:
            return _refused(503, "ServiceUnavailable")
        where, wanted = request.path_params["conversation"], request.path_params["member"]
        found = [one for one in self._people(where) if one.object_id == wanted]
        if not found:
            return _refused(404, "MemberNotFound")
        return JSONResponse(self._account(where, found[0]))

    async def _members(self, request: Request) -> Response:
        """A page each, of which the next is named by where it begins."""
        self._fault(request)
        await asyncio.sleep(self.slow)
        if self.silent:
            return _refused(503, "ServiceUnavailable")
        where, size = request.path_params["conversation"], int(request.query_params["pageSize"])
        people = self._people(where)
        if not people:
            return _refused(404, "ConversationNotFound")
        start = int(request.query_params.get("continuationToken", "0"))
        page = {"members": [self._account(where, one) for one in people[start : start + size]]}
        more = {"continuationToken": str(start + size)} if people[start + size :] else {}
        return JSONResponse({**page, **more})

    def _account(self, where: str, person: Person) -> Json:
        role = {"userRole": "owner"} if (where, person) in self.owners else {}
        return {**person.account(), **role}

    def _people(self, conversation: str) -> list[Person]:
        if conversation in (TEAM, CHANNEL):
            return self.team
        if conversation == PRIVATE:
            return self.private
        if conversation in (OTHER_TEAM, OTHER_CHANNEL):
            return self.others
        return [one for one in (*self.team, GUEST) if one.chat == conversation]


async def _activity(request: Request) -> tuple[Json, Response | None]:
    raw = await request.body()
    if len(raw) > MOST:
        return {}, _refused(413, "MessageSizeTooBig")
    activity = json.loads(raw)
    if activity.get("type") != "message" or not activity.get("attachments"):
        return {}, _refused(400, "BadSyntax")
    return activity, None


def _refused(status: int, code: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": "no"}}, status)


def words_in(piece: Any) -> Iterator[str]:
    """Everything that is drawn, runs of one line together."""
    if isinstance(piece, list):
        for each in piece:
            yield from words_in(each)
    elif isinstance(piece, dict):
        if piece.get("type") == "RichTextBlock":
            yield "".join(run["text"] for run in piece["inlines"])
            return
        for name in ("text", "title", "label", "errorMessage"):
            if isinstance(piece.get(name), str):
                yield piece[name]
        for value in piece.values():
            yield from words_in(value)


def actions_in(piece: Any) -> Iterator[Json]:
    if isinstance(piece, list):
        for each in piece:
            yield from actions_in(each)
    elif isinstance(piece, dict):
        if str(piece.get("type", "")).startswith("Action."):
            yield piece
        for value in piece.values():
            yield from actions_in(value)


@contextmanager
def serving(connector: Connector) -> Iterator[Connector]:
    """On a port of its own, which the system chooses."""
    config = uvicorn.Config(connector.app(), port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    sockets = [config.bind_socket()]
    connector.url = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    thread = threading.Thread(target=server.run, args=(sockets,), name="connector")
    thread.start()
    try:
        yield connector
    finally:
        server.should_exit = True
        thread.join(30)
