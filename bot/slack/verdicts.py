"""What a failed call means for the message: never again, later, nobody knows, or our own fault."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.slack.client import code_in
from jobs.messenger import Busy, Doubtful, Unfit, Unreachable

Verdict = Unreachable | Busy | Doubtful | Unfit

_WHOLE_WORKSPACE = frozenset(
    ("account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked")
)
_ADDRESS = frozenset(
    (
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "messages_tab_disabled",
        "missing_scope",
        "no_permission",
        "not_in_channel",
        "restricted_action",
        "user_disabled",
        "user_not_found",
        "user_not_visible",
    )
)
# "Some aspect of the operation succeeded", says Slack of the first two.
_NOBODY_KNOWS = frozenset(
    ("fatal_error", "internal_error", "request_timeout", "service_unavailable")
)
_UNFIT = frozenset(
    (
        "invalid_arguments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
    )
)
_LATER = 30.0
_UNKNOWN_REFUSAL = 600.0
_LONGEST_WAIT = 24 * 3600.0


def judge(error: Exception) -> Verdict:
    match error:
        case SlackApiError():
            return _of_answer(error.response)
        case aiohttp.ClientConnectorError() | aiohttp.ClientSSLError():
            return Busy(_LATER, _connecting(error))  # refused, DNS, TLS: nothing went out
        case TimeoutError() | asyncio.TimeoutError():
            return Doubtful("timeout")
    return Doubtful(f"lost {type(error).__name__}")


def _of_answer(response: Any) -> Verdict:
    status, code = _status(response), code_in(getattr(response, "data", None))
    if status == 429 or code in ("ratelimited", "rate_limited"):
        return Busy(retry_after(response.headers))
    if status >= 500:
        return Doubtful(f"http_{status}")
    if code in _WHOLE_WORKSPACE:
        return Unreachable(code, whole_workspace=True)
    if code in _ADDRESS:
        return Unreachable(code, until_granted=code == "missing_scope")
    if code in _UNFIT:
        return Unfit(code)
    if code and code not in _NOBODY_KNOWS:
        return Busy(_UNKNOWN_REFUSAL, code)  # surely refused, for a reason that may pass
    return Doubtful(code or f"http_{status} unreadable")


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds. Missing, a date, negative or not a number: half a minute; never above a day."""
    asked = str(headers.get("Retry-After", ""))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 20):
        return _LATER
    return min(max(float(asked), 1.0), _LONGEST_WAIT)


def _status(response: Any) -> int:
    """The SDK puts its own response into the error, or aiohttp's when the body was unreadable."""
    found: Any = getattr(response, "status_code", None) or getattr(response, "status", 0)
    return int(found)


def _connecting(error: Exception) -> str:
    return "tls" if isinstance(error, aiohttp.ClientSSLError) else "no connection"
