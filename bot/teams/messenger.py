"""Sends and redraws messages in Teams: the way out for whatever time sets off."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from datetime import datetime
from typing import Any, TypeVar

from bot.teams import ids, render
from bot.teams.addresses import Way
from bot.teams.people import NOT_INSTALLED, People
from bot.teams.verdicts import judge
from bot.ui import View
from care.people import Profile
from jobs.messenger import Busy, Doubtful, Finding, Found, Ref, Unfit, Unreachable

log = logging.getLogger(__name__)
T = TypeVar("T")

_AGAIN_IN_AN_HOUR = 3600.0
_OTHER_TENANT = "other tenant"


class TeamsMessenger:
    """Fills ``jobs.messenger.Messenger[View]`` for one tenant."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._connector = people.connector

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        """To a person's own chat with Tend, or to a channel."""
        self._check(workspace)
        return await self._of(self._send(address, view))

    async def update(self, workspace: str, ref: Ref, view: View) -> None:
        self._check(workspace)
        way = self._people.addresses.of(workspace, ref.channel)
        if way is None:
            log.info("redraw_needless code=%s", NOT_INSTALLED)
            return
        try:
            await self._of(self._update(way, ref.ts, view))
        except Unreachable as refused:
            if refused.whole_workspace:
                raise
            log.info("redraw_needless code=%s", refused.code)

    async def find(self, workspace: str, address: str, delivery_id: str) -> Finding:
        """A bot cannot read a chat of Teams: what is in doubt is never sent again."""
        return Finding(Found.CANNOT_TELL)

    async def profile(self, workspace: str, person: str, now: datetime) -> Profile | None:
        self._check(workspace)
        try:
            known = await self._of(self._people.one(person))
        except Unreachable as refused:
            if refused.whole_workspace or refused.code == NOT_INSTALLED:
                raise
            raise Busy(_AGAIN_IN_AN_HOUR, refused.code) from None
        except Unfit as refused:
            raise Doubtful(refused.code) from None
        return known.profile if known else None

    async def quiet_until(self, workspace: str, person: str, now: datetime) -> datetime | None:
        """Teams tells a bot nothing of it; it silences by itself."""
        return None

    def forget(self, workspace: str, person: str) -> None:
        self._people.forget(person)

    async def close(self) -> None:
        """The connections stay: they belong to a loop that goes on."""

    def _check(self, workspace: str) -> None:
        if workspace != self._people.tenant:
            raise Unreachable(_OTHER_TENANT, whole_workspace=True)

    async def _send(self, address: str, view: View) -> Ref:
        way = self._people.addresses.to(self._people.tenant, address)
        way = way or await self._begin(address)
        activity = await self._drawn(view)
        sent = await self._connector.send(way, activity)
        return Ref(address if address.startswith("C") else ids.chat(way.conversation), sent)

    async def _begin(self, address: str) -> Way:
        """Somebody whom Tend has never heard from, but who may be in a team of its own."""
        near, member = self._people.addresses.any(self._people.tenant), ids.object_id(address)
        if near is None or not member:
            raise Unreachable(NOT_INSTALLED)
        way = await self._connector.begin(near, self._people.tenant, member)
        chat = ids.chat(way.conversation)
        self._people.addresses.keep(self._people.tenant, chat, address, way)
        return way

    async def _update(self, way: Way, message: str, view: View) -> None:
        await self._connector.edit(way, message, await self._drawn(view))

    async def _drawn(self, view: View) -> dict[str, Any]:
        found = await self._people.names(render.people(view.parts, view.summary))
        return render.message(view, {person: names[0] for person, names in found.items()})

    async def _of(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return await self._connector.loop.of(work)
        except Exception as error:
            verdict = judge(error)
        raise verdict  # outside the except: nothing of Microsoft's answer hangs on it
