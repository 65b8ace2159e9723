"""A local workspace without Tend in it, for a Tend that somebody sets up by the papers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import click

from bot.demo.company import demo_world
from bot.demo.room import HOST, ends_when_asked, free_port
from sandbox.company import INES
from sandbox.pages import create_page
from sandbox.server import Serving
from sandbox.server import serve as serve_workspace


def run_rehearsal(port: int, machine: Callable[[], datetime]) -> None:
    """In the terminal, until Ctrl-C. Raises CannotStart."""
    stop = threading.Event()
    ends_when_asked(stop)
    with rehearsal(port, machine) as workspace:
        click.echo(told(workspace))
        stop.wait()
    click.echo("The workspace has ended, and nothing of it is kept.")


@contextmanager
def rehearsal(port: int, machine: Callable[[], datetime]) -> Iterator[Serving]:
    world = demo_world(machine)
    with serve_workspace(world, HOST, free_port(port), create_page(world)) as workspace:
        yield workspace


def told(workspace: Serving) -> str:
    world = workspace.world
    lines = {
        "SLACK_API_URL": workspace.api_url,
        "SLACK_BOT_TOKEN": world.bot_token,
        "SLACK_APP_TOKEN": world.app_token,
        "TEND_ADMINS": INES,
    }
    return "\n".join(
        (
            f"A workspace without Tend is at {workspace.url}/",
            "For a Tend of your own on this machine, in its .env:",
            "",
            *(f"{name}={value}" for name, value in lines.items()),
            "",
            "Then be Ines there, and type /cadence in the admin channel. Ctrl-C ends it.",
        )
    )
