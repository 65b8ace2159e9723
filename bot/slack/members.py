"""A patient look at Slack's members for a roster: a few one by one, many from the whole list."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.client import code_of
from bot.slack.payload import at, every, id, text
from bot.slack.people import profile_of
from bot.slack.verdicts import retry_after
from bot.wording import importing as words
from care.people import Profile
from care.roster import is_email
from jobs.importing import CannotLook

FEW = 40  # one by one stays below Slack's pace of 50 a minute
PAGE = 200  # what Slack advises; 20 pages a minute
TRIES = 8
LONGEST_WAIT = 60.0  # seconds
_NOBODY = frozenset(("user_not_found", "user_not_visible", "users_not_found"))
_AGAIN = frozenset(
    ("fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable")
)


class SlackMembers:
    """Fills ``jobs.importing.Members`` for one workspace."""

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
        raise CannotLook(words.no_answer(code))


def _seconds(response: Any, attempt: int) -> float:
    """As long as Slack asks for, or a little longer each time."""
    busy = getattr(response, "status_code", 0) == 429
    return retry_after(response.headers) if busy else attempt


def _from(cursor: str) -> dict[str, str]:
    return {"cursor": cursor} if cursor else {}
