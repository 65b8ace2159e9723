"""What a start costs in time and memory, against processes that import the same or only Bolt."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measuring import Row

ROUNDS = 7
# not getrusage: its highest mark is inherited from the process that measures
MEMORY = """
from pathlib import Path
status = Path("/proc/self/status").read_text()
print(status.split("VmHWM:")[1].split()[0])
"""

BARE = f"""
import slack_bolt
from slack_bolt.adapter.socket_mode import SocketModeHandler
app = slack_bolt.App(token="xoxb-x", signing_secret="x", token_verification_enabled=False)
app.command("/mygoals")(lambda ack: ack())
{MEMORY}
"""

SAME_IMPORTS = f"""
import slack_bolt, sqlalchemy, sqlite3, apscheduler.schedulers.background, aiohttp, click, dotenv
import cryptography.fernet, tzdata, concurrent.futures
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient
{MEMORY}
"""

TEND = f"""
import sys
from datetime import datetime, UTC
from pathlib import Path
from functools import partial
from bot import program
from bot.settings import read
from bot.conversations.desk import Desk
from bot.conversations.registry import dispatch
from bot.slack.directory import SlackDirectory
from bot.slack.errands import Errands
from bot.slack.listeners import build_app
from bot.slack.messenger import SlackMessenger
from bot.slack.socket import SocketMode
from bot.slack.tokens import Access, Clients, OneToken
from jobs.delivering import Clocks, Deliverer
from jobs.ticking import tick
from jobs.report import Report
from storage.database import open_existing
from storage.sealing import read_key_file
folder = Path(sys.argv[1])
now = lambda: datetime.now(UTC)
clocks = Clocks(now, now)
opened = open_existing(f"sqlite:///{{folder / 'tend.db'}}", read_key_file(folder / "key"))
clients = Clients(OneToken(Access("T1", "U1", None, "xoxb-x")), "http://127.0.0.1:9/api/")
desk = Desk(opened, SlackDirectory(clients), clocks, "slack")
app = build_app(clients, partial(dispatch, desk), lambda w: None, Errands())
tick(opened, now(), Report())
{MEMORY}
"""


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(folder)
        programs = {"bare Bolt app": BARE, "the same imports": SAME_IMPORTS, "Tend": TEND}
        taken: dict[str, list[float]] = {what: [] for what in programs}
        memory: dict[str, list[float]] = {what: [] for what in programs}
        for _ in range(ROUNDS):
            for what, text in programs.items():
                start = time.perf_counter()
                kilobytes = _run(text, folder)
                taken[what].append((time.perf_counter() - start) * 1000)
                memory[what].append(kilobytes / 1024)
    return [
        *_pair("start to first tick", {k: statistics.median(v) for k, v in taken.items()}, "ms"),
        *_pair("memory after it", {k: statistics.median(v) for k, v in memory.items()}, "MiB"),
    ]


def _pair(what: str, medians: dict[str, float], unit: str) -> list[Row]:
    tend = medians.pop("Tend")
    return [Row(what, tend, floor, name, unit) for name, floor in medians.items()]


def _run(text: str, folder: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", text, str(folder)], capture_output=True, text=True, check=True
    )
    return float(done.stdout.strip().splitlines()[-1])


def _prepare(folder: Path) -> None:
    from storage import database
    from storage.sealing import create_key_file, read_key_file

    create_key_file(folder / "key")
    seals = read_key_file(folder / "key")
    database.create(f"sqlite:///{folder / 'tend.db'}", seals).close()
