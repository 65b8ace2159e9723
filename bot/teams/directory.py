"""Quick looks at people and channels while somebody waits, or silence."""

from __future__ import annotations

import threading
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from bot.directory import ChannelFacts, Silent
from bot.teams.addresses import SHARED
from bot.teams.people import NOT_INSTALLED, People
from bot.teams.verdicts import judge
from care.people import Profile

T = TypeVar("T")

IN_ALL = 2.0  # seconds; Teams waits for five
PATIENTLY = 8.0  # where no client waits


class TeamsDirectory:
    """Fills ``bot.directory.Directory`` for one tenant."""

    def __init__(self, people: People, in_all: float = IN_ALL) -> None:
        self._people, self._in_all = people, in_all
        self._here = threading.local()

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Each look of this thread may take longer: no client waits for what comes of it."""
        self._here.in_all = max(PATIENTLY, self._in_all)
        try:
            yield
        finally:
            del self._here.in_all

    def profile(self, workspace: str, person: str) -> Profile | None:
        if workspace != self._people.tenant:
            return None
        try:
            known = self._look(self._people.with_role(person))
        except Silent as silent:
            if str(silent) != NOT_INSTALLED:
                raise
            return None
        return known.profile if known else None

    def names(self, workspace: str, people: Iterable[str]) -> dict[str, tuple[str, ...]]:
        if workspace != self._people.tenant:
            return {}
        try:
            return self._look(self._people.names(people))
        except Silent:
            return {}

    def channel(self, workspace: str, channel: str) -> ChannelFacts | None:
        """A place is private when nobody from outside is in it: Teams does not tell more.

        A channel with members of its own is judged by those, and one that is shared is no place.
        """
        way = self._people.addresses.to(workspace, channel)
        if way is None or workspace != self._people.tenant:
            return None
        members = self._look(self._people.members(way))
        if members is None:
            return ChannelFacts(is_private=False, is_shared=False, tend_is_in=False)
        return ChannelFacts(
            is_private=not any(one.profile.is_guest for one in members),
            is_shared=way.kind == SHARED or any(one.profile.is_external for one in members),
            tend_is_in=True,
        )

    def forget(self, workspace: str, person: str) -> None:
        self._people.forget(person)

    def _look(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            in_all = getattr(self._here, "in_all", self._in_all)
            return self._people.connector.loop.wait(work, in_all)
        except Silent:
            raise
        except Exception as error:
            code = judge(error).code
        raise Silent(code)
