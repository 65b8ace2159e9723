"""People as Microsoft Graph knows them, where an admin of the tenant opened it to Tend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from bot.edge.fresh import Fresh
from bot.edge.payload import at, every, text
from bot.teams import ids
from bot.teams.connector import Connector
from bot.teams.known import Known, email_in, names_in
from care.people import Profile

_AGE, _NOT_GRANTED_AGE = 60.0, 3600.0
TOP = 999  # people of a page: Graph gives no more
USER = "id,displayName,givenName,mail,userPrincipalName,userType,accountEnabled,preferredLanguage"


class NotGranted(Exception):
    """Microsoft Graph was not opened to Tend by an admin of the tenant, or not for this."""


@dataclass(frozen=True)
class Page:
    """Some people of the tenant, and where the next ones are; "" at the end."""

    people: list[Known]
    following: str


class Graph:
    """Awaited in the loop of its connector. Everything raises NotGranted."""

    def __init__(
        self, connector: Connector, is_there: bool, monotonic: Callable[[], float]
    ) -> None:
        self._connector, self._is_there = connector, is_there
        self._owners: Fresh[frozenset[str]] = Fresh(_AGE, monotonic)
        self._refused: Fresh[bool] = Fresh(_NOT_GRANTED_AGE, monotonic)

    async def one(self, person: str) -> Known | None:
        return _known(await self._ask(f"users/{ids.object_id(person)}", **{"$select": USER}))

    async def by_email(self, address: str) -> Known | None:
        """By the name they sign in with, or by the address they get mail at."""
        user = await self._ask(f"users/{quote(address, safe='@')}", **{"$select": USER})
        if user is None:
            same = "mail eq '{}'".format(address.replace("'", "''"))
            found = await self._ask("users", **{"$select": USER, "$filter": same})
            user = next(every(found, "value"), None)
        return _known(user)

    async def page(self, following: str = "") -> Page:
        """Of the whole tenant."""
        query = {} if following else {"$select": USER, "$top": str(TOP)}
        found = await self._ask(following or "users", **query)
        known = [one for user in every(found, "value") if (one := _known(user))]
        return Page(known, text(found, "@odata.nextLink"))

    async def manager(self, person: str) -> str:
        """Who leads them, as Entra has it; "" for nobody."""
        found = await self._ask(f"users/{ids.object_id(person)}/manager", **{"$select": "id"})
        return ids.person(text(found, "id")) if found else ""

    async def owners(self, group: str) -> frozenset[str]:
        """Of a team."""
        if (known := self._owners.get(group)) is not None:
            return known
        answer = await self._ask(f"groups/{group}/owners", **{"$select": "id"})
        owners = frozenset(ids.person(text(one, "id")) for one in every(answer, "value"))
        return self._owners.keep(group, owners - {""})

    async def _ask(self, path: str, **query: str) -> Any:
        """None for nobody. Asked again an hour after it was refused.

        People and groups are granted apart, so being refused the one says nothing of the other.
        """
        what = "groups" if path.startswith("groups/") else "users"
        if not self._is_there or self._refused.get(what):
            raise NotGranted
        try:
            return await self._connector.graph(path, **query)
        except httpx.HTTPStatusError as refused:
            if refused.response.status_code == 404:
                return None
            if refused.response.status_code not in (401, 403):
                raise
            self._refused.keep(what, True)
            raise NotGranted from None


def _known(user: Any) -> Known | None:
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
    return Known(profile, names_in(user, "displayName", "givenName"), email_in(user, "mail"))
