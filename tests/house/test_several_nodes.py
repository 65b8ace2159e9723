"""Several processes on one PostgreSQL, as an operator starts them: who listens, who sends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.company import MAYA, company
from sandbox.server import Serving, serve
from tests.databases import new_database
from tests.house.terminal import Terminal, end
from tests.office import MovableClock

pytestmark = pytest.mark.slow


@pytest.fixture
def workspace() -> Iterator[Serving]:
    with serve(company(MovableClock())) as serving:
        yield serving


@pytest.fixture
def terminal(tmp_path: Path, postgres: str, workspace: Serving) -> Terminal:
    made = Terminal(tmp_path)
    made.env = {
        "TEND_DATABASE_URL": new_database(postgres),
        "SLACK_API_URL": workspace.api_url,
        "SLACK_BOT_TOKEN": workspace.world.bot_token,
        "SLACK_APP_TOKEN": workspace.world.app_token,
    }
    return made


def said_to(workspace: Serving, person: str) -> list[str]:
    dm = workspace.world.dm(person)
    return [one.text for one in workspace.world.messages(dm.id, person) if one.user != person]


def hears(workspace: Serving, count: int, seconds: float = 30.0) -> bool:
    ends = time.monotonic() + seconds
    while len(said_to(workspace, MAYA)) < count and time.monotonic() < ends:
        time.sleep(0.1)
    return len(said_to(workspace, MAYA)) >= count


def asks(workspace: Serving) -> None:
    dm = workspace.world.dm(MAYA)
    workspace.run(workspace.world.say(MAYA, dm.id, "help"))


def test_who_listens_hears_and_a_worker_answers(terminal: Terminal, workspace: Serving) -> None:
    assert "The database is ready" in terminal.tend("init").worked()
    with terminal.tend_running("listening mode=socket", "run", "--listen-only") as listening:
        asks(workspace)
        assert not hears(workspace, 1, seconds=2.0), "there is nobody yet who sends"
        with terminal.tend_running("node_joined", "worker") as worker:
            assert hears(workspace, 1)
            assert end(worker) == 0
        assert end(listening) == 0


def test_one_node_does_everything(terminal: Terminal, workspace: Serving) -> None:
    terminal.tend("init").worked()
    with terminal.tend_running("listening mode=socket") as node:
        asks(workspace)
        assert hears(workspace, 1)
        assert end(node) == 0


def test_a_file_is_for_one_process(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.env = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
    assert "postgresql://" in terminal.tend("worker").refused()
    assert "postgresql://" in terminal.tend("run", "--listen-only").refused()
