"""What a failed call means for the message: never again, later, nobody knows, or our own fault."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx

from jobs.messenger import Busy, Doubtful, Unfit, Unreachable

Verdict = Unreachable | Busy | Doubtful | Unfit

_SOON = 10.0
_LATER = 30.0
_UNKNOWN_REFUSAL = 600.0
_LONGEST_WAIT = 24 * 3600.0
_CODE = re.compile(r"[A-Za-z0-9_]{1,32}")


def judge(error: Exception) -> Verdict:
    match error:
        case Unreachable() | Busy() | Doubtful() | Unfit():
            return error
        case httpx.HTTPStatusError():
            return _of_answer(error.response)
        case httpx.ConnectError() | httpx.ConnectTimeout() | httpx.PoolTimeout():
            return Busy(_LATER, "no connection")  # nothing went out
        case httpx.TimeoutException():
            return Doubtful("timeout")
    return Doubtful(f"lost {type(error).__name__}")


def _of_answer(response: httpx.Response) -> Verdict:
    """Microsoft says: come again after 412, 429, 502 and 504. A 403 lasts."""
    status, code = response.status_code, code_in(response)
    if status == 429:
        return Busy(retry_after(response.headers))
    if status in (412, 502, 504):
        return Busy(_SOON, f"http_{status}")
    if status == 401:
        return Unreachable("unauthorised", whole_workspace=True)
    if status in (403, 404, 410):
        return Unreachable(code or f"http_{status}")
    if status in (400, 413):
        return Unfit(code or f"http_{status}")
    if status >= 500:
        return Doubtful(f"http_{status}")
    return Busy(_UNKNOWN_REFUSAL, f"http_{status}")  # also wherever else it would send us


def code_in(response: httpx.Response) -> str:
    """Microsoft's own word for why, where it is one."""
    try:
        found: Any = response.json()
    except Exception:  # whatever stands there
        return ""
    error = found.get("error") if isinstance(found, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds. Missing, a date, or not a number: half a minute; never above a day."""
    asked = str(headers.get("retry-after", ""))
    if not (asked.isascii() and asked.isdigit() and len(asked) < 20):
        return _LATER
    return min(max(float(asked), 1.0), _LONGEST_WAIT)
