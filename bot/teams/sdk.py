"""Microsoft's SDK, of which Tend uses what nobody should write themselves: tokens, in and out.

Its App reads the environment, retries nothing and waits without end; so its parts are taken, and
the App is not.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.settings import no_env_file

with no_env_file(), warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of previews that are not used here
    from microsoft_teams.api.auth.cloud_environment import PUBLIC, CloudEnvironment
    from microsoft_teams.api.auth.credentials import (
        ClientCredentials,
        Credentials,
        FederatedIdentityCredentials,
        ManagedIdentityCredentials,
    )
    from microsoft_teams.apps.http.adapter import HttpRouteHandler
    from microsoft_teams.apps.http.http_server import HttpServer
    from microsoft_teams.apps.token_manager import TokenManager

if TYPE_CHECKING:
    from microsoft_teams.api import TokenProtocol
    from microsoft_teams.apps.events import ActivityEvent

Json = dict[str, Any]
Hear = Callable[[Json], Json | None]

PATH = "/teams/messages"
TOKEN_SECONDS = 10.0


@dataclass(frozen=True)
class Registration:
    """Who Tend is in one tenant. ``local``: the address of a client on this machine, for trials."""

    client_id: str
    tenant: str
    secret: str = field(default="", repr=False)
    managed_identity: str = ""  # "system", or the id of one; only without a secret
    local: str = ""
    cloud: CloudEnvironment = PUBLIC

    def credentials(self) -> Credentials:
        us: dict[str, Any] = {"client_id": self.client_id, "tenant_id": self.tenant}
        if self.secret:
            return ClientCredentials(**us, client_secret=self.secret)
        if self.managed_identity in ("", self.client_id):
            return ManagedIdentityCredentials(**us)
        if self.managed_identity == "system":
            return FederatedIdentityCredentials(**us, managed_identity_type="system")
        return FederatedIdentityCredentials(
            **us,
            managed_identity_type="user",
            managed_identity_client_id=self.managed_identity,
        )


class NoToken(Exception):
    """Entra gave none; only its class is told, for what it says may name more."""


class Tokens:
    """Tokens to call with: for the connector and for Microsoft Graph. MSAL keeps them."""

    def __init__(self, registration: Registration) -> None:
        self._us = registration
        self._manager = TokenManager(registration.credentials(), registration.cloud)

    async def connector(self) -> str:
        return await self._get(self._us.cloud.bot_scope)

    async def graph(self) -> str:
        return await self._get(self._us.cloud.graph_scope)

    async def _get(self, scope: str) -> str:
        """ "" in a trial. In a thread: MSAL looks Entra up before it waits for anything."""
        if self._us.local:
            return ""
        try:
            waiting = asyncio.to_thread(self._ask, scope)
            token = await asyncio.wait_for(waiting, TOKEN_SECONDS)
        except Exception as error:
            raise NoToken(type(error).__name__) from None
        return str(token or "")

    def _ask(self, scope: str) -> TokenProtocol | None:
        return asyncio.run(self._manager.get_app_token(scope, self._us.tenant))


class Inbound:
    """Whatever comes in is checked by the SDK before ``hear`` gets it."""

    def __init__(self, registration: Registration, hear: Hear) -> None:
        self._us, self._hear = registration, hear
        adapter = _Adapter()
        server = HttpServer(adapter, PATH)
        server.on_request = self._checked
        server.initialize(
            registration.credentials(),
            registration.cloud,
            dangerously_allow_unauthenticated_requests=bool(registration.local),
        )
        self._handle = server.handle_request

    def receive(self, body: Json, headers: Mapping[str, str]) -> tuple[int, Any]:
        """In a thread of its own: the SDK fetches Microsoft's keys within the event loop."""
        answer = asyncio.run(self._handle({"body": body, "headers": dict(headers)}))
        return answer["status"], answer["body"] if answer["status"] == 200 else None

    async def _checked(self, event: ActivityEvent) -> Any:
        body = {**(event.body.model_extra or {}), "id": event.body.id, "type": event.body.type}
        if not self._is_ours(event, body):
            return {"status": 401}
        return {"status": 200, "body": self._hear(body)}

    def _is_ours(self, event: ActivityEvent, body: Json) -> bool:
        """The SDK lets an activity pass that names no service, and tokens of other services."""
        service = body.get("serviceUrl")
        if not isinstance(service, str) or not service:
            return False
        if self._us.local:
            return service.rstrip("/").startswith(self._us.local.rstrip("/"))
        if (
            getattr(event.token, "expiration", None) is None
        ):  # the SDK minds an end only if told one
            return False
        return getattr(event.token, "issuer", None) == self._us.cloud.token_issuer


class _Adapter:
    """The SDK hands its route to a web server; ours asks for it."""

    def register_route(self, method: str, path: str, handler: HttpRouteHandler) -> None: ...

    def serve_static(self, path: str, directory: str) -> None: ...

    async def start(self, port: int) -> None: ...

    async def stop(self) -> None: ...
