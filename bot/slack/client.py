"""The sync Web API client: never retries, follows no redirect, takes no proxy unasked."""

from __future__ import annotations

import re
from http.client import HTTPMessage
from typing import IO, Any
from urllib.request import (
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.edge.payload import text

_CODE = re.compile(r"[a-z0-9_]{1,64}")

SLACK = "https://slack.com/api/"


def web_client(
    token: str | None, base_url: str = SLACK, timeout: float = 5.0, proxy: str | None = None
) -> WebClient:
    client = _Client(token=token, base_url=base_url, retry_handlers=[])
    client.timeout = timeout  # type: ignore[assignment]  # urllib takes fractions of a second
    client.proxy = proxy  # the constructor has put HTTPS_PROXY there
    return client


def code_of(error: Exception) -> str:
    """A word for the log: Slack's own, or the exception's class. Never its text."""
    if isinstance(error, SlackApiError):
        return code_in(getattr(error.response, "data", None)) or "unreadable"
    return type(error).__name__


def code_in(data: Any) -> str:
    """Slack's error code, or "": the SDK puts whole bodies there when it cannot read them."""
    code = text(data, "error")
    return code if _CODE.fullmatch(code) else ""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """urllib would carry the token to wherever the answer points."""
        return None


class _Client(WebClient):
    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        """Where the SDK opens a URL; its own way obeys the environment and follows redirects."""
        with self._opener().open(req, timeout=self.timeout) as answer:
            charset = answer.headers.get_content_charset() or "utf-8"
            body = answer.read().decode(charset)
            return {"status": answer.status, "headers": answer.headers, "body": body}

    def _opener(self) -> OpenerDirector:
        proxies = {"http": self.proxy, "https": self.proxy} if self.proxy else {}
        return build_opener(ProxyHandler(proxies), HTTPSHandler(context=self.ssl), _NoRedirect)
