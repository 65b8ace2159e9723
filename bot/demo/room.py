"""A sample company in a local workspace, and Tend at work in it, in one process."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from bot import logs, program
from bot.demo.clock import DemoClock, MovedClock
from bot.demo.company import TIPS, demo_world, first_morning, tell
from bot.demo.files import Files, restored, saved_all_along
from bot.program import CannotStart, Tend
from bot.settings import Settings
from jobs.delivering import Clocks
from sandbox.company import INES
from sandbox.pages import create_page
from sandbox.server import Serving
from sandbox.server import serve as serve_workspace
from sandbox.world import World
from storage import opening
from storage.sealing import create_key_file, read_key_file

HOST = "127.0.0.1"
PORTS_TO_TRY = 20
EARS_SECONDS = 60.0


def run_demo(port: int, reset: bool, machine: Callable[[], datetime]) -> None:
    """The demo in this folder, in the terminal, until Ctrl-C. Raises CannotStart."""
    logs.set_up("ERROR")
    stop = threading.Event()
    ends_when_asked(stop)
    with demo(Path(".demo"), port, machine, reset) as running:
        if port and running.port != port:
            click.echo(f"Port {port} is taken, so this is at port {running.port}.")
        click.echo(welcome(running))
        running.wait(stop)
    click.echo("The demo has ended. It goes on from here with: tend demo")


def ends_when_asked(stop: threading.Event) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())


def welcome(running: Demo) -> str:
    beginning = "The sample company is at" if running.is_new else "The sample company goes on at"
    tips = [f"  {n}. {plain(tip)}" for n, tip in enumerate(TIPS, 1)]
    end = "Ctrl-C ends it; nothing is lost. To begin anew: tend demo --reset"
    return "\n".join((f"{beginning} {running.url}", "", "Three things to try:", *tips, "", end))


def plain(tip: str) -> str:
    """Without the page's markup."""
    return tip.replace("*", "").replace("`", "")


# --- everything in its place ---------------------------------------------------------------------


@dataclass(frozen=True)
class Demo:
    """A demo at work."""

    workspace: Serving
    tend: Tend
    clock: DemoClock
    is_new: bool
    work: Future[None]

    @property
    def url(self) -> str:
        return self.workspace.url + "/"

    @property
    def port(self) -> int:
        return int(self.workspace.url.rsplit(":", 1)[1])

    def wait(self, stop: threading.Event) -> None:
        """Until somebody ends it, or Tend itself had to end."""
        while not stop.wait(0.5) and not self.work.done():
            pass


@contextmanager
def demo(
    folder: Path, port: int, machine: Callable[[], datetime], reset: bool = False
) -> Iterator[Demo]:
    """Begin in this folder, or go on where the last one ended. Raises CannotStart."""
    files = Files(folder)
    with ExitStack() as stack:
        lock = stack.enter_context(files.held())
        is_new = files.are_new(reset)
        moved = MovedClock(machine, files.clock)
        world = _world(files, moved, is_new)
        clock = stack.enter_context(closing(DemoClock(moved, _first_name(world))))
        page = create_page(world, clock, TIPS)
        workspace = stack.enter_context(serve_workspace(world, HOST, free_port(port), page))
        found = settings_of(files, workspace)
        tend = stack.enter_context(_tend(found, moved, is_new))
        clock.joins(tend)
        if is_new:
            tell(tend, world, moved.move_to, moved())
        stack.enter_context(saved_all_along(workspace, files.workspace, moved))
        work = stack.enter_context(at_work(tend, found, workspace))
        print(workspace.url, file=lock, flush=True)
        yield Demo(workspace, tend, clock, is_new, work)


def _world(files: Files, moved: MovedClock, is_new: bool) -> World:
    """The company on its first morning, or as it stood at the end of the last demo."""
    moved.move_to(first_morning(moved.machine()))
    world = demo_world(moved)
    if not is_new:
        moved.move_to(restored(world, files.workspace))
    return world


@contextmanager
def _tend(found: Settings, moved: MovedClock, is_new: bool) -> Iterator[Tend]:
    if is_new:
        create_key_file(found.key_file)
        opening.create(found.database_url, read_key_file(found.key_file)).close()
    with program.opened(found, Clocks(moved, moved.machine), alone=True) as tend:
        yield tend


def settings_of(files: Files, workspace: Serving) -> Settings:
    """Made by hand: no .env and no environment has a say in the demo."""
    world = workspace.world
    return Settings(
        bot_token=world.bot_token,
        app_token=world.app_token,
        signing_secret=world.signing_secret,
        slack_api_url=workspace.api_url,
        database_url=f"sqlite:///{files.database}",
        key_file=files.key,
        admins=(INES,),
        clock_file=files.clock,
        host=HOST,
        port=0,
        log_level="ERROR",
    )


@contextmanager
def at_work(tend: Tend, found: Settings, workspace: Serving) -> Iterator[Future[None]]:
    """Tend listening and keeping its timetable, in a thread of its own."""
    stop = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="tend") as pool:
        work = pool.submit(program.serve, tend, found, stop)
        try:
            end = time.monotonic() + EARS_SECONDS
            while not workspace.world.deliveries.socket.connections:
                if work.done():
                    work.result()
                if time.monotonic() > end:
                    raise CannotStart("Tend could not join the local workspace.")
                time.sleep(0.01)
            yield work
        finally:
            stop.set()
        work.result()


def free_port(wanted: int) -> int:
    """This port, or the next one that is free. Raises CannotStart."""
    for port in range(wanted, min(wanted + PORTS_TO_TRY, 65536)):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError:
                continue
            return port
    raise CannotStart(f"Port {wanted} and those after it are taken. Try: tend demo --port 9000")


def _first_name(world: World) -> Callable[[str], str]:
    """What the clock bar calls whom a message goes to; a channel is that of the admins."""
    people = world.people
    return lambda to: people[to].real_name.split(" ")[0] if to in people else "the admins"
