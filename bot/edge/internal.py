"""The internal port: health and figures for this machine alone unless told, nothing else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.applications import Starlette

from bot.edge.probes import figures_route, health_routes
from bot.edge.serving import serve

log = logging.getLogger(__name__)


@contextmanager
def internal_port(
    host: str,
    port: int,
    alive: Callable[[], bool],
    ready: Callable[[], bool],
    figures: Callable[[], bytes],
) -> Iterator[int]:
    """Served in a thread of its own for as long as this lasts; the port, for who asked for 0.

    Raises OSError when the address is taken.
    """
    app = Starlette(routes=[*health_routes(alive, ready), figures_route(figures)])
    app.router.redirect_slashes = False
    stop, begun = threading.Event(), threading.Event()
    found: list[int] = []
    failed: list[OSError] = []

    def listening(number: int) -> None:
        found.append(number)
        begun.set()

    def run() -> None:
        try:
            serve(app, host, port, stop, listening)
        except OSError as error:
            failed.append(error)
            begun.set()

    thread = threading.Thread(target=run, name="internal-port", daemon=True)
    thread.start()
    begun.wait()
    if failed:
        raise failed[0]
    log.info("internal_port host=%s port=%d", host, found[0])
    try:
        yield found[0]
    finally:
        stop.set()
        thread.join()
