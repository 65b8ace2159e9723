"""Quick looks at people and channels while somebody waits: under a second, or silence."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as TooSlow
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.directory import ChannelFacts, Silent
from bot.edge.fresh import Fresh
from bot.edge.payload import at, mapping
from bot.slack.client import code_of
from bot.slack.people import names_of, profile_of
from bot.slack.tokens import Clients, NotInstalled
from care.people import Profile

IN_ALL = 0.8
_AGE = 60.0
_NAMES_AGE = 600.0
_SHARED = ("is_shared", "is_ext_shared", "is_pending_ext_shared", "is_org_shared")


class ScopeMissing(Silent):
    """The app was installed without a scope that this look needs: the operator's to mend."""


class SlackDirectory:
    """Fills ``bot.directory.Directory`` for every workspace that has a token."""

    def __init__(
        self,
        clients: Clients,
        *,
        in_all: float = IN_ALL,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clients = clients
        self._in_all = in_all
        self._people: Fresh[Profile] = Fresh(_AGE, monotonic)
        self._names: Fresh[tuple[str, ...]] = Fresh(_NAMES_AGE, monotonic)
        self._channels: Fresh[ChannelFacts] = Fresh(_AGE, monotonic)
        self._pool = ThreadPoolExecutor(8, thread_name_prefix="slack-look")
        self._askers = ThreadPoolExecutor(8, thread_name_prefix="slack-names")

    def profile(self, workspace: str, person: str) -> Profile | None:
        if known := self._people.get(_key(workspace, person)):
            return known
        try:
            data = self._look(workspace, "users.info", user=person, include_locale="true")
        except NotInstalled:
            return None
        except SlackApiError as refused:
            _expect(refused, "user_not_found", "user_not_visible")
            return None
        key = _key(workspace, person)
        self._names.keep(key, names_of(at(data, "user")))
        return self._people.keep(key, profile_of(at(data, "user"), workspace))

    def names(self, workspace: str, people: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """All at once, so that they take no longer than one."""
        wanted = list(people)
        missing = [one for one in wanted if self._names.get(_key(workspace, one)) is None]
        asked = [self._askers.submit(self._name, workspace, person) for person in missing]
        wait(asked, timeout=self._in_all)
        known = ((person, self._names.get(_key(workspace, person))) for person in wanted)
        return {person: names for person, names in known if names}

    def _name(self, workspace: str, person: str) -> None:
        # the profile holds no name, so it has to be asked for again
        self._people.drop(_key(workspace, person))
        with contextlib.suppress(Silent):
            self.profile(workspace, person)

    def channel(self, workspace: str, channel: str) -> ChannelFacts | None:
        if known := self._channels.get(_key(workspace, channel)):
            return known
        try:
            data = self._look(workspace, "conversations.info", channel=channel)
        except NotInstalled:
            return None
        except SlackApiError as refused:
            if _is_surely_not_private(refused):
                return ChannelFacts(is_private=False, is_shared=False, tend_is_in=False)
            _expect(refused, "channel_not_found")
            return None
        return self._channels.keep(_key(workspace, channel), _facts(mapping(data, "channel")))

    def forget(self, workspace: str, person: str) -> None:
        """The platform says that this person changed."""
        self._people.drop(_key(workspace, person))
        self._names.drop(_key(workspace, person))

    def close(self) -> None:
        self._askers.shutdown(wait=False, cancel_futures=True)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _look(self, workspace: str, method: str, **arguments: str) -> Any:
        """In a thread: a socket's time-out bounds each step, not the whole, and never DNS."""
        client = self._clients.of(workspace)
        asked = self._pool.submit(client.api_call, method, params=arguments)
        try:
            return asked.result(self._in_all).data
        except TooSlow:
            asked.cancel()
            raise Silent("timeout") from None
        except SlackApiError:
            raise
        except Exception as error:
            raise Silent(code_of(error)) from None


def _key(workspace: str, thing: str) -> str:
    """Ids are the platform's only within a workspace."""
    return f"{workspace} {thing}"


def _facts(channel: Mapping[str, Any]) -> ChannelFacts:
    """A group conversation without a name counts as no private channel."""
    return ChannelFacts(
        is_private=channel.get("is_private") is True and channel.get("is_mpim") is not True,
        is_shared=any(channel.get(flag) is True for flag in _SHARED),
        tend_is_in=channel.get("is_member") is True,
    )


def _is_surely_not_private(refused: SlackApiError) -> bool:
    """Slack names the missing scope by the kind of channel; ours is the one for private ones."""
    provided = str(_said(refused, "provided")).split(",")
    return code_of(refused) == "missing_scope" and "groups:read" in provided


def _expect(refused: SlackApiError, *codes: str) -> None:
    code = code_of(refused)
    if code == "missing_scope":
        raise ScopeMissing(code) from None
    if code not in codes:
        raise Silent(code) from None


def _said(refused: SlackApiError, name: str) -> Any:
    return at(getattr(refused.response, "data", None), name)
