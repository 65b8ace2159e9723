"""Installing over HTTP: away to Slack with a state of one use, and back with a code for a token.

Slack's library makes the address and exchanges the code. Its flow, its stores and its cookie are
not used: the state could be taken twice, the token lay in clear, the cookie went to any site.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Protocol
from urllib.parse import urljoin

from slack_sdk.oauth import AuthorizeUrlGenerator
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.slack.exchanging import Exchange, Granted, NotGranted
from bot.slack.installed_page import page
from bot.slack.scopes import NEEDED, OPTIONAL
from bot.wording import installing as words

log = logging.getLogger(__name__)

INSTALL, RETURN = "/slack/install", "/slack/oauth_redirect"
COOKIE = "__Host-tend-installing"
MINUTES = 10
_SECRET = re.compile(r"[0-9a-f]{64}")


class Return(StrEnum):
    """How somebody comes back; the words are those of the store."""

    WELCOME = "welcome"
    AGAIN = "again"
    LATE = "late"
    OTHER_BROWSER = "other browser"


class Kept(Enum):
    """What became of what Slack granted."""

    INSTALLED = "installed"
    AGAIN = "again"
    PENDING = "pending"


class Office(Protocol):
    """Remembers who went away, and keeps what they bring back."""

    def begin(self, browser: str) -> str | None:
        """The state to go away with; None when too many are under way."""

    def comes_back(self, state: str, browser: str) -> Return: ...

    def keep(self, granted: Granted) -> Kept: ...


@dataclass(frozen=True)
class AppAtSlack:
    """What the settings of the Slack app say. ``public_url``: where browsers find us, or ""."""

    client_id: str
    client_secret: str = field(repr=False)
    base_url: str
    public_url: str = ""

    @property
    def redirect_uri(self) -> str | None:
        """Always the same one, whatever a query says; None: the one that Slack knows."""
        return self.public_url.rstrip("/") + RETURN if self.public_url else None

    def address(self, state: str) -> str:
        return AuthorizeUrlGenerator(
            client_id=self.client_id,
            redirect_uri=self.redirect_uri,
            scopes=sorted(NEEDED | OPTIONAL),
            authorization_url=urljoin(self.base_url, "/oauth/v2/authorize"),
        ).generate(state)


def routes(app: AppAtSlack, office: Office) -> list[Route]:
    desk = _Desk(app, office)
    return [
        Route(INSTALL, desk.guarded(desk.begin), methods=["GET"]),
        Route(RETURN, desk.guarded(desk.end), methods=["GET"]),
    ]


class _Desk:
    def __init__(self, app: AppAtSlack, office: Office) -> None:
        self._app, self._office = app, office
        self._exchange = Exchange(app.client_id, app.client_secret, app.base_url, app.redirect_uri)

    def guarded(self, serve: Callable[[Request], Response]) -> Callable[[Request], object]:
        """In a thread, and an error is a page that tells nothing."""

        async def answer(request: Request) -> Response:
            try:
                return await run_in_threadpool(serve, request)
            except Exception as error:
                log.error("install_failed class=%s", type(error).__name__)
                return page(words.BROKE, words.BROKE_SAID, 500, again=True)

        return answer

    def begin(self, request: Request) -> Response:
        browser = _browser(request) or secrets.token_hex(32)  # several tabs may be under way
        state = self._office.begin(browser)
        if state is None:
            log.warning("install_refused reason=busy")
            return page(words.BUSY, words.BUSY_SAID, 503)
        away = RedirectResponse(self._app.address(state), 302, {"Cache-Control": "no-store"})
        flags = {"path": "/", "secure": True, "httponly": True}
        away.set_cookie(COOKIE, browser, max_age=MINUTES * 60, samesite="lax", **flags)  # type: ignore[arg-type]
        return away

    def end(self, request: Request) -> Response:
        state, browser = request.query_params.get("state", ""), _browser(request)
        known = _SECRET.fullmatch(state)
        came = self._office.comes_back(state, browser) if known else Return.LATE
        if came is not Return.WELCOME:
            log.info("install_refused reason=%s", came.name.lower())
            return _unwelcome(came)
        code = request.query_params.get("code", "")
        if "error" in request.query_params or not code:
            return page(words.CANCELLED, words.CANCELLED_SAID, again=True)
        try:
            granted = self._exchange(code)
        except NotGranted as refused:
            log.warning("install_refused reason=%s code=%s", refused.reason.name, refused.code)
            return page(refused.title, refused.sentences, refused.status, again=True)
        return _kept(self._office.keep(granted))


def _browser(request: Request) -> str:
    found = request.cookies.get(COOKIE, "")
    return found if _SECRET.fullmatch(found) else ""


def _unwelcome(came: Return) -> Response:
    title, said = {
        Return.AGAIN: (words.AGAIN, words.AGAIN_SAID),
        Return.LATE: (words.LATE, words.LATE_SAID),
        Return.OTHER_BROWSER: (words.OTHER_BROWSER, words.OTHER_BROWSER_SAID),
    }[came]
    return page(title, said, 400, again=True)


def _kept(kept: Kept) -> Response:
    if kept is Kept.PENDING:
        return page(words.PENDING, words.PENDING_SAID)
    if kept is Kept.AGAIN:
        return page(words.RENEWED, words.RENEWED_SAID)
    return page(words.INSTALLED, words.INSTALLED_SAID, steps=words.STEPS)
