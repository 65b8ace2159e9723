"""Signed HTTP: events, commands and interactions to the app's request URL."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from sandbox.envelopes import Envelope, NotDelivered
from sandbox.payloads import OLD_TOKEN
from sandbox.shapes import Json

if TYPE_CHECKING:
    from sandbox.world import World

FORM = "application/x-www-form-urlencoded"
RETRY_REASONS = {"timeout": "http_timeout"}


class SignedHttp:
    def __init__(self, world: World) -> None:
        self._world = world
        self._session: aiohttp.ClientSession | None = None

    async def send(self, envelope: Envelope) -> Any:
        body, content_type = _written(envelope)
        headers = {**self.signed(body), "Content-Type": content_type}
        if envelope.attempt:
            reason = RETRY_REASONS.get(envelope.reason, envelope.reason)
            headers["X-Slack-Retry-Num"] = str(envelope.attempt)
            headers["X-Slack-Retry-Reason"] = reason
        status, answered, text = await self._post(body, headers)
        if status != 200:
            raise NotDelivered("http_error", final=answered.get("X-Slack-No-Retry") == "1")
        return _read(text)

    async def verify_url(self) -> bool:
        """The handshake when a request URL is entered."""
        challenge = secrets.token_urlsafe(24)
        asked = {"token": OLD_TOKEN, "challenge": challenge, "type": "url_verification"}
        body = json.dumps(asked).encode()
        headers = {**self.signed(body), "Content-Type": "application/json"}
        try:
            status, _, text = await self._post(body, headers)
        except NotDelivered:
            return False
        said = _read(text)
        told = said.get("challenge") if isinstance(said, dict) else said
        return status == 200 and told == challenge

    def signed(self, body: bytes) -> dict[str, str]:
        """Slack's v0 signature, dated by the machine's clock."""
        timestamp = str(int(self._world.wall()))
        base = b"v0:" + timestamp.encode() + b":" + body
        secret = self._world.signing_secret.encode()
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": "v0=" + hmac.new(secret, base, hashlib.sha256).hexdigest(),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }

    async def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], str]:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        url = self._world.app.request_url or ""
        try:
            async with self._session.post(
                url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                return answer.status, dict(answer.headers), await answer.text()
        except (aiohttp.ClientError, OSError, ValueError):
            raise NotDelivered("connection_failed") from None

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def _written(envelope: Envelope) -> tuple[bytes, str]:
    """The body as each kind is sent: events as JSON, the others as forms."""
    payload: Json = envelope.payload
    if envelope.kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    if envelope.kind == "slash_commands":
        return urlencode(payload).encode(), FORM
    return urlencode({"payload": json.dumps(payload)}).encode(), FORM


def _read(text: str) -> Any:
    """The body of an ack: JSON, or the plain words of an answer to a command."""
    if not text.strip():
        return None
    try:
        body = json.loads(text)
    except ValueError:
        return {"text": text}
    return body if isinstance(body, dict) else {"text": text}
