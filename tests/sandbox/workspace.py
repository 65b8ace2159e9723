"""How the tests reach a workspace: the machine's time, the real client, a real Bolt app."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from sandbox.server import Serving
from sandbox.shapes import Command, Timing

QUICK = Timing(retries=(0.0, 0.02, 0.04), listen_after=2.0)
IMPATIENT = replace(QUICK, ack=0.2)
COMMANDS = (Command("/mygoals"), Command("/tend", should_escape=True))


def machine_now() -> datetime:
    """The machine's time, for what people see."""
    return datetime.fromtimestamp(time.time(), UTC)


def eventually(check: Callable[[], Any], seconds: float = 30.0) -> Any:
    """Look again until it is so."""
    until = time.monotonic() + seconds
    while not (found := check()) and time.monotonic() < until:
        time.sleep(0.005)
    return found


def client_of(slack: Serving, **more: Any) -> WebClient:
    settings: dict[str, Any] = {"token": slack.world.bot_token, "retry_handlers": [], **more}
    return WebClient(base_url=slack.api_url, **settings)


def bolt_app(slack: Serving) -> App:
    return App(
        client=WebClient(token=slack.world.bot_token, base_url=slack.api_url),
        signing_secret=slack.world.signing_secret,
        process_before_response=True,
    )
