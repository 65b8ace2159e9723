"""A patient look at Slack's members for a roster: a few one by one, many from the whole list."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection, Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.edge.payload import at, every, id, text
from bot.slack.client import code_of
from bot.slack.people import profile_of
from bot.slack.verdicts import retry_after
from bot.wording import importing as words
from care.people import Profile
from care.roster import is_email
from jobs.importing import CannotLook
from jobs.knowing import NotGranted

FEW = 40  # one by one stays below Slack's pace of 50 a minute
PAGE = 200  # what Slack advises; 20 pages a minute
TRIES = 8
LONGEST_WAIT = 60.0  # seconds
BETWEEN_PROFILES = 0.6  # seconds
_OF_PROFILES = ("team.profile.get", "users.profile.get")
_PERSON = re.compile(r"[UW][A-Z0-9]{2,62}")
_NOBODY = frozenset(("user_not_found", "user_not_visible", "users_not_found"))
_AGAIN = frozenset(
    ("fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable")
)


class SlackMembers:
    """Fills ``jobs.importing.Members`` and ``jobs.knowing.Everybody`` for one workspace."""

    def __init__(
        self,
        workspace: str,
        client: WebClient,
        *,
        few: int = FEW,
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._workspace = workspace
        self._client = client
        self._few = few
        self._wait = wait

    def find(self, names: Collection[str]) -> dict[str, Profile]:
        if len(names) <= self._few:
            found = ((name, self._one(name)) for name in sorted(names))
            return {name: profile for name, profile in found if profile is not None}
        if email := next(filter(is_email, sorted(names)), None):
            self._one(email)  # the list only leaves addresses out; this says what is not granted
        wanted = frozenset(names)
        return {
            name: profile_of(user, self._workspace)
            for user in self._everyone()
            for name in (id(user, "id"), text(user, "profile", "email").strip().lower())
            if name in wanted
        }

    def everybody(self) -> dict[str, Profile]:
        found = (profile_of(user, self._workspace) for user in self._everyone())
        return {profile.id: profile for profile in found if profile.id}

    def one(self, person: str) -> Profile | None:
        return self._one(person)

    def managers(self, people: Collection[str], field: str) -> dict[str, tuple[str, ...]]:
        """From each profile on its own, at Slack's pace of 100 a minute."""
        number = self._field(field)
        found: dict[str, tuple[str, ...]] = {}
        for person in people:
            profile = self._ask("users.profile.get", user=person)
            found[person] = _ids(text(profile, "profile", "fields", number, "value"))
            self._wait(BETWEEN_PROFILES)
        return {person: leaders for person, leaders in found.items() if leaders}

    def _field(self, name: str) -> str:
        """The id of the profile field with this label, or with this id. It has to name people."""
        answer = self._ask("team.profile.get")
        for field in every(answer, "profile", "fields"):
            is_meant = name == id(field, "id") or name.casefold() == _label(field)
            if is_meant and text(field, "type") == "user":
                return id(field, "id")
        raise NotGranted(words.no_such_field(name))

    def _one(self, name: str) -> Profile | None:
        if is_email(name):  # it gives no locale, so ask once more by id
            name = id(self._ask("users.lookupByEmail", email=name), "user", "id")
        user = at(self._ask("users.info", user=name, include_locale="true"), "user")
        return profile_of(user, self._workspace) if id(user, "id") else None

    def _everyone(self) -> Iterator[Any]:
        cursor, seen = "", {""}
        while True:
            page = self._ask("users.list", limit=str(PAGE), include_locale="true", **_from(cursor))
            yield from every(page, "members")
            cursor = text(page, "response_metadata", "next_cursor")
            if cursor in seen:
                return
            seen.add(cursor)

    def _ask(self, method: str, **arguments: str) -> Any:
        """What Slack answers; None where it knows nobody. Raises CannotLook."""
        code = ""
        for attempt in range(TRIES):
            try:
                return self._client.api_call(method, params=arguments).data
            except SlackApiError as refused:
                code = code_of(refused)
                if code in _NOBODY:
                    return None
                if code != "unreadable" and code not in _AGAIN:
                    break
                seconds = _seconds(refused.response, attempt)
            except Exception as error:  # no connection, reset, time-out: try again
                code, seconds = code_of(error), attempt
            self._wait(min(seconds, LONGEST_WAIT))
        if code == "missing_scope" and method == "users.lookupByEmail":
            raise CannotLook(words.NO_EMAIL_SCOPE)
        if code in ("missing_scope", "unknown_method") and method in _OF_PROFILES:
            raise NotGranted(words.NO_PROFILE_SCOPE)
        raise CannotLook(words.no_answer(code))


def _seconds(response: Any, attempt: int) -> float:
    """As long as Slack asks for, or a little longer each time."""
    busy = getattr(response, "status_code", 0) == 429
    return retry_after(response.headers) if busy else attempt


def _label(field: Any) -> str:
    return text(field, "label").strip().casefold()


def _ids(value: str) -> tuple[str, ...]:
    """A field may name several people, with commas between them."""
    return tuple(dict.fromkeys(_PERSON.findall(value)))


def _from(cursor: str) -> dict[str, str]:
    return {"cursor": cursor} if cursor else {}
