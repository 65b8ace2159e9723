"""Tend at work in a local workspace, and people at their screens: what they see, press and type."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from cryptography.fernet import Fernet

from bot.program import Tend, opened, serve
from bot.settings import Settings
from jobs.delivering import Clocks
from jobs.report import Report
from sandbox.company import ANA, BEN, CHIDI, INES, KOFI, MAYA, TOM, company
from sandbox.manifest import made_from
from sandbox.server import Serving
from sandbox.server import serve as serve_workspace
from sandbox.world import CommandResult, Message, PressResult, SubmitResult, View, World
from storage import database
from storage.sealing import Seals, create_key_file, read_key_file

NAMES = {"Ana": ANA, "Ben": BEN, "Chidi": CHIDI, "Ines": INES, "Kofi": KOFI, "Maya": MAYA}
NAMES |= {"Tom": TOM}
ADMIN_CHANNEL = "C0ADMINS"
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # ten o'clock in Berlin
MANIFEST = Path(__file__).parent.parent / "manifest.yml"


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
class Office:
    """A workspace, Tend in it, and a clock."""

    workspace: Serving
    tend: Tend
    clock: MovableClock
    settings: Settings

    @property
    def world(self) -> World:
        return self.workspace.world

    def person(self, name: str) -> Someone:
        return Someone(self, NAMES.get(name, name))

    def tick(self) -> Report:
        return self.tend.tick_once()

    def later(self, **delta: float) -> Report:
        """Time passes, and the timetable runs once at its end."""
        self.clock.forward(**delta)
        return self.tick()

    def live(self, days: int, hours: int = 1) -> list[Report]:
        """Time passes and the timetable runs all along."""
        return [self.later(hours=hours) for _ in range(days * 24 // hours)]

    def settle(self, check: Callable[[], bool], seconds: float = 5.0) -> bool:
        """Wait until something is so: what follows an acknowledgement comes a moment later."""
        end = time.monotonic() + seconds
        while not check():
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def no_violations(self) -> None:
        assert [f"{v.rule}: {v.detail}" for v in self.world.violations] == []
        late = [(a.what, a.latency) for a in self.world.acks if not a.in_time]
        assert late == []


@dataclass
class Someone:
    """A person at their screen. They press what is written on it and nothing else."""

    office: Office
    id: str
    seen: int = field(default=0)

    @property
    def world(self) -> World:
        return self.office.world

    # --- looking ---------------------------------------------------------------------------------

    @property
    def messages(self) -> list[Message]:
        bot = self.world.app.bot_user
        return [m for m in self.world.messages(self.world.dm(self.id).id, self.id) if m.user == bot]

    @property
    def message(self) -> Message:
        return self.messages[-1]

    @property
    def modal(self) -> View:
        stack = self.world.modals(self.id)
        assert stack, "no form is open"
        return stack[-1]

    @property
    def has_modal(self) -> bool:
        return bool(self.world.modals(self.id))

    def home(self) -> View:
        self.office.workspace.run(self.world.open_home(self.id))
        self.office.settle(lambda: self.world.home(self.id) is not None)
        home = self.world.home(self.id)
        assert home is not None
        return home

    def reads(self, place: View | Message | None = None) -> str:
        return text_of(place or self.modal)

    # --- acting ----------------------------------------------------------------------------------

    def command(self, name: str, text: str = "", channel: str = "C0GENERAL") -> CommandResult:
        before = {v.id for v in self.world.modals(self.id)}
        run = self.office.workspace.run
        result = run(self.world.command(self.id, channel, name, text))
        if result.message is None and result.error is None:
            self.office.settle(
                lambda: any(v.id not in before for v in self.world.modals(self.id)), 2.0
            )
        return result

    def press(self, label: str, where: View | Message | None = None, nth: int = 0) -> PressResult:
        place = where or self.modal
        block, element = button(place, label, nth)
        marks = self._marks(place)
        work = self.world.press(self.id, place, block, element, None)
        result = self.office.workspace.run(work)
        self.office.settle(lambda: self._marks(place) != marks, 1.0)
        return result

    def submit(self, **fields: Any) -> SubmitResult:
        """Fill fields by name (dots written as they are in ``with_``) and submit the form."""
        return self.fill_and_submit(fields)

    def fill_and_submit(self, fields: dict[str, Any]) -> SubmitResult:
        view = self.modal
        typed = {block: {"value": value} for block, value in fields.items()}
        return self.office.workspace.run(self.world.submit(self.id, view.id, typed))

    def say(self, text: str) -> None:
        channel = self.office.workspace.run(self.world.open_messages_tab(self.id))
        self.office.workspace.run(self.world.say(self.id, channel.id, text))

    def close(self) -> None:
        if self.has_modal:
            work = self.world.close(self.id, self.modal.id, all_of_them=True)
            self.office.workspace.run(work)

    def know_field(self, nth: int = 0) -> str:
        """The name of the field that asks what a leader may know."""
        names = [b["block_id"] for b in self.modal.blocks if b["block_id"].startswith("know.")]
        return names[nth]

    def _marks(self, place: View | Message) -> Any:
        """Everything on this person's screen that an answer could change."""
        modals = [(v.id, v.hash) for v in self.world.modals(self.id)]
        home = self.world.home(self.id)
        dm = self.world.dm(self.id).id
        texts = [(m.ts, m.edited, str(m.blocks)) for m in self.world.messages(dm, self.id)]
        return modals, home and home.hash, texts


# --- reading the screen ----------------------------------------------------------------------


def text_of(place: View | Message) -> str:
    """Everything that is written there, line by line, as the person reads it."""
    lines: list[str] = []
    for block in place.blocks:
        _collect(block, lines)
    return "\n".join(lines)


def _collect(piece: Any, lines: list[str]) -> None:
    if isinstance(piece, dict):
        if isinstance(piece.get("text"), str) and piece.get("type") in ("mrkdwn", "plain_text"):
            lines.append(piece["text"].replace("\u2068", "").replace("\u2069", ""))
            return
        for key, value in piece.items():
            if key not in ("confirm", "placeholder"):
                _collect(value, lines)
    elif isinstance(piece, list | tuple):
        for part in piece:
            _collect(part, lines)


def button(place: View | Message, label: str, nth: int = 0) -> tuple[str, str]:
    """The block and action of the nth button with this label."""
    found = [
        (block["block_id"], element["action_id"])
        for block in place.blocks
        for element in [*block.get("elements", []), block.get("accessory") or {}]
        if element.get("type") == "button" and element["text"]["text"] == label
    ]
    assert len(found) > nth, f"no button {label!r} in:\n{text_of(place)}"
    return found[nth]


def labels(place: View | Message) -> list[str]:
    """The labels of all buttons."""
    return [
        element["text"]["text"]
        for block in place.blocks
        for element in block.get("elements", [])
        if element.get("type") == "button"
    ]


# --- opening the office ----------------------------------------------------------------------


@contextmanager
def open_office(
    folder: Path, *, http: bool = False, url: str = "", **of_world: Any
) -> Iterator[Office]:
    """A workspace with Tend in it, over real HTTP and WebSocket, on SQLite unless told."""
    manifest = yaml.safe_load(MANIFEST.read_text())
    clock = MovableClock()
    of_world.setdefault("tend_is_admin_member", True)
    world = company(clock, **made_from(manifest), **of_world)
    with serve_workspace(world) as workspace:
        found = settings_for(folder, workspace, http, url)
        if not found.key_file.exists():
            create_key_file(found.key_file)
            database.create(found.database_url, read_key_file(found.key_file)).close()
        stop = threading.Event()
        with opened(found, Clocks(clock, machine_now)) as tend:
            thread = threading.Thread(target=serve_quietly, args=(tend, found, stop))
            thread.start()
            try:
                wait_for_ears(workspace)
                yield Office(workspace, tend, clock, found)
            finally:
                stop.set()
                thread.join(40)


def serve_quietly(tend: Tend, found: Settings, stop: threading.Event) -> None:
    serve(tend, found, stop)


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


def wait_for_ears(workspace: Serving, seconds: float = 10.0) -> None:
    """Until the app listens."""
    end = time.monotonic() + seconds
    while not workspace.world.deliveries.socket.connections:
        assert time.monotonic() < end, "the app did not connect"
        time.sleep(0.02)


def some_seals() -> Seals:
    return Seals([Fernet.generate_key()])
