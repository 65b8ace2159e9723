"""Sends, redraws and finds messages in Slack: the way out for whatever time sets off."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.edge.fresh import Fresh
from bot.edge.payload import at, every, id
from bot.slack import render
from bot.slack.client import SLACK
from bot.slack.people import profile_of
from bot.slack.sessions import Sessions
from bot.slack.tokens import Tokens
from bot.slack.undisturbed import undisturbed_until
from bot.slack.verdicts import Verdict, judge
from bot.ui import View
from care.people import Profile
from jobs.messenger import Busy, Doubtful, Finding, Found, Ref, Unfit, Unreachable

log = logging.getLogger(__name__)
T = TypeVar("T")

EVENT_TYPE = "tend_delivery"
_LOOK_BACK = 15
_PROFILE_AGE = 600.0
_AGAIN_IN_AN_HOUR = 3600.0
_AGAIN_IN_A_MINUTE = 60.0
_NOBODY = ("user_not_found", "user_not_visible")
# The message is no more, or is too old to change: there is nothing left to redraw.
_GONE = frozenset(("cant_update_message", "edit_window_closed", "message_not_found"))


class SlackMessenger:
    """Fills ``jobs.messenger.Messenger[View]`` for every workspace that has a token."""

    def __init__(
        self,
        tokens: Tokens,
        base_url: str = SLACK,
        *,
        timeout: float = 10.0,
        proxy: str | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        spoke: Callable[[float], object] = lambda since: None,
    ) -> None:
        """``spoke`` is called when a message stands in a conversation of ours, with the moment on
        that clock at which it was begun.
        """
        self._tokens = tokens
        self._sessions = Sessions(base_url, timeout, proxy)
        self._profiles: Fresh[Profile] = Fresh(_PROFILE_AGE, monotonic)
        self._monotonic, self._spoke = monotonic, spoke
        self._ask_of_quiet_from: dict[str, float] = {}  # on that clock: until then nobody there

    async def send(self, workspace: str, address: str, view: View, delivery_id: str) -> Ref:
        """A person's id will do: Slack opens the conversation and says which it is."""
        began = self._monotonic()
        answer = await self._call(
            workspace,
            "chat.postMessage",
            channel=address,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"d": delivery_id}},
            unfurl_links=False,
            unfurl_media=False,
            **render.message(view),
        )
        ref = _ref(answer.data)
        if ref.channel.startswith("D"):
            self._spoke(began)
        return ref

    async def update(self, workspace: str, ref: Ref, view: View) -> None:
        """Text and blocks always together: without blocks Slack takes the old ones away."""
        try:
            await self._call(
                workspace, "chat.update", channel=ref.channel, ts=ref.ts, **render.message(view)
            )
        except Busy as refused:
            if refused.code not in _GONE:
                raise
            log.info("redraw_needless code=%s", refused.code)

    async def find(self, workspace: str, address: str, delivery_id: str) -> Finding:
        """Among the newest messages of the conversation, by our own id in the metadata."""
        try:
            channel = await self._conversation(workspace, address)
            answer = await self._ask(
                workspace,
                "conversations.history",
                channel=channel,
                limit=_LOOK_BACK,
                include_all_metadata=True,
            )
        except Unreachable as refused:
            return _cannot_look(refused)
        except Unfit as refused:
            raise Doubtful(refused.code) from None
        return _found(answer.data, channel, delivery_id)

    async def profile(self, workspace: str, person: str, now: datetime) -> Profile | None:
        if known := self._profiles.get(f"{workspace} {person}"):
            return known
        try:
            answer = await self._ask(workspace, "users.info", user=person, include_locale=True)
        except Unreachable as refused:
            _expect(refused, *_NOBODY)
            return None
        except Unfit as refused:
            raise Doubtful(refused.code) from None
        profile = profile_of(at(answer.data, "user"), workspace)
        return self._profiles.keep(f"{workspace} {person}", profile)

    async def quiet_until(self, workspace: str, person: str, now: datetime) -> datetime | None:
        """It is a kindness, not a condition: where Slack does not tell, nothing is held."""
        if self._monotonic() < self._ask_of_quiet_from.get(workspace, 0.0):
            return None
        try:
            answer = await self._ask(workspace, "dnd.info", user=person)
        except (Unreachable, Busy, Doubtful, Unfit) as refused:
            self._quiet_is_untold(workspace, refused)
            return None
        return undisturbed_until(answer.data, now)

    def _quiet_is_untold(
        self, workspace: str, refused: Unreachable | Busy | Doubtful | Unfit
    ) -> None:
        """The scope is not granted, or Slack is busy: do not ask before each message."""
        if refused.code in _NOBODY:
            return
        seconds = _rest(refused)
        self._ask_of_quiet_from[workspace] = self._monotonic() + seconds
        log.info("do_not_disturb_untold code=%s seconds=%d", refused.code, seconds)

    def forget(self, workspace: str, person: str) -> None:
        """The platform says that this person changed."""
        self._profiles.drop(f"{workspace} {person}")

    async def close(self) -> None:
        await self._sessions.close()

    async def _conversation(self, workspace: str, address: str) -> str:
        if address[:1] not in ("U", "W"):
            return address
        answer = await self._call(workspace, "conversations.open", users=address)
        channel = id(answer.data, "channel", "id")
        if not channel:
            raise Doubtful("no channel")
        return channel

    async def _call(self, workspace: str, method: str, **arguments: Any) -> AsyncSlackResponse:
        client = await self._client(workspace)
        return await _judged(client.api_call(method, json=arguments))

    async def _ask(self, workspace: str, method: str, **arguments: Any) -> AsyncSlackResponse:
        """Slack takes JSON only where something is written."""
        client = await self._client(workspace)
        return await _judged(client.api_call(method, http_verb="GET", params=arguments))

    async def _client(self, workspace: str) -> AsyncWebClient:
        access = self._tokens.of(workspace)
        if access is None:
            raise Unreachable("not_installed", whole_workspace=True)
        return await self._sessions.client(access.token)


async def _judged(call: Awaitable[T]) -> T:
    try:
        return await call
    except Exception as error:
        verdict: Verdict = judge(error)
    raise verdict  # outside the except: nothing of Slack's answer hangs on it


def _ref(data: Any) -> Ref:
    channel, ts = id(data, "channel"), id(data, "ts")
    if not (channel and ts):
        raise Doubtful("no ref")
    return Ref(channel, ts)


def _found(data: Any, channel: str, delivery_id: str) -> Finding:
    """An answer that shows no messages at all does not say that this one is absent."""
    if not isinstance(at(data, "messages"), list):
        raise Doubtful("no messages")
    for message in every(data, "messages"):
        ours = at(message, "metadata", "event_type") == EVENT_TYPE
        if ours and at(message, "metadata", "event_payload", "d") == delivery_id:
            return Finding(Found.FOUND, Ref(channel, id(message, "ts")))
    return Finding(Found.ABSENT)


def _cannot_look(refused: Unreachable) -> Finding:
    if refused.whole_workspace:
        raise refused
    log.warning("find_refused code=%s", refused.code)
    return Finding(Found.CANNOT_TELL)


def _rest(refused: Unreachable | Busy | Doubtful | Unfit) -> float:
    """Seconds: what passes by itself is asked again soon, what somebody has to mend is not."""
    if isinstance(refused, Doubtful):
        return _AGAIN_IN_A_MINUTE
    passes = isinstance(refused, Busy) and refused.code in ("ratelimited", "no connection", "tls")
    return refused.after if passes and isinstance(refused, Busy) else _AGAIN_IN_AN_HOUR


def _expect(refused: Unreachable, *codes: str) -> None:
    """Asking about a person is no reason to hold that they cannot be written to."""
    if refused.whole_workspace:
        raise refused
    if refused.code not in codes:
        raise Busy(_AGAIN_IN_AN_HOUR, refused.code)
