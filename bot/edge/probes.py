"""What supervisors ask over HTTP: is it alive, is it ready, its figures. A flood costs one look."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.edge.fresh import Fresh

log = logging.getLogger(__name__)
V = TypeVar("V")

HEALTH_KEPT = 1.0  # seconds
FIGURES_KEPT = 5.0
_AS_TEXT = "text/plain; version=1.0.0; charset=utf-8"


class Kept(Generic[V]):
    """A look that is taken by one at a time, and again only when what it saw has become old."""

    def __init__(self, look: Callable[[], V], seconds: float) -> None:
        self._look = look
        self._seen = Fresh[V](seconds, time.monotonic)
        self._lock = threading.Lock()

    def __call__(self) -> V:
        with self._lock:
            known = self._seen.get("")
            return self._seen.keep("", self._look()) if known is None else known


def health_routes(alive: Callable[[], bool], ready: Callable[[], bool]) -> list[Route]:
    return [_verdict("/healthz", alive, "unwell"), _verdict("/readyz", ready, "not ready")]


def _verdict(path: str, look: Callable[[], bool], otherwise: str) -> Route:
    kept = Kept(look, HEALTH_KEPT)

    async def tell(request: Request) -> Response:
        well = await run_in_threadpool(kept)
        return Response("ok" if well else otherwise, 200 if well else 503)

    return Route(path, tell, methods=["GET"])


def figures_route(figures: Callable[[], bytes]) -> Route:
    kept = Kept(figures, FIGURES_KEPT)

    async def tell(request: Request) -> Response:
        return Response(await run_in_threadpool(kept), media_type=_AS_TEXT)

    return Route("/metrics", tell, methods=["GET"])
