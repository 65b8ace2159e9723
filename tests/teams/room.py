"""Tend at work in Microsoft's local client, and people of the company before it in a browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot import settings
from bot.program import Tend, opened, serve
from bot.settings import Settings
from bot.teams.directory import TeamsDirectory
from jobs.delivering import Clocks
from jobs.pace import Pace
from sandbox.company import INES
from sandbox.playground import cast
from sandbox.playground.client import Client, client
from tests.office import MachineClock, MovableClock, create, wait_until
from tests.teams.apart import MODULES

LOOK_SECONDS = 30.0
BOT_PORT, FIRST_PORT = 3978, 56150  # in a network of one's own nobody else has them
ENDPOINT = f"http://127.0.0.1:{BOT_PORT}/teams/messages"


def id_of(person: str) -> str:
    """As Tend writes the ids of Teams' people."""
    return "U" + cast.object_id(person).replace("-", "").upper()


@dataclass
class Room:
    """Tend, its clock, and a client for each person who sits there."""

    tend: Tend
    clock: MovableClock
    machine: MachineClock
    folder: Path
    stack: ExitStack
    clients: dict[str, Client] = field(default_factory=dict)

    def sits_down(self, person: str) -> Client:
        """This person has a client of their own from now on."""
        port = FIRST_PORT + len(self.clients)
        here = client(MODULES, self.folder, person, ENDPOINT, port)
        self.clients[person] = self.stack.enter_context(here)
        return self.clients[person]

    def later(self, **delta: float) -> None:
        """Time passes, and the timetable runs once at its end."""
        self.clock.forward(**delta)
        with ThreadPoolExecutor(1) as elsewhere:  # a browser's driver keeps an event loop here
            elsewhere.submit(self.tend.tick_once).result()


@contextmanager
def a_room(folder: Path) -> Iterator[Room]:
    found = found_in(folder)
    create(found)
    clock, machine = MovableClock(), MachineClock()
    with ExitStack() as stack:
        clocks = Clocks(clock, machine, machine.monotonic)
        tend = stack.enter_context(opened(found, clocks, alone=True))
        tend.deliverer.pace = Pace(lambda: machine.monotonic() * 1000)
        tend.rates = None
        _patiently(tend)
        tend.tick = lambda: None  # type: ignore[method-assign]  # the test says when
        stack.enter_context(_serving(tend, found))
        yield Room(tend, clock, machine, folder, stack)


def _patiently(tend: Tend) -> None:
    """A machine with too much to do is no reason to doubt the client."""
    teams = tend.teams
    assert teams is not None
    teams.directory = TeamsDirectory(teams.people, in_all=LOOK_SECONDS)
    teams.desk = replace(teams.desk, directory=teams.directory)


def found_in(folder: Path) -> Settings:
    return replace(
        settings.read({}, needs_slack=False),
        database_url=f"sqlite:///{folder / 'tend.db'}",
        key_file=folder / "key",
        port=BOT_PORT,
        teams_client_id=cast.CLIENT_ID,
        teams_tenant=cast.TENANT,
        teams_admins=(id_of(INES),),
        teams_local_url="http://127.0.0.1",
    )


@contextmanager
def _serving(tend: Tend, found: Settings) -> Iterator[None]:
    stop = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="tend") as thread:
        work = thread.submit(serve, tend, found, stop)
        try:
            wait_until(lambda: work.done() or _answers(), "Tend does not listen")
            yield
        finally:
            stop.set()
            work.result()


def _answers() -> bool:
    import socket

    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", BOT_PORT)) == 0


def cards(recorded: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All cards that Tend has put somewhere, in their order."""
    bodies = [one["request"].get("body") or {} for one in recorded]
    found = [one for body in bodies for one in body.get("attachments") or ()]
    return [one["content"] for one in found if "adaptive" in one.get("contentType", "")]
