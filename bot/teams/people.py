"""People as Microsoft knows them: by the conversation they share with Tend, or by Graph."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import replace
from typing import Any

import httpx

from bot.edge.fresh import Fresh
from bot.edge.payload import every, text
from bot.teams import ids
from bot.teams.addresses import Addresses, Way
from bot.teams.connector import Connector
from bot.teams.graph import Graph, NotGranted
from bot.teams.known import Known, email_in, names_in
from care.people import Profile
from jobs.messenger import Unreachable

_AGE, _NAMES_AGE = 60.0, 600.0
PAGE = 500  # of a roster
NOT_INSTALLED = "not_installed"
_GUEST = "#EXT#"  # in the sign-in name of everybody who was invited


class People:
    """Awaited in the loop of its connector."""

    def __init__(
        self,
        tenant: str,
        addresses: Addresses,
        connector: Connector,
        graph: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tenant, self.addresses, self.connector = tenant, addresses, connector
        self.graph = Graph(connector, graph, monotonic)
        self._known: Fresh[Known] = Fresh(_AGE, monotonic)
        self._names: Fresh[tuple[str, ...]] = Fresh(_NAMES_AGE, monotonic)
        self._roles: Fresh[bool] = Fresh(_AGE, monotonic)

    async def one(self, person: str) -> Known | None:
        """None for nobody; raises what a call raises where no place could tell."""
        if known := self._known.get(person):
            return known
        found = await self._in_conversations(person) or await self._in_graph(person)
        return self._keep(found) if found else None

    async def with_role(self, person: str) -> Known | None:
        """The same, and whether they own the team in which admins set things."""
        known, is_owner = await asyncio.gather(self.one(person), self._owns(person))
        return replace(known, profile=replace(known.profile, is_admin=is_owner)) if known else None

    async def names(self, people: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Whoever is not told of is left out."""
        found: dict[str, tuple[str, ...]] = {}
        for person in people:
            kept = self._names.get(person)
            if kept is None:
                kept = await self._names_of(person)
            if kept:
                found[person] = kept
        return found

    def forget(self, person: str) -> None:
        self._known.drop(person)
        self._roles.drop(person)
        self._names.drop(person)

    async def nearby(self) -> list[Known]:
        """Whoever shares a team or a channel with Tend, each once."""
        found: dict[str, Known] = {}
        for way in _once(self.addresses.teams(self.tenant)):
            async for account in self._roster(way):
                if known := self._of_account(account):
                    found.setdefault(known.profile.id, known)
        return list(found.values())

    async def members(self, way: Way) -> list[Known] | None:
        """Everybody in this conversation; None where Tend is not in it."""
        try:
            found = [self._of_account(account) async for account in self._roster(way)]
        except httpx.HTTPStatusError as refused:
            if refused.response.status_code not in (403, 404):
                raise
            return None
        return [one for one in found if one is not None]

    # --- where they are looked for ---------------------------------------------------------------

    async def _names_of(self, person: str) -> tuple[str, ...]:
        try:
            known = await self.one(person)
        except Exception:  # they are called a colleague then
            return ()
        return known.names if known else ()

    async def _in_conversations(self, person: str) -> Known | None:
        """In their own chat with Tend they are the only member."""
        own = self.addresses.to(self.tenant, person)
        found = await self.members(own) if own else None
        for way in _once(self.addresses.teams(self.tenant)):
            if not found:
                account = await self._member(way, ids.object_id(person))
                found = [known] if account and (known := self._of_account(account)) else None
        same = [one for one in found or () if one.profile.id == person]
        return same[0] if same else None

    async def _member(self, way: Way, object_id: str) -> Any:
        try:
            return await self.connector.look(way.whole, f"members/{object_id}")
        except httpx.HTTPStatusError as refused:
            if refused.response.status_code not in (400, 403, 404):
                raise
            return None

    async def _roster(self, way: Way) -> AsyncIterator[Any]:
        token = ""
        while True:
            more = {"continuationToken": token} if token else {}
            page = await self.connector.look(way.whole, "pagedmembers", pageSize=str(PAGE), **more)
            for account in every(page, "members"):
                yield account
            if not (next_one := text(page, "continuationToken")) or next_one == token:
                return
            token = next_one

    async def _in_graph(self, person: str) -> Known | None:
        """Raises Unreachable where Graph may not be asked: then nobody knows of them."""
        try:
            return await self.graph.one(person)
        except NotGranted:
            raise Unreachable(NOT_INSTALLED) from None

    # --- what is kept of them --------------------------------------------------------------------

    def _keep(self, found: Known) -> Known:
        self._names.keep(found.profile.id, found.names)
        return self._known.keep(found.profile.id, found)

    def _of_account(self, account: Any) -> Known | None:
        """Of a roster. What people told of themselves by writing to Tend is added."""
        person = ids.person(text(account, "aadObjectId") or text(account, "objectId"))
        if not person:
            return None
        own = self.addresses.to(self.tenant, person)
        home = text(account, "tenantId")
        guest = text(account, "userRole").lower() in ("guest", "anonymous")
        profile = Profile(
            id=person,
            zone=(own.zone if own else "") or None,
            locale=(own.locale if own else "") or None,
            is_guest=guest or _GUEST in text(account, "userPrincipalName").upper(),
            is_external=bool(home) and home.lower() != self.tenant,
        )
        return Known(profile, names_in(account, "name", "givenName"), email_in(account, "email"))

    # --- who owns the admins' team: owning any other makes nobody an admin ------------------------

    async def _owns(self, person: str) -> bool:
        if (known := self._roles.get(person)) is not None:
            return known
        way = self.addresses.of_admins(self.tenant)
        return self._roles.keep(person, await self._owns_team(way, person)) if way else False

    async def _owns_team(self, way: Way, person: str) -> bool:
        """By the team's roster, which does not always tell, or by Graph where it was granted."""
        team = replace(way, kind="")
        account = await self._member(team, ids.object_id(person))
        if text(account, "userRole").lower() == "owner":
            return True
        try:
            return bool(way.group) and person in await self.graph.owners(way.group)
        except NotGranted:
            return False


def _once(ways: Iterable[Way]) -> list[Way]:
    return list({way.whole.conversation: way for way in ways}.values())
