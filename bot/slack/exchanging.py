"""A code for a token: asked of Slack once, and looked at before anything of it is kept."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.edge.payload import at, id, text
from bot.slack.client import code_of, web_client
from bot.slack.people import profile_of
from bot.slack.scopes import NEEDED, OPTIONAL
from bot.wording import installing as words
from care.people import may_take_part

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Granted:
    """What somebody's Allow is worth: a token, and whether they may decide for the workspace."""

    workspace: str
    bot_user: str
    bot: str | None
    token: str = field(repr=False)
    installer: str
    by_admin: bool


class Reason(Enum):
    REFUSED = (words.REFUSED, words.REFUSED_SAID, 400)
    SILENT = (words.SILENT, words.SILENT_SAID, 502)
    ORGANISATION = (words.ORGANISATION, words.ORGANISATION_SAID, 400)
    ROTATES = (words.ROTATES, words.ROTATES_SAID, 400)
    TOO_LITTLE = (words.TOO_LITTLE, (), 400)


class NotGranted(Exception):
    """Nothing is kept. ``code`` is Slack's word, for the log."""

    def __init__(self, reason: Reason, code: str = "none", said: Sequence[str] = ()) -> None:
        super().__init__(reason.name)
        self.reason, self.code = reason, code
        self.title, sentences, self.status = reason.value
        self.sentences = said or sentences


@dataclass(frozen=True)
class Exchange:
    client_id: str
    client_secret: str = field(repr=False)
    base_url: str
    redirect_uri: str | None

    def __call__(self, code: str) -> Granted:
        """Raises NotGranted."""
        answer = self._ask(code)
        _refuse_organisation(answer)
        token, team = text(answer, "access_token"), id(answer, "team", "id")
        bot_user, installer = id(answer, "bot_user_id"), id(answer, "authed_user", "id")
        if not (token.startswith("xoxb-") and team and bot_user):
            raise NotGranted(Reason.REFUSED, "unreadable")
        if "refresh_token" in answer or "expires_in" in answer:
            raise NotGranted(Reason.ROTATES)
        _look_at_scopes(text(answer, "scope"))
        bot = self._who_we_are(token, team)
        by_admin = self._is_admin(token, team, installer)
        return Granted(team, bot_user, bot, token, installer, by_admin)

    def _ask(self, code: str) -> Any:
        client = web_client(None, self.base_url)
        who = {"client_id": self.client_id, "client_secret": self.client_secret}
        try:
            return client.oauth_v2_access(code=code, redirect_uri=self.redirect_uri, **who).data
        except Exception as error:
            raise _not_granted(error) from None

    def _who_we_are(self, token: str, team: str) -> str | None:
        """The token speaks for the very workspace that the answer names."""
        try:
            said = web_client(token, self.base_url).auth_test().data
        except Exception as error:
            raise _not_granted(error) from None
        if id(said, "team_id") != team:
            raise NotGranted(Reason.REFUSED, "other_team")
        return id(said, "bot_id") or None

    def _is_admin(self, token: str, team: str, person: str) -> bool:
        """Where Slack does not say so, they are none."""
        try:
            said = web_client(token, self.base_url).users_info(user=person).data
        except Exception as error:
            log.warning("installer_unknown code=%s", code_of(error))
            return False
        profile = profile_of(at(said, "user"), team)
        return profile.id == person and profile.is_admin and may_take_part(profile)


def _refuse_organisation(answer: Any) -> None:
    if at(answer, "is_enterprise_install") is True or at(answer, "team") is None:
        raise NotGranted(Reason.ORGANISATION)


def _look_at_scopes(said: str) -> None:
    granted = frozenset(scope.strip() for scope in said.split(",") if scope.strip())
    if missing := NEEDED - granted:
        raise NotGranted(Reason.TOO_LITTLE, said=words.too_little(missing))
    if more := granted - NEEDED - OPTIONAL:
        log.warning("more_scopes_than_asked count=%d", len(more))


def _not_granted(error: Exception) -> NotGranted:
    refused = isinstance(error, SlackApiError) and error.response.status_code == 200
    return NotGranted(Reason.REFUSED if refused else Reason.SILENT, code_of(error))
