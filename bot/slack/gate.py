"""The gate of HTTP mode: raw bytes are measured and their signature checked before any parsing."""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request

log = logging.getLogger(__name__)

LARGEST_BODY = 512 * 1024
READING_TIME = 5.0
_WINDOW = 300
_TIMESTAMP = re.compile(r"\d{10}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)
_LENGTH = re.compile(r"\d{1,12}", re.ASCII)


class Reason(StrEnum):
    TOO_LARGE = "too large"
    TOO_SLOW = "too slow"
    CUT_OFF = "cut off"
    NO_SIGNATURE = "no signature"
    SKEWED = "skewed"
    WRONG_SIGNATURE = "wrong signature"
    NOT_TEXT = "not text"


_STATUS = {Reason.TOO_LARGE: 413, Reason.TOO_SLOW: 408, Reason.NOT_TEXT: 400}


class Refused(Exception):
    """``status`` goes back with an empty body; the reason stands in the log alone."""

    def __init__(self, reason: Reason, length: int) -> None:
        super().__init__(reason)
        self.status = _STATUS.get(reason, 401)
        log.warning("request_refused reason=%s length=%d", reason, length)


class Gate:
    def __init__(
        self,
        signing_secret: str,
        clock: Callable[[], float],
        reading_time: float = READING_TIME,
    ) -> None:
        self._secret = signing_secret.encode()
        self._clock = clock
        self._reading_time = reading_time

    async def admit(self, request: Request) -> str:
        """The body of a request that Slack has signed just now; raises Refused for all others."""
        body = await self._read(request)
        if is_certificate_check(body):
            return ""
        self._check(request, body)
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            raise Refused(Reason.NOT_TEXT, len(body)) from None

    async def _read(self, request: Request) -> bytes:
        announced = request.headers.get("content-length", "0")
        if not _LENGTH.fullmatch(announced) or int(announced) > LARGEST_BODY:
            raise Refused(Reason.TOO_LARGE, 0)
        body = bytearray()
        try:
            async with asyncio.timeout(self._reading_time):
                async for chunk in request.stream():
                    body += chunk
                    if len(body) > LARGEST_BODY:
                        raise Refused(Reason.TOO_LARGE, len(body))
        except TimeoutError:
            raise Refused(Reason.TOO_SLOW, len(body)) from None
        except ClientDisconnect:
            raise Refused(Reason.CUT_OFF, len(body)) from None
        return bytes(body)

    def _check(self, request: Request, body: bytes) -> None:
        timestamp = _only(request, "x-slack-request-timestamp")
        signature = _only(request, "x-slack-signature")
        if not (_TIMESTAMP.fullmatch(timestamp) and _SIGNATURE.fullmatch(signature)):
            raise Refused(Reason.NO_SIGNATURE, len(body))
        if abs(self._clock() - int(timestamp)) > _WINDOW:
            raise Refused(Reason.SKEWED, len(body))
        if not hmac.compare_digest(self._sign(timestamp, body), signature):
            raise Refused(Reason.WRONG_SIGNATURE, len(body))

    def _sign(self, timestamp: str, body: bytes) -> str:
        signed = b"v0:" + timestamp.encode() + b":" + body
        return "v0=" + hmac.new(self._secret, signed, sha256).hexdigest()


def is_certificate_check(body: bytes) -> bool:
    """Slack's own question whether our certificate holds: unsigned, and answered with nothing."""
    if len(body) > 1024 or b"ssl_check" not in body:
        return False
    return parse_qs(body.decode("ascii", "replace")).get("ssl_check") == ["1"]


def _only(request: Request, name: str) -> str:
    found = request.headers.getlist(name)
    return found[0] if len(found) == 1 else ""
