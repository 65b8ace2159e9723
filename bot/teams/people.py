"""People as Microsoft knows them: by the conversation they share with Tend, or by Graph."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import httpx

from bot.edge.fresh import Fresh
from bot.edge.payload import at, every, first, id, text
from bot.teams import ids
from bot.teams.addresses import Addresses, Way
from bot.teams.connector import Connector
from care.people import Profile
from jobs.messenger import Unreachable

_AGE, _NAMES_AGE, _NOT_GRANTED_AGE = 60.0, 600.0, 3600.0
PAGE = 500
USER = "id,displayName,givenName,mail,userPrincipalName,userType,accountEnabled,preferredLanguage"
NOT_INSTALLED = "not_installed"
_GUEST = "#EXT#"  # in the sign-in name of everybody who was invited


@dataclass(frozen=True)
class Known:
    """One person, by one look. Names are for drawing and are never stored."""

    profile: Profile
    names: tuple[str, ...]
    email: str = ""


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
        self._graph = graph
        self._known: Fresh[Known] = Fresh(_AGE, monotonic)
        self._names: Fresh[tuple[str, ...]] = Fresh(_NAMES_AGE, monotonic)
        self._owners: Fresh[frozenset[str]] = Fresh(_AGE, monotonic)
        self._refused: Fresh[bool] = Fresh(_NOT_GRANTED_AGE, monotonic)

    async def one(self, person: str) -> Known | None:
        """None for nobody; raises what a call raises where no place could tell."""
        if known := self._known.get(person):
            return known
        found = await self._in_conversations(person) or await self._in_graph(person)
        return self._keep(found) if found else None

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
        self._names.drop(person)

    async def everybody(self) -> AsyncIterator[Known]:
        """Of the teams and chats that Tend is in, each once."""
        seen: set[str] = set()
        for way in _once(self.addresses.teams(self.tenant)):
            async for account in self._roster(way):
                found = self._of_account(account)
                if found and found.profile.id not in seen:
                    seen.add(found.profile.id)
                    yield found

    async def members(self, way: Way) -> list[Known] | None:
        """Everybody in this conversation; None where Tend is not in it."""
        try:
            found = [self._of_account(account) async for account in self._roster(way)]
        except httpx.HTTPStatusError as refused:
            if refused.response.status_code not in (403, 404):
                raise
            return None
        return [one for one in found if one is not None]

    async def by_email(self, address: str) -> Known | None:
        user = await self._ask_graph(f"users/{address}", **{"$select": USER})
        return _of_user(user) if user else None

    async def manager(self, person: str) -> str:
        """Who leads them, as Entra has it; "" for nobody. Raises NotGranted."""
        found = await self._ask_graph(f"users/{ids.object_id(person)}/manager", **{"$select": "id"})
        return ids.person(text(found, "id")) if found else ""

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
        return await self._as_owner(same[0]) if same else None

    async def _member(self, way: Way, object_id: str) -> Any:
        try:
            return await self.connector.look(_whole(way), f"members/{object_id}")
        except httpx.HTTPStatusError as refused:
            if refused.response.status_code not in (400, 403, 404):
                raise
            return None

    async def _roster(self, way: Way) -> AsyncIterator[Any]:
        token = ""
        while True:
            more = {"continuationToken": token} if token else {}
            page = await self.connector.look(
                _whole(way), "pagedmembers", pageSize=str(PAGE), **more
            )
            for account in every(page, "members"):
                yield account
            if not (next_one := text(page, "continuationToken")) or next_one == token:
                return
            token = next_one

    async def _in_graph(self, person: str) -> Known | None:
        """Raises Unreachable where Graph may not be asked: then nobody knows of them."""
        try:
            path = f"users/{ids.object_id(person)}"
            user = await self._ask_graph(path, **{"$select": USER})
        except NotGranted:
            raise Unreachable(NOT_INSTALLED) from None
        return _of_user(user) if user else None

    async def _ask_graph(self, path: str, **query: str) -> Any:
        """None for nobody. Asked again an hour after it was refused. Raises NotGranted."""
        if not self._graph or self._refused.get(""):
            raise NotGranted
        try:
            return await self.connector.graph(path, **query)
        except httpx.HTTPStatusError as refused:
            if refused.response.status_code == 404:
                return None
            if refused.response.status_code not in (401, 403):
                raise
            self._refused.keep("", True)
            raise NotGranted from None

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
            is_admin=text(account, "userRole").lower() == "owner",
        )
        return Known(profile, _names(account, "name", "givenName"), _email(account, "email"))

    async def _as_owner(self, found: Known) -> Known:
        """With the role that they hold in a team of Tend's, where Graph tells."""
        if found.profile.is_admin:
            return found
        for way in self.addresses.teams(self.tenant):
            if way.group and found.profile.id in await self._owners_of(way.group):
                return replace(found, profile=replace(found.profile, is_admin=True))
        return found

    async def _owners_of(self, group: str) -> frozenset[str]:
        if (known := self._owners.get(group)) is not None:
            return known
        try:
            answer = await self._ask_graph(f"groups/{group}/owners", **{"$select": "id"})
        except NotGranted:
            return frozenset()
        owners = frozenset(ids.person(text(one, "id")) for one in every(answer, "value"))
        return self._owners.keep(group, owners - {""})


class NotGranted(Exception):
    """Microsoft Graph was not opened to Tend by an admin of the tenant, or not for this."""


def _of_user(user: Any) -> Known | None:
    """Of Graph."""
    person = ids.person(text(user, "id"))
    if not person:
        return None
    profile = Profile(
        id=person,
        zone=None,
        locale=text(user, "preferredLanguage") or None,
        is_guest=text(user, "userType").lower() == "guest",
        is_deactivated=at(user, "accountEnabled") is False,
    )
    return Known(profile, _names(user, "displayName", "givenName"), _email(user, "mail"))


def _names(account: Any, *fields: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for field in fields if (name := text(account, field).strip())))


def _email(account: Any, field: str) -> str:
    return first(id(account, field), id(account, "userPrincipalName")).lower()


def _whole(way: Way) -> Way:
    """The members of a channel are those of its team."""
    return replace(way, conversation=way.team) if way.team else way


def _once(ways: Iterable[Way]) -> list[Way]:
    return list({_whole(way).conversation: way for way in ways}.values())
