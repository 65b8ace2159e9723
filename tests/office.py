"""Tend at work in a local workspace, over Socket Mode or signed HTTP, and people at their screens.

Everything between the people and the tables is real: the Web API on a loopback port, the
WebSocket or the request URL, Bolt, the database. Only the two clocks are in the test's hands.
"""

from __future__ import annotations

import dataclasses
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import yaml
from cryptography.fernet import Fernet
from sqlalchemy import BindParameter, Select, bindparam, event, func, or_, select

from bot.program import Tend, opened, serve
from bot.settings import Settings
from bot.slack.directory import SlackDirectory
from bot.with_slack import WithSlack
from jobs.delivering import LEASE, REDRAW_LEASE, Clocks
from jobs.pace import Pace
from jobs.report import Report
from sandbox.company import ANA, BEN, CHIDI, INES, JO, KOFI, MAYA, TOM, company
from sandbox.faults import Fault
from sandbox.manifest import made_from
from sandbox.pace import Limits
from sandbox.pages import create_page
from sandbox.server import Serving
from sandbox.server import serve as serve_workspace
from sandbox.shapes import Timing
from sandbox.world import World
from storage import opening
from storage.database import Tx
from storage.deliveries import State
from storage.engines import sqlite_file
from storage.sealing import Seals, create_key_file, read_key_file
from storage.tables import deliveries, metadata
from tests.someone import Someone, button, labels, text_of

__all__ = ["Office", "Someone", "button", "labels", "open_office", "text_of"]

NAMES = {"Ana": ANA, "Ben": BEN, "Chidi": CHIDI, "Ines": INES, "Jo": JO, "Kofi": KOFI}
NAMES |= {"Maya": MAYA, "Tom": TOM}
ADMIN_CHANNEL = "C0ADMINS"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # ten o'clock in Berlin
MANIFEST = Path(__file__).parent.parent / "manifest.yml"


def is_idle() -> bool:
    """Whether this machine has room to answer: on a crowded one a second proves nothing."""
    return os.getloadavg()[0] < 1.5 * (os.cpu_count() or 1)


def machine_now() -> datetime:
    """The machine's clock, in the one place of the tests that reads it."""
    return datetime.now(UTC)  # noqa: TID251


@dataclass
class MovableClock:
    """Tend's now, set by the test."""

    at: datetime = TUESDAY

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **delta: float) -> None:
        self.at += timedelta(**delta)


@dataclass
class MachineClock:
    """The machine's own clock, for leases and retries; a test may let time pass on it, or set it
    wrong: then its seconds know nothing of that.
    """

    ahead: timedelta = timedelta(0)
    wrong: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return machine_now() + self.ahead + self.wrong

    def monotonic(self) -> float:
        return time.monotonic() + self.ahead.total_seconds()

    def forward(self, **delta: float) -> None:
        self.ahead += timedelta(**delta)


def _going() -> Select[Any]:
    """How many are on their way, asked so often that it is put into words once."""
    now: BindParameter[datetime] = bindparam("now")
    machine: BindParameter[datetime] = bindparam("machine")
    c = deliveries.c
    due = (c.state == State.DUE) & (c.due_at <= now)
    due &= or_(c.not_before.is_(None), c.not_before <= machine)
    just_claimed = (c.state == State.SENDING) & (c.lease_until > bindparam("claimed"))
    stale = (c.redraw_at <= machine) & c.ts.is_not(None)
    just_taken = c.redraw_at > bindparam("taken")  # it is being drawn
    return select(func.count()).where(or_(due, just_claimed, stale, just_taken))


_GOING = _going()


def under_way(tend: Tend) -> int:
    """What could be sent or redrawn now, and what is being done for somebody."""
    machine = tend.clocks.machine()
    at = {
        "now": tend.deliverer.now(),
        "machine": machine,
        "claimed": machine + 0.997 * LEASE,
        "taken": machine + 0.98 * REDRAW_LEASE,
    }
    with tend.database.read() as tx:
        known = tx.all(_GOING, **at)[0][0]
    return int(known) + tend.errands.going


@dataclass
class Office:
    """A workspace, Tend in it, and the clocks."""

    workspace: Serving
    clock: MovableClock
    settings: Settings
    machine: MachineClock = field(default_factory=MachineClock)
    hurried: bool = True
    patience: float = 30.0  # seconds until what does not come to rest is left alone
    looks: float = 2.5  # seconds that a look at Slack may take, where hurried
    running: Running | None = None

    @property
    def world(self) -> World:
        return self.workspace.world

    @property
    def tend(self) -> Tend:
        assert self.running is not None, "Tend is not running"
        return self.running.tend

    @property
    def slack(self) -> WithSlack:
        assert self.tend.slack is not None
        return self.tend.slack

    def person(self, name: str) -> Someone:
        return Someone(self, NAMES.get(name, name))

    # --- time ------------------------------------------------------------------------------------

    def tick(self) -> Report:
        report = self.tend.tick_once()
        if report.counts or report.homes or self._under_way():
            self.quiet()
        return report

    def later(self, **delta: float) -> Report:
        """Time passes, and the timetable runs once at its end."""
        self.clock.forward(**delta)
        return self.tick()

    def live(self, days: int, hours: int = 1) -> list[Report]:
        """Time passes and the timetable runs all along."""
        return [self.later(hours=hours) for _ in range(days * 24 // hours)]

    def settle(self, check: Callable[[], bool], seconds: float = 30.0) -> bool:
        """Wait until something is so: what follows an acknowledgement comes a moment later."""
        end = time.monotonic() + seconds
        while not check():
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        return True

    def quiet(self) -> bool:
        """Wait until nothing is on its way that could be sent or redrawn now."""

        def at_rest() -> bool:
            if self._under_way():
                return False
            time.sleep(0.01)  # between two calls for one message nothing is under way
            return not self._under_way()

        return self.settle(at_rest, self.patience)

    def _under_way(self) -> int:
        """What rests until a lease or a retry comes up is not under way."""
        assert self.running is not None
        return under_way(self.tend) + getattr(self.running, "calls_under_way", 0)

    # --- starting and stopping -------------------------------------------------------------------

    def start(self) -> None:
        clocks = Clocks(self.clock, self.machine, self.machine.monotonic)
        self.running = Running(self.settings, clocks, self.hurried, self.looks)
        wait_for_ears(self.workspace)

    def stop(self) -> None:
        if self.running is not None:
            self.running.stop()
            self.running = None

    def restart(self) -> None:
        """The program ends and starts again on the same folder."""
        self.stop()
        self.start()

    # --- faults and records ----------------------------------------------------------------------

    def fault(self, method: str, what: Any, **more: Any) -> Fault:
        return self.world.faults.add(Fault(method, what, **more))

    def look(self, reading: Callable[[Tx], Any]) -> Any:
        """Read something through the storage functions."""
        with self.tend.database.read() as tx:
            return reading(tx)

    def rows(self, *without: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, for comparing before and after."""
        with self.tend.database.read() as tx:
            return {
                table.name: sorted((tuple(row) for row in tx.all(select(table))), key=repr)
                for table in metadata.sorted_tables
                if table.name not in without
            }

    def called(self, method: str) -> list[dict[str, Any]]:
        return [call.arguments for call in self.world.calls if call.method == method]

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """What is asked of the database meanwhile on behalf of people, statement by statement."""
        seen: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            if threading.current_thread().name.startswith(("slack-socket", "AnyIO")):
                seen.append(statement)

        engine = self.tend.database.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    def no_violations(self, seconds: float = 1.0) -> None:
        """Every rule of Slack was kept, and everything was acknowledged within a second."""
        assert [f"{v.rule}: {v.detail}" for v in self.world.violations] == []
        longest = seconds if is_idle() else self.world.timing.ack
        late = [(a.what, a.latency) for a in self.world.acks if (a.latency or 9.0) > longest]
        assert late == []


class Running:
    """One `tend run`: opened here, serving in a thread of its own."""

    def __init__(self, found: Settings, clocks: Clocks, hurried: bool, looks: float = 2.5) -> None:
        self._found = found
        self._stop = threading.Event()
        self._stack = ExitStack()
        self._failure: BaseException | None = None
        self.calls_under_way = 0
        self.tend = self._stack.enter_context(opened(found, clocks, alone=True))
        messengers = self.tend.deliverer.messengers
        self.tend.deliverer.messengers = {n: self._watched(m) for n, m in messengers.items()}
        if hurried:
            self._hurry(looks)
        self._thread = threading.Thread(target=self._serve, name="tend")
        began = self._tick_by_itself_only_at_the_start()
        self._thread.start()
        assert began.wait(60) or self._failure, "the timetable did not begin"

    def _watched(self, messenger: Any) -> Any:
        """The same messenger, with a count of the calls that have not come back."""

        def watched(call: Callable[..., Any]) -> Callable[..., Any]:
            async def counted(*args: Any, **kwargs: Any) -> Any:
                self.calls_under_way += 1
                try:
                    return await call(*args, **kwargs)
                finally:
                    self.calls_under_way -= 1

            return counted

        names = ("send", "update", "find", "profile", "quiet_until")
        calls = {name: watched(getattr(messenger, name)) for name in names}
        return SimpleNamespace(**calls, close=messenger.close, forget=messenger.forget)

    def _hurry(self, looks: float) -> None:
        """Mind no pace; and a machine with too much to do is no reason to doubt the workspace."""
        tend = self.tend
        tend.deliverer.pace = Pace(lambda: time.monotonic() * 1000)
        tend.rates = None  # weeks of clicks pass in a blink
        slack = tend.slack
        assert slack is not None
        clients = dataclasses.replace(slack.clients, timeout=max(looks, slack.clients.timeout))
        slack.directory = SlackDirectory(clients, in_all=looks)
        self._stack.callback(slack.directory.close)
        slack.desk = dataclasses.replace(slack.desk, directory=slack.directory)

    def _tick_by_itself_only_at_the_start(self) -> threading.Event:
        """Afterwards the test decides when the timetable runs."""
        began, tick = threading.Event(), self.tend.tick

        def once() -> None:
            if not began.is_set():
                tick()
                began.set()

        self.tend.tick = once  # type: ignore[method-assign]
        return began

    def _serve(self) -> None:
        try:
            serve(self.tend, self._found, self._stop)
        except BaseException as failure:
            self._failure = failure

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(40)
        self._stack.close()
        assert not self._thread.is_alive(), "Tend did not end"
        if self._failure is not None:
            raise self._failure


# --- opening the office --------------------------------------------------------------------------


@contextmanager
def open_office(
    folder: Path,
    *,
    http: bool = False,
    url: str = "",
    hurried: bool = True,
    with_page: bool = False,
    looks: float = 2.5,
    **of_world: Any,
) -> Iterator[Office]:
    """A workspace with Tend in it, over real HTTP and WebSocket, on SQLite unless told.

    ``hurried``: neither Tend nor the workspace minds Slack's pace, so that weeks pass in a blink.
    """
    clock = MovableClock()
    of_world.setdefault("tend_is_admin_member", True)
    of_world.setdefault("limits", Limits(on=not hurried))
    if hurried:  # what takes too long is counted afterwards, where it proves something
        of_world.setdefault("timing", Timing(ack=15.0, trigger=15.0))
    port = a_free_port() if http else 0
    url_of_app = f"http://127.0.0.1:{port}/slack/events" if http else None
    manifest = made_from(yaml.safe_load(MANIFEST.read_text()), request_url=url_of_app)
    world = company(clock, **{**manifest, **of_world})
    page = create_page(world) if with_page else None
    with serve_workspace(world, page=page) as workspace:
        found = settings_for(folder, workspace, http, url)
        found = dataclasses.replace(found, port=port)
        create(found)
        office = Office(workspace, clock, found, hurried=hurried, looks=looks)
        try:
            office.start()
            yield office
        finally:
            office.stop()


def create(found: Settings) -> None:
    """What `tend init` does, where it was not done yet."""
    if found.key_file.exists():
        return
    file = sqlite_file(found.database_url)
    if file is None:
        _init(found.key_file, found.database_url)
        return
    key, whole = _new_file()
    found.key_file.write_bytes(key)
    found.key_file.chmod(0o600)
    file.write_bytes(whole)


@cache
def _new_file() -> tuple[bytes, bytes]:
    """A key and the database file made with it, to copy: the migrations take a third of a test."""
    with TemporaryDirectory() as folder:
        key, file = Path(folder, "key"), Path(folder, "tend.db")
        _init(key, f"sqlite:///{file}")
        return key.read_bytes(), file.read_bytes()


def _init(key: Path, url: str) -> None:
    create_key_file(key)
    opening.create(url, read_key_file(key)).close()


def settings_for(folder: Path, workspace: Serving, http: bool, url: str) -> Settings:
    world = workspace.world
    return Settings(
        bot_token=world.bot_token,
        app_token="" if http else world.app_token,
        signing_secret=world.signing_secret,
        slack_api_url=workspace.api_url,
        database_url=url or f"sqlite:///{folder / 'tend.db'}",
        key_file=folder / "key",
        admins=(INES,),
        clock_file=None,
        host="127.0.0.1",
        port=0,
        log_level="INFO",
    )


def wait_for_ears(workspace: Serving, seconds: float = 60.0) -> None:
    """Until the app listens, by whichever road."""
    wait_until(lambda: _hears(workspace), "the app did not connect", seconds)


def wait_until(check: Callable[[], bool], otherwise: str, seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end, otherwise
        time.sleep(0.01)


def _hears(workspace: Serving) -> bool:
    world = workspace.world
    if world.app.request_url:
        return workspace.run(world.verify_request_url())
    return bool(world.deliveries.socket.connections)


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def some_seals() -> Seals:
    return Seals([Fernet.generate_key()])
