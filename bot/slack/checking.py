"""Asks Slack, for `tend doctor`: who are we, what may we, its time, and is there a line for us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.edge.payload import id
from bot.slack.client import code_of, web_client
from bot.slack.scopes import granted

PATIENCE = 5.0
QUICK = 1.5  # seconds: an acknowledgement waits for it
DEAD = frozenset(
    ("account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked")
)


@dataclass(frozen=True)
class Greeting:
    """``code``: why Slack refused, "" when it did not; ``answered``: anything at all came back."""

    team: str
    code: str
    answered: bool
    scopes: frozenset[str] | None = None
    at: datetime | None = None  # Slack's own clock


def greet(token: str, base_url: str, patience: float = PATIENCE) -> Greeting:
    """One call, never tried again."""
    try:
        answer = web_client(token, base_url, timeout=patience).auth_test()
    except SlackApiError as error:
        headers = _headers(error.response)
        return Greeting("", code_of(error), answered=True, at=_date(headers))
    except Exception as error:
        return Greeting("", type(error).__name__, answered=False)
    headers = _headers(answer)
    return Greeting(id(answer.data, "team_id"), "", True, granted(headers), _date(headers))


def works(token: str, base_url: str) -> bool | None:
    """Whether Slack takes this token; None where it does not say."""
    code = greet(token, base_url, QUICK).code
    return True if not code else False if code in DEAD else None


def ask_for_line(token: str, base_url: str) -> str:
    """Whether Slack would open one; none is opened. Why not, or "" when it would."""
    try:
        web_client(token, base_url, timeout=PATIENCE).apps_connections_open(app_token=token)
    except Exception as error:
        return code_of(error)
    return ""


def _headers(answer: Any) -> Mapping[str, str]:
    found = getattr(answer, "headers", None) or {}
    return {str(name): str(value) for name, value in dict(found).items()}


def _date(headers: Mapping[str, str]) -> datetime | None:
    said = {name.lower(): value for name, value in headers.items()}.get("date", "")
    try:
        return parsedate_to_datetime(said).astimezone(UTC)
    except (ValueError, TypeError):
        return None
