"""Several nodes under supervision: each says for itself whether it is alive and ready."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.company import INES, company
from sandbox.server import Serving, serve
from tests.bot.test_supervised import ask
from tests.house.terminal import Terminal, end
from tests.office import MovableClock, a_free_port, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def workspace() -> Iterator[Serving]:
    with serve(company(MovableClock())) as serving:
        yield serving


@pytest.mark.parametrize("new_url", ["postgresql"], indirect=True)
def test_a_worker_is_alive_and_ready_and_the_doctor_finds_nothing_wrong(
    tmp_path: Path, new_url: str, workspace: Serving
) -> None:
    port = a_free_port()
    terminal = Terminal(tmp_path)
    terminal.env = {
        "SLACK_API_URL": workspace.api_url,
        "SLACK_BOT_TOKEN": workspace.world.bot_token,
        "SLACK_APP_TOKEN": workspace.world.app_token,
        "TEND_ADMINS": INES,
        "TEND_DATABASE_URL": new_url.replace("+psycopg", ""),
        "TEND_HEALTH_PORT": str(port),
    }
    terminal.tend("init").worked()
    with terminal.tend_running("node_joined", command="worker") as worker:
        wait_until(lambda: ask(port, "/readyz")[0] == 200, "not ready")
        assert ask(port, "/healthz")[0] == 200
        assert "tend_backlog_oldest_seconds" in ask(port, "/metrics")[1]
        told = terminal.tend("doctor").worked()
        assert "ok    server clock" in told and "ok    process" in told
        assert end(worker) == 0
