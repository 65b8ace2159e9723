"""A workspace on a loopback port for each test, and a real Bolt app that joins it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from sandbox.company import company
from sandbox.server import Serving, serve
from tests.sandbox.workspace import COMMANDS, QUICK, bolt_app, eventually, machine_now


@pytest.fixture
def start() -> Iterator[Callable[..., Serving]]:
    """Start a workspace of the sample company; settings as for `company`."""
    with ExitStack() as stack:

        def starting(**settings: Any) -> Serving:
            settings = {"timing": QUICK, "commands": COMMANDS, **settings}
            now = settings.pop("now", machine_now)
            return stack.enter_context(serve(company(now, **settings)))

        yield starting


@pytest.fixture
def slack(start: Callable[..., Serving]) -> Serving:
    return start()


@pytest.fixture
def tend(slack: Serving) -> App:
    """A Bolt app of this workspace, not yet connected."""
    return bolt_app(slack)


@pytest.fixture
def join() -> Iterator[Callable[..., SocketModeHandler]]:
    """Connect a Bolt app to a workspace by Socket Mode."""
    handlers: list[tuple[Serving, SocketModeHandler]] = []

    def joining(slack: Serving, app: App) -> SocketModeHandler:
        before = len(slack.world.deliveries.socket.connections)
        handler = SocketModeHandler(app, slack.world.app_token)
        handlers.append((slack, handler))
        handler.connect()  # type: ignore[no-untyped-call]
        assert eventually(lambda: len(slack.world.deliveries.socket.connections) > before)
        return handler

    yield joining
    for slack, handler in handlers:
        # The client's threads look up every 1 to 3 s; a closed line and a last word wake them.
        handler.client.auto_reconnect_enabled = False
        handler.client.closed = True
        slack.run(slack.world.deliveries.socket.cut())
        eventually(partial(is_gone, handler))
        handler.client.message_queue.put("{}")
        handler.close()  # type: ignore[no-untyped-call]


def is_gone(handler: SocketModeHandler) -> bool:
    return not handler.client.is_connected()
