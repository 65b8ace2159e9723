"""The whole loop, by both roads that Slack knows, and once with the program as it is installed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.company import ADMINS, ANA, INES, MAYA, company
from sandbox.manifest import made_from
from sandbox.server import Serving
from sandbox.server import serve as serve_workspace
from sandbox.world import Message, View
from tests.bot.scenes import AWS, last_talks, sent, start
from tests.office import MANIFEST, Office, is_idle, labels, machine_now, open_office, text_of
from tests.someone import button, texts_in


@pytest.fixture(params=["socket", "http"])
def by_road(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    with open_office(tmp_path, http=request.param == "http") as office:
        yield office


def test_share_wait_nudge_act_follow_up_record(by_road: Office) -> None:
    office = by_road
    start(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    assert ana.submit(leader=MAYA).accepted
    office.tick()
    maya.press("Yes", maya.message)
    ana.press("Add a goal or challenge")
    fields = {"kind": "goal", "area": "work", "title": AWS, ana.know_field(): "named"}
    assert ana.fill_and_submit(fields).accepted
    assert ana.submit().accepted
    office.live(days=21, hours=4)
    assert AWS in text_of(maya.message) and "When?" in labels(maya.message)
    maya.press("When?", maya.message)
    assert maya.submit(when="pick", day="2026-12-16", time="14:00").accepted
    assert maya.sees("Planned: tomorrow at 14:00.")
    office.live(days=2)
    assert maya.sees("Did it happen?")
    maya.press("Yes", maya.message)
    assert maya.sees("Noted: you talked yesterday.")
    assert last_talks(office, "Maya") == {ANA: date(2026, 12, 16)}
    assert "Last talk: yesterday." in text_of(maya.home())
    kinds = ["introduction", *["plan"] * 3, "today", "follow-up"]
    assert [d.kind for d in sent(office, "Maya")] == kinds
    office.no_violations()


def test_after_a_restart_old_buttons_work_and_nothing_is_sent_twice(by_road: Office) -> None:
    office = by_road
    start(office)
    ana, maya = office.person("Ana"), office.person("Maya")
    ana.command("/mygoals")
    ana.submit(leader=MAYA)
    office.tick()
    office.restart()
    office.tick()
    assert len(maya.messages) == 1
    maya.press("Yes", maya.message)
    assert maya.sees("Noted: one of your people.")
    office.no_violations()


def test_at_slacks_own_pace_nothing_is_refused(tmp_path: Path) -> None:
    """With the workspace minding its limits, a plan, four answers and a notice."""
    with open_office(tmp_path, hurried=False) as office:
        start(office)
        maya = office.person("Maya")
        for text in ("one", "two", "three"):
            maya.say(text)
        assert office.settle(lambda: len(maya.messages) == 3, 10.0)
        assert {call.outcome for call in office.world.calls} == {"ok"}
        office.no_violations()


# --- as it is installed --------------------------------------------------------------------------


class Installed:
    """The console script in its own processes, a workspace here, and people by their screens."""

    def __init__(self, folder: Path, workspace: Serving) -> None:
        self.folder = folder
        self.workspace = workspace
        self.clock_file = folder / "clock"

    def environment(self) -> dict[str, str]:
        world = self.workspace.world
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        return kept | {
            "PYTHONPATH": str(MANIFEST.parent),
            "SLACK_BOT_TOKEN": world.bot_token,
            "SLACK_APP_TOKEN": world.app_token,
            "SLACK_API_URL": self.workspace.api_url,
            "TEND_DATABASE_URL": f"sqlite:///{self.folder / 'tend.db'}",
            "TEND_KEY_FILE": str(self.folder / "key"),
            "TEND_ADMINS": INES,
            "TEND_CLOCK_FILE": str(self.clock_file),
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "bot", *arguments]

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment(),
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[str]]:
        with subprocess.Popen(
            self.command("run"),
            env=self.environment(),
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                self.until(lambda: self.workspace.world.deliveries.socket.connections)
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                _, said = process.communicate(timeout=40)
                assert process.returncode == 0, said
                assert "Traceback" not in said

    def until(self, check: Callable[[], Any], seconds: float = 20.0) -> None:
        end = time.monotonic() + seconds
        while not check():
            assert time.monotonic() < end, "it did not come"
            time.sleep(0.02)

    # what people do

    def command_by(self, person: str, name: str, text: str = "", where: str = "C0GENERAL") -> None:
        world = self.workspace.world
        before = [view.hash for view in world.modals(person)]
        self.workspace.run(world.command(person, where, name, text))
        self.until(lambda: [view.hash for view in world.modals(person)] != before)

    def press(self, person: str, label: str, where: Message | View) -> None:
        place = button(where, label)
        self.workspace.run(self.workspace.world.press(person, where, *place, None))

    def modal(self, person: str) -> View:
        return self.workspace.world.modals(person)[-1]

    def submit(self, person: str, **fields: object) -> None:
        typed = {name: {"value": value} for name, value in fields.items()}
        view = self.modal(person)
        result = self.workspace.run(self.workspace.world.submit(person, view.id, typed))
        assert result.accepted, result

    def messages(self, person: str) -> list[Message]:
        world = self.workspace.world
        dm = world.dm(person).id
        return [m for m in world.messages(dm, person) if m.user == world.app.bot_user]

    def newest_says(self, person: str, words: str) -> bool:
        said = self.messages(person)
        return bool(said) and words in "\n".join(texts_in(said[-1].blocks))

    def move_clock(self, to: datetime) -> None:
        offset = (to - machine_now()).total_seconds()
        self.clock_file.write_text(f"{offset:.0f}")


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Installed]:
    clock_file = tmp_path / "clock"

    def now() -> datetime:
        offset = float(clock_file.read_text()) if clock_file.exists() else 0.0
        return machine_now() + timedelta(seconds=offset)

    made = made_from(yaml.safe_load(MANIFEST.read_text()))
    world = company(now, tend_is_admin_member=True, **made)
    with serve_workspace(world) as workspace:
        yield Installed(tmp_path, workspace)


def a_tuesday_at_ten_in_berlin() -> datetime:
    """The next Tuesday; winter or summer, ten or eleven is within Maya's hours."""
    today = machine_now().replace(hour=9, minute=0, second=0, microsecond=0)
    return today + timedelta(days=(1 - today.weekday()) % 7 or 7)


def test_with_the_console_script_in_processes_of_its_own(installed: Installed) -> None:
    tend, tuesday = installed, a_tuesday_at_ten_in_berlin()
    assert "The database is ready" in tend.run("init")
    assert "is there already" in tend.run("init")
    tend.move_clock(tuesday)
    with tend.running():
        tend.command_by(INES, "/cadence", where=ADMINS)
        tend.press(INES, "Start", tend.modal(INES))
        tend.command_by(ANA, "/mygoals")
        tend.submit(ANA, leader=MAYA)
        tend.run("tick")
        tend.until(lambda: tend.newest_says(MAYA, "says you lead them. Is it so?"))
        tend.press(MAYA, "Yes", tend.messages(MAYA)[-1])
        tend.until(lambda: tend.newest_says(MAYA, "one of your people."))
        tend.command_by(ANA, "/mygoals", "add")
        know = next(b["block_id"] for b in tend.modal(ANA).blocks if "know." in b["block_id"])
        tend.submit(ANA, kind="goal", area="work", title=AWS, **{know: "named"})
        tend.submit(ANA)
        three_weeks = tuesday + timedelta(days=21)
        told = tend.run("tick", "--at", three_weeks.isoformat())
        assert "1 planned" in told and "1 sent" in told and AWS not in told
        assert "0 planned" in tend.run("tick", "--at", three_weeks.isoformat()), "once is enough"
        tend.until(lambda: tend.newest_says(MAYA, AWS))
        tend.move_clock(three_weeks)
        tend.press(MAYA, "We talked", tend.messages(MAYA)[-1])
        tend.until(lambda: tend.newest_says(MAYA, "Noted: you talked today."))
    assert tend.workspace.world.violations == []
    slowest = max(ack.latency or 9.0 for ack in tend.workspace.world.acks)
    assert slowest < (1.0 if is_idle() else 3.0)
