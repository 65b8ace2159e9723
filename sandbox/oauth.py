"""Installing an app by OAuth: who is asked, what was allowed, and a code that is a token once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from sandbox.refusals import Refused
from sandbox.shapes import Json

if TYPE_CHECKING:
    from sandbox.world import World

CODE_LIVES = 600.0  # seconds


@dataclass(frozen=True)
class Asked:
    """What stands in the address to which the app sent the browser."""

    client_id: str
    scopes: frozenset[str]
    state: str
    redirect_uri: str


@dataclass
class Allowed:
    """A code on its way to the app. ``whole_organisation``: instead of one workspace."""

    world: World
    person: str
    asked: Asked
    until: float
    whole_organisation: bool = False
    used: bool = False


@dataclass
class OAuth:
    """What the settings of the app say, for all the workspaces that may install it."""

    worlds: list[World]
    client_id: str = "1.2"
    client_secret: str = "sandbox-client-secret"
    redirect_urls: tuple[str, ...] = ()
    codes: dict[str, Allowed] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()  # scopes that whoever allows leaves out
    expires_in: int | None = None  # with token rotation

    def __post_init__(self) -> None:
        for world in self.worlds:
            world.oauth = self

    def asked(self, query: Json) -> Asked:
        """Raises Refused, as Slack's page would say it."""
        if query.get("client_id") != self.client_id:
            raise Refused("invalid_client_id")
        redirect_uri = str(query.get("redirect_uri") or next(iter(self.redirect_urls), ""))
        if not any(redirect_uri.startswith(url) for url in self.redirect_urls):
            raise Refused("bad_redirect_uri")
        scopes = frozenset(filter(None, str(query.get("scope") or "").split(",")))
        if not scopes:
            raise Refused("invalid_scope")
        return Asked(self.client_id, scopes, str(query.get("state") or ""), redirect_uri)

    def allow(self, asked: Asked, team: str, person: str, whole_organisation: bool = False) -> str:
        """The address back to the app, with a code."""
        code = secrets.token_hex(16)
        world = self._world(team)
        until = world.monotonic() + CODE_LIVES
        self.codes[code] = Allowed(world, person, asked, until, whole_organisation)
        return _back(asked, code=code)

    def cancel(self, asked: Asked) -> str:
        return _back(asked, error="access_denied")

    def access(self, arguments: Json) -> Json:
        """The code for a token, once. Raises Refused."""
        if arguments.get("client_id") != self.client_id:
            raise Refused("invalid_client_id")
        if arguments.get("client_secret") != self.client_secret:
            raise Refused("bad_client_secret")
        allowed = self.codes.get(str(arguments.get("code") or ""))
        if allowed is None or allowed.until < allowed.world.monotonic():
            raise Refused("invalid_code")
        if allowed.used:
            raise Refused("code_already_used")
        sent = arguments.get("redirect_uri")
        if sent is not None and sent != allowed.asked.redirect_uri:
            raise Refused("bad_redirect_uri")
        allowed.used = True
        return self._told(allowed)

    def _told(self, allowed: Allowed) -> Json:
        world = allowed.world
        world.scopes = set(allowed.asked.scopes - self.withheld)
        token = world.install()
        whole = allowed.whole_organisation
        more: Json = {}
        if self.expires_in is not None:
            more = {"expires_in": self.expires_in, "refresh_token": "xoxe-1-sandbox"}
        return {
            "app_id": world.app.id,
            "authed_user": {"id": allowed.person},
            "scope": ",".join(sorted(world.scopes)),
            "token_type": "bot",
            "access_token": token,
            "bot_user_id": world.app.bot_user,
            "team": None if whole else {"id": world.team_id, "name": world.team_name},
            "enterprise": {"id": "E0ORG", "name": "All of us"} if whole else None,
            "is_enterprise_install": whole,
            **more,
        }

    def _world(self, team: str) -> World:
        for world in self.worlds:
            if world.team_id == team:
                return world
        raise Refused("team_not_found")


def access(world: World, arguments: Json) -> Json:
    """oauth.v2.access."""
    if world.oauth is None:
        raise Refused("invalid_client_id")
    return world.oauth.access(arguments)


def listening_for_its_end(world: World) -> World:
    """As an app for many workspaces subscribes."""
    events = world.app.events | {"app_uninstalled", "tokens_revoked"}
    world.app = replace(world.app, events=events)
    return world


def nowhere_yet(worlds: Iterable[World]) -> list[World]:
    """Before anybody has installed the app."""
    found = list(worlds)
    for world in found:
        world.bot_token, world.token_error = f"xoxb-none-{world.team_id}", "invalid_auth"
    return found


def _back(asked: Asked, **more: str) -> str:
    return f"{asked.redirect_uri}?{urlencode({**more, 'state': asked.state})}"
