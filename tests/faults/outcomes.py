"""Everything that may become of one request to Slack."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import aiohttp

A_MINUTE, TOO_LATE = 60.0, 600.0  # seconds; no lease lasts for ten minutes


@dataclass(frozen=True)
class Outcome:
    """``effect``: Slack did it, ``after`` so many seconds. Then an answer, or none."""

    name: str
    kind: str
    effect: bool = True
    after: float = 0.0
    times: int = 1
    status: int = 200
    body: str | None = None  # None: what Slack says when all is well
    headers: tuple[tuple[str, str], ...] = ()
    fails: Callable[[], Exception] | None = None

    @property
    def is_ambiguous(self) -> bool:
        """Nobody who hears only this answer can know whether it was done."""
        return self.kind in AMBIGUOUS

    @property
    def is_of_all(self) -> bool:
        """It is the whole workspace that is refused, and not one message after the other."""
        return self.kind in ("workspace", "429")

    @property
    def code(self) -> str:
        """The error that Slack names, or ""."""
        body = self.body or ""
        return str(json.loads(body).get("error", "")) if body.startswith("{") else ""


AMBIGUOUS = ("lost request", "lost answer", "late", "too late", "nobody knows", "5xx", "garbage")
WHOLE = ("account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked")
GONE = (
    *("cannot_dm_bot", "channel_not_found", "is_archived", "messages_tab_disabled"),
    *("missing_scope", "no_permission", "not_in_channel", "restricted_action", "user_disabled"),
    *("user_not_found", "user_not_visible"),
)
NOBODY_KNOWS = ("fatal_error", "internal_error", "request_timeout", "service_unavailable")
UNFIT = (
    *("invalid_arguments", "invalid_blocks", "invalid_blocks_format", "invalid_metadata_format"),
    *("invalid_metadata_schema", "metadata_too_large", "msg_blocks_too_long", "msg_too_long"),
    "no_text",
)
BAD_GATEWAY = "<html><head><title>502 Bad Gateway</title></head></html>"
ASKED = {"": "no Retry-After", "1": "1 s", "30": "30 s", "3600": "an hour", "-5": "negative"}
ASKED |= {"Wed, 25 Nov 2026 09:00:00 GMT": "a date"}


def _error(code: str, kind: str, **more: Any) -> Outcome:
    body = json.dumps({"ok": False, "error": code})
    more = {"effect": False, **more}
    return Outcome(more.pop("name", code), kind, body=body, **more)


def _both(name: str, kind: str, **more: Any) -> Iterator[Outcome]:
    """Not done, and done: the answer is the same."""
    yield Outcome(name, kind, effect=False, **more)
    yield Outcome(f"{name}, done", kind, **more)


def _cut() -> Exception:
    return aiohttp.ServerDisconnectedError()


def _refused() -> Exception:
    key: Any = SimpleNamespace(ssl=True, host="slack.com", port=443)
    return aiohttp.ClientConnectorError(key, OSError(111, "refused"))


def _no_tls() -> Exception:
    key: Any = SimpleNamespace(ssl=True, host="slack.com", port=443, is_ssl=True)
    return aiohttp.ClientConnectorCertificateError(key, ssl.SSLError("not trusted"))


DONE = Outcome("done", "done")


def _all() -> Iterator[Outcome]:
    yield DONE
    yield Outcome("connection cut before it was done", "lost request", effect=False, fails=_cut)
    yield Outcome("no answer, not done", "lost request", effect=False, fails=asyncio.TimeoutError)
    yield Outcome("connection cut after it was done", "lost answer", fails=_cut)
    yield Outcome("no answer, done", "lost answer", fails=asyncio.TimeoutError)
    yield Outcome("appears a minute later", "late", after=A_MINUTE, fails=asyncio.TimeoutError)
    yield Outcome("appears ten minutes later", "too late", after=TOO_LATE, fails=_cut)
    yield Outcome("connection refused", "no connection", effect=False, fails=_refused)
    yield Outcome("no TLS", "no connection", effect=False, fails=_no_tls)
    yield from (_error(code, "workspace") for code in WHOLE)
    yield from (_error(code, "person") for code in GONE)
    yield from (_error(code, "unfit") for code in UNFIT)
    yield _error("invalid_blocks", "unfit, and shortened too", times=2, name="invalid_blocks twice")
    for code in NOBODY_KNOWS:
        yield _error(code, "nobody knows")
        yield _error(code, "nobody knows", effect=True, name=f"{code}, done")
    yield _error("something_new", "unknown code")
    for seconds, name in ASKED.items():
        headers = (("Retry-After", seconds),) if seconds else ()
        body = json.dumps({"ok": False, "error": "ratelimited"})
        yield Outcome(f"429 {name}", "429", effect=False, status=429, body=body, headers=headers)
    yield from _both("500", "5xx", status=500, body="")
    yield from _both("502 html", "5xx", status=502, body=BAD_GATEWAY)
    yield from _both("503", "5xx", status=503, body='{"ok": false, "error": "service_unavailable"}')
    yield from _both("504", "5xx", status=504, body="upstream timed out")
    yield from _both("200, no JSON", "garbage", body="It works!")
    yield from _both("200, a list", "garbage", body="[]")
    yield from _both("200, empty", "garbage", body="")
    yield Outcome("200, ok without a ts", "garbage", body='{"ok": true}')


OUTCOMES: dict[str, Outcome] = {one.name: one for one in _all()}
KINDS: tuple[str, ...] = tuple(dict.fromkeys(one.kind for one in OUTCOMES.values()))
