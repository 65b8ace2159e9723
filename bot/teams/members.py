"""A patient look at the people of a tenant: rosters of Tend's teams, and Graph where granted."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Coroutine, Iterator
from functools import partial
from typing import Any, TypeVar

from bot.directory import Silent
from bot.teams import ids
from bot.teams.graph import NotGranted
from bot.teams.known import Known
from bot.teams.people import NOT_INSTALLED, People
from bot.teams.verdicts import judge
from bot.wording import importing as words
from care.people import Profile
from care.roster import is_email
from jobs import knowing
from jobs.importing import CannotLook
from jobs.messenger import Busy, Doubtful

T = TypeVar("T")

FEW = 40
SECONDS = 60.0
TRIES = 5
LONGEST_WAIT = 60.0
THROTTLED = "ratelimited"


class TeamsMembers:
    """Fills ``jobs.importing.Members`` and ``jobs.knowing.Everybody`` for one tenant."""

    def __init__(self, people: People, wait: Callable[[float], object] = time.sleep) -> None:
        self._people, self._wait = people, wait

    def find(self, names: Collection[str]) -> dict[str, Profile]:
        """A few one by one; many from the whole list."""
        some = self._everyone() if len(names) > FEW else self._ask(self._people.nearby)
        known = {one.email: one.profile for one in some if one.email}
        found = ((name, self._named(name, known)) for name in sorted(names))
        return {name: profile for name, profile in found if profile is not None}

    def everybody(self) -> dict[str, Profile]:
        return {one.profile.id: one.profile for one in self._everyone()}

    def one(self, person: str) -> Profile | None:
        """Where nobody can tell they are as they were: a roster says nothing of who left."""
        try:
            known = self._ask(lambda: self._people.one(person))
        except CannotLook as error:
            if error.__cause__ is None and NOT_INSTALLED in str(error):
                return Profile(person)
            raise
        return known.profile if known else None

    def managers(self, people: Collection[str], field: str) -> dict[str, tuple[str, ...]]:
        """As Entra has them, whichever field is meant."""
        found = {one: self._ask(partial(self._people.graph.manager, one)) for one in people}
        return {one: (leader,) for one, leader in found.items() if leader}

    def _everyone(self) -> list[Known]:
        """The whole tenant where Graph was granted."""
        try:
            return list(self._in_graph())
        except knowing.NotGranted:
            return self._ask(self._people.nearby)

    def _in_graph(self) -> Iterator[Known]:
        """Page by page, so that being told to wait begins nothing anew."""
        asked, following = {""}, ""
        while True:
            page = self._ask(partial(self._people.graph.page, following))
            yield from page.people
            following = page.following
            if following in asked:
                return
            asked.add(following)

    def _named(self, name: str, known: dict[str, Profile]) -> Profile | None:
        if name.lower() in known:
            return known[name.lower()]
        if is_email(name):
            try:
                found = self._ask(lambda: self._people.graph.by_email(name))
            except knowing.NotGranted:
                return None
            return found.profile if found else None
        return self.one(name) if ids.object_id(name) else None

    def _ask(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """As long as Microsoft asks for between tries. Raises CannotLook, and its NotGranted."""
        code = ""
        for attempt in range(TRIES):
            seconds: float = attempt
            try:
                return self._people.connector.loop.wait(work(), SECONDS)
            except NotGranted:
                raise knowing.NotGranted(words.NO_GRAPH) from None
            except Silent as silent:
                code = str(silent)
            except Exception as error:
                refused = judge(error)
                code = refused.code
                if not isinstance(refused, Busy | Doubtful):  # to look twice does no harm
                    break
                if code == THROTTLED:
                    seconds = min(getattr(refused, "after", attempt), LONGEST_WAIT)
            self._wait(seconds)
        raise CannotLook(words.no_answer(code))
