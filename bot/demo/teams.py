"""The sample company in Microsoft's own local client, and Tend at work in it, in one process."""

from __future__ import annotations

import asyncio
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import click

from bot import logs, program
from bot.demo.clock import DemoClock, MovedClock
from bot.demo.company import first_morning, tell_in_teams
from bot.demo.files import Files
from bot.demo.room import HOST, ends_when_asked, free_port
from bot.program import CannotStart, Tend
from bot.settings import Settings
from bot.teams import ids
from care.hours import zone
from jobs.delivering import Clocks
from sandbox.company import ANA, INES, MAYA, people
from sandbox.playground import cast
from sandbox.playground.client import CannotPlay, Client, client, node
from storage import opening
from storage.sealing import create_key_file, read_key_file

BOT_PORT, CLIENT_PORT = 3978, 56150
PATH = "/teams/messages"
LISTENS_SECONDS = 60.0
LOOK_SECONDS = 0.5
THERE = {
    MAYA: "leads Ana, Ben, Chidi and Kofi. Write “home”, or “talked with Ana yesterday”.",
    ANA: "shares a goal with Maya. Write “mygoals”.",
    INES: "looks after Tend. Open the channel “Tend admins”.",
}
FOLDER = Path(".demo-teams")


def id_of(person: str) -> str:
    """As Tend writes the ids of Teams' people."""
    return ids.person(cast.object_id(person))


def run_demo(modules: Path, reset: bool, machine: Callable[[], datetime]) -> None:
    """The demo in this folder, in the terminal, until Ctrl-C. Raises CannotStart."""
    logs.set_up("ERROR")
    stop = threading.Event()
    ends_when_asked(stop)
    try:
        node()
        with demo(FOLDER, modules, machine, reset) as running:
            click.echo(welcome(running))
            _go_on(running, stop)
    except CannotPlay as why:
        raise CannotStart(str(why)) from None
    click.echo("The demo has ended. Its records are kept; to begin anew: make demo-teams RESET=1")


def welcome(running: Demo) -> str:
    names = {one.id: one.real_name for one in people()}
    lines = [f"  {one.url}  {names[one.me]}, who {THERE[one.me]}" for one in running.clients]
    return "\n".join(
        (
            "Microsoft's own local Teams client, once for each of three people:",
            *lines,
            "It opens no dialogs, which Teams does: buttons that lead to a form only say so there.",
            "",
        )
    )


def _go_on(running: Demo, stop: threading.Event) -> None:
    """Enter takes the clock to what is due next, for as long as somebody is there to press it."""
    click.echo(_next(running))
    while not stop.is_set() and not running.work.done():
        if not select.select([sys.stdin], [], [], LOOK_SECONDS)[0]:
            continue
        if not sys.stdin.readline():
            stop.wait()
            return
        running.to_the_next()
        click.echo(_next(running))


def _next(running: Demo) -> str:
    due = running.clock.next_due()
    if due is None:
        return "Nothing is due. Ctrl-C ends it."
    when = due[0].astimezone(zone("Europe/Berlin"))
    return f"Next, {when:%A %d %B at %H:%M} in Berlin: {due[1]}. Enter goes there; Ctrl-C ends it."


# --- everything in its place ---------------------------------------------------------------------


@dataclass(frozen=True)
class Demo:
    """A demo at work."""

    tend: Tend
    clock: DemoClock
    clients: tuple[Client, ...]
    work: Future[None]

    def to_the_next(self) -> None:
        if (due := self.clock.next_due()) is not None:
            asyncio.run(self.clock.advance(due[0]))


@contextmanager
def demo(
    folder: Path, modules: Path, machine: Callable[[], datetime], reset: bool = False
) -> Iterator[Demo]:
    """Begin in this folder, or go on with its records. Raises CannotStart, CannotPlay."""
    files = Files(folder)
    with ExitStack() as stack:
        lock = stack.enter_context(files.held())
        is_new = files.are_new(reset)
        moved = _clock(files, machine, is_new)
        clock = stack.enter_context(closing(DemoClock(moved, _first_name)))
        found = settings_of(files, free_port(BOT_PORT))
        tend = stack.enter_context(_tend(found, moved, is_new))
        clock.joins(tend)
        if is_new:
            tell_in_teams(tend, {one: id_of(one) for one in cast.EVERYBODY}, moved())
            files.workspace.write_text("{}\n")
        work = stack.enter_context(at_work(tend, found))
        clients = [stack.enter_context(_client(modules, folder, one, found)) for one in THERE]
        _install(clients)
        print(" ".join(each.url for each in clients), file=lock, flush=True)
        yield Demo(tend, clock, tuple(clients), work)


def _clock(files: Files, machine: Callable[[], datetime], is_new: bool) -> MovedClock:
    moved = MovedClock(machine, files.clock)
    begin = first_morning(machine())
    if not is_new:
        begin = machine() + timedelta(seconds=float(files.clock.read_text()))
    moved.move_to(begin)
    return moved


@contextmanager
def _tend(found: Settings, moved: MovedClock, is_new: bool) -> Iterator[Tend]:
    if is_new:
        create_key_file(found.key_file)
        opening.create(found.database_url, read_key_file(found.key_file)).close()
    with program.opened(found, Clocks(moved, moved.machine), alone=True) as tend:
        yield tend


def settings_of(files: Files, port: int) -> Settings:
    """Made by hand: no .env and no environment has a say in the demo."""
    return Settings(
        bot_token="",
        app_token="",
        signing_secret="",
        slack_api_url="",
        database_url=f"sqlite:///{files.database}",
        key_file=files.key,
        admins=(),
        clock_file=files.clock,
        host=HOST,
        port=port,
        log_level="ERROR",
        teams_client_id=cast.CLIENT_ID,
        teams_tenant=cast.TENANT,
        teams_admins=(id_of(INES),),
        teams_local_url=f"http://{HOST}",
    )


@contextmanager
def at_work(tend: Tend, found: Settings) -> Iterator[Future[None]]:
    """Tend listening and keeping its timetable, in a thread of its own."""
    stop = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="tend") as pool:
        work = pool.submit(program.serve, tend, found, stop)
        try:
            end = time.monotonic() + LISTENS_SECONDS
            while not work.done() and not _listens(found.port):
                if time.monotonic() > end:
                    raise CannotStart("Tend does not listen.")
                time.sleep(0.02)
            yield work
        finally:
            stop.set()
        work.result()


def _listens(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex((HOST, port)) == 0


@contextmanager
def _client(modules: Path, folder: Path, person: str, found: Settings) -> Iterator[Client]:
    endpoint, port = f"http://{HOST}:{found.port}{PATH}", free_port(CLIENT_PORT)
    with client(modules, folder / "client", person, endpoint, port) as there:
        yield there


def _install(clients: Sequence[Client]) -> None:
    """For each of them, and by Ines in the team: there Tend learns what everybody is called."""
    for each in clients:
        each.install()
        if each.me == INES:
            each.install(cast.CHANNEL)


def _first_name(person: str) -> str:
    names = {id_of(one.id): one.real_name.split(" ")[0] for one in people()}
    return names.get(person, "somebody")
