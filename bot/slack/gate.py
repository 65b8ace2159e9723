"""The gate of HTTP mode: raw bytes are measured and their signature checked before any parsing."""

from __future__ import annotations

import asyncio
import hmac
import logging
import re
from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request

from bot.edge.tally import Tally

log = logging.getLogger(__name__)

LARGEST_BODY = 512 * 1024
LARGEST_UNSIGNED = 1024  # room for Slack's question about our certificate
READING_TIME = 5.0
MOST_READ = 128  # bodies under way at a time: what they hold together is bounded
_WINDOW = 300
_NOTABLE = 60  # seconds by which a clock, Slack's or ours, is worth a line
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
        self.reason = reason
        self.length = length
        self.status = _STATUS.get(reason, 401)


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
        self._reading: OrderedDict[asyncio.Timeout, None] = OrderedDict()
        self._refusals = Tally(log, "request_refused")
        self._skews = Tally(log, "clock_skewed")

    async def admit(self, request: Request) -> str:
        """The body of a request that Slack has signed just now; raises Refused for all others."""
        try:
            return await self._admit(request)
        except Refused as refused:
            self._refusals.add(refused.reason, refused.length)
            raise

    async def _admit(self, request: Request) -> str:
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
            async with asyncio.timeout(self._reading_time) as patience:
                await self._collect(request, body, patience)
        except TimeoutError:
            raise Refused(Reason.TOO_SLOW, len(body)) from None
        except ClientDisconnect:
            raise Refused(Reason.CUT_OFF, len(body)) from None
        return bytes(body)

    async def _collect(self, request: Request, body: bytearray, patience: asyncio.Timeout) -> None:
        self._make_room(patience)
        unsigned = not all(_stamp(request))
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > LARGEST_BODY:
                    raise Refused(Reason.TOO_LARGE, len(body))
                if unsigned and len(body) > LARGEST_UNSIGNED:
                    raise Refused(Reason.NO_SIGNATURE, len(body))
        finally:
            self._reading.pop(patience, None)

    def _make_room(self, patience: asyncio.Timeout) -> None:
        """What Slack sends is read in a moment: the oldest is one that only holds a place."""
        self._reading[patience] = None
        if len(self._reading) > MOST_READ:
            oldest, _ = self._reading.popitem(last=False)
            oldest.reschedule(0)

    def _check(self, request: Request, body: bytes) -> None:
        timestamp, signature = _stamp(request)
        if not (timestamp and signature):
            raise Refused(Reason.NO_SIGNATURE, len(body))
        skew = abs(round(self._clock() - int(timestamp)))
        signed = hmac.compare_digest(self._sign(timestamp, body), signature)
        if signed and skew > _NOTABLE:
            self._skews.add("signed", skew)
        if skew > _WINDOW:
            raise Refused(Reason.SKEWED, len(body))
        if not signed:
            raise Refused(Reason.WRONG_SIGNATURE, len(body))

    def _sign(self, timestamp: str, body: bytes) -> str:
        signed = b"v0:" + timestamp.encode() + b":" + body
        return "v0=" + hmac.new(self._secret, signed, sha256).hexdigest()


def is_certificate_check(body: bytes) -> bool:
    """Slack's own question whether our certificate holds: unsigned, and answered with nothing."""
    if len(body) > 1024 or b"ssl_check" not in body:
        return False
    return parse_qs(body.decode("ascii", "replace")).get("ssl_check") == ["1"]


def _stamp(request: Request) -> tuple[str, str]:
    """When and how it says it was signed; "" for what cannot be so."""
    timestamp = _only(request, "x-slack-request-timestamp")
    signature = _only(request, "x-slack-signature")
    return (
        timestamp if _TIMESTAMP.fullmatch(timestamp) else "",
        signature if _SIGNATURE.fullmatch(signature) else "",
    )


def _only(request: Request, name: str) -> str:
    found = request.headers.getlist(name)
    return found[0] if len(found) == 1 else ""
