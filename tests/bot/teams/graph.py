"""A small Microsoft Graph for tests: who is in the tenant, and who leads whom; and its refusals."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.teams.connector import Connector as Calls
from bot.teams.loop import Loop
from bot.teams.members import TeamsMembers
from bot.teams.people import People
from bot.teams.sdk import Registration, Tokens
from tests.bot.teams.connector import TENANT, Connector, Json, Person, serving
from tests.bot.teams.hall import CLIENT_ID

PAGE = 2  # people: small, so that there are several


@dataclass
class Tenant:
    """``refuses``: what was not granted; ``faults`` are answered first, one each."""

    people: list[Person] = field(default_factory=list)
    leads: dict[str, Person] = field(default_factory=dict)  # by the object id of who is led
    mail: dict[str, Person] = field(default_factory=dict)  # addresses beside the sign-in name
    gone: set[Person] = field(default_factory=set)
    owners: list[Person] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)  # "users", "groups"
    faults: deque[tuple[int, dict[str, str]]] = field(default_factory=deque)
    asked: list[str] = field(default_factory=list)
    connector: Connector = field(default_factory=Connector)

    def routes(self) -> list[Route]:
        return [
            Route("/v1.0/users", self._users),
            Route("/v1.0/users/{who}", self._user),
            Route("/v1.0/users/{who}/manager", self._manager),
            Route("/v1.0/groups/{group}/owners", self._owners),
        ]

    def _refusal(self, request: Request) -> Response | None:
        self.asked.append(request.url.path.removeprefix("/v1.0/"))
        if self.faults:
            status, headers = self.faults.popleft()
            return JSONResponse({"error": {"code": "TooManyRequests"}}, status, headers)
        what = request.url.path.split("/")[2]
        return _no(403, "Authorization_RequestDenied") if what in self.refuses else None

    async def _users(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        if wanted := request.query_params.get("$filter"):
            found = self.mail.get(wanted.removeprefix("mail eq '").removesuffix("'"))
            return JSONResponse({"value": [self._told(found)] if found else []})
        start = int(request.query_params.get("$skiptoken", "0"))
        page: Json = {"value": list(map(self._told, self.people[start : start + PAGE]))}
        if self.people[start + PAGE :]:
            page["@odata.nextLink"] = str(
                request.url.include_query_params(**{"$skiptoken": start + PAGE})
            )
        return JSONResponse(page)

    async def _user(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        who = request.path_params["who"]
        found = [one for one in self.people if who in (one.object_id, one.account()["email"])]
        return JSONResponse(self._told(found[0])) if found else _no(404, "Request_ResourceNotFound")

    async def _manager(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        leader = self.leads.get(request.path_params["who"])
        return (
            JSONResponse({"id": leader.object_id})
            if leader
            else _no(404, "Request_ResourceNotFound")
        )

    async def _owners(self, request: Request) -> Response:
        if (refusal := self._refusal(request)) is not None:
            return refusal
        return JSONResponse({"value": [{"id": one.object_id} for one in self.owners]})

    def _told(self, person: Person) -> Json:
        return {
            "id": person.object_id,
            "displayName": person.name,
            "userPrincipalName": person.account()["email"],
            "mail": None,
            "userType": "Guest" if person.role == "guest" else "Member",
            "accountEnabled": person not in self.gone,
        }


def _no(status: int, code: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": "no"}}, status)


@dataclass
class Looking:
    """A patient look at this tenant, and how long it would have waited."""

    members: TeamsMembers
    people: People
    waited: list[float]


@contextmanager
def looking_at(tenant: Tenant, addresses: object) -> Iterator[Looking]:
    tenant.connector.more += tenant.routes()
    loop, waited = Loop(), list[float]()
    with serving(tenant.connector) as connector:
        us = Registration(CLIENT_ID, TENANT, local=connector.url)
        calls = Calls(Tokens(us), loop, f"{connector.url}/v1.0")
        people = People(TENANT, addresses, calls)  # type: ignore[arg-type]
        try:
            yield Looking(TeamsMembers(people, waited.append), people, waited)
        finally:
            loop.wait(calls.close(), 30)
            loop.close()
